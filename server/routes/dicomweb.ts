/**
 * A read-only DICOMweb door to the images of one opened chart, for other viewers with a signed-in session:
 * base `/api/charts/{chart}/dicomweb`. The handle of the chart stands where others put a patient's id.
 *
 * QIDO-RS, here: studies, series of a study, instances of a study or a series; matching and paging by images/dicomweb/query.ts.
 * WADO-RS: studies, series and instances whole (dicomweb-retrieve.ts), their metadata (dicomweb-metadata.ts), frames and other large
 * values (dicomweb-frames.ts), none of them transcoded; rendered images and thumbnails (dicomweb-rendered.ts), whole studies and series of them (dicomweb-rendered-sets.ts).
 * A surviving image server's studies of the person stand among the backup's, no image twice; while it is away, a Warning header says so.
 * Studies whose images name another person, and those with instances that their maker took back, carry a Warning header.
 */
import type { RequestHandler } from 'express'
import { identityNote } from '../../model/image-identity.ts'
import { readImageOwner } from '../charts/image-owner.ts'
import { readImageStudies } from '../charts/image-studies.ts'
import { HttpProblem } from '../http-problem.ts'
import {
  type DataSet,
  instanceSet,
  seriesSet,
  studyFacts,
  studySet,
} from '../images/dicomweb/attributes.ts'
import { acceptsAny } from '../images/dicomweb/media-types.ts'
import { BadQuery, search } from '../images/dicomweb/query.ts'
import { makeOpenedStudies } from '../images/opened-studies.ts'
import { askFor } from '../images/pacs/ask.ts'
import type { Services } from '../services.ts'
import { sendBulkData, sendFrames } from './dicomweb-frames.ts'
import { DICOM_JSON, sendMetadata } from './dicomweb-metadata.ts'
import {
  sendFramesRendered,
  sendFrameThumbnail,
  sendInstanceRendered,
  sendInstanceThumbnail,
  sendSeriesThumbnail,
  sendStudyThumbnail,
} from './dicomweb-rendered.ts'
import { makeRenderedSets } from './dicomweb-rendered-sets.ts'
import { sendInstance, sendInstances } from './dicomweb-retrieve.ts'
import { type OpenedStudy, openStudy, seriesOf } from './dicomweb-study.ts'
import { warn, warnOfIdentity, warnOfPacs, warnOfRejections } from './dicomweb-warnings.ts'
import { requireSameGeneration } from './opened-chart.ts'
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
    | 'bulkData'
    | 'studyRendered'
    | 'seriesRendered'
    | 'instanceRendered'
    | 'framesRendered'
    | 'instanceThumbnail'
    | 'frameThumbnail'
    | 'seriesThumbnail'
    | 'studyThumbnail',
    RequestHandler
  >
>

export function dicomwebRoutes(services: Services): DicomwebRoutes {
  const opened = makeOpenedStudies()
  const sendRenderedSet = makeRenderedSets()
  const ofStudy = (answer: (asked: AskedOfChart, study: OpenedStudy) => void | Promise<void>) =>
    ofSameChart(services, async (asked) => answer(asked, await openStudy(asked, opened)))
  return {
    studies: ofSameChart(services, listStudies),
    series: ofStudy((asked, { facts, series }) => {
      sendSets(
        asked,
        series.map((each) => seriesSet(facts.studyUid, each)),
      )
    }),
    studyInstances: ofStudy((asked, study) => {
      sendSets(
        asked,
        study.series.flatMap(({ seriesUid, instances }) =>
          instances.map((each) => instanceSet(study, seriesUid, each)),
        ),
      )
    }),
    instances: ofStudy((asked, study) => {
      const { seriesUid, instances } = seriesOf(asked, study)
      sendSets(
        asked,
        instances.map((each) => instanceSet(study, seriesUid, each)),
      )
    }),
    study: ofStudy((asked, study) => sendInstances(asked, study, study.series)),
    oneSeries: ofStudy((asked, study) => sendInstances(asked, study, [seriesOf(asked, study)])),
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
    studyRendered: ofStudy((asked, study) => sendRenderedSet(asked, study, study.series)),
    seriesRendered: ofStudy((asked, study) =>
      sendRenderedSet(asked, study, [seriesOf(asked, study)]),
    ),
    instanceRendered: ofStudy(sendInstanceRendered),
    framesRendered: ofStudy(sendFramesRendered),
    instanceThumbnail: ofStudy(sendInstanceThumbnail),
    frameThumbnail: ofStudy(sendFrameThumbnail),
    seriesThumbnail: ofStudy(sendSeriesThumbnail),
    studyThumbnail: ofStudy(sendStudyThumbnail),
  }
}

/** Another program does not see by an answer that the data has moved: in the new generation the number may be somebody else's. */
function ofSameChart(
  services: Services,
  answer: (asked: AskedOfChart) => void | Promise<void>,
): RequestHandler {
  return ofChart(services, (asked) => {
    requireSameGeneration(asked, String(asked.request.params.chart))
    return answer(asked)
  })
}

async function listStudies(asked: AskedOfChart): Promise<void> {
  const { services, generation, patient, log } = asked
  const { patientId } = patient
  const detail = { part: 'dicomweb', generation: generation.facts.id }
  log({ action: 'chart.read', patientId, detail })
  const studies = readImageStudies(generation, patient).filter(({ inBackup }) => inBackup)
  for (const { studyUid, identityNote, rejections } of studies) {
    if (identityNote !== '') warnOfIdentity(asked, studyUid)
    warnOfRejections(asked, studyUid, rejections)
  }
  const { patientIds, named } = readImageOwner(generation, patient)
  const { state, found } = await askFor(
    services.pacs,
    [],
    async (pacs) => (await pacs.studiesOf(patientIds, asked.givenUp)).studies,
  )
  warnOfPacs(asked, state)
  const stored = new Set(studies.map(({ studyUid }) => studyUid))
  const others = found.filter(({ studyUid }) => !stored.has(studyUid))
  for (const { studyUid, birthAt } of others) {
    if (identityNote({ name: '', birthAt }, named) !== '') warnOfIdentity(asked, studyUid)
  }
  sendSets(asked, [...studies.map(studyFacts), ...others].map(studySet))
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
