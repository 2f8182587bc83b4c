/** The verdict on a medium, in words for people. */
import type { MediumVerdict } from '../loader/screening/medium-verdict.ts'
import type { Bilingual } from './verb.ts'

export const MEDIUM_WORDS: Readonly<Record<MediumVerdict, Bilingual>> = {
  clean: { ja: '健全', en: 'clean' },
  'partly-damaged': { ja: '一部破損', en: 'partly damaged' },
  'do-not-use': { ja: '使用不可', en: 'do not use' },
}
