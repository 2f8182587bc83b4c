/** How many days the temperature sheet opens with: the newest stretch of records, and no more empty days than need be. */
import type { VitalsAnswer } from '../../../model/api/chart/vitals.ts'
import { addDays, daysBetween } from '../../parts/dates.ts'

/** A longer silence than this many days ends a stretch: between two stays, not between two rounds. */
const SILENCE = 2

/**
 * The fewest days of `choices` (ascending) that hold the newest stretch of records in an answer. A stretch that reaches back to the answer's
 * first day may be longer than is known here: then as many as the answer has.
 */
export function openingDays(
  part: Pick<VitalsAnswer, 'from' | 'to' | 'points'>,
  choices: readonly number[],
): number {
  const whole = daysBetween(part.from, part.to).length
  const recorded = new Set(part.points.map(({ at }) => (at.at ?? '').slice(0, 10)))
  let length = 0
  for (let back = 0; back < whole && back - length <= SILENCE; back++) {
    if (recorded.has(addDays(part.to, -back))) length = back + 1
  }
  if (length === 0) return whole
  return choices.find((days) => days >= length && days <= whole) ?? whole
}

/** The last days of an answer, as if no more had been asked for. */
export function lastDays(part: VitalsAnswer, days: number): VitalsAnswer {
  const from = addDays(part.to, 1 - days)
  if (from <= part.from) return part
  const isWithin = ({ at }: { at: { at: string | null } }) => at.at === null || at.at >= from
  return {
    ...part,
    from,
    points: part.points.filter(isWithin),
    events: part.events.filter(isWithin),
  }
}
