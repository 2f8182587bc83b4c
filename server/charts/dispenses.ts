/** What a pharmacy handed out: a kind of its own, neither an order nor something taken. */
import type { Dispense, MedicationOrder } from '../../model/api/chart/medications.ts'
import { isCancelled } from '../../model/codes/hl7-tables.ts'
import { isHandedOut } from '../../model/codes/medication-words.ts'
import type { Generation, Term } from '../generations/open-generation.ts'
import { OF_PATIENT, statement } from '../generations/statement.ts'
import { addDays, dayOf, notAfter } from './calendar.ts'
import { coverageOf } from './coverage.ts'
import { readCurrentAt } from './current-moment.ts'
import { RECENT_DAYS } from './medications.ts'
import { type Described, readRecordVoices } from './other-statements.ts'
import type { PatientRef } from './patient.ts'
import { withUnit } from './with-unit.ts'

interface Row {
  id: number
  orderNo: string
  groupNo: string
  drugId: number
  amount: string
  amountUnitId: number | null
  duration: string
  durationUnit: string
  usage: string
  dispensedAt: string | null
  dispensedText: string
  status: string
  performerId: number | null
  note: string
}

const COLUMNS = `id, order_no AS orderNo, group_no AS groupNo, drug_id AS drugId, amount, amount_unit_id AS amountUnitId, duration,
    duration_unit AS durationUnit, usage, dispensed_at AS dispensedAt, dispensed_text AS dispensedText, status,
    performer_id AS performerId, note`
const DISPENSES = statement<Row>(`
  SELECT ${COLUMNS} FROM current_dispense WHERE ${OF_PATIENT} ORDER BY dispensed_at DESC, id`)
/** Of any standing. */
const OTHER_DISPENSES = statement<Row & { standing: number }>(`
  SELECT ${COLUMNS}, standing FROM dispense WHERE id IN (SELECT value FROM json_each(@ids))`)
const CONTROLS = statement<{ orderNo: string; control: string }>(`
  SELECT order_no AS orderNo, control FROM current_medication_order WHERE ${OF_PATIENT} AND order_no <> ''`)

/** Something dispensed with the codes of its source. */
export interface CodedDispense {
  readonly id: number
  readonly dispense: Dispense
  readonly drug: Term | null
}

/** Newest first, those that never were handed out too, each with its status. */
export function readDispenses(generation: Generation, patient: PatientRef): Dispense[] {
  return readCodedDispenses(generation, patient).map(({ dispense }) => dispense)
}

/** The same with the codes of the source. */
export function readCodedDispenses(generation: Generation, patient: PatientRef): CodedDispense[] {
  const rows = generation.all(DISPENSES, patient.rows)
  if (rows.length === 0) return []
  const { moment } = readCurrentAt(generation, patient)
  const controls = Map.groupBy(generation.all(CONTROLS, patient.rows), ({ orderNo }) => orderNo)
  const ids = rows.map(({ id }) => id)
  const voices = readRecordVoices(generation, 'dispense', ids, (others) =>
    describeDispensed(generation, others, moment),
  )
  return rows.map((row) => ({
    id: row.id,
    drug: generation.term(row.drugId),
    dispense: {
      ...asDispense(generation, row, moment),
      order: orderOf(row.orderNo, controls.get(row.orderNo)),
      ...voices.get(row.id),
    },
  }))
}

/** What another source says was handed out, or not, in one line. */
function describeDispensed(
  generation: Generation,
  ids: readonly number[],
  moment: string,
): Map<number, Described> {
  const rows = generation.all(OTHER_DISPENSES, { ids: JSON.stringify(ids) })
  return new Map(
    rows.map((row) => {
      const each = asDispense(generation, row, moment)
      const words = [each.status, each.drug, each.amount, each.duration, ...each.usage]
      const text = [...words, each.performer, each.note].filter((word) => word !== '').join(' ')
      const at = each.dispensedAt
      return [row.id, { at, text, unit: '', flag: '', status: '', standing: row.standing }]
    }),
  )
}

function orderOf(
  orderNo: string,
  orders: readonly { readonly control: string }[] | undefined,
): Dispense['order'] {
  if (orderNo === '') return 'not-said'
  if (orders === undefined) return 'not-here'
  return orders.every(({ control }) => isCancelled(control)) ? 'cancelled' : 'here'
}

function asDispense(generation: Generation, row: Row, moment: string): Omit<Dispense, 'order'> {
  const { duration, durationUnit, dispensedAt } = row
  const span = { control: '', startAt: dispensedAt, orderedAt: null, endAt: null }
  return {
    orderNo: row.orderNo,
    group: row.groupNo,
    drug: generation.display(row.drugId),
    amount: withUnit(generation, row.amount, row.amountUnitId),
    duration: [duration, durationUnit].filter((part) => part !== '').join(' '),
    usage: row.usage === '' ? [] : row.usage.split('\u001f'),
    dispensedAt: { at: dispensedAt, text: row.dispensedText },
    lastsUntil: coverageOf({ ...span, duration, durationUnit }, moment, false).coveredUntil,
    status: row.status,
    performer: generation.staff(row.performerId),
    note: row.note,
  }
}

/**
 * What may still be at hand at the moment of current-moment.ts and is not told by an order that is listed there: of each drug what was handed
 * out last, by then, while its own days last; without days, for as long as a prescription without an end is listed. An order's number or
 * the drug's name ties both, so that one medicine does not count twice; what was dispensed for an order that was cancelled is left out.
 * @param listed the orders of the first screen
 */
export function readLastingDispenses(
  generation: Generation,
  patient: PatientRef,
  listed: readonly MedicationOrder[],
): Dispense[] {
  const { moment } = readCurrentAt(generation, patient)
  const today = dayOf(moment)
  const since = addDays(today, -RECENT_DAYS)
  const drugs = new Set(listed.flatMap(({ components }) => components.map(({ drug }) => drug)))
  const told = new Set<string>()
  return readDispenses(generation, patient).filter((each) => {
    const { at } = each.dispensedAt
    const isBefore = at !== null && dayOf(at) !== '' && notAfter(at, moment)
    if (!isBefore || !isHandedOut(each.status) || told.has(each.drug)) return false
    told.add(each.drug)
    const lasts = each.lastsUntil === '' ? dayOf(at) >= since : each.lastsUntil >= today
    // The number of an order of several drugs ties nothing: which of them it was is told by the name alone.
    const ofNumber = listed.filter(({ orderNo }) => orderNo !== '' && orderNo === each.orderNo)
    const isListed = drugs.has(each.drug) || ofNumber.length === 1
    return lasts && !isListed && each.order !== 'cancelled'
  })
}
