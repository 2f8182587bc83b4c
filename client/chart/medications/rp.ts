/** Which orders are read together: the drugs of one Rp, and the administrations that belong to them. */
import type { MedicationsAnswer } from '../../../model/api/chart.ts'

export type MedicationOrder = MedicationsAnswer['orders'][number]
export type Administration = MedicationsAnswer['administrations'][number]

export interface Rp {
  readonly key: string
  readonly form: 'prescription' | 'injection'
  readonly orderNo: string
  readonly group: string
  readonly orders: readonly MedicationOrder[]
  readonly administrations: readonly Administration[]
}

/** Rps in the order of their first row. Without an order number a row can belong to no other. */
export function gatherRps(
  orders: readonly MedicationOrder[],
  administrations: readonly Administration[],
): Rp[] {
  const given = Map.groupBy(administrations, rpKey)
  const gathered = new Map<string, MedicationOrder[]>()
  for (const order of orders) {
    const key = order.orderNo === '' ? `order ${order.id}` : rpKey(order)
    gathered.set(key, [...(gathered.get(key) ?? []), order])
  }
  return [...gathered].flatMap(([key, rows]) => {
    const [first] = rows
    if (first === undefined) return []
    const { form, orderNo, group } = first
    const belonging = orderNo === '' ? [] : (given.get(key) ?? [])
    return [{ key, form, orderNo, group, orders: rows, administrations: belonging }]
  })
}

/** Administrations whose order is not in this backup: shown by themselves, never dropped. */
export function withoutOrder(
  orders: readonly MedicationOrder[],
  administrations: readonly Administration[],
): Administration[] {
  const known = new Set(orders.filter((order) => order.orderNo !== '').map(rpKey))
  return administrations.filter((each) => !known.has(rpKey(each)))
}

/** `1` and `錠` → `1 錠`: a space before the unit, nothing else changed. */
export function amountText(amount: string, unit = ''): string {
  return [amount, unit].filter((each) => each !== '').join(' ')
}

function rpKey(row: { form: string; orderNo: string; group: string }): string {
  return `${row.form}\u001f${row.orderNo}\u001f${row.group}`
}
