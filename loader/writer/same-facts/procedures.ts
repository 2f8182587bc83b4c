/**
 * An operation, anaesthesia or other procedure that several sources state. Rule: patient, name or code (terms.ts) and day agree; the kind, too,
 * where both tell more than that it is a procedure. Beginning and end to the precision both have, whether it was done, who did it, department
 * and note must not differ. The row that is shown leads to the document that any of them leads to.
 */
import { isCancelled } from '../../../model/codes/hl7-tables.ts'
import type { Connection } from '../generation-database.ts'
import { type FactRow, joinRows } from './rows.ts'
import { covers, toTheMinute } from './stated.ts'
import type { Terms } from './terms.ts'
import { writtenForm } from './written-form.ts'

interface Procedure extends FactRow {
  readonly category: string
  readonly name_id: number
  readonly start_at: string | null
  readonly end_at: string | null
  readonly status: string
  readonly department_id: number | null
  readonly performer: string | null
  readonly note: string
}

/** `2022-10-31` */
const DAY = 10
/** Of a source that has no kinds of procedures. */
const ANY = 'other'

export function joinProcedures(db: Connection, terms: Terms): void {
  const coversDepartment = (a: number | null, b: number | null) =>
    b === null ||
    (a !== null && (terms.nameOf(a) === terms.nameOf(b) || terms.codeOf(a) === terms.codeOf(b)))
  joinRows<Procedure>(db, {
    kind: 'procedure',
    columns: `t.category, t.name_id, t.start_at, t.end_at, t.status, t.department_id,
      (SELECT name FROM staff WHERE staff.id = t.performer_id) AS performer, t.note`,
    keyOf: (row) =>
      timeOf(row).length < DAY
        ? null
        : `${timeOf(row).slice(0, DAY)} ${terms.classOf(row.name_id)}`,
    timeOf,
    isCurrent: ({ standing }) => standing === 1,
    rules: {
      isSameEvent: (a, b) =>
        terms.isSame(a.name_id, b.name_id, true) &&
        (a.category === b.category || a.category === ANY || b.category === ANY),
      says: (a, b) =>
        (b.category === ANY || a.category === b.category) &&
        terms.hasCodesOf(a.name_id, b.name_id) &&
        statusOf(a) === statusOf(b) &&
        timeOf(a).startsWith(timeOf(b)) &&
        toTheMinute(a.end_at).startsWith(toTheMinute(b.end_at)) &&
        coversDepartment(a.department_id, b.department_id) &&
        covers(writtenForm(a.performer ?? ''), writtenForm(b.performer ?? '')) &&
        covers(writtenForm(a.note), writtenForm(b.note)),
    },
  })
  db.exec(`
    UPDATE procedure SET document_id = other.document_id
    FROM other_statement s JOIN procedure other ON other.id = s.other_record
    WHERE s.kind = 'procedure' AND s.agrees = 1 AND s.record = procedure.id AND procedure.document_id IS NULL
      AND other.document_id IS NOT NULL`)
}

/** What is told without a status was done. */
function statusOf({ status }: Procedure): string {
  const said = status.trim().toLowerCase()
  return isCancelled(status) ? 'cancelled' : said || 'completed'
}

function timeOf({ start_at }: Procedure): string {
  return toTheMinute(start_at)
}
