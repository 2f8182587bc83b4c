/**
 * GET /api/charts/{chart}/images/{study}: the instances of a study.
 * GET /api/charts/{chart}/images/{study}/instances/{instance}: the bytes of one, as they were in the backup; from the medium itself where
 * they were not copied and it is mounted.
 *
 * The opening of a study is logged once a session, before its list or any of its bytes is sent.
 */
import type { RequestHandler } from 'express'
import type { StudyImagesAnswer } from '../../model/api/images.ts'
import { chartProvenance } from '../charts/gaps.ts'
import { readBlobPart } from '../generations/read-blob.ts'
import { HttpProblem, parseInput } from '../http-problem.ts'
import type { ByteRange } from '../images/byte-range.ts'
import { readMediumFile } from '../images/mounted-media.ts'
import { makeOpenedStudies, type OpenedStudies } from '../images/opened-studies.ts'
import { sendDicom } from '../images/send-dicom.ts'
import { findInstance, findOnMedium, readStudyImages } from '../images/study-images.ts'
import type { Services } from '../services.ts'
import { NoQuery } from './chart-part.ts'
import { type AskedOfChart, ofChart } from './signed-in.ts'
import { orUnreadable } from './stored-bytes.ts'

export interface ImageRoutes {
  readonly showStudy: RequestHandler
  readonly sendInstance: RequestHandler
}

export function imageRoutes(services: Services): ImageRoutes {
  const opened = makeOpenedStudies()
  return {
    showStudy: ofChart(services, (asked) => showStudy(asked, opened)),
    sendInstance: ofChart(services, (asked) => sendInstance(asked, opened)),
  }
}

function showStudy(asked: AskedOfChart, opened: OpenedStudies): void {
  const { generation, patient, request, response } = asked
  parseInput(NoQuery, request.query, 'query')
  const study = String(request.params.study)
  const images = readStudyImages(generation, patient, study, asked.services.media)
  if (images === null) throw new HttpProblem('not-found')
  logOpening(asked, study, opened)
  const answer: StudyImagesAnswer = {
    ...chartProvenance(generation, patient),
    studyUid: study,
    series: images.series,
  }
  response.json(answer)
}

async function sendInstance(asked: AskedOfChart, opened: OpenedStudies): Promise<void> {
  const { generation, patient, request, response } = asked
  const study = String(request.params.study)
  const instance = String(request.params.instance)
  const copied = findInstance(generation, patient, { study, instance })
  const mounted =
    copied === null
      ? findOnMedium(generation, patient, { study, instance }, asked.services.media)
      : null
  const found = copied ?? mounted
  if (found === null) throw new HttpProblem('not-found')
  logOpening(asked, study, opened)
  const { bytes } = found
  const read = async (range: ByteRange) =>
    mounted !== null
      ? (await readMediumFile(mounted)).subarray(range.first, range.last + 1)
      : readBlobPart(generation.directory, instance, bytes, range)
  await sendDicom(request, response, {
    bytes,
    tag: instance,
    read: (range) => orUnreadable(() => read(range)),
  })
}

function logOpening(asked: AskedOfChart, study: string, opened: OpenedStudies): void {
  const { session, generation, patient, log } = asked
  const { patientId } = patient
  const detail = { study, generation: generation.facts.id }
  opened.open({ session: session.key, patientId, ...detail }, () =>
    log({ action: 'images.open', patientId, detail }),
  )
}
