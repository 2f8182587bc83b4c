/** Drugs that stand in more than one order at a time: to whoever adds up a day's doses they are twice as much, or the same one. */
import type { MedicationOrder } from './rp.ts'

/** Names, as the source writes them, that several of these orders hold; cancelled ones do not count. */
export function drugsOrderedTwice(orders: readonly MedicationOrder[]): ReadonlySet<string> {
  const ordersOf = new Map<string, Set<string>>()
  for (const order of orders) {
    if (order.cancelled) continue
    for (const { drug } of order.components) {
      const known = ordersOf.get(drug) ?? new Set()
      ordersOf.set(drug, known.add(order.orderNo || `row ${order.id}`))
    }
  }
  return new Set(
    [...ordersOf].flatMap(([drug, { size }]) => (size > 1 && drug !== '' ? [drug] : [])),
  )
}
