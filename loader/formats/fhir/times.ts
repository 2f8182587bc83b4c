/**
 * FHIR R4 date, dateTime and instant (datatypes, primitive types) as the facility's time.
 * A date is never shifted; a time with an offset is told in the facility's zone; one without an offset is not valid FHIR and
 * is taken as facility time.
 */
import type { ClinicalTime } from '../../../model/records.ts'
import { type Json, str } from './json.ts'

export interface ReadTime extends ClinicalTime {
  /** Sorts finer than `at`: with fractions of a second. */
  readonly sortable: string
  /** '' or what is wrong with it. */
  readonly flaw: string
}

/** Japan: no daylight saving time since 1952, and the only zone of the country. */
const FACILITY_OFFSET_MINUTES = 9 * 60
const FACILITY_OFFSET = '+09:00'
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

/** @returns the time; never throws. */
export function readTime(text: string): ReadTime {
  const zoneAt = zoneStart(text)
  if (zoneAt < WHOLE || !isWholeTime(text, zoneAt)) return readAnyTime(text)
  if (text.endsWith(FACILITY_OFFSET)) {
    return { text, at: text.slice(0, WHOLE), sortable: text.slice(0, zoneAt), flaw: '' }
  }
  if (zoneAt - WHOLE > LONGEST_FRACTION) return readAnyTime(text)
  const local = shifted(text.slice(0, WHOLE), text.slice(zoneAt))
  return { text, at: local, sortable: local + text.slice(WHOLE, zoneAt), flaw: '' }
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
  if (fraction === 1) return false
  for (let i = 0; i < zoneAt; i++) {
    const code = text.charCodeAt(i)
    if (i === 4 || i === 7) {
      if (code !== 0x2d) return false
    } else if (i === 10) {
      if (code !== 0x54) return false
    } else if (i === 13 || i === 16) {
      if (code !== 0x3a) return false
    } else if (i === WHOLE) {
      if (code !== 0x2e) return false
    } else if (!isDigit(code)) return false
  }
  if (text.charCodeAt(0) === 0x30) return false
  const month = two(text, 5)
  const day = two(text, 8)
  const isDay = month >= 1 && month <= 12 && day >= 1 && day <= SURE_DAYS
  return isDay && two(text, 11) < 24 && two(text, 14) < 60 && two(text, 17) < 60
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

function two(text: string, at: number): number {
  return (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48
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
  const local =
    zone === undefined || zone === FACILITY_OFFSET
      ? text.slice(0, length)
      : shifted(text.slice(0, length), zone)
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

/** `local` in the zone `zone`, told in the facility's. Precision as it was. */
function shifted(local: string, zone: string): string {
  const sign = zone.startsWith('-') ? -1 : 1
  const offset = zone === 'Z' ? 0 : sign * (two(zone, 1) * 60 + two(zone, 4))
  const minutes = two(local, 11) * 60 + two(local, 14) + FACILITY_OFFSET_MINUTES - offset
  const days = Math.floor(minutes / DAY_MINUTES)
  const within = minutes - days * DAY_MINUTES
  const date = days === 0 ? local.slice(0, 10) : dayAfter(local, days)
  return `${date}T${padded(Math.floor(within / 60))}:${padded(within % 60)}${local.slice(16)}`
}

/** `date` moved by whole days, one at a time: an offset moves by two at most. */
function dayAfter(date: string, days: number): string {
  let year = Number(date.slice(0, 4))
  let month = two(date, 5)
  let day = two(date, 8) + days
  if (day < 1) {
    month = month === 1 ? 12 : month - 1
    if (month === 12) year--
    day += daysIn(year, month)
  } else if (day > daysIn(year, month)) {
    day -= daysIn(year, month)
    month = month === 12 ? 1 : month + 1
    if (month === 1) year++
  }
  return `${String(year).padStart(4, '0')}-${padded(month)}-${padded(day)}`
}

function padded(number: number): string {
  return number < 10 ? `0${number}` : String(number)
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
