/** The person of a chart as images name one: ids, names, birth date. */
import type { NamedInChart } from '../../model/image-identity.ts'
import type { Generation } from '../generations/open-generation.ts'
import { statement } from '../generations/statement.ts'
import type { PatientRef } from './patient.ts'

const IDS = statement<{ patientId: string }>(`
  SELECT patient_id AS patientId FROM patient
  WHERE id IN (SELECT value FROM json_each(@patients))`)
const NAMED = statement<NamedInChart>(`
  SELECT family, given, family_kana AS familyKana, given_kana AS givenKana, birth_at AS birthAt
  FROM patient WHERE id = @row`)

export interface ImageOwner {
  /** The surviving patient's and those merged into it. */
  readonly patientIds: readonly string[]
  readonly named: NamedInChart | undefined
}

export function readImageOwner(generation: Generation, patient: PatientRef): ImageOwner {
  return {
    patientIds: generation.all(IDS, patient.rows).map(({ patientId }) => patientId),
    named: generation.get(NAMED, { row: patient.row }),
  }
}
