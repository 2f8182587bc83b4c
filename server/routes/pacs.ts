/**
 * GET /api/charts/{chart}/pacs: what a surviving image server holds of the patient.
 * GET …/pacs/{study}: a study out of backup and server, each image once.
 * GET …/pacs/{study}/instances/{instance}: the bytes of one image of the server.
 *
 * Logged before the server is asked. A server that is away is told as a state: the backup's part never waits for it.
 */
import { createHash } from 'node:crypto'
import type { RequestHandler } from 'express'
import type { PacsAnswer, PacsStudyAnswer } from '../../model/api/pacs.ts'
import { identityNote } from '../../model/image-identity.ts'
import { idKey } from '../../model/search-keys.ts'
import { chartProvenance } from '../charts/gaps.ts'
import { readImageOwner } from '../charts/image-owner.ts'
import { HttpProblem, parseInput } from '../http-problem.ts'
import { filesAway } from '../images/mounted-media.ts'
import { makeOpenedStudies, type OpenedStudies } from '../images/opened-studies.ts'
import { askFor, findInStudy } from '../images/pacs/ask.ts'
import { PacsAway } from '../images/pacs/breaker.ts'
import { isUid } from '../images/pacs/dicom-json.ts'
import { countStored, mergeSeries } from '../images/pacs/merge-study.ts'
import { type FoundStudies, type Pacs, UnfitInstance } from '../images/pacs/pacs.ts'
import { markRejected } from '../images/rejections.ts'
import { sendDicom } from '../images/send-dicom.ts'
import { readStudyImages } from '../images/study-images.ts'
import type { Services } from '../services.ts'
import { NoQuery } from './chart-part.ts'
import { type AskedOfChart, ofChart } from './signed-in.ts'

export interface PacsRoutes {
  readonly listStudies: RequestHandler
  readonly showStudy: RequestHandler
  readonly sendInstance: RequestHandler
}

export function pacsRoutes(services: Services): PacsRoutes {
  const { pacs } = services
  const opened = makeOpenedStudies()
  return {
    listStudies: ofChart(services, (asked) => listStudies(asked, pacs)),
    showStudy: ofChart(services, (asked) => showStudy(asked, pacs, opened)),
    sendInstance: ofChart(services, (asked) => sendInstance(asked, pacs, opened)),
  }
}

const NOTHING: FoundStudies = { studies: [], otherPatients: 0 }

async function listStudies(asked: AskedOfChart, pacs: Pacs | null): Promise<void> {
  const { generation, patient, request, response, givenUp, log } = asked
  parseInput(NoQuery, request.query, 'query')
  const { patientId } = patient
  log({
    action: 'chart.read',
    patientId,
    detail: { part: 'pacs', generation: generation.facts.id },
  })
  const { patientIds, named } = readImageOwner(generation, patient)
  const { state, found } = await askFor(pacs, NOTHING, (server) =>
    server.studiesOf(patientIds, givenUp),
  )
  const stored = countStored(generation, patient)
  const answer: PacsAnswer = {
    ...chartProvenance(generation, patient),
    state,
    studies: found.studies.map(({ birthAt, ...study }) => ({
      ...study,
      instancesInBackup: stored.get(study.studyUid) ?? 0,
      identityNote: identityNote({ name: '', birthAt }, named),
    })),
    otherPatients: found.otherPatients,
  }
  response.json(answer)
}

async function showStudy(
  asked: AskedOfChart,
  pacs: Pacs | null,
  opened: OpenedStudies,
): Promise<void> {
  const { generation, patient, request, response } = asked
  parseInput(NoQuery, request.query, 'query')
  const study = String(request.params.study)
  if (!isUid(study)) throw new HttpProblem('not-found')
  const { patientIds, named } = readImageOwner(generation, patient)
  const inBackup = readStudyImages(generation, patient, study, asked.services.media)
  logOpening(asked, study, opened)
  const { state, found } = await askFor(pacs, null, (server) =>
    findInStudy(server, patientIds, study, asked.givenUp),
  )
  if (inBackup === null && found === null) {
    throw new HttpProblem(state === 'answered' || state === 'off' ? 'not-found' : 'pacs-away')
  }
  const away = await filesAway(inBackup?.mounted.values() ?? [])
  const series = mergeSeries(inBackup?.series ?? [], found?.instances ?? [], away)
  const answer: PacsStudyAnswer = {
    ...chartProvenance(generation, patient),
    studyUid: study,
    series: markRejected(generation, series),
    state,
    identityNote: found?.said === undefined ? '' : identityNote(found.said, named),
  }
  response.json(answer)
}

async function sendInstance(
  asked: AskedOfChart,
  pacs: Pacs | null,
  opened: OpenedStudies,
): Promise<void> {
  const { generation, patient, request, response } = asked
  const study = String(request.params.study)
  const [series = '', instance = ''] = String(request.params.instance).split('_')
  if (pacs === null || ![study, series, instance].every(isUid)) throw new HttpProblem('not-found')
  logOpening(asked, study, opened)
  try {
    const found = await pacs.instance({ study, series, instance }, asked.givenUp)
    // Whose image it is, is told by the image: a study's UID alone opens nobody's chart.
    const own = readImageOwner(generation, patient).patientIds.map(idKey)
    if (found === null || !own.includes(idKey(found.facts.patientId))) {
      throw new HttpProblem('not-found')
    }
    const { bytes } = found
    await sendDicom(request, response, {
      bytes: bytes.byteLength,
      tag: createHash('sha256').update(bytes).digest('hex'),
      read: ({ first, last }) => bytes.subarray(first, last + 1),
    })
  } catch (cause) {
    if (cause instanceof PacsAway) throw new HttpProblem('pacs-away', {}, { cause })
    if (cause instanceof UnfitInstance) throw new HttpProblem('pacs-unfit', {}, { cause })
    throw cause
  }
}

function logOpening(asked: AskedOfChart, study: string, opened: OpenedStudies): void {
  const { session, generation, patient, log } = asked
  const { patientId } = patient
  const detail = { study, generation: generation.facts.id, from: 'pacs' }
  opened.open({ session: session.key, patientId, study, generation: generation.facts.id }, () =>
    log({ action: 'images.open', patientId, detail }),
  )
}
