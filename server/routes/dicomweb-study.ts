/** What every address of the DICOMweb door begins with: the study of an opened chart, logged once a session before anything of it is sent. */
import type { ImageStudyRow } from '../../model/api/chart.ts'
import type { ImageInstance, ImageSeries } from '../../model/api/images.ts'
import { readImageStudies } from '../charts/image-studies.ts'
import { DamagedBlob } from '../generations/read-blob.ts'
import { HttpProblem } from '../http-problem.ts'
import type { OpenedStudies } from '../images/opened-studies.ts'
import { readStudyImages } from '../images/study-images.ts'
import type { AskedOfChart } from './signed-in.ts'

export interface OpenedStudy {
  readonly row: ImageStudyRow
  readonly series: readonly ImageSeries[]
}

/** @throws HttpProblem 404 */
export function openStudy(asked: AskedOfChart, opened: OpenedStudies): OpenedStudy {
  const { session, generation, patient, request, log } = asked
  const study = String(request.params.study)
  const series = readStudyImages(generation, patient, study)
  const rows = readImageStudies(generation, patient)
  const row = rows.find(({ studyUid, inBackup }) => inBackup && studyUid === study)
  if (series === null || row === undefined) throw new HttpProblem('not-found')
  const { patientId } = patient
  const detail = { study, generation: generation.facts.id, by: 'dicomweb' }
  opened.open({ session: session.key, patientId, study, generation: generation.facts.id }, () =>
    log({ action: 'images.open', patientId, detail }),
  )
  if (row.identityNote !== '') warnOfIdentity(asked, study)
  return { row, series }
}

/** @throws HttpProblem 404 */
export function seriesOf({ request }: AskedOfChart, study: OpenedStudy): ImageSeries {
  const found = study.series.find(({ seriesUid }) => seriesUid === request.params.series)
  if (found === undefined) throw new HttpProblem('not-found')
  return found
}

/** @throws HttpProblem 404, also where the pixels are not in the backup */
export function storedInstanceOf(asked: AskedOfChart, study: OpenedStudy): ImageInstance {
  const found = seriesOf(asked, study).instances.find(
    ({ sopInstanceUid, instance }) =>
      sopInstanceUid === asked.request.params.instance && instance !== '',
  )
  if (found === undefined) throw new HttpProblem('not-found')
  return found
}

export function warnOfIdentity(asked: AskedOfChart, study: string): void {
  warn(asked, `${study}: the images name another person`)
}

/** A Warning header (code 299, RFC 7234 5.5). */
export function warn({ response }: AskedOfChart, text: string): void {
  response.append('Warning', `299 sansho "${text}"`)
}

/** @throws HttpProblem 500 where the bytes are damaged */
export async function orDamaged<Bytes>(read: () => Promise<Bytes>): Promise<Bytes> {
  try {
    return await read()
  } catch (cause) {
    if (cause instanceof DamagedBlob) throw new HttpProblem('document-damaged', {}, { cause })
    throw cause
  }
}
