/** Which drugs were ordered for which time: the lanes below a trend. Orders say what was meant to be given, not what was. */
import type { MedicationOrder } from '../../../../model/api/chart/medications.ts'
import { addDays, instant } from '../../../parts/dates.ts'
import type { TimeSpan } from './span.ts'

export interface DrugBar {
  /** Milliseconds. */
  readonly from: number
  /** null = the end of the order can't be told. */
  readonly to: number | null
}

export interface DrugLane {
  readonly drug: string
  /** In order of time; orders that follow each other within a day are one. */
  readonly bars: readonly DrugBar[]
}

/** Nobody stops a drug between two prescriptions of one day to the next. */
const GOES_ON_MILLISECONDS = 86_400_000

/** Drugs with an order in the span, the one that began last first. Cancelled orders, and those without a start, are left out. */
export function drugLanes(orders: readonly MedicationOrder[], span: TimeSpan): DrugLane[] {
  const bars = new Map<string, DrugBar[]>()
  for (const order of orders) {
    const bar = barOf(order)
    if (bar === null || bar.from > span.to || (bar.to ?? bar.from) < span.from) continue
    for (const drug of new Set(order.components.map((component) => component.drug))) {
      bars.set(drug, [...(bars.get(drug) ?? []), bar])
    }
  }
  return [...bars]
    .map(([drug, own]) => ({ drug, bars: joined(own) }))
    .sort((a, b) => lastStart(b) - lastStart(a) || a.drug.localeCompare(b.drug, 'ja'))
}

function barOf(order: MedicationOrder): DrugBar | null {
  const start = order.startAt.at ?? order.orderedAt.at
  if (order.cancelled || start === null || start.length < 10) return null
  const end = order.endAt.at
  const from = instant(start)
  if (end !== null && end.length > 10) return { from, to: Math.max(from, instant(end)) }
  if (order.coveredUntil === '') return { from, to: null }
  return { from, to: Math.max(from, instant(addDays(order.coveredUntil, 1))) }
}

function joined(bars: readonly DrugBar[]): DrugBar[] {
  const whole: DrugBar[] = []
  for (const bar of bars.toSorted((a, b) => a.from - b.from)) {
    const last = whole.at(-1)
    if (last?.to == null || bar.from - last.to > GOES_ON_MILLISECONDS) {
      whole.push(bar)
      continue
    }
    const to = bar.to === null ? null : Math.max(last.to, bar.to)
    whole[whole.length - 1] = { from: last.from, to }
  }
  return whole
}

function lastStart({ bars }: DrugLane): number {
  return bars.at(-1)?.from ?? 0
}
