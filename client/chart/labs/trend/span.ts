/** The one axis of time that several items share. */
import { addDays, instant } from '../../../parts/dates.ts'
import type { TrendPoint } from './points.ts'

/** `admission` = the stay that goes on at as-of. */
export type SpanChoice = 'admission' | 'quarter' | 'year' | 'all'

/** Milliseconds, both inclusive. */
export interface TimeSpan {
  readonly from: number
  readonly to: number
}

const DAY = 86_400_000
const DAYS: Readonly<Record<'quarter' | 'year', number>> = { quarter: 90, year: 365 }

/**
 * @param admittedAt start of the stay in progress; null = there is none
 * @param points of all items shown, for `all`
 */
export function spanOf(
  choice: SpanChoice,
  { asOf, admittedAt }: { asOf: string; admittedAt: string | null },
  points: readonly TrendPoint[],
): TimeSpan {
  const to = instant(asOf)
  if (choice === 'admission' && admittedAt !== null) {
    return { from: instant(admittedAt.slice(0, 10)), to }
  }
  if (choice === 'quarter' || choice === 'year') {
    return { from: instant(addDays(asOf.slice(0, 10), -DAYS[choice])), to }
  }
  const times = points.map(({ time }) => time)
  if (times.length === 0) return { from: to - DAYS.quarter * DAY, to }
  const [first, last] = [Math.min(...times), Math.max(...times)]
  return first === last ? { from: first - DAY, to: last + DAY } : { from: first, to: last }
}

/** The admission when it has at least two of the points, else all. */
export function firstChoice(
  context: { asOf: string; admittedAt: string | null },
  points: readonly TrendPoint[],
): SpanChoice {
  if (context.admittedAt === null) return 'all'
  const span = spanOf('admission', context, points)
  return pointsIn(points, span).length >= 2 ? 'admission' : 'all'
}

export function pointsIn(points: readonly TrendPoint[], { from, to }: TimeSpan): TrendPoint[] {
  return points.filter(({ time }) => time >= from && time <= to)
}

/** Whole days for the axis, at most six of them, evenly apart. */
export function dayTicks({ from, to }: TimeSpan): number[] {
  const first = Math.ceil(from / DAY)
  const last = Math.floor(to / DAY)
  const step = Math.max(1, Math.ceil((last - first + 1) / 6))
  const ticks: number[] = []
  for (let day = first; day <= last; day += step) ticks.push(day * DAY)
  return ticks
}

/** A point of the axis as the API writes days. */
export function dayAt(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}
