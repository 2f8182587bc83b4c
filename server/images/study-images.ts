/** The instances of one study of one person. A study of another person is not found, whatever its UID. */
import type { ImageInstance, ImageSeries } from '../../model/api/images.ts'
import type { PatientRef } from '../charts/patient.ts'
import type { Generation } from '../generations/open-generation.ts'
import { OF_PATIENT, statement } from '../generations/statement.ts'
import type { MediumFile, MountedMedia } from './mounted-media.ts'
import { markRejected } from './rejections.ts'

const SERIES = statement<{
  id: number
  seriesUid: string
  modality: string
  number: number | null
  description: string
  bodyPart: string
}>(`
  SELECT s.id, s.series_uid AS seriesUid, s.modality, s.number, s.description,
    s.body_part AS bodyPart
  FROM current_image_study t JOIN image_series s ON s.study_id = t.id
  WHERE t.study_uid = @study AND ${OF_PATIENT}
  ORDER BY s.number IS NULL, s.number, s.id`)
const INSTANCES = statement<
  Omit<ImageInstance, 'plane' | 'rejection'> & { seriesId: number; plane: string; fileId: number }
>(`
  SELECT i.series_id AS seriesId, i.file_id AS fileId, i.blob AS instance, i.number, i.frames, i.rows, i.columns,
    i.sop_instance_uid AS sopInstanceUid, i.frame_of_reference AS frameOfReferenceUid, i.plane, i.bytes, i.transfer_syntax_uid AS transferSyntaxUid, i.sop_class_uid AS sopClassUid
  FROM json_each(@ids) wanted JOIN image_instance i ON i.series_id = wanted.value
  ORDER BY i.series_id, i.number IS NULL, i.number, i.seq`)
const INSTANCE = statement<{ bytes: number }>(`
  SELECT i.bytes
  FROM current_image_study t
  JOIN image_series s ON s.study_id = t.id
  JOIN image_instance i ON i.series_id = s.id
  WHERE t.study_uid = @study AND ${OF_PATIENT} AND i.blob = @instance
  LIMIT 1`)

const UNCOPIED = statement<{ fileId: number }>(`
  SELECT i.file_id AS fileId
  FROM current_image_study t
  JOIN image_series s ON s.study_id = t.id
  JOIN image_instance i ON i.series_id = s.id
  WHERE t.study_uid = @study AND ${OF_PATIENT} AND i.blob = ''`)

export interface StudyImages {
  readonly series: ImageSeries[]
  /** Those images that lie on a mounted medium and are not copied, by their name. */
  readonly mounted: ReadonlyMap<string, MediumFile>
}

/**
 * null = this person has no images of such a study in this generation.
 * @param media where images lie that were not copied; null = they have no name and can't be asked for
 */
export function readStudyImages(
  generation: Generation,
  patient: PatientRef,
  study: string,
  media: MountedMedia | null,
): StudyImages | null {
  const series = generation.all(SERIES, { ...patient.rows, study })
  if (series.length === 0) return null
  const ids = JSON.stringify(series.map(({ id }) => id))
  const all = generation.all(INSTANCES, { ids })
  const uncopied = all.flatMap(({ instance, fileId }) => (instance === '' ? [fileId] : []))
  const files = media?.files(generation, uncopied) ?? []
  const names = new Map(files.map(({ id, sha256 }) => [id, sha256]))
  const instances = Map.groupBy(all, ({ seriesId }) => seriesId)
  const named = series.map(({ id, ...each }) => ({
    ...each,
    instances: (instances.get(id) ?? []).map(({ seriesId: _, fileId, plane, ...instance }) => ({
      ...instance,
      instance: instance.instance || (names.get(fileId) ?? ''),
      plane: plane === '' ? [] : plane.split('\\').map(Number),
      rejection: '',
    })),
  }))
  return {
    series: markRejected(generation, named),
    mounted: new Map(files.map((file) => [file.sha256, file])),
  }
}

/** Length of an instance of this study, named by its hash; null = the study has no such instance. */
export function findInstance(
  generation: Generation,
  patient: PatientRef,
  { study, instance }: { readonly study: string; readonly instance: string },
): { readonly bytes: number } | null {
  if (instance === '') return null
  return generation.get(INSTANCE, { ...patient.rows, study, instance }) ?? null
}

/** An instance of this study that lies on a mounted medium, named by its hash; null = there is none. */
export function findOnMedium(
  generation: Generation,
  patient: PatientRef,
  { study, instance }: { readonly study: string; readonly instance: string },
  media: MountedMedia | null,
): MediumFile | null {
  if (media === null) return null
  const uncopied = generation.all(UNCOPIED, { ...patient.rows, study })
  const ids = uncopied.map(({ fileId }) => fileId)
  return media.files(generation, ids).find(({ sha256 }) => sha256 === instance) ?? null
}
