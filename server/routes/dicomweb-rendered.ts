/**
 * WADO-RS rendered images and thumbnails (PS3.18 10.4.1.1.3, 10.4.1.1.6) of instances and frames, as JPEG or PNG: with the window, overlays and shutter that the image itself has,
 * unless the address asks for a window. Made beside the server (images/rendering/renderer.ts). What can't be decoded is refused with its transfer syntax and reason; of an
 * instance of many frames the first is given, and a Warning header says so.
 */
import { createHash, randomUUID } from 'node:crypto'
import type { ImageInstance, ImageSeries } from '../../model/api/images.ts'
import { pixelProblemSentence } from '../../model/dicom-pixels/pixel-problem.ts'
import { HttpProblem, languageOf } from '../http-problem.ts'
import { renderedType, wantsSinglePart } from '../images/dicomweb/media-types.ts'
import { type BodyPart, sendMultipart } from '../images/dicomweb/multipart.ts'
import {
  BadRendering,
  type RenderedQuery,
  readRenderedQuery,
} from '../images/rendering/rendered-query.ts'
import { RenderingBusy, RenderingStopped } from '../images/rendering/renderer.ts'
import type { PictureForm, RenderingAnswer } from '../images/rendering/rendering-messages.ts'
import { instanceOf, type OpenedStudy, seriesOf } from './dicomweb-study.ts'
import { warn } from './dicomweb-warnings.ts'
import { fileOf, type InstanceFile } from './instance-file.ts'
import type { AskedOfChart } from './signed-in.ts'

/** Frames of one request, each of which is decoded. */
const MOST_FRAMES = 100
/** Pixels of the longer side, unless the address asks for another size. */
const THUMBNAIL = 160

export interface Wanted {
  readonly query: RenderedQuery
  readonly form: PictureForm
}

export async function sendInstanceRendered(asked: AskedOfChart, study: OpenedStudy): Promise<void> {
  await sendFirst(asked, study, instanceOf(asked, study), readWanted(asked, 'rendered'))
}

/** `…/frames/1,5/rendered`: one bare, several as the parts of a multipart, in the order they are asked for. */
export async function sendFramesRendered(asked: AskedOfChart, study: OpenedStudy): Promise<void> {
  const frames = framesOf(asked, MOST_FRAMES)
  const instance = instanceOf(asked, study)
  const wanted = readWanted(asked, 'rendered')
  const file = await fileOf(asked, study, instance)
  const [only] = frames
  if (frames.length === 1 && only !== undefined) {
    await sendOne(asked, file, only, wanted)
    return
  }
  if (wantsSinglePart(asked.request.get('Accept'))) throw new HttpProblem('not-acceptable')
  const { form } = wanted
  // All are made before any is sent: the answer to a frame that can't be decoded is a refusal, not half an answer.
  const parts: BodyPart[] = []
  for (const frame of frames) {
    const { bytes } = await pictureOf(asked, file, frame, wanted)
    parts.push({ contentType: form, bytes })
  }
  await sendMultipart(asked.response, { root: form, boundary: randomUUID() }, parts)
}

export async function sendFrameThumbnail(asked: AskedOfChart, study: OpenedStudy): Promise<void> {
  const [frame = 0] = framesOf(asked, 1)
  const file = await fileOf(asked, study, instanceOf(asked, study))
  await sendOne(asked, file, frame, readWanted(asked, 'thumbnail'))
}

export async function sendInstanceThumbnail(
  asked: AskedOfChart,
  study: OpenedStudy,
): Promise<void> {
  await sendFirst(asked, study, instanceOf(asked, study), readWanted(asked, 'thumbnail'))
}

export async function sendSeriesThumbnail(asked: AskedOfChart, study: OpenedStudy): Promise<void> {
  const wanted = readWanted(asked, 'thumbnail')
  await sendFirst(asked, study, middleOf([seriesOf(asked, study)]), wanted)
}

export async function sendStudyThumbnail(asked: AskedOfChart, study: OpenedStudy): Promise<void> {
  await sendFirst(asked, study, middleOf(study.series), readWanted(asked, 'thumbnail'))
}

/** The middle image of the first series that has any. @throws HttpProblem 404 */
function middleOf(series: readonly ImageSeries[]): ImageInstance {
  for (const { instances } of series) {
    const images = instances.filter(({ instance, rows }) => instance !== '' && rows > 0)
    const middle = images[images.length >> 1]
    if (middle !== undefined) return middle
  }
  throw new HttpProblem('not-found')
}

/** @throws HttpProblem 400, 406 */
export function readWanted(asked: AskedOfChart, kind: 'rendered' | 'thumbnail'): Wanted {
  const { request } = asked
  const form = renderedType(request.get('Accept'))
  if (form === null) throw new HttpProblem('not-acceptable')
  const query = readQuery(request.query)
  if (query.ignored.length > 0) {
    warn(asked, `${query.ignored.length} query parameters change nothing in the image`)
  }
  const viewport =
    kind === 'rendered' ? null : { width: THUMBNAIL, height: THUMBNAIL, region: null }
  return { query: { ...query, viewport: query.viewport ?? viewport }, form }
}

function readQuery(query: AskedOfChart['request']['query']): RenderedQuery {
  try {
    return readRenderedQuery(query)
  } catch (cause) {
    if (cause instanceof BadRendering) {
      throw new HttpProblem('bad-request', { field: cause.field }, { cause })
    }
    throw cause
  }
}

/** From 0. @throws HttpProblem 400 */
function framesOf({ request }: AskedOfChart, most: number): number[] {
  const list = String(request.params.frames)
  const frames = list.split(',').map((number) => Number(number) - 1)
  if (!/^\d{1,9}(,\d{1,9})*$/.test(list) || frames.length > most) {
    throw new HttpProblem('bad-request', { field: 'frames' })
  }
  return frames
}

async function sendFirst(
  asked: AskedOfChart,
  study: OpenedStudy,
  instance: ImageInstance,
  wanted: Wanted,
) {
  await sendOne(asked, await fileOf(asked, study, instance), 0, wanted, (frames) => {
    if (frames > 1) warn(asked, `this is frame 1 of ${frames}`)
  })
}

async function sendOne(
  asked: AskedOfChart,
  file: InstanceFile,
  frame: number,
  wanted: Wanted,
  told: (frames: number) => void = () => {},
): Promise<void> {
  const { request, response } = asked
  const etag = `"${tagOf(file, frame, wanted)}"`
  if (request.get('If-None-Match') === etag) {
    response.status(304).set('ETag', etag).end()
    return
  }
  const { bytes, frames } = await pictureOf(asked, file, frame, wanted)
  told(frames)
  response.set({
    'Content-Type': wanted.form,
    'Content-Length': String(bytes.byteLength),
    ETag: etag,
  })
  response.end(bytes)
}

/** The same file, frame and wish give the same picture. */
function tagOf({ tag }: InstanceFile, frame: number, { query, form }: Wanted): string {
  const { window, viewport, quality } = query
  const facts = JSON.stringify([tag, frame, form, window, viewport, quality])
  return createHash('sha256').update(facts).digest('hex')
}

/** @throws HttpProblem 404, 406 with the reason, 500 where the file is damaged, 503 */
export async function pictureOf(
  { services, request, response }: AskedOfChart,
  { source }: InstanceFile,
  frame: number,
  { query, form }: Wanted,
): Promise<Extract<RenderingAnswer, { kind: 'picture' }>> {
  const { window, viewport, quality } = query
  const wanted = { source, frame, form, window, viewport, quality }
  const answer = await services.renderer
    .render(wanted, () => !response.destroyed)
    .catch((cause: unknown) => {
      if (cause instanceof RenderingBusy) {
        throw new HttpProblem('rendering-busy', { retryAfterSeconds: 5 }, { cause })
      }
      if (cause instanceof RenderingStopped) throw new HttpProblem('not-rendered', {}, { cause })
      throw cause
    })
  if (answer.kind === 'damaged') throw new HttpProblem('document-damaged')
  if (answer.kind === 'medium-away') throw new HttpProblem('medium-away')
  if (answer.kind === 'picture') return answer
  if (answer.problem.code === 'no-such-frame') throw new HttpProblem('not-found')
  throw new HttpProblem('not-rendered', {
    text: pixelProblemSentence(answer.problem, languageOf(request)),
  })
}
