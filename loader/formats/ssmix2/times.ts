/**
 * HL7 v2.5 TS/DTM → `ClinicalTime.at`, in the shapes hospitals write: any precision, `.FFF` or `FFF` fractions,
 * hours 24-47 (the night of that day, 30 時 = 06:00 of the next), zero-filled parts, separators, full width.
 */
import type { ClinicalTime } from '../../../model/records/values.ts'

const DIGITS =
  /^(\d{4})(\d\d)?(\d\d)?(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:\.\d{0,6}|\d{3})?)?)?)?(?:\+0900)?$/
const SEPARATED =
  /^(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2})(?:[T ]+(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d{1,6})?)?)?)?(?:\+09:?00)?$/

/** The time that a text states; `at` is null when it states none that exists in the calendar. */
export function readTime(text: string): ClinicalTime {
  const usual = usualTime(text)
  if (usual !== null) return { text, at: usual }
  const plain = text.trim()
  const match = DIGITS.exec(plain) ?? SEPARATED.exec(plain) ?? foldedMatch(plain)
  return { text, at: match === null ? null : isoOf(match) }
}

/** The shapes nearly every message uses, `YYYYMMDD[HHMM[SS]]` before 24:00, without patterns; null for all others. */
function usualTime(text: string): string | null {
  const length = text.length
  if (length !== 14 && length !== 12 && length !== 8) return null
  for (let i = 0; i < length; i++) {
    const c = text.charCodeAt(i)
    if (c < 0x30 || c > 0x39) return null
  }
  const month = twoDigits(text, 4)
  const day = twoDigits(text, 6)
  if (month < 1 || month > 12 || day < 1 || day > 31 || text.startsWith('0000')) return null
  if (day > 28 && day > daysOf(Number(text.slice(0, 4)), month)) return null
  const date = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`
  if (length === 8) return date
  if (twoDigits(text, 8) > 23 || twoDigits(text, 10) > 59) return null
  const minute = `${date}T${text.slice(8, 10)}:${text.slice(10, 12)}`
  if (length === 12) return minute
  return twoDigits(text, 12) > 59 ? null : `${minute}:${text.slice(12, 14)}`
}

function twoDigits(text: string, at: number): number {
  return (text.charCodeAt(at) - 0x30) * 10 + text.charCodeAt(at + 1) - 0x30
}

function foldedMatch(text: string): RegExpExecArray | null {
  const folded = text.normalize('NFKC').trim()
  if (folded === text) return null
  return DIGITS.exec(folded) ?? SEPARATED.exec(folded)
}

/** ISO 8601 cut to the precision given. A zero month or day means "not known" and cuts there. */
function isoOf(match: RegExpExecArray): string | null {
  const [, year = '', month = '', day = '', hour = '', minute = '', second = ''] = match
  if (year === '0000') return null
  const later = [month, day, hour, minute, second].map(Number)
  if (month === '' || Number(month) === 0) return later.some((n) => n > 0) ? null : year
  if (Number(month) > 12) return null
  const yearMonth = `${year}-${month.padStart(2, '0')}`
  if (day === '' || Number(day) === 0) return later.slice(1).some((n) => n > 0) ? null : yearMonth
  if (Number(day) > daysOf(Number(year), Number(month))) return null
  const date = `${yearMonth}-${day.padStart(2, '0')}`
  return withClock(date, hour, minute, second)
}

/** An hour without minutes is cut to the day: the record model knows no such precision. */
function withClock(date: string, hour: string, minute: string, second: string): string | null {
  if (Number(hour) > 47 || Number(minute) > 59 || Number(second) > 59) return null
  if (minute === '') return Number(hour) >= 24 ? nextDay(date) : date
  const late = Number(hour) >= 24
  const clock = late ? String(Number(hour) - 24) : hour
  const seconds = second === '' ? '' : `:${second}`
  return `${late ? nextDay(date) : date}T${clock.padStart(2, '0')}:${minute}${seconds}`
}

function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

function nextDay(date: string): string {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
  if (day < daysOf(year, month)) return iso(year, month, day + 1)
  return month < 12 ? iso(year, month + 1, 1) : iso(year + 1, 1, 1)
}

function iso(year: number, month: number, day: number): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}
