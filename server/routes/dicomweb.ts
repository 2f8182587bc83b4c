/**
 * A read-only DICOMweb door to the images of one opened chart, for other viewers with a signed-in session:
 * base `/api/charts/{chart}/dicomweb`. The handle of the chart stands where others put a patient's id.
 *
 * QIDO-RS, here: studies, series of a study, instances of a study or a series; matching and paging by images/dicomweb/query.ts.
 * WADO-RS: studies, series and instances whole (dicomweb-retrieve.ts), their metadata (dicomweb-metadata.ts), frames and other large
 * values (dicomweb-frames.ts). Nothing is transcoded and nothing rendered.
 * Studies whose images name another person carry a Warning header.
 */
import type { RequestHandler } from 'express'
import { readImageStudies } from '../charts/image-studies.ts'
import { HttpProblem } from '../http-problem.ts'
import { type DataSet, instanceSet, seriesSet, studySet } from '../images/dicomweb/attributes.ts'
import { acceptsAny } from '../images/dicomweb/media-types.ts'
import { BadQuery, search } from '../images/dicomweb/query.ts'
import { makeOpenedStudies } from '../images/opened-studies.ts'
import type { Services } from '../services.ts'
import { sendBulkData, sendFrames } from './dicomweb-frames.ts'
import { DICOM_JSON, sendMetadata } from './dicomweb-metadata.ts'
import { sendInstance, sendInstances } from './dicomweb-retrieve.ts'
import { type OpenedStudy, openStudy, seriesOf, warn, warnOfIdentity } from './dicomweb-study.ts'
import { type AskedOfChart, ofChart } from './signed-in.ts'

export type DicomwebRoutes = Readonly<
  Record<
    | 'studies'
    | 'series'
    | 'studyInstances'
    | 'instances'
    | 'study'
    | 'oneSeries'
    | 'instance'
    | 'studyMetadata'
    | 'seriesMetadata'
    | 'instanceMetadata'
    | 'frames'
    | 'bulkData',
    RequestHandler
  >
>

export function dicomwebRoutes(services: Services): DicomwebRoutes {
  const opened = makeOpenedStudies()
  const ofStudy = (answer: (asked: AskedOfChart, study: OpenedStudy) => void | Promise<void>) =>
    ofChart(services, (asked) => answer(asked, openStudy(asked, opened)))
  return {
    studies: ofChart(services, listStudies),
    series: ofStudy((asked, { row, series }) => {
      sendSets(
        asked,
        series.map((each) => seriesSet(row.studyUid, each)),
      )
    }),
    studyInstances: ofStudy((asked, { row, series }) => {
      sendSets(
        asked,
        series.flatMap(({ seriesUid, instances }) =>
          instances.map((each) => instanceSet(row.studyUid, seriesUid, each)),
        ),
      )
    }),
    instances: ofStudy((asked, study) => {
      const { seriesUid, instances } = seriesOf(asked, study)
      sendSets(
        asked,
        instances.map((each) => instanceSet(study.row.studyUid, seriesUid, each)),
      )
    }),
    study: ofStudy((asked, study) => sendInstances(asked, study.series)),
    oneSeries: ofStudy((asked, study) => sendInstances(asked, [seriesOf(asked, study)])),
    instance: ofStudy(sendInstance),
    studyMetadata: ofStudy((asked, study) => sendMetadata(asked, study, study.series)),
    seriesMetadata: ofStudy((asked, study) => sendMetadata(asked, study, [seriesOf(asked, study)])),
    instanceMetadata: ofStudy((asked, study) => {
      const series = seriesOf(asked, study)
      const instances = series.instances.filter(
        ({ sopInstanceUid }) => sopInstanceUid === asked.request.params.instance,
      )
      if (instances.length === 0) throw new HttpProblem('not-found')
      return sendMetadata(asked, study, [{ ...series, instances }])
    }),
    frames: ofStudy(sendFrames),
    bulkData: ofStudy(sendBulkData),
  }
}

function listStudies(asked: AskedOfChart): void {
  const { generation, patient, log } = asked
  const { patientId } = patient
  const detail = { part: 'dicomweb', generation: generation.facts.id }
  log({ action: 'chart.read', patientId, detail })
  const studies = readImageStudies(generation, patient).filter(({ inBackup }) => inBackup)
  for (const { studyUid, identityNote } of studies) {
    if (identityNote !== '') warnOfIdentity(asked, studyUid)
  }
  sendSets(asked, studies.map(studySet))
}

/** @throws HttpProblem 400 for a query that can't be, 406 */
function sendSets(asked: AskedOfChart, sets: readonly DataSet[]): void {
  const { request, response } = asked
  if (!acceptsAny(request.get('Accept'), DICOM_JSON)) throw new HttpProblem('not-acceptable')
  const { found, remaining, ignored } = searched(sets, request.query)
  if (remaining > 0) {
    warn(asked, `There are ${remaining} additional results that can be requested`)
  }
  if (ignored.length > 0) warn(asked, `${ignored.length} query parameters are not matched by`)
  response.set('Content-Type', 'application/dicom+json')
  response.end(JSON.stringify(found))
}

function searched(sets: readonly DataSet[], query: AskedOfChart['request']['query']) {
  try {
    return search(sets, query)
  } catch (cause) {
    if (cause instanceof BadQuery) throw new HttpProblem('bad-request', { field: cause.field })
    throw cause
  }
}
