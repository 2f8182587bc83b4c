/**
 * A medication order that several sources state. Rule: patient, drugs (terms.ts) and first day agree, order number and group where both
 * give one, and the form or else the number. Doses, amounts, use, route, last day and whether it was cancelled must not differ: a second order of the same drug is a
 * second dose.
 */
import { isCancelled } from '../../../model/codes/hl7-tables.ts'
import type { Connection } from '../generation-database.ts'
import { type FactRow, joinRows } from './rows.ts'
import { covers } from './stated.ts'
import type { Terms } from './terms.ts'
import { unitForm, valueForm, writtenForm } from './written-form.ts'

interface Order extends FactRow {
  readonly form: string
  readonly order_no: string
  readonly group_no: string
  readonly control: string
  readonly per_day: string
  readonly per_day_unit_id: number | null
  readonly total: string
  readonly total_unit_id: number | null
  readonly rate: string
  readonly rate_unit_id: number | null
  readonly usage: string
  readonly duration: string
  readonly duration_unit: string
  readonly route_id: number | null
  readonly device_id: number | null
  readonly note: string
  readonly start_at: string | null
  readonly ordered_at: string | null
  readonly end_at: string | null
  /** JSON of [drug, dose, unit] by component. */
  readonly mix: string
}

type Component = readonly [drug: number, dose: string, unit: number | null]

const DAY = 10
const DAYS = /^(?:d|日)$/i
/** HL7 v2.5 table 0119, FHIR R4 request status: not to be given for the time being. */
const ON_HOLD = new Set(['HD', 'ON-HOLD'])
/** HL7 v2.5 ch. 2.5.3: the explicit null, as some senders write a dose that is in the mix. */
const NO_DOSE = '""'

export function joinMedications(db: Connection, terms: Terms): void {
  const mixes = new Map<number, readonly Component[]>()
  const mixOf = ({ record, mix }: Order) => {
    const known = mixes.get(record) ?? (JSON.parse(mix) as Component[])
    mixes.set(record, known)
    return known
  }
  /** Amounts of an order are those of one administration. */
  const unitOf = (id: number | null) => unitForm(terms.nameOf(id)).replace(/\/回$/, '')
  const coversAmount = (a: readonly [string, number | null], b: readonly [string, number | null]) =>
    b[0] === '' ||
    b[0] === NO_DOSE ||
    (valueForm(a[0]) === valueForm(b[0]) && covers(unitOf(a[1]), unitOf(b[1])))
  const isSaid = (a: number | null, b: number | null) =>
    b === null || (a !== null && (terms.nameOf(a) === terms.nameOf(b) || terms.isSame(a, b)))
  joinRows<Order>(db, {
    kind: 'medication',
    columns: `t.form, t.order_no, t.group_no, t.control, t.per_day, t.per_day_unit_id, t.total, t.total_unit_id, t.rate, t.rate_unit_id,
      t.usage, t.duration, t.duration_unit, t.route_id, t.device_id, t.note, t.start_at, t.ordered_at, t.end_at,
      (SELECT json_group_array(json_array(drug_id, dose, dose_unit_id)) FROM (
         SELECT * FROM medication_component c WHERE c.medication_order = t.id ORDER BY c.seq)) AS mix`,
    keyOf(row) {
      const [first] = mixOf(row)
      const at = timeOf(row)
      if (first === undefined || at.length < DAY) return null
      return `${at.slice(0, DAY)} ${terms.classOf(first[0])}`
    },
    timeOf: (row) => timeOf(row).slice(0, DAY),
    isCurrent: ({ standing }) => standing === 1,
    rules: {
      isSameEvent: (a, b) =>
        (a.form === b.form || isOneNumber(a, b)) &&
        isSameUnlessUnsaid(a.order_no, b.order_no) &&
        isSameUnlessUnsaid(a.group_no, b.group_no) &&
        mixOf(a).length === mixOf(b).length &&
        mixOf(a).every(([drug], at) => terms.isSame(drug, mixOf(b)[at]?.[0] ?? 0)),
      says: (a, b) =>
        stateOf(a) === stateOf(b) &&
        mixOf(a).every(([, dose, unit], at) => {
          const [, otherDose = '', otherUnit = null] = mixOf(b)[at] ?? []
          return coversAmount([dose, unit], [otherDose, otherUnit])
        }) &&
        coversAmount([a.per_day, a.per_day_unit_id], [b.per_day, b.per_day_unit_id]) &&
        coversAmount([a.total, a.total_unit_id], [b.total, b.total_unit_id]) &&
        coversAmount([a.rate, a.rate_unit_id], [b.rate, b.rate_unit_id]) &&
        usesOf(b).every((use) => usesOf(a).includes(use)) &&
        isSaid(a.route_id, b.route_id) &&
        isSaid(a.device_id, b.device_id) &&
        covers(writtenForm(a.note), writtenForm(b.note)) &&
        covers(clockOf(a), clockOf(b)) &&
        covers(endOf(a), endOf(b)),
    },
  })
}

function timeOf({ start_at, ordered_at }: Order): string {
  return start_at ?? ordered_at ?? ''
}

/** Hour and minute of the beginning, where it has them. */
function clockOf({ start_at }: Order): string {
  return start_at?.slice(DAY, 16) ?? ''
}

/** FHIR R4 does not tell a prescription from an injection: its reader goes by route and rate. */
function isOneNumber(a: Order, b: Order): boolean {
  return a.order_no !== '' && a.order_no === b.order_no && a.group_no === b.group_no
}

function isSameUnlessUnsaid(a: string, b: string): boolean {
  return a === b || a === '' || b === ''
}

function stateOf({ control }: Order): string {
  if (isCancelled(control)) return 'cancelled'
  return ON_HOLD.has(control.trim().toUpperCase()) ? 'on hold' : ''
}

function usesOf({ usage }: Order): string[] {
  return usage.split('\u001f').map(writtenForm).filter(Boolean)
}

/** Last day: as written, else by the number of days; '' = cannot be told. */
function endOf({ end_at, start_at, duration, duration_unit }: Order): string {
  if (end_at !== null) return end_at.slice(0, DAY)
  const days = DAYS.test(duration_unit) && /^\d{1,4}$/.test(duration) ? Number(duration) : 0
  if (days === 0 || start_at === null || start_at.length < DAY) return ''
  const last = new Date(`${start_at.slice(0, DAY)}T00:00:00Z`)
  last.setUTCDate(last.getUTCDate() + days - 1)
  return last.toISOString().slice(0, DAY)
}
