/** What is missing, and the provenance every answer carries. */
import type { Gap, Provenance } from '../../model/api/common.ts'
import type { Generation } from '../generations/open-generation.ts'
import { OF_PATIENT, statement } from '../generations/statement.ts'
import type { PatientRef } from './patient.ts'

interface GapRow {
  area: Gap['area']
  dataType: string
  date: string
  reason: string
  detail: string
  sourceId: number
}

const GAPS = statement<GapRow>(`
  SELECT area, data_type AS dataType, date, reason, detail, source_id AS sourceId
  FROM gap WHERE ${OF_PATIENT} ORDER BY date DESC, area, data_type`)
const GAP_COUNT = statement<{ n: number }>(`SELECT count(*) AS n FROM gap WHERE ${OF_PATIENT}`)

/** The patient's own gaps, newest first, and the spans for which the whole backup holds nothing. */
function readGaps(generation: Generation, patient: PatientRef): Gap[] {
  const own = generation.all(GAPS, patient.rows).map(({ sourceId, ...gap }) => ({
    ...gap,
    source: generation.sourceLabel(sourceId),
  }))
  return [...own, ...generation.facts.missingDays]
}

/** Number of the patient's own gaps. */
export function countGaps(generation: Generation, patient: PatientRef): number {
  return generation.get(GAP_COUNT, patient.rows)?.n ?? 0
}

/** Provenance of an answer about the whole hospital. */
export function provenanceOf(generation: Generation): Provenance {
  const { id, asOf, sources, partial, gapCount } = generation.facts
  return { generation: id, asOf, sources: [...sources], partial, gapCount }
}

/** Provenance of a part of one patient's chart. */
export function chartProvenance(
  generation: Generation,
  patient: PatientRef,
): Provenance & { patientGaps: Gap[] } {
  const patientGaps = readGaps(generation, patient)
  return { ...provenanceOf(generation), gapCount: patientGaps.length, patientGaps }
}
