/**
 * WADO-RS: a whole study or series rendered (PS3.18 10.4.1.1.3), a multipart of one picture an image, each with its address (Content-Location).
 * What can't be rendered, is no image or has more frames than the one that is shown, is counted in a Warning header; of a 206 where an image is left out. All are made before
 * any is sent, so that this is known: more than fit in one answer are refused with 413, and so is a further answer while several are being made (503).
 */
import { randomUUID } from 'node:crypto'
import type { ImageInstance, ImageSeries } from '../../model/api/images.ts'
import { HttpProblem } from '../http-problem.ts'
import { wantsSinglePart } from '../images/dicomweb/media-types.ts'
import { type BodyPart, sendMultipart } from '../images/dicomweb/multipart.ts'
import { pictureOf, readWanted, type Wanted } from './dicomweb-rendered.ts'
import type { OpenedStudy } from './dicomweb-study.ts'
import { warn } from './dicomweb-warnings.ts'
import { fileOf } from './instance-file.ts'
import type { AskedOfChart } from './signed-in.ts'

/** Of one answer: more than a CT of the whole body in thin slices. */
const MOST_IMAGES = 3_000
const MOST_BYTES = 128 * 1024 * 1024
/** Each may hold `MOST_BYTES`. */
const MOST_AT_ONCE = 4
const RETRY_SECONDS = 30

export type SendRenderedSet = (
  asked: AskedOfChart,
  study: OpenedStudy,
  series: readonly ImageSeries[],
) => Promise<void>

export function makeRenderedSets(): SendRenderedSet {
  let atWork = 0
  return async (asked, study, series) => {
    if (atWork >= MOST_AT_ONCE) {
      throw new HttpProblem('rendering-busy', { retryAfterSeconds: RETRY_SECONDS })
    }
    atWork += 1
    try {
      await sendRendered(asked, study, series)
    } finally {
      atWork -= 1
    }
  }
}

async function sendRendered(
  asked: AskedOfChart,
  study: OpenedStudy,
  series: readonly ImageSeries[],
): Promise<void> {
  const { request, response } = asked
  const wanted = readWanted(asked, 'rendered')
  if (wantsSinglePart(request.get('Accept'))) throw new HttpProblem('not-acceptable')
  const all = series.flatMap(({ seriesUid, instances }) =>
    instances.map((instance) => ({ seriesUid, instance })),
  )
  if (all.length > MOST_IMAGES) throw new HttpProblem('too-many-images')
  const parts: BodyPart[] = []
  let bytes = 0
  let ofMany = 0
  for (const { seriesUid, instance } of all) {
    if (response.destroyed) return
    const picture = await pictureOrNothing(asked, study, instance, wanted)
    if (picture === null) continue
    bytes += picture.bytes.byteLength
    if (bytes > MOST_BYTES) throw new HttpProblem('too-many-images')
    if (picture.frames > 1) ofMany += 1
    const location = addressOf(asked, seriesUid, instance)
    parts.push({ contentType: wanted.form, bytes: picture.bytes, location })
  }
  if (parts.length === 0) throw new HttpProblem(all.length === 0 ? 'not-found' : 'not-rendered')
  const leftOut = all.length - parts.length
  if (leftOut > 0) warn(asked, `${leftOut} of ${all.length} instances are not rendered`)
  if (ofMany > 0) warn(asked, `${ofMany} of ${parts.length} pictures are the first of many frames`)
  if (study.isPart || leftOut > 0) response.status(206)
  await sendMultipart(response, { root: wanted.form, boundary: randomUUID() }, parts)
}

/** null = it can't be rendered: its own address says why. @throws HttpProblem 503 of a busy renderer */
async function pictureOrNothing(
  asked: AskedOfChart,
  study: OpenedStudy,
  instance: ImageInstance,
  wanted: Wanted,
) {
  if (instance.instance === '') return null
  try {
    return await pictureOf(asked, await fileOf(asked, study, instance), 0, wanted)
  } catch (error) {
    if (error instanceof HttpProblem && error.code !== 'rendering-busy') return null
    throw error
  }
}

function addressOf({ request }: AskedOfChart, series: string, instance: ImageInstance): string {
  const { chart, study } = request.params
  const below = `studies/${study}/series/${series}/instances/${instance.sopInstanceUid}/rendered`
  return `/api/charts/${chart}/dicomweb/${below}`
}
