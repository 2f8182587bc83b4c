/** Every sentence of the screens of coordinator, IT and auditor, in both languages; loaded only with them. */
import { useWords } from '../language/language.tsx'
import { en } from './words-en.ts'
import { ja } from './words-ja.ts'

/** The words of these screens in the language of the screen. */
export function useOfficeWords(): typeof ja {
  const { language } = useWords()
  return language === 'ja' ? ja : en
}
