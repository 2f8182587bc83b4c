/** Which medicine was ordered for which day, and what was given of it: rows of the calendar. */

import { rpNumber } from '../../../model/rp-number.ts'
import { addDays } from '../../parts/dates.ts'
import type { Administration, MedicationOrder } from './rp.ts'

export interface CalendarDay {
  readonly day: string
  /** The order's period covers the day; false for a cancelled order, whatever its period. */
  readonly ordered: boolean
  /** One for each moment and outcome: the drugs of a mix that were given together are one. */
  readonly given: readonly Administration[]
}

export interface CalendarRow {
  readonly key: string
  /** The first of them; null = the order of these administrations is not in this backup. */
  readonly order: MedicationOrder | null
  /** The end of one of its orders cannot be told. */
  readonly endUnknown: boolean
  /** Of the first administration, where there is no order. */
  readonly drug: string
  /** First row of its Rp: a line is drawn above it. */
  readonly firstOfRp: boolean
  readonly days: readonly CalendarDay[]
}

/**
 * The rows that have something in the days shown, in the order of their orders. The same drugs in the same doses and use, ordered
 * again day after day, are one row; a cancelled order is a row of its own.
 */
export function calendarRows(
  orders: readonly MedicationOrder[],
  administrations: readonly Administration[],
  days: readonly string[],
): CalendarRow[] {
  const placed = new Map<MedicationOrder, Administration[]>()
  const strays = new Map<string, Administration[]>()
  const byNumber = Map.groupBy(
    orders.filter((order) => order.orderNo !== ''),
    numberKey,
  )
  for (const each of administrations) {
    const order = orderOf(each, byNumber.get(numberKey(each)) ?? [])
    if (order !== undefined) push(placed, order, each)
    else push(strays, `${each.form} ${each.drug}`, each)
  }
  const rows: CalendarRow[] = []
  let rp = ''
  for (const order of orders) {
    const found = daysOf(order, placed.get(order) ?? [], days)
    if (found === null) continue
    const ownRp = `${numberKey(order)} ${rpNumber(order.group)}`
    const firstOfRp = order.orderNo === '' || ownRp !== rp
    const endUnknown = order.coveredUntil === '' && !order.cancelled
    const row = { key: `order ${order.id}`, order, drug: '', firstOfRp, endUnknown, days: found }
    const same = order.cancelled ? -1 : rows.findIndex((each) => isSame(each.order, order))
    const earlier = rows[same]
    if (earlier === undefined) {
      rows.push(row)
      rp = ownRp
    } else rows[same] = merged(earlier, row)
  }
  for (const [key, given] of strays) {
    const found = daysOf(null, given, days)
    const [first] = given
    if (found === null || first === undefined) continue
    rows.push({
      key: `stray ${key}`,
      order: null,
      drug: first.drug,
      firstOfRp: true,
      endUnknown: false,
      days: found,
    })
  }
  return rows
}

function isSame(a: MedicationOrder | null, b: MedicationOrder): boolean {
  if (a === null || a.cancelled || a.form !== b.form) return false
  const told = ({ components, category, usage, rate, route, perDay, device }: MedicationOrder) =>
    JSON.stringify([components, category, usage, rate, route, perDay, device])
  return told(a) === told(b)
}

function merged(a: CalendarRow, b: CalendarRow): CalendarRow {
  const days = a.days.map((day, index) => {
    const other = b.days[index]
    if (other === undefined) return day
    const ordered = day.ordered || other.ordered
    return { day: day.day, ordered, given: inTime([...day.given, ...other.given]) }
  })
  return { ...a, endUnknown: a.endUnknown || b.endUnknown, days }
}

/** The row of an order that names the drug, else the one of its Rp, else the only one there is. */
function orderOf(
  given: Administration,
  candidates: readonly MedicationOrder[],
): MedicationOrder | undefined {
  const ofRp = candidates.filter((order) => rpNumber(order.group) === rpNumber(given.group))
  const names = (order: MedicationOrder) => order.components.some(({ drug }) => drug === given.drug)
  const only = candidates.length === 1 ? candidates[0] : undefined
  return ofRp.find(names) ?? candidates.find(names) ?? ofRp[0] ?? only
}

/** Null when the row has nothing in these days. */
function daysOf(
  order: MedicationOrder | null,
  given: readonly Administration[],
  days: readonly string[],
): CalendarDay[] | null {
  const byDay = Map.groupBy(given, ({ startAt }) => (startAt.at ?? '').slice(0, 10))
  const found = days.map((day) => ({
    day,
    ordered: order !== null && covers(order, day),
    given: distinct(byDay.get(day) ?? []),
  }))
  return found.some((each) => each.ordered || each.given.length > 0) ? found : null
}

/** Of an order whose end cannot be told only its first day is sure. */
function covers({ cancelled, startAt, coveredUntil }: MedicationOrder, day: string): boolean {
  const start = (startAt.at ?? '').slice(0, 10)
  if (cancelled || start === '' || start.length < 10) return false
  return start <= day && day <= (coveredUntil === '' ? start : coveredUntil)
}

function distinct(given: readonly Administration[]): Administration[] {
  const seen = new Map(given.map((each) => [`${each.startAt.text} ${each.status}`, each]))
  return inTime([...seen.values()])
}

function inTime(given: readonly Administration[]): Administration[] {
  return given.toSorted((a, b) => ((a.startAt.at ?? '') < (b.startAt.at ?? '') ? -1 : 1))
}

/** The newest day that the calendar is of use for: of data, or of what is planned behind it, at most a week on. */
export function lastCalendarDay(orders: readonly MedicationOrder[], asOf: string): string {
  const today = asOf.slice(0, 10)
  const limit = addDays(today, 7)
  const planned = orders
    .filter((order) => !order.cancelled)
    .map((order) => (order.coveredUntil === '' ? '' : order.coveredUntil))
    .filter((day) => day > today)
  if (planned.length === 0) return today
  const last = planned.reduce((newest, day) => (day > newest ? day : newest))
  return last < limit ? last : limit
}

function numberKey({ form, orderNo }: { form: string; orderNo: string }): string {
  return `${form} ${orderNo}`
}

function push<Key>(map: Map<Key, Administration[]>, key: Key, each: Administration): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [each])
  else list.push(each)
}
