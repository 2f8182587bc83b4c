/**
 * FHIR R4 date, dateTime and instant (datatypes, primitive types) as the facility's time.
 * A date is never shifted; a time with an offset is told in the facility's zone; one without an offset is not valid FHIR and
 * is taken as facility time.
 */
import type { ClinicalTime } from '../../../model/records/values.ts'
import { type Json, obj, str } from './json.ts'

export interface ReadTime extends ClinicalTime {
  /** Sorts finer than `at`: with fractions of a second. */
  readonly sortable: string
  /** '' or what is wrong with it. */
  readonly flaw: string
}

/** Japan: no daylight saving time since 1952, and the only zone of the country. */
const FACILITY_OFFSET_MINUTES = 9 * 60
const PATTERN =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(\.\d{1,9})?\d*)?(Z|[+-]\d\d:\d\d)?)?)?)?$/
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
/** `2024-05-03T09:10:05` */
const WHOLE = 19
const DAY_MINUTES = 24 * 60
/** A point and nanoseconds. */
const LONGEST_FRACTION = 10
/** Every month has them. */
const SURE_DAYS = 28
const NO_NUMBER = 1e6
const HYPHEN = 0x2d
const COLON = 0x3a

/** `00` to `59`. */
const PADDED: readonly string[] = Array.from({ length: 60 }, (_, n) => `${n}`.padStart(2, '0'))
/** `T00:00` to `T23:59`. */
const CLOCK: readonly string[] = Array.from(
  { length: DAY_MINUTES },
  (_, n) => `T${PADDED[Math.floor(n / 60)]}:${PADDED[n % 60]}`,
)

/** @returns the time; never throws. */
export function readTime(text: string): ReadTime {
  const zoneAt = zoneStart(text)
  if (!isWholeTime(text, zoneAt)) return readAnyTime(text)
  const offset = offsetAt(text, zoneAt)
  const local =
    offset === FACILITY_OFFSET_MINUTES ? text.slice(0, WHOLE) : shifted(text, WHOLE, offset)
  const sortable = zoneAt === WHOLE ? local : local + text.slice(WHOLE, zoneAt)
  return { text, at: local, sortable, flaw: '' }
}

/** Where `Z` or an offset stands at a text's end; -1 where none does. */
function zoneStart(text: string): number {
  const { length } = text
  if (text.charCodeAt(length - 1) === 0x5a) return length - 1
  const sign = text.charCodeAt(length - 6)
  const isOffset =
    (sign === 0x2b || sign === 0x2d) &&
    text.charCodeAt(length - 3) === 0x3a &&
    isDigit(text.charCodeAt(length - 5)) &&
    isDigit(text.charCodeAt(length - 4)) &&
    isDigit(text.charCodeAt(length - 2)) &&
    isDigit(text.charCodeAt(length - 1))
  return isOffset ? length - 6 : -1
}

/** The common case without a pattern: seconds, perhaps a fraction, in front of the zone; days up to the 28th. */
function isWholeTime(text: string, zoneAt: number): boolean {
  const fraction = zoneAt - WHOLE
  if (fraction < 0 || fraction > LONGEST_FRACTION || (fraction > 0 && !isFraction(text, zoneAt)))
    return false
  const isWritten =
    text.charCodeAt(4) === HYPHEN &&
    text.charCodeAt(7) === HYPHEN &&
    text.charCodeAt(10) === 0x54 &&
    text.charCodeAt(13) === COLON &&
    text.charCodeAt(16) === COLON
  if (!isWritten) return false
  const year = two(text, 0) * 100 + two(text, 2)
  const month = two(text, 5)
  const day = two(text, 8)
  const isDay =
    year >= 1000 && year < 10_000 && month >= 1 && month <= 12 && day >= 1 && day <= SURE_DAYS
  return isDay && two(text, 11) < 24 && two(text, 14) < 60 && two(text, 17) < 60
}

/** A point and digits. */
function isFraction(text: string, zoneAt: number): boolean {
  for (let i = WHOLE + 1; i < zoneAt; i++) if (!isDigit(text.charCodeAt(i))) return false
  return text.charCodeAt(WHOLE) === 0x2e && zoneAt > WHOLE + 1
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

/** A number of two digits; one that no clock or calendar has, where something else stands. */
function two(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48
  const ones = text.charCodeAt(at + 1) - 48
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NO_NUMBER
}

/** In minutes, of `Z` or `+09:00`. */
function offsetAt(text: string, at: number): number {
  if (text.charCodeAt(at) === 0x5a) return 0
  const minutes = two(text, at + 1) * 60 + two(text, at + 4)
  return text.charCodeAt(at) === HYPHEN ? -minutes : minutes
}

function readAnyTime(text: string): ReadTime {
  const parts = PATTERN.exec(text)
  if (parts === null) return flawed(text, 'not a FHIR date or time')
  const [, year = '', month, day, hour, minute, second = '', fraction = '', zone] = parts
  // The least value of a date type (0001-01-01) stands for none in exporters that leave it in: no patient has a day before the year 1000.
  if (
    year < '1000' ||
    !isOnCalendar(Number(year), month, day) ||
    !isOnClock(hour, minute, second)
  ) {
    return flawed(text, 'no such day or time')
  }
  if (hour === undefined) return { text, at: text, sortable: text, flaw: '' }
  const flaw = zone === undefined ? 'a time without offset: taken as facility time' : ''
  const length = second === '' ? 16 : WHOLE
  const offset = zone === undefined ? FACILITY_OFFSET_MINUTES : offsetAt(zone, 0)
  const local =
    offset === FACILITY_OFFSET_MINUTES ? text.slice(0, length) : shifted(text, length, offset)
  return { text, at: local, sortable: local + fraction, flaw }
}

function flawed(text: string, flaw: string): ReadTime {
  return { text, at: null, sortable: '', flaw }
}

function isOnCalendar(year: number, month: string | undefined, day: string | undefined): boolean {
  if (month === undefined) return true
  if (DAYS[Number(month) - 1] === undefined) return false
  if (day === undefined) return true
  const last = daysIn(year, Number(month))
  return Number(day) >= 1 && Number(day) <= last
}

function daysIn(year: number, month: number): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  return month === 2 && !isLeap ? 28 : (DAYS[month - 1] ?? 0)
}

function isOnClock(hour = '00', minute = '00', second: string): boolean {
  return Number(hour) < 24 && Number(minute) < 60 && Number(second) <= 60
}

/** The first `length` characters, which are in a zone of this offset, told in the facility's. Precision as it was. */
function shifted(text: string, length: number, offset: number): string {
  const minutes = two(text, 11) * 60 + two(text, 14) + FACILITY_OFFSET_MINUTES - offset
  const days = Math.floor(minutes / DAY_MINUTES)
  const date = days === 0 ? text.slice(0, 10) : dayAfter(text, days)
  return date + CLOCK[minutes - days * DAY_MINUTES] + text.slice(16, length)
}

/** The date at the beginning of a text moved by whole days, over the end of one month at most: an offset moves by two days at most. */
function dayAfter(text: string, days: number): string {
  let day = two(text, 8) + days
  if (day >= 1 && day <= SURE_DAYS) return text.slice(0, 8) + PADDED[day]
  let year = Number(text.slice(0, 4))
  let month = two(text, 5)
  if (day < 1) {
    month = month === 1 ? 12 : month - 1
    if (month === 12) year--
    day += daysIn(year, month)
  } else if (day > daysIn(year, month)) {
    day -= daysIn(year, month)
    month = month === 12 ? 1 : month + 1
    if (month === 1) year++
  }
  return `${String(year).padStart(4, '0')}-${PADDED[month]}-${PADDED[day]}`
}

/**
 * A Period as people read it, in the facility's zone: `2024-05-03 06:00～2024-05-04 06:00`; what is no time stands as it is written; '' where it has
 * neither end.
 */
export function spanInWords(value: unknown): string {
  const { start, end } = obj(value) ?? {}
  return start === undefined && end === undefined ? '' : `${inWords(start)}～${inWords(end)}`
}

const MINUTE = 16

function inWords(time: unknown): string {
  const { at, text } = readTime(str(time))
  return at === null ? text : at.slice(0, MINUTE).replace('T', ' ')
}

/** The day a resource is about, for the place of its gap. */
export function dayOf(resource: Json): string {
  const period = resource.period as { start?: unknown } | undefined
  const moment =
    str(resource.effectiveDateTime) ||
    str(resource.date) ||
    str(resource.authoredOn) ||
    str(resource.recordedDate) ||
    str(period?.start)
  return /^\d{4}-\d\d-\d\d/.exec(moment)?.[0] ?? ''
}
