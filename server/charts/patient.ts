/** One person's rows: the surviving patient and every patient that was merged into it. */
import { idKey } from '../../model/search-keys.ts'
import type { Generation } from '../generations/open-generation.ts'
import { type Parameters, statement } from '../generations/statement.ts'

export interface PatientRef {
  /** Row of the surviving patient. */
  readonly row: number
  /** The surviving patient's id, as the hospital writes it. */
  readonly patientId: string
  /** Binds `@patients` of `OF_PATIENT`. */
  readonly rows: Parameters
}

const BY_ID = statement<{ row: number }>(
  'SELECT id AS row FROM patient WHERE patient_id = @patientId',
)

/** UNION, not UNION ALL: a source that merges two patients into each other must not loop. */
const SURVIVOR = statement<{ row: number; patientId: string }>(`
  WITH RECURSIVE chain(id) AS (
    SELECT @row UNION SELECT p.merged_into FROM chain c JOIN patient p ON p.id = c.id
    WHERE p.merged_into IS NOT NULL)
  SELECT p.id AS row, p.patient_id AS patientId FROM chain c JOIN patient p ON p.id = c.id
  WHERE p.merged_into IS NULL LIMIT 1`)
const MERGED = statement<{ row: number }>(`
  WITH RECURSIVE merged(id) AS (
    SELECT @row UNION SELECT p.id FROM merged m JOIN patient p ON p.merged_into = m.id)
  SELECT id AS row FROM merged`)

const MARKED_RESTRICTED = statement<{ found: number }>(`
  SELECT EXISTS (SELECT 1 FROM restricted_patient
    WHERE patient IN (SELECT value FROM json_each(@patients))) AS found`)

/** Whether a source restricts the whole record of this person, under whichever number. */
export function isMarkedRestricted(generation: Generation, patient: PatientRef): boolean {
  return generation.get(MARKED_RESTRICTED, patient.rows)?.found === 1
}

/** The patient with exactly this id, or the one it was merged into; null when there is none. */
export function findPatient(generation: Generation, patientId: string): PatientRef | null {
  const found = generation.get(BY_ID, { patientId })
  return found === undefined ? null : refOfRow(generation, found.row)
}

const BY_IDENTIFIER = statement<{ row: number }>(
  'SELECT DISTINCT patient AS row FROM patient_identifier WHERE search_value = @key AND value = @value LIMIT 50',
)

/** Everybody who has exactly this identifier, of whichever system, now or before. */
export function findByIdentifier(generation: Generation, value: string): PatientRef[] {
  const found = generation.all(BY_IDENTIFIER, { key: idKey(value), value })
  const persons = found
    .map(({ row }) => refOfRow(generation, row))
    .filter((person) => person !== null)
  return [...new Map(persons.map((person) => [person.row, person])).values()]
}

/** The person a patient row belongs to. */
export function refOfRow(generation: Generation, row: number): PatientRef | null {
  const survivor = generation.get(SURVIVOR, { row })
  if (survivor === undefined) return null
  const rows = generation.all(MERGED, { row: survivor.row }).map((each) => each.row)
  return { ...survivor, rows: { patients: JSON.stringify(rows) } }
}
