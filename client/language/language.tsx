/** The language of the screen: Japanese until the person switches; the choice outlives a reload. */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { noteIn } from '../../model/codes/note-labels.ts'
import { type WordTable, wordOf } from '../../model/codes/word.ts'
import { keepChoice, keptChoice } from '../parts/kept-choice.ts'
import { en } from './en.ts'
import { ja, type Words } from './ja.ts'

const LANGUAGES = ['ja', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

interface Spoken {
  readonly language: Language
  readonly words: Words
  /** The word of a code from a table of model/codes. */
  readonly code: (table: WordTable, code: string) => string
  /** A note, a direction or a category, of which some words are the loader's. */
  readonly note: (text: string) => string
  readonly setLanguage: (language: Language) => void
}

const SpokenContext = createContext<Spoken | null>(null)

/** The language chosen in this browser before the page was loaded again. */
export function keptLanguage(): Language {
  return keptChoice('language', LANGUAGES) ?? 'ja'
}

interface LanguageProviderProps {
  readonly begin?: Language
  readonly children: ReactNode
}

/** Gives the screens below it their words, and tells the browser which language they are in. */
export function LanguageProvider({ begin = 'ja', children }: LanguageProviderProps) {
  const [language, setLanguage] = useState<Language>(begin)
  const spoken = useMemo<Spoken>(
    () => ({
      language,
      words: language === 'ja' ? ja : en,
      code: (table, code) => wordOf(table, code, language),
      note: (text) => noteIn(language, text),
      setLanguage: (chosen) => {
        keepChoice('language', chosen)
        setLanguage(chosen)
      },
    }),
    [language],
  )
  useEffect(() => {
    document.documentElement.lang = language
    document.title = spoken.words.product
  }, [language, spoken])
  return <SpokenContext value={spoken}>{children}</SpokenContext>
}

/** The words of the language chosen. Throws outside `LanguageProvider`. */
export function useWords(): Spoken {
  const spoken = useContext(SpokenContext)
  if (spoken === null) throw new Error('useWords outside LanguageProvider')
  return spoken
}
