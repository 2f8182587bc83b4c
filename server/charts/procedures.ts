/** Operations, anaesthesias and other procedures of one patient. */
import type { ProcedureRow } from '../../model/api/chart/problems.ts'
import { isCancelled } from '../../model/codes/hl7-tables.ts'
import type { Generation, Term } from '../generations/open-generation.ts'
import { OF_PATIENT, statement } from '../generations/statement.ts'
import { documentName } from './documents.ts'
import { type Described, readRecordVoices } from './other-statements.ts'
import type { PatientRef } from './patient.ts'

// A document that was deleted tells nothing any more; the procedure stands without it.
const PROCEDURES = statement<{
  id: number
  category: ProcedureRow['category']
  nameId: number
  startAt: string | null
  startText: string
  endAt: string | null
  endText: string
  status: string
  performerId: number | null
  departmentId: number | null
  note: string
  documentId: number | null
  documentTitle: string | null
  documentTypeId: number | null
}>(`
  SELECT p.id, p.category, p.name_id AS nameId, p.start_at AS startAt, p.start_text AS startText,
    p.end_at AS endAt, p.end_text AS endText, p.status, p.performer_id AS performerId,
    p.department_id AS departmentId, p.note, d.id AS documentId, d.title AS documentTitle,
    d.type_id AS documentTypeId
  FROM current_procedure p LEFT JOIN document d ON d.id = p.document_id AND d.standing IN (1, 2)
  WHERE p.${OF_PATIENT} ORDER BY p.start_at DESC, p.id`)

/** Of any standing. */
const OTHER_PROCEDURES = statement<{
  id: number
  nameId: number
  startAt: string | null
  startText: string
  endText: string
  status: string
  performerId: number | null
  departmentId: number | null
  note: string
  standing: number
}>(`
  SELECT id, name_id AS nameId, start_at AS startAt, start_text AS startText, end_text AS endText, status,
    performer_id AS performerId, department_id AS departmentId, note, standing
  FROM procedure WHERE id IN (SELECT value FROM json_each(@ids))`)

/** FHIR R4 event status: it was planned or begun, and nothing was done; HL7 v3 ActStatus: it was broken off, FHIR's `stopped`. */
const NOT_DONE: ReadonlySet<string> = new Set(['not-done', 'aborted'])

/** Newest first; those without a date last. */
export function readProcedures(generation: Generation, patient: PatientRef): ProcedureRow[] {
  return readCodedProcedures(generation, patient).map(({ procedure }) => procedure)
}

/** A procedure with the codes of its source. */
export interface CodedProcedure {
  readonly id: number
  readonly procedure: ProcedureRow
  readonly code: Term | null
}

/** The same with the codes of the source. */
export function readCodedProcedures(generation: Generation, patient: PatientRef): CodedProcedure[] {
  const rows = generation.all(PROCEDURES, patient.rows)
  const ids = rows.map(({ id }) => id)
  const voices = readRecordVoices(generation, 'procedure', ids, (others) =>
    describe(generation, others),
  )
  return rows.map((row) => ({
    id: row.id,
    code: generation.term(row.nameId),
    procedure: {
      category: row.category,
      name: generation.display(row.nameId),
      startAt: { at: row.startAt, text: row.startText },
      endAt: { at: row.endAt, text: row.endText },
      status: row.status,
      cancelled: isCancelled(row.status) || NOT_DONE.has(row.status),
      performer: generation.staff(row.performerId),
      department: generation.department(row.departmentId),
      note: row.note,
      document: row.documentId === null ? '' : documentName(generation, row.documentId),
      documentTitle: row.documentTitle || generation.display(row.documentTypeId),
      ...voices.get(row.id),
    },
  }))
}

/** What another source says of the same procedure, in one line. */
function describe(generation: Generation, ids: readonly number[]): Map<number, Described> {
  const rows = generation.all(OTHER_PROCEDURES, { ids: JSON.stringify(ids) })
  return new Map(
    rows.map(({ id, startAt, startText, status, standing, ...row }) => {
      const words = [
        generation.display(row.nameId),
        row.endText === '' ? '' : `～${row.endText}`,
        generation.department(row.departmentId),
        generation.staff(row.performerId),
        row.note,
      ]
      const text = words.filter((word) => word !== '').join(' ')
      return [
        id,
        { at: { at: startAt, text: startText }, text, unit: '', flag: '', status, standing },
      ]
    }),
  )
}
