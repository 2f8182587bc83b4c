/** Which rows are read together: the Rps of one order, the drugs of one Rp, and what was given of the order. */
import type { MedicationsAnswer } from '../../../model/api/chart/medications.ts'
import { rpNumber } from '../../../model/rp-number.ts'
import type { Words } from '../../language/ja.ts'
import { formatMoment } from '../../parts/dates.ts'

export type MedicationOrder = MedicationsAnswer['orders'][number]
export type Administration = MedicationsAnswer['administrations'][number]

export interface Rp {
  /** The Rp's number as the source wrote it: `1`, `01`. */
  readonly number: string
  readonly orders: readonly MedicationOrder[]
}

/** One order: its Rps and what was given of it. */
export interface OrderBlock {
  readonly key: string
  readonly rps: readonly Rp[]
  readonly administrations: readonly Administration[]
}

/** Orders in the order of their first row. Without an order number a row can belong to no other. */
export function gatherOrders(
  orders: readonly MedicationOrder[],
  administrations: readonly Administration[],
): OrderBlock[] {
  const given = Map.groupBy(administrations, orderKey)
  const blocks = Map.groupBy(orders, (order) =>
    order.orderNo === '' ? `row ${order.id}` : orderKey(order),
  )
  return [...blocks].map(([key, rows]) => ({
    key,
    rps: [...Map.groupBy(rows, (row) => rpNumber(row.group))].map(([number, members]) => ({
      number,
      orders: members,
    })),
    administrations: given.get(key) ?? [],
  }))
}

/** Administrations whose order is not in this backup: shown by themselves, never dropped. */
export function withoutOrder(
  orders: readonly MedicationOrder[],
  administrations: readonly Administration[],
): Administration[] {
  const known = new Set(orders.filter((order) => order.orderNo !== '').map(orderKey))
  return administrations.filter((each) => !known.has(orderKey(each)))
}

/** By which rule the medicines above which it stands are current, and at which moment. */
export function currentRuleText(
  words: Words,
  { currentRule, currentAt }: Pick<MedicationsAnswer, 'currentRule' | 'currentAt'>,
): string {
  return words.medications.rule[currentRule](formatMoment(currentAt.moment), currentAt.basis)
}

/** A number with what it counts or measures: `7錠`, `20mg`, `2 puffs`; no number of times, days or hours. */
const AMOUNT =
  /\d\s*(?:(?:[mkµμun]?g|mcg|[md]?l|cc|iu|u|units?|meq|mmol|tab(?:let)?s?|cap(?:sule)?s?|puffs?|drops?|sprays?|patch(?:es)?|amp(?:oule)?s?|vials?|sachets?)(?![a-z])|%|錠|包|滴|単位|カプセル|枚|個|本|瓶|吸入|噴霧|プッシュ|管|アンプル|バイアル|袋)/i

/** What the dose column says of a drug: its dose, else that the usage or the amount of a day beside it tells one, else that it is not known. */
export function doseText(
  { usage, perDay }: Pick<MedicationOrder, 'usage' | 'perDay'>,
  { dose, unit }: MedicationOrder['components'][number],
  words: Words,
): { readonly text: string; readonly isKnown: boolean } {
  if (dose !== '') return { text: amountText(dose, unit), isKnown: true }
  const isBeside = perDay !== '' || AMOUNT.test(usage.join(' ').normalize('NFKC'))
  return isBeside
    ? { text: words.medications.doseInUsage, isKnown: true }
    : { text: words.unknown, isKnown: false }
}

/** `1` and `錠` → `1 錠`: a space before the unit, nothing else changed. */
export function amountText(amount: string, unit = ''): string {
  return [amount, unit].filter((each) => each !== '').join(' ')
}

function orderKey(row: { form: string; orderNo: string }): string {
  return `${row.form}\u001f${row.orderNo}`
}
