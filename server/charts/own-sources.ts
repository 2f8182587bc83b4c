/** Which source a fact is of. Told of patients of whom several sources speak; where one does, nothing need be said. */
import type { Generation } from '../generations/open-generation.ts'
import { OF_PATIENT, statement } from '../generations/statement.ts'
import type { PatientRef } from './patient.ts'

type Table =
  | 'allergy'
  | 'problem'
  | 'medication_order'
  | 'administration'
  | 'dispense'
  | 'encounter_event'
  | 'document'
  | 'observation_group'
  | 'procedure'
  | 'clinical_order'

const ofTable = (table: Table) =>
  statement<{ record: number; sourceId: number | null }>(`
    SELECT t.id AS record, ${sourceOf('t')} AS sourceId
    FROM json_each(@records) wanted CROSS JOIN ${table} t ON t.id = wanted.value
    WHERE EXISTS (SELECT 1 FROM patient_of_sources s WHERE s.patient = t.patient)`)

const OF_TABLE = {
  allergy: ofTable('allergy'),
  problem: ofTable('problem'),
  medication: ofTable('medication_order'),
  administration: ofTable('administration'),
  dispense: ofTable('dispense'),
  encounter: ofTable('encounter_event'),
  document: ofTable('document'),
  group: ofTable('observation_group'),
  procedure: ofTable('procedure'),
  order: ofTable('clinical_order'),
}
const OF_SOURCES = statement<{ found: number }>(
  `SELECT EXISTS (SELECT 1 FROM patient_of_sources WHERE ${OF_PATIENT}) AS found`,
)

/** SQL for the id of the source of a row's file; NULL where the generation has one source. */
export function sourceOf(table: string): string {
  return `(SELECT f.source_id FROM source_of_files f WHERE f.first_file <= ${table}.file_id ORDER BY f.first_file DESC LIMIT 1)`
}

/** Label of each record's own source, by its id. */
export function readOwnSources(
  generation: Generation,
  kind: keyof typeof OF_TABLE,
  records: readonly number[],
): ReadonlyMap<number, string> {
  if (generation.facts.sources.length < 2) return new Map()
  const rows = generation.all(OF_TABLE[kind], { records: JSON.stringify([...new Set(records)]) })
  return new Map(
    rows
      .map(({ record, sourceId }) => [record, generation.sourceLabel(sourceId ?? 0)] as const)
      .filter(([, label]) => label !== ''),
  )
}

/** Whether more than one source speaks of the patient. */
export function isOfSeveralSources(generation: Generation, patient: PatientRef): boolean {
  if (generation.facts.sources.length < 2) return false
  return generation.get(OF_SOURCES, patient.rows)?.found === 1
}
