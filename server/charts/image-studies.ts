/** Image studies: those whose images are in the backup, and those that only an order or a report names. */
import type { ImageStudyRow } from '../../model/api/chart/image-studies.ts'
import type { Generation } from '../generations/open-generation.ts'
import { OF_PATIENT, statement } from '../generations/statement.ts'
import { documentName } from './documents.ts'
import { ownVoice, type Voices } from './other-statements.ts'
import { isOfSeveralSources, sourceOf } from './own-sources.ts'
import type { PatientRef } from './patient.ts'

const STUDIES = statement<{
  id: number
  studyUid: string
  studyAt: string | null
  studyText: string
  description: string
  modalities: string
  accession: string
  identityNote: string
}>(`
  SELECT id, study_uid AS studyUid, study_at AS studyAt, study_text AS studyText, description,
    modalities, accession, identity_note AS identityNote
  FROM current_image_study WHERE ${OF_PATIENT}`)
const SERIES = statement<{
  studyId: number
  seriesUid: string
  modality: string
  number: number | null
  description: string
  bodyPart: string
  instances: number
}>(`
  SELECT s.study_id AS studyId, s.series_uid AS seriesUid, s.modality, s.number, s.description,
    s.body_part AS bodyPart,
    (SELECT count(*) FROM image_instance i WHERE i.series_id = s.id) AS instances
  FROM json_each(@ids) wanted JOIN image_series s ON s.study_id = wanted.value
  ORDER BY s.number, s.id`)
const REJECTIONS = statement<{ studyId: number; code: string; instances: number }>(`
  SELECT s.study_id AS studyId, r.code, count(*) AS instances
  FROM json_each(@ids) wanted
  JOIN image_series s ON s.study_id = wanted.value
  JOIN image_instance i ON i.series_id = s.id
  JOIN image_rejection r ON r.sop_instance_uid = i.sop_instance_uid
  GROUP BY s.study_id, r.code ORDER BY r.code`)
const PERFORMED = statement<{
  studyUid: string
  accession: string
  modality: string
  itemId: number
  at: string | null
  text: string
  sourceId: number | null
}>(`
  SELECT study_uid AS studyUid, accession, modality, item_id AS itemId,
    coalesce(scheduled_at, ordered_at) AS at,
    coalesce(nullif(scheduled_text, ''), ordered_text) AS text, ${sourceOf('o')} AS sourceId
  FROM current_order o WHERE ${OF_PATIENT} AND study_uid <> '' AND performed = 1`)

/** An image belongs to the file that it was read from. */
const SOURCES = statement<{ studyId: number; sourceId: number | null }>(`
  SELECT DISTINCT s.study_id AS studyId, ${sourceOf('i')} AS sourceId
  FROM json_each(@ids) wanted JOIN image_series s ON s.study_id = wanted.value
    JOIN image_instance i ON i.series_id = s.id`)

/** Reports are tied to a study only where they name its accession number or its UID: nothing is guessed from dates. */
const REPORTS = statement<{ id: number; title: string; content: string }>(`
  SELECT id, title, document_key || char(10) || text AS content FROM current_document
  WHERE ${OF_PATIENT} AND category = 'imaging-report' ORDER BY document_at DESC`)

const NO_VOICES: ReadonlyMap<number, Voices> = new Map()

/** Newest first. */
export function readImageStudies(generation: Generation, patient: PatientRef): ImageStudyRow[] {
  const inBackup = readStored(generation, patient)
  const stored = new Set(inBackup.map((study) => study.studyUid))
  const named = new Map<string, ImageStudyRow>()
  const isOfSeveral = isOfSeveralSources(generation, patient)
  for (const row of generation.all(PERFORMED, patient.rows)) {
    if (stored.has(row.studyUid) || named.has(row.studyUid)) continue
    named.set(row.studyUid, {
      studyUid: row.studyUid,
      studyAt: { at: row.at, text: row.text },
      description: generation.display(row.itemId),
      modalities: row.modality === '' ? [] : [row.modality],
      accession: row.accession,
      series: [],
      identityNote: '',
      rejections: [],
      inBackup: false,
      reports: [],
      ...(isOfSeveral ? ownVoice(generation.sourceLabel(row.sourceId ?? 0)) : {}),
    })
  }
  const studies = [...inBackup, ...named.values()]
  linkReports(generation, patient, studies)
  return studies.sort((a, b) => (b.studyAt.at ?? '').localeCompare(a.studyAt.at ?? ''))
}

function readStored(generation: Generation, patient: PatientRef): ImageStudyRow[] {
  const studies = generation.all(STUDIES, patient.rows)
  const ids = JSON.stringify(studies.map((study) => study.id))
  const series = generation.all(SERIES, { ids })
  const rejections = generation.all(REJECTIONS, { ids })
  const voices = isOfSeveralSources(generation, patient) ? sourcesOf(generation, ids) : NO_VOICES
  return studies.map((study) => ({
    studyUid: study.studyUid,
    studyAt: { at: study.studyAt, text: study.studyText },
    description: study.description,
    modalities: study.modalities.split('\\').filter((modality) => modality !== ''),
    accession: study.accession,
    series: series
      .filter((each) => each.studyId === study.id)
      .map(({ studyId: _, ...each }) => each),
    identityNote: study.identityNote,
    rejections: rejections
      .filter((each) => each.studyId === study.id)
      .map(({ studyId: _, ...each }) => each),
    inBackup: true,
    reports: [],
    ...voices.get(study.id),
  }))
}

/** Labels of the sources that a study's images came from, by its id. */
function sourcesOf(generation: Generation, ids: string): ReadonlyMap<number, Voices> {
  const byStudy = Map.groupBy(generation.all(SOURCES, { ids }), ({ studyId }) => studyId)
  return new Map(
    [...byStudy].map(([id, rows]) => [
      id,
      { sources: rows.map(({ sourceId }) => generation.sourceLabel(sourceId ?? 0)) },
    ]),
  )
}

/** Shorter accession numbers would be found by chance in any text. */
const ACCESSION_MINIMUM = 5

function linkReports(
  generation: Generation,
  patient: PatientRef,
  studies: readonly ImageStudyRow[],
): void {
  if (studies.length === 0) return
  for (const { id, title, content } of generation.iterate(REPORTS, patient.rows)) {
    for (const study of studies) {
      const byAccession =
        study.accession.length >= ACCESSION_MINIMUM && content.includes(study.accession)
      if (byAccession || content.includes(study.studyUid)) {
        study.reports.push({ document: documentName(generation, id), title })
      }
    }
  }
}
