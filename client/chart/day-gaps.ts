/** Days in a sheet of days on which something is missing: an empty column must not read as "nothing was done". */
import type { Area, Gap } from '../../model/api/common.ts'
import { daysOfSpan, gapsConcerning } from '../parts/gap-notice.tsx'

/** Why a day's column does not hold all that there was. `lost`: the whole day is not in the backup; `unread`: a record of this patient is. */
export type DayGap = 'lost' | 'unread'

/** The days among these of which something of the area is missing. What is missing without a day is said above the sheet. */
export function daysWithGaps(
  gaps: readonly Gap[],
  days: readonly string[],
  area: Area,
): ReadonlyMap<string, DayGap> {
  const found = new Map<string, DayGap>()
  for (const gap of gapsConcerning(gaps, [area])) {
    const span = daysOfSpan(gap)
    for (const day of days) {
      if (span !== null && span.first <= day && day <= span.last) found.set(day, 'lost')
      else if (span === null && gap.date === day && !found.has(day)) found.set(day, 'unread')
    }
  }
  return found
}
