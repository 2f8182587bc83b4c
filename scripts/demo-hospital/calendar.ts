/**
 * Time in the demo hospital: minutes on the hospital's own wall clock (Asia/Tokyo, which has no summer time),
 * counted from 1970-01-01 00:00. No clock of the machine is ever read.
 */

export type Minute = number

export const DAY = 1440
export const HOUR = 60

/** The moment the backup was taken. Nothing on the medium is newer. */
export const SNAPSHOT: Minute = minuteOf(2026, 10, 31, 3, 0)

export function minuteOf(year: number, month: number, day: number, hour = 0, minute = 0): Minute {
  return Date.UTC(year, month - 1, day, hour, minute) / 60_000
}

/** Midnight at the beginning of the day. */
export function dayOf(at: Minute): Minute {
  return Math.floor(at / DAY) * DAY
}

/** The given time of day on the day of `at`. */
export function onDay(at: Minute, hour: number, minute = 0): Minute {
  return dayOf(at) + hour * HOUR + minute
}

/** 0 = Sunday. 1970-01-01 was a Thursday. */
export function weekdayOf(at: Minute): number {
  return (Math.floor(at / DAY) + 4) % 7
}

/** The same time on the next day that is not a Saturday or Sunday. */
export function onWeekday(at: Minute): Minute {
  const weekday = weekdayOf(at)
  return weekday === 0 ? at + DAY : weekday === 6 ? at + 2 * DAY : at
}

interface Parts {
  readonly year: string
  readonly month: string
  readonly day: string
  readonly hour: string
  readonly minute: string
}

export function partsOf(at: Minute): Parts {
  const date = new Date(Math.floor(at) * 60_000)
  return {
    year: String(date.getUTCFullYear()).padStart(4, '0'),
    month: two(date.getUTCMonth() + 1),
    day: two(date.getUTCDate()),
    hour: two(date.getUTCHours()),
    minute: two(date.getUTCMinutes()),
  }
}

/** HL7 DT: `20261031`. */
export function hl7Date(at: Minute): string {
  const { year, month, day } = partsOf(at)
  return `${year}${month}${day}`
}

/** HL7 TS to the minute: `202610310300`. */
export function hl7Minute(at: Minute): string {
  const { year, month, day, hour, minute } = partsOf(at)
  return `${year}${month}${day}${hour}${minute}`
}

/** HL7 TS to the second; the second is drawn from the minute, so that it never changes. */
export function hl7Second(at: Minute): string {
  return hl7Minute(at) + two(Math.abs(Math.floor(at) * 37) % 60)
}

/** `2026/10/31`. */
export function slashDate(at: Minute): string {
  const { year, month, day } = partsOf(at)
  return `${year}/${month}/${day}`
}

/** `2026/10/31 03:00`. */
export function slashMinute(at: Minute): string {
  const { hour, minute } = partsOf(at)
  return `${slashDate(at)} ${hour}:${minute}`
}

/** `03:00`. */
export function clock(at: Minute): string {
  const { hour, minute } = partsOf(at)
  return `${hour}:${minute}`
}

/** Completed years at `at` of a person born on `birth`. */
export function ageAt(birth: Minute, at: Minute): number {
  const born = partsOf(birth)
  const now = partsOf(at)
  const years = Number(now.year) - Number(born.year)
  return `${now.month}${now.day}` < `${born.month}${born.day}` ? years - 1 : years
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value)
}
