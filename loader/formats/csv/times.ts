/** Dates and times as departmental systems in Japan write them, by the Western or the Japanese calendar. */
import type { ClinicalTime } from '../../../model/records/values.ts'
import { readTime as readZonedTime } from '../fhir/times.ts'
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
/** A day, and a clock behind it that may be of another column. */
const WESTERN = /^(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|(\d\d)(\d\d))[T\s]\s*(\S.*)$/
const WEEKDAY = /\([日月火水木金土]\)/
const CLOCK =
  /^(午前|午後|AM|PM)?\s*(\d{1,2})(?:[:時](?:(\d{1,2})(?:[:分](?:(\d{1,2})(?:\.\d+)?秒?)?)?)?|(\d\d)(\d\d)?)\s*(AM|PM)?$/i
/** An offset from UTC at the end. */
const ZONED = /\d(Z|[+-]\d\d:?\d\d)$/

/** Null for an empty text. `at` is null where it is no time. */
export function readDay(text: string): ClinicalTime | null {
  if (text.trim() === '') return null
  const folded = text.normalize('NFKC').trim().replace(WEEKDAY, '')
  const at = readTime(plain(folded)).at
  return { text, at: at ?? (ZONED.test(folded) ? zoned(folded) : null) }
}

/** In the facility's zone. */
function zoned(folded: string): string | null {
  return readZonedTime(folded.replace(' ', 'T').replace(/([+-]\d\d)(\d\d)$/, '$1:$2')).at
}

function plain(folded: string): string {
  const era = BY_ERA.exec(folded) ?? COMPACT_ERA.exec(folded)
  if (era !== null) {
    const [, name = '', year = '', month = '', day = '', rest = ''] = era
    const start = ERAS[name.toUpperCase()] ?? 0
    return western(String(start + (year === '元' ? 1 : Number(year))), month, day, rest)
  }
  const kanji = KANJI.exec(folded)
  if (kanji !== null) {
    const [, year = '', month = '', day, rest = ''] = kanji
    return day === undefined ? `${year}-${two(month)}` : western(year, month, day, rest)
  }
  const [, year, , month, day, compactMonth, compactDay, rest = ''] = WESTERN.exec(folded) ?? []
  if (year === undefined || ZONED.test(rest)) return folded
  return western(year, month ?? compactMonth ?? '', day ?? compactDay ?? '', rest)
}

function western(year: string, month: string, day: string, rest: string): string {
  const date = `${year}-${two(month)}-${two(day)}`
  const clock = clockOf(rest.trim())
  return clock === '' ? date : `${date} ${clock}`
}

/** `6時45分`, `0645`, `6:45`, `午後3:05`; the text itself where it is no clock. */
function clockOf(rest: string): string {
  const [, before = '', hour, minute, second, compactMinute, compactSecond, behind = ''] =
    CLOCK.exec(rest) ?? []
  const half = (before || behind).toUpperCase()
  // A bare number is no clock.
  const isBare = minute === undefined && compactMinute === undefined && !rest.includes('時')
  if (hour === undefined || (isBare && half === '')) return rest
  const seconds = second ?? compactSecond
  const hours = half === '' ? hour : halfDay(hour, half === '午後' || half === 'PM')
  const minutes = two(minute ?? compactMinute ?? '0')
  return `${hours}:${minutes}${seconds === undefined ? '' : `:${two(seconds)}`}`
}

/** Twelve hours make a half; `午後0時` and `12 PM` are noon. */
function halfDay(hour: string, isAfternoon: boolean): string {
  const own = Number(hour)
  if (own > 12) return hour
  return String((own % 12) + (isAfternoon ? 12 : 0))
}

function two(digits: string): string {
  return digits.padStart(2, '0')
}
