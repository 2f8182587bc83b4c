/**
 * A read-only DICOMweb door to the images of one opened chart, for other viewers with a signed-in session:
 * base `/api/charts/{chart}/dicomweb`. The handle of the chart stands where others put a patient's id.
 *
 * QIDO-RS: studies, series of a study, instances of a series (all of them: no matching, no paging).
 * WADO-RS: one instance, as it is stored in the backup, whatever transfer syntax is asked for.
 * Studies whose images name another person carry a Warning header (code 299, RFC 7234 5.5).
 */
import type { RequestHandler } from 'express'
import type { ImageSeries } from '../../model/api/images.ts'
import { readImageStudies } from '../charts/image-studies.ts'
import { DamagedBlob, readBlob } from '../generations/read-blob.ts'
import { HttpProblem } from '../http-problem.ts'
import { type DataSet, instanceSet, seriesSet, studySet } from '../images/dicomweb/attributes.ts'
import { makeOpenedStudies, type OpenedStudies } from '../images/opened-studies.ts'
import { readStudyImages } from '../images/study-images.ts'
import type { Services } from '../services.ts'
import { type AskedOfChart, ofChart } from './signed-in.ts'

export interface DicomwebRoutes {
  readonly studies: RequestHandler
  readonly series: RequestHandler
  readonly instances: RequestHandler
  readonly instance: RequestHandler
}

export function dicomwebRoutes(services: Services): DicomwebRoutes {
  const opened = makeOpenedStudies()
  return {
    studies: ofChart(services, listStudies),
    series: ofChart(services, (asked) => {
      const { study, series } = openStudy(asked, opened)
      sendSets(
        asked,
        series.map((each) => seriesSet(study, each)),
      )
    }),
    instances: ofChart(services, (asked) => {
      const { study, series } = openStudy(asked, opened)
      const found = seriesOf(asked, series)
      sendSets(
        asked,
        found.instances.map((each) => instanceSet(study, found.seriesUid, each)),
      )
    }),
    instance: ofChart(services, (asked) => sendInstance(asked, opened)),
  }
}

function listStudies(asked: AskedOfChart): void {
  const { generation, patient, log } = asked
  const { patientId } = patient
  const detail = { part: 'dicomweb', generation: generation.facts.id }
  log({ action: 'chart.read', patientId, detail })
  const studies = readImageStudies(generation, patient).filter(({ inBackup }) => inBackup)
  for (const { studyUid, identityNote } of studies) if (identityNote !== '') warn(asked, studyUid)
  sendSets(asked, studies.map(studySet))
}

/** Logged before anything of the study is sent. @throws HttpProblem 404 */
function openStudy(
  asked: AskedOfChart,
  opened: OpenedStudies,
): { study: string; series: ImageSeries[] } {
  const { session, generation, patient, request, log } = asked
  const study = String(request.params.study)
  const series = readStudyImages(generation, patient, study)
  if (series === null) throw new HttpProblem('not-found')
  const { patientId } = patient
  const detail = { study, generation: generation.facts.id, by: 'dicomweb' }
  opened.open({ session: session.key, patientId, study, generation: generation.facts.id }, () =>
    log({ action: 'images.open', patientId, detail }),
  )
  const row = readImageStudies(generation, patient).find(({ studyUid }) => studyUid === study)
  if (row !== undefined && row.identityNote !== '') warn(asked, study)
  return { study, series }
}

function seriesOf({ request }: AskedOfChart, series: readonly ImageSeries[]): ImageSeries {
  const found = series.find(({ seriesUid }) => seriesUid === request.params.series)
  if (found === undefined) throw new HttpProblem('not-found')
  return found
}

async function sendInstance(asked: AskedOfChart, opened: OpenedStudies): Promise<void> {
  const { generation, request, response } = asked
  const { series } = openStudy(asked, opened)
  const found = seriesOf(asked, series).instances.find(
    ({ sopInstanceUid, instance }) => sopInstanceUid === request.params.instance && instance !== '',
  )
  if (found === undefined) throw new HttpProblem('not-found')
  const tag = `"${found.instance}.multipart"`
  if (request.get('If-None-Match') === tag) {
    response.status(304).set('ETag', tag).end()
    return
  }
  const bytes = await read(generation.directory, found.instance, found.bytes)
  // The hash of the part can't stand in the part itself.
  const boundary = found.instance
  const syntax = found.transferSyntaxUid
  const head = `--${boundary}\r\nContent-Type: application/dicom; transfer-syntax=${syntax}\r\nContent-Length: ${bytes.byteLength}\r\n\r\n`
  const body = Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)])
  response.set({
    ETag: tag,
    'Content-Type': `multipart/related; type="application/dicom"; boundary=${boundary}`,
    'Content-Length': String(body.byteLength),
  })
  response.end(body)
}

async function read(directory: string, blob: string, bytes: number): Promise<Uint8Array> {
  try {
    return await readBlob(directory, blob, bytes)
  } catch (cause) {
    if (cause instanceof DamagedBlob) throw new HttpProblem('document-damaged', {}, { cause })
    throw cause
  }
}

function warn({ response }: AskedOfChart, study: string): void {
  response.append('Warning', `299 sansho "${study}: the images name another person"`)
}

function sendSets({ response }: AskedOfChart, sets: readonly DataSet[]): void {
  response.set('Content-Type', 'application/dicom+json')
  response.end(JSON.stringify(sets))
}
