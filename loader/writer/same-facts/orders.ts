/**
 * What is booked, and several sources state: an operation in the EHR and in the operating rooms' own schedule. Rule: patient, kind, item
 * (terms.ts) and time agree, and the order's number where both give one. Whether it was cancelled, department, doctor and words must not
 * differ. Other orders are left as they are: of an examination or a diet each format tells something that the other has no place for.
 */
import { isCancelled } from '../../../model/codes/hl7-tables.ts'
import type { Connection } from '../generation-database.ts'
import { type FactRow, joinRows } from './rows.ts'
import { covers, toTheMinute } from './stated.ts'
import type { Terms } from './terms.ts'
import { writtenForm } from './written-form.ts'

interface Booking extends FactRow {
  readonly category: string
  readonly order_no: string
  readonly control: string
  readonly item_id: number
  readonly text: string
  readonly ordered_at: string | null
  readonly scheduled_at: string | null
  readonly performed: number
  readonly department_id: number | null
  readonly doctor: string | null
}

/** What a patient is expected for. */
const BOOKINGS: readonly string[] = ['operation', 'chemotherapy', 'outpatient']
/** `2022-10-31` */
const DAY = 10

export function joinOrders(db: Connection, terms: Terms): void {
  const coversDepartment = (a: number | null, b: number | null) =>
    b === null ||
    (a !== null && (terms.nameOf(a) === terms.nameOf(b) || terms.codeOf(a) === terms.codeOf(b)))
  joinRows<Booking>(db, {
    kind: 'order',
    columns: `t.category, t.order_no, t.control, t.item_id, t.text, t.ordered_at, t.scheduled_at, t.performed, t.department_id,
      (SELECT name FROM staff WHERE staff.id = t.doctor_id) AS doctor`,
    keyOf: (row) =>
      row.performed === 1 || !BOOKINGS.includes(row.category) || timeOf(row).length < DAY
        ? null
        : `${row.category} ${timeOf(row).slice(0, DAY)} ${terms.classOf(row.item_id)}`,
    timeOf,
    isCurrent: ({ standing }) => standing === 1,
    rules: {
      isSameEvent: (a, b) =>
        terms.isSame(a.item_id, b.item_id, true) &&
        (a.order_no === b.order_no || a.order_no === '' || b.order_no === ''),
      says: (a, b) =>
        isCancelled(a.control) === isCancelled(b.control) &&
        timeOf(a).startsWith(timeOf(b)) &&
        covers(a.order_no, b.order_no) &&
        terms.hasCodesOf(a.item_id, b.item_id) &&
        coversDepartment(a.department_id, b.department_id) &&
        covers(writtenForm(a.doctor ?? ''), writtenForm(b.doctor ?? '')) &&
        covers(writtenForm(a.text), writtenForm(b.text)) &&
        (b.ordered_at === null || (a.ordered_at ?? '').startsWith(b.ordered_at)),
    },
  })
}

function timeOf({ scheduled_at }: Booking): string {
  return toTheMinute(scheduled_at)
}
