/** The temperature sheet as geometry: curves over the days, and which values stand under which day. */
import type { VitalPoint, VitalsAnswer } from '../../../model/api/chart/vitals.ts'
import type { Gap } from '../../../model/api/common.ts'
import { instant } from '../../parts/dates.ts'
import { daysOfSpan, gapsConcerning, isSpan } from '../../parts/gap-notice.tsx'
import { type DayGap, daysWithGaps } from '../day-gaps.ts'

export type Curve = 'temperature' | 'pulse' | 'respiration'
export const CURVES: readonly Curve[] = ['temperature', 'pulse', 'respiration']

/** Beyond this a line would claim a course that nobody measured. */
const LONGEST_STEP_MILLISECONDS = 36 * 3_600_000
const DAY_MILLISECONDS = 86_400_000

export interface CurvePoint {
  /** Days since the first day of the sheet, with fraction. */
  readonly day: number
  readonly number: number
  readonly comparator: string
}

export interface PressureBar {
  readonly day: number
  readonly systolic: number | null
  readonly diastolic: number | null
}

/** Measured numbers of one item in order of time; undated, textual and void values cannot be drawn. */
export function curvePoints(
  points: readonly VitalPoint[],
  item: VitalPoint['item'],
  firstDay: string,
): CurvePoint[] {
  return points
    .flatMap((point) => {
      if (point.item !== item || point.number === null || point.at.at === null) return []
      if (point.at.at.length < 13 || isVoid(point)) return []
      return [
        {
          day: dayOffset(point.at.at, firstDay),
          number: point.number,
          comparator: point.comparator,
        },
      ]
    })
    .sort((a, b) => a.day - b.day)
}

/** Days of which the backup holds no vitals, counted as `CurvePoint.day` is; both ends are such days. */
export interface LostDays {
  readonly first: number
  readonly last: number
}

/** The days that these gaps take from the sheet. */
export function lostDays(gaps: readonly Gap[], firstDay: string): LostDays[] {
  return gapsConcerning(gaps, ['vitals'])
    .filter(isSpan)
    .flatMap((gap) => {
      const span = daysOfSpan(gap)
      if (span === null) return []
      return [{ first: dayOffset(span.first, firstDay), last: dayOffset(span.last, firstDay) }]
    })
}

/** The days of the sheet that lack something. Of a day that one source lost and another holds, only a part is missing. */
export function dayGaps(
  part: Pick<VitalsAnswer, 'points' | 'patientGaps'>,
  days: readonly string[],
): ReadonlyMap<string, DayGap> {
  const held = new Set(part.points.map(({ at }) => at.at?.slice(0, 10)))
  const gaps = daysWithGaps(part.patientGaps, days, 'vitals')
  return new Map([...gaps].map(([day, gap]) => [day, held.has(day) ? 'unread' : gap]))
}

/** Pieces of a curve that a line may join: never across a calendar day without a value, nor into a lost one. */
export function joinedRuns(
  points: readonly CurvePoint[],
  lost: readonly LostDays[],
): CurvePoint[][] {
  const runs: CurvePoint[][] = []
  for (const point of points) {
    const run = runs.at(-1)
    const last = run?.at(-1)
    const near = last !== undefined && isNear(last, point, lost)
    if (run !== undefined && near && point.comparator === '' && last.comparator === '') {
      run.push(point)
    } else runs.push([point])
  }
  return runs.filter((run) => run.length > 1)
}

function isNear(from: CurvePoint, to: CurvePoint, lost: readonly LostDays[]): boolean {
  const [fromDay, toDay] = [Math.floor(from.day), Math.floor(to.day)]
  if (toDay - fromDay > 1) return false
  if ((to.day - from.day) * DAY_MILLISECONDS > LONGEST_STEP_MILLISECONDS) return false
  return !lost.some((days) => days.first <= toDay && days.last >= fromDay)
}

/** Systolic and diastolic of one moment as one bar; one of them alone stays alone. */
export function pressureBars(points: readonly VitalPoint[], firstDay: string): PressureBar[] {
  const bars = new Map<number, { systolic: number | null; diastolic: number | null }>()
  for (const side of ['systolic', 'diastolic'] as const) {
    for (const point of curvePoints(points, side, firstDay)) {
      const bar = bars.get(point.day) ?? { systolic: null, diastolic: null }
      bar[side] = point.number
      bars.set(point.day, bar)
    }
  }
  return [...bars].map(([day, bar]) => ({ day, ...bar })).sort((a, b) => a.day - b.day)
}

/** The scale of an axis: as usual, wider when a value lies outside. */
export function axisOf(
  usual: readonly [number, number],
  numbers: readonly number[],
): [number, number] {
  return [
    Math.min(usual[0], ...numbers.map(Math.floor)),
    Math.max(usual[1], ...numbers.map(Math.ceil)),
  ]
}

/** Rows of labels above the curves. */
const LABEL_ROWS = 3

/** Puts each label into the first row where it covers no other; the last row takes what fits nowhere. */
export function placeLabels<Label extends { x: number; text: string }>(
  labels: readonly Label[],
  letterWidth: number,
): (Label & { row: number })[] {
  const ends = Array.from({ length: LABEL_ROWS }, () => Number.NEGATIVE_INFINITY)
  return [...labels]
    .sort((a, b) => a.x - b.x)
    .map((label) => {
      const free = ends.findIndex((end) => end <= label.x)
      const row = free < 0 ? LABEL_ROWS - 1 : free
      ends[row] = label.x + (label.text.length + 1) * letterWidth
      return { ...label, row }
    })
}

/** Rows of meals: breakfast before dinner, also where the days on the sheet begin with a dinner. */
export function byTimeOfDay(a: readonly VitalPoint[], b: readonly VitalPoint[]): number {
  const earliest = (points: readonly VitalPoint[]) =>
    points.map(({ at }) => at.at?.slice(11) ?? '').sort()[0] ?? ''
  return earliest(a).localeCompare(earliest(b))
}

/** Whether the source says that the value must not be read as one. */
export function isVoid(point: VitalPoint): boolean {
  return point.status === 'X' || point.status === 'D' || point.status === 'W'
}

function dayOffset(at: string, firstDay: string): number {
  return (instant(at) - instant(firstDay)) / DAY_MILLISECONDS
}
