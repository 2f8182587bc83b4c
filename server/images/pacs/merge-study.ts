/** One study out of the backup and the image server: each image once, the backup's copy first. */
import type { ImageSeries } from '../../../model/api/images.ts'
import type { PatientRef } from '../../charts/patient.ts'
import type { Generation } from '../../generations/open-generation.ts'
import { OF_PATIENT, statement } from '../../generations/statement.ts'
import type { FoundInstance } from './pacs.ts'

/** Images whose pixels are in the backup: the others are taken from the server if it has them. */
const STORED = statement<{ studyUid: string; instances: number }>(`
  SELECT t.study_uid AS studyUid, count(DISTINCT i.sop_instance_uid) AS instances
  FROM current_image_study t
  JOIN image_series s ON s.study_id = t.id
  JOIN image_instance i ON i.series_id = s.id
  WHERE ${OF_PATIENT} AND i.blob <> ''
  GROUP BY t.study_uid`)

/** How many images were copied from the backup, by study UID. */
export function countStored(generation: Generation, patient: PatientRef): Map<string, number> {
  const stored = generation.all(STORED, patient.rows)
  return new Map(stored.map(({ studyUid, instances }) => [studyUid, instances]))
}

/** @param away names of images whose medium is away: the server's are taken for them */
export function mergeSeries(
  inBackup: readonly ImageSeries[],
  found: readonly FoundInstance[],
  away: ReadonlySet<string>,
): ImageSeries[] {
  const stored = new Set(
    inBackup
      .flatMap(({ instances }) => instances)
      .filter(({ instance }) => instance !== '' && !away.has(instance))
      .map(({ sopInstanceUid }) => sopInstanceUid),
  )
  const missing = found.filter(({ sopInstanceUid }) => !stored.has(sopInstanceUid))
  const added = Map.groupBy(missing, ({ seriesUid }) => seriesUid)
  const merged = inBackup.map((series) => {
    const more = added.get(series.seriesUid) ?? []
    // Where the server has pixels that the backup only names, the empty place is not shown beside them.
    const sent = new Set(more.map((each) => each.sopInstanceUid))
    const kept = series.instances.filter((each) => !sent.has(each.sopInstanceUid))
    return { ...series, instances: byNumber([...kept, ...more.map(asInstance)]) }
  })
  const known = new Set(inBackup.map(({ seriesUid }) => seriesUid))
  for (const [seriesUid, instances] of added) {
    const [first] = instances
    if (first === undefined || known.has(seriesUid)) continue
    const { modality, seriesNumber: number, description, bodyPart } = first
    const own = byNumber(instances.map(asInstance))
    merged.push({ seriesUid, modality, number, description, bodyPart, instances: own })
  }
  return byNumber(merged)
}

function asInstance(found: FoundInstance): ImageSeries['instances'][number] {
  const { seriesUid, sopInstanceUid, number, frames, rows, columns } = found
  const { transferSyntaxUid, sopClassUid, frameOfReferenceUid, plane } = found
  return {
    instance: `${seriesUid}_${sopInstanceUid}`,
    number,
    frames,
    rows,
    columns,
    // Not told by the server; the viewer takes it only as the limit of a declared number of frames.
    bytes: Math.max(1, rows * columns * frames),
    sopInstanceUid,
    frameOfReferenceUid,
    plane,
    transferSyntaxUid,
    sopClassUid,
    rejection: '',
  }
}

function byNumber<Each extends { readonly number: number | null }>(all: readonly Each[]): Each[] {
  const place = ({ number }: Each) => number ?? Number.POSITIVE_INFINITY
  return [...all].sort((a, b) => (place(a) < place(b) ? -1 : place(a) > place(b) ? 1 : 0))
}
