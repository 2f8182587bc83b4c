/**
 * WADO-RS frames and bulk data (PS3.18 10.4.1.1.4, 10.4.1.1.5): native pixel data as Explicit VR Little Endian, compressed ones as they are stored, to clients that take
 * them so.
 */
import { randomUUID } from 'node:crypto'
import { HttpProblem } from '../http-problem.ts'
import { inMemory } from '../images/dicomweb/byte-source.ts'
import { littleEndianWords } from '../images/dicomweb/data-set-json.ts'
import {
  type DataElement,
  type DataSet,
  NotADataSet,
  PIXEL_TAGS,
} from '../images/dicomweb/data-set-reader.ts'
import { DamagedFrames } from '../images/dicomweb/encapsulated-frames.ts'
import { findFrames } from '../images/dicomweb/frames.ts'
import {
  accepts,
  type MediaType,
  OCTETS,
  pixelMediaType,
  wantsSinglePart,
} from '../images/dicomweb/media-types.ts'
import { type BodyPart, sendMultipart } from '../images/dicomweb/multipart.ts'
import { EXPLICIT, openPart10, type Part10 } from '../images/dicomweb/part10.ts'
import { instanceOf, type OpenedStudy } from './dicomweb-study.ts'
import { fileOf } from './instance-file.ts'
import type { AskedOfChart } from './signed-in.ts'
import { orUnreadable } from './stored-bytes.ts'

/** More frames in one request than any client asks for. */
const MOST_FRAMES = 10_000

/** `…/frames/1,5,6`: counted from 1, none twice (PS3.18 10.4.1.1.4), sent in the order they are asked for. */
export async function sendFrames(asked: AskedOfChart, study: OpenedStudy): Promise<void> {
  const list = String(asked.request.params.frames)
  if (!/^\d{1,9}(,\d{1,9})*$/.test(list)) throw new HttpProblem('bad-request', { field: 'frames' })
  const wanted = list.split(',').map((number) => Number(number) - 1)
  const hasTwice = new Set(wanted).size < wanted.length
  if (hasTwice || wanted.length > MOST_FRAMES) {
    throw new HttpProblem('bad-request', { field: 'frames' })
  }
  await orUncut(async () => {
    const part10 = await opened(asked, study, wanted.length > 1)
    await sendPixels(asked, part10, wanted)
  })
}

/** `…/bulkdata/{path}`: what metadata name instead of writing it; all frames for pixel data. */
export async function sendBulkData(asked: AskedOfChart, study: OpenedStudy): Promise<void> {
  await orUncut(async () => {
    const part10 = await opened(asked, study, false)
    const element = elementAt(part10.dataSet, String(asked.request.params.path))
    if (element === null) throw new HttpProblem('not-found')
    if (PIXEL_TAGS.has(element.tag)) {
      const all = await opened(asked, study, true)
      const count = findFrames(all)?.count ?? 0
      // As a header declares it: it may be any number.
      if (count > MOST_FRAMES) throw new HttpProblem('not-acceptable')
      await sendPixels(
        asked,
        all,
        Array.from({ length: count }, (_, n) => n),
      )
      return
    }
    const { at, length } = element
    const bytes = await part10.source.read(at, at + (length ?? 0))
    const type = { type: OCTETS, transferSyntaxUid: EXPLICIT }
    await sendParts(asked, type, [littleEndianWords(bytes, element.vr, part10.littleEndian)])
  })
}

/** @param isMuch whether so much of it is asked for that it is read at once */
async function opened(asked: AskedOfChart, study: OpenedStudy, isMuch: boolean): Promise<Part10> {
  const file = await fileOf(asked, study, instanceOf(asked, study))
  return openPart10(isMuch ? inMemory(await file.whole()) : await file.open())
}

async function sendPixels(
  asked: AskedOfChart,
  part10: Part10,
  wanted: readonly number[],
): Promise<void> {
  const frames = findFrames(part10)
  if (frames === null) throw new HttpProblem('not-found')
  const type = pixelMediaType(part10.transferSyntaxUid, frames.isEncapsulated)
  if (!accepts(asked.request.get('Accept'), type)) throw new HttpProblem('not-acceptable')
  const found: Uint8Array[] = []
  for (const index of wanted) {
    const frame = await frames.read(index)
    if (frame === null) throw new HttpProblem('not-found')
    found.push(frame)
  }
  await sendParts(asked, type, found)
}

async function sendParts(
  asked: AskedOfChart,
  { type, transferSyntaxUid }: MediaType,
  values: readonly Uint8Array[],
): Promise<void> {
  const { request, response } = asked
  const [only] = values
  if (values.length === 1 && only !== undefined && wantsSinglePart(request.get('Accept'))) {
    response.set('Content-Type', `${type}; transfer-syntax=${transferSyntaxUid}`)
    response.end(only)
    return
  }
  const parts = values.map(
    (bytes): BodyPart => ({ contentType: `${type}; transfer-syntax=${transferSyntaxUid}`, bytes }),
  )
  await sendMultipart(response, { root: type, boundary: randomUUID() }, parts)
}

/** @throws HttpProblem 500 where the file is damaged, 503 where it is away, 406 where it can be given as a whole only */
async function orUncut(answer: () => Promise<void>): Promise<void> {
  try {
    await orUnreadable(answer)
  } catch (cause) {
    if (cause instanceof NotADataSet || cause instanceof DamagedFrames) {
      throw new HttpProblem('not-acceptable', {}, { cause })
    }
    throw cause
  }
}

/** `54000100.0.54001010`: tags, and between them the item's number from 0. */
function elementAt(dataSet: DataSet, path: string): DataElement | null {
  let set: DataSet | undefined = dataSet
  const steps = path.split('.')
  for (let at = 0; at < steps.length; at += 2) {
    const element: DataElement | undefined = set?.elements.find(({ tag }) => tag === steps[at])
    if (element === undefined) return null
    if (at === steps.length - 1) return element.items === undefined ? element : null
    set = element.items?.[Number(steps[at + 1])]
  }
  return null
}
