/** As of when a chart itself speaks, where every source that says anything of the patient was saved earlier than the backup's as-of. */
import type { OwnAsOf } from '../../model/api/chart/opening.ts'
import { FACTS_AND_DOCUMENTS } from '../../model/patient-facts.ts'
import type { Generation } from '../generations/open-generation.ts'
import { OF_PATIENT, statement } from '../generations/statement.ts'
import { sourceOf } from './own-sources.ts'
import type { PatientRef } from './patient.ts'
import { isBefore, isDayBefore } from './source-moments.ts'

const SOURCES = statement<{ sourceId: number | null }>(`
  ${FACTS_AND_DOCUMENTS.map((table) => `SELECT ${sourceOf('t')} AS sourceId FROM ${table} t WHERE t.${OF_PATIENT}`).join('\n  UNION ')}
  UNION SELECT ${sourceOf('i')} FROM image_study t
    CROSS JOIN image_series s ON s.study_id = t.id CROSS JOIN image_instance i ON i.series_id = s.id
  WHERE t.${OF_PATIENT}`)

/** The newest of the patient's sources, when it was saved a day or more before the newest of all: a chart of an old archive is not today's. null = it was not, or nothing is known of the patient. */
export function readOwnAsOf(generation: Generation, patient: PatientRef): OwnAsOf | null {
  const { asOf, sources } = generation.facts
  if (!sources.some((source) => isDayBefore(source.asOf, asOf))) return null
  const labels = new Set(
    generation
      .all(SOURCES, patient.rows)
      .map(({ sourceId }) => generation.sourceLabel(sourceId ?? 0)),
  )
  const own = sources.filter(({ label }) => labels.has(label))
  const [first] = own
  if (first === undefined || !own.every((source) => isDayBefore(source.asOf, asOf))) return null
  const newest = own.reduce((a, b) => (isBefore(a.asOf, b.asOf) ? b : a), first)
  return { source: newest.label, asOf: newest.asOf }
}
