/** What another source says otherwise, as one line in Japanese and English: for what leaves the house. */
import type { LabResult } from '../../model/api/chart/labs.ts'
import type { OtherStatement } from '../../model/api/chart/part.ts'
import { isFinalStatus, RESULT_STATUS_WORDS } from '../../model/codes/result-words.ts'
import { STANDING_WORDS } from '../../model/codes/standing-words.ts'
import { type WordTable, wordOf } from '../../model/codes/word.ts'

export function otherwiseTexts({ otherwise = [] }: Pick<LabResult, 'otherwise'>): string[] {
  return otherwise.map((other) => {
    const said = [other.text, other.unit, other.flag, ...statusTexts(other), timeText(other.at)]
    const words = said.filter((word) => word !== '').join(' ')
    return `他の資料では異なる / another source says otherwise: ${other.sources.join(', ')}: ${words}`
  })
}

function timeText({ at, text }: OtherStatement['at']): string {
  return at === null ? text : `(${at.replace('T', ' ')})`
}

function statusTexts({ status, standing }: OtherStatement): string[] {
  const isSaid = !isFinalStatus(status)
  return [
    ...(isSaid ? [both(RESULT_STATUS_WORDS, status)] : []),
    ...(standing === 'current' ? [] : [both(STANDING_WORDS, standing)]),
  ].map((text) => `[${text}]`)
}

function both(words: WordTable, code: string): string {
  return `${wordOf(words, code, 'ja')} / ${wordOf(words, code, 'en')}`
}
