/** Words that every table of a handover writes alike, in Japanese and English at once. */
import type { Time } from '../../model/api/common.ts'
import type { WordTable } from '../../model/codes/word.ts'

export const NO_ROWS = 'このバックアップに記録なし / no record in this backup'

/** What the source wrote; the time as understood stands where it wrote nothing. */
export function timeText({ at, text }: Time): string {
  return at === null ? text : at.replace('T', ' ')
}

/** The word of a code in both languages; a code without one as the source wrote it. */
export function bothWords(words: WordTable, code: string): string {
  const word = Object.hasOwn(words, code) ? words[code] : undefined
  return word === undefined ? code : `${word.ja} / ${word.en}`
}

/** Who says it, where several sources speak of it. */
export function sourcesText({ sources = [] }: { sources?: readonly string[] | undefined }): string {
  return sources.length === 0 ? '' : `［資料 / source: ${sources.join(', ')}］`
}
