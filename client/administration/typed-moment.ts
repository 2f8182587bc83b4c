/** A moment as the auditor types it; the browser's own box for it follows the browser's language, not the screen's. */
import { addDays, facilityUtc } from '../parts/dates.ts'
import { readDay } from '../parts/day-box.tsx'

/**
 * `2022/10/31 09:10` by the facility's clock → UTC; '' where nothing is typed; null for anything that is no moment.
 * A day alone is its beginning, and as the end of a span the whole of it.
 */
export function readMoment(text: string, end: 'from' | 'to'): string | null {
  const [typedDay = '', clock, ...more] = text.normalize('NFKC').trim().split(/\s+/)
  if (typedDay === '') return ''
  const day = readDay(typedDay)
  if (day === null || more.length > 0) return null
  if (clock === undefined) return facilityUtc(`${end === 'to' ? addDays(day, 1) : day}T00:00`)
  const [, hours, minutes] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(clock) ?? []
  return hours === undefined ? null : facilityUtc(`${day}T${hours.padStart(2, '0')}:${minutes}`)
}
