/** Dates and times as departmental systems in Japan write them, by the Western or the Japanese calendar. */
import type { ClinicalTime } from '../../../model/records.ts'
import { readTime } from '../ssmix2/times.ts'

/** First year of each era less one. */
const ERAS: Readonly<Record<string, number>> = {
  M: 1867,
  明治: 1867,
  T: 1911,
  大正: 1911,
  S: 1925,
  昭和: 1925,
  H: 1988,
  平成: 1988,
  R: 2018,
  令和: 2018,
}
const BY_ERA =
  /^(明治|大正|昭和|平成|令和|[MTSHR])\s?(\d{1,2}|元)[-/.年](\d{1,2})[-/.月](\d{1,2})日?(.*)$/i
const COMPACT_ERA = /^([MTSHR])(\d{2})(\d{2})(\d{2})(.*)$/i
const KANJI = /^(\d{4})年(\d{1,2})月(?:(\d{1,2})日)?(.*)$/
const KANJI_CLOCK = /^\s*(\d{1,2})時(?:(\d{1,2})分)?(?:(\d{1,2})秒)?$/

/** Null for an empty text. `at` is null where it is no time. */
export function readDay(text: string): ClinicalTime | null {
  if (text.trim() === '') return null
  return { text, at: readTime(plain(text)).at }
}

function plain(text: string): string {
  const folded = text.normalize('NFKC').trim()
  const era = BY_ERA.exec(folded) ?? COMPACT_ERA.exec(folded)
  if (era !== null) {
    const [, name = '', year = '', month = '', day = '', rest = ''] = era
    const start = ERAS[name.toUpperCase()] ?? 0
    return western(String(start + (year === '元' ? 1 : Number(year))), month, day, rest)
  }
  const kanji = KANJI.exec(folded)
  if (kanji === null) return folded
  const [, year = '', month = '', day, rest = ''] = kanji
  return day === undefined ? `${year}-${two(month)}` : western(year, month, day, rest)
}

function western(year: string, month: string, day: string, rest: string): string {
  const [, hour, minute = '0', second] = KANJI_CLOCK.exec(rest) ?? []
  const clock =
    hour === undefined
      ? rest.trim()
      : `${hour}:${two(minute)}${second === undefined ? '' : `:${two(second)}`}`
  const date = `${year}-${two(month)}-${two(day)}`
  return clock === '' ? date : `${date} ${clock}`
}

function two(digits: string): string {
  return digits.padStart(2, '0')
}
