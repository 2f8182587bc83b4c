/**
 * What a pharmacy handed out, where several sources state it. Rule: patient, drug (terms.ts), day and, where both give one, clock and order's
 * number agree. Whether it was handed out, the amount, for how long and how it is used must not differ.
 */
import { isHandedOut } from '../../../model/codes/medication-words.ts'
import type { Connection } from '../generation-database.ts'
import { type FactRow, joinRows } from './rows.ts'
import { covers } from './stated.ts'
import type { Terms } from './terms.ts'
import { unitForm, valueForm, writtenForm } from './written-form.ts'

interface Dispensed extends FactRow {
  readonly order_no: string
  readonly drug_id: number
  readonly amount: string
  readonly amount_unit_id: number | null
  readonly duration: string
  readonly duration_unit: string
  readonly usage: string
  readonly dispensed_at: string | null
  readonly status: string
  readonly performer: string | null
  readonly note: string
}

const DAY = 10
const DAYS = /^(?:d|day|日|日分)$/i

export function joinDispenses(db: Connection, terms: Terms): void {
  const unitOf = (id: number | null) => unitForm(terms.nameOf(id))
  joinRows<Dispensed>(db, {
    kind: 'dispense',
    columns: `t.order_no, t.drug_id, t.amount, t.amount_unit_id, t.duration, t.duration_unit, t.usage, t.dispensed_at, t.status,
      (SELECT name FROM staff WHERE staff.id = t.performer_id) AS performer, t.note`,
    keyOf: (row) =>
      timeOf(row).length < DAY
        ? null
        : `${timeOf(row).slice(0, DAY)} ${terms.classOf(row.drug_id)}`,
    timeOf,
    isCurrent: ({ standing }) => standing === 1,
    rules: {
      isSameEvent: (a, b) =>
        terms.isSame(a.drug_id, b.drug_id) &&
        (a.order_no === b.order_no || a.order_no === '' || b.order_no === '') &&
        (timeOf(a).startsWith(timeOf(b)) || timeOf(b).startsWith(timeOf(a))),
      says: (a, b) =>
        isHandedOut(a.status) === isHandedOut(b.status) &&
        (b.amount === '' ||
          (valueForm(a.amount) === valueForm(b.amount) &&
            covers(unitOf(a.amount_unit_id), unitOf(b.amount_unit_id)))) &&
        covers(durationOf(a), durationOf(b)) &&
        covers(writtenForm(a.usage), writtenForm(b.usage)) &&
        covers(writtenForm(a.performer ?? ''), writtenForm(b.performer ?? '')) &&
        covers(writtenForm(a.note), writtenForm(b.note)) &&
        timeOf(a).startsWith(timeOf(b)),
    },
  })
}

function durationOf({ duration, duration_unit: unit }: Dispensed): string {
  return duration === '' ? '' : `${valueForm(duration)} ${DAYS.test(unit) ? 'd' : unit}`
}

/** Formats that must write seconds fill them with zeros. */
function timeOf({ dispensed_at: at }: Dispensed): string {
  return (at ?? '').replace(/^(.{16}):00$/, '$1')
}
