/** Days, ages and Japanese eras over the read model's times (ISO 8601 cut to known precision). */

const DAY_LENGTH = 10
const DAY_MILLISECONDS = 86_400_000

/** The day of a time; '' when the time is unknown or less precise than a day. */
export function dayOf(at: string | null): string {
  return at !== null && at.length >= DAY_LENGTH ? at.slice(0, DAY_LENGTH) : ''
}

/** `day` moved by a number of days, both `YYYY-MM-DD`. */
export function addDays(day: string, days: number): string {
  const moved = new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MILLISECONDS)
  return Number.isNaN(moved.getTime()) ? '' : moved.toISOString().slice(0, DAY_LENGTH)
}

/** Whether `at` is no later than `limit`, as far as both are known. */
export function notAfter(at: string, limit: string): boolean {
  const length = Math.min(at.length, limit.length)
  return at.slice(0, length) <= limit.slice(0, length)
}

/** Whole years from birth to `asOf`; null when the birth date is not known to the day. */
export function ageAt(birth: string | null, asOf: string): number | null {
  const day = dayOf(birth)
  if (day === '' || !notAfter(day, asOf)) return null
  const years = Number(asOf.slice(0, 4)) - Number(day.slice(0, 4))
  return asOf.slice(5, DAY_LENGTH) < day.slice(5) ? years - 1 : years
}

const ERA = new Intl.DateTimeFormat('ja-JP-u-ca-japanese-nu-latn', {
  timeZone: 'Asia/Tokyo',
  era: 'narrow',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
})

/** Japan took the Gregorian calendar with 明治6年; earlier dates have no such form. */
const FIRST_ERA_DAY = '1873-01-01'

/** `1970-01-01` → `S45.1.1`; '' when the day is not known. */
export function eraOf(at: string | null): string {
  const day = dayOf(at)
  const instant = new Date(`${day}T12:00:00+09:00`)
  if (day < FIRST_ERA_DAY || Number.isNaN(instant.getTime())) return ''
  const parts = new Map(ERA.formatToParts(instant).map((part) => [part.type, part.value]))
  return `${parts.get('era')}${parts.get('year')}.${parts.get('month')}.${parts.get('day')}`
}
