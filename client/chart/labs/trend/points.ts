/** What a trend may draw: numbers with the range of their own time, and breaks where the record has no number. */
import type { LabResult } from '../../../../model/api/chart/labs.ts'
import { type FlagSense, flagSense, isVoidStatus } from '../../../../model/codes/result-words.ts'
import { instant } from '../../../parts/dates.ts'
import type { DatedResult } from '../dated-results.ts'
import { type ReferenceRange, readRange } from '../reference-range.ts'

export interface TrendPoint {
  /** Milliseconds, for distances on the axis only. */
  readonly time: number
  readonly at: string
  /** null = there was a result here that is no number: the line breaks. */
  readonly number: number | null
  /** A comparator makes the marker hollow: the true value lies beyond it. */
  readonly comparator: string
  readonly sense: FlagSense
  readonly range: ReferenceRange | null
  /** What the source wrote, and its own flag. */
  readonly label: string
  readonly flag: string
  readonly rangeText: string
  readonly sources?: LabResult['sources']
}

/** Points in order of time. Results without a date cannot be placed; void ones are no values. */
export function trendPoints(
  values: readonly Pick<DatedResult, 'at' | 'result' | 'sources'>[],
): TrendPoint[] {
  return values
    .flatMap(({ at, result, sources }) => {
      if (at === null || at.length < 10 || isVoidStatus(result.status)) return []
      const point: TrendPoint = {
        time: instant(at),
        at,
        number: result.number,
        comparator: result.comparator,
        sense: flagSense(result.flag),
        range: readRange(result.range),
        label: result.text,
        flag: result.flag,
        rangeText: result.range,
        sources,
      }
      return [point]
    })
    .sort((a, b) => a.time - b.time)
}

/** Runs of points that a line may join: plain numbers, unbroken by a comparator or a result without number. */
export function lineRuns(points: readonly TrendPoint[]): TrendPoint[][] {
  const runs: TrendPoint[][] = []
  let run: TrendPoint[] = []
  for (const point of points) {
    if (point.number !== null && point.comparator === '') {
      run.push(point)
      continue
    }
    if (run.length > 1) runs.push(run)
    run = []
  }
  if (run.length > 1) runs.push(run)
  return runs
}

export interface RangeStep {
  /** Index of the first and of the last point that share the range. */
  readonly from: number
  readonly to: number
  readonly range: ReferenceRange
}

/** Neighbouring points with the same range, as one step; points without a range belong to none. */
export function rangeSteps(points: readonly TrendPoint[]): RangeStep[] {
  const steps: RangeStep[] = []
  for (const [at, { range }] of points.entries()) {
    if (range === null) continue
    const step = steps.at(-1)
    const goesOn = step?.to === at - 1 && isSameRange(step.range, range)
    if (step !== undefined && goesOn) steps[steps.length - 1] = { ...step, to: at }
    else steps.push({ from: at, to: at, range })
  }
  return steps
}

function isSameRange(a: ReferenceRange, b: ReferenceRange): boolean {
  return a.low === b.low && a.high === b.high
}

/** Smallest and largest number to be drawn, ranges included, with a little air; null when there is none. */
export function valueExtent(points: readonly TrendPoint[]): [number, number] | null {
  const numbers = points.flatMap((point) =>
    [point.number, point.range?.low ?? null, point.range?.high ?? null].filter(
      (each) => each !== null,
    ),
  )
  if (!points.some((point) => point.number !== null)) return null
  const low = Math.min(...numbers)
  const high = Math.max(...numbers)
  const air = (high - low) * 0.08 || Math.abs(high) * 0.1 || 1
  return [low - air, high + air]
}

/** Round numbers for an axis, at most about `count` of them. */
export function axisTicks(low: number, high: number, count: number): number[] {
  const rough = (high - low) / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough) ?? rough
  const ticks: number[] = []
  for (let at = Math.ceil(low / step); at * step <= high; at += 1) {
    ticks.push(Number((at * step).toPrecision(12)))
  }
  return ticks
}
