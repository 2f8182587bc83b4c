/** The thread of renderer.ts: reads a file, decodes a frame of it as the viewer does, and writes it as a picture. */
import { parentPort } from 'node:worker_threads'
import { type OpenAnswer, openInstance } from '../../../model/dicom-pixels/open-instance.ts'
import { showFrame } from '../../../model/dicom-pixels/shown-frame.ts'
import { DamagedBlob, readBlob } from '../../generations/read-blob.ts'
import { MediumAway, readMediumFile } from '../mounted-media.ts'
import { encodeJpeg } from './jpeg.ts'
import { nodeCodecs } from './node-codecs.ts'
import { pictureOf } from './picture.ts'
import { encodePng } from './png.ts'
import type {
  FileSource,
  RenderingAnswer,
  RenderingReply,
  RenderingRequest,
  WantedPicture,
} from './rendering-messages.ts'

/** A file larger than this is not read whole for one picture of it. */
const LARGEST_FILE = 512 * 1024 * 1024
/** Four times the largest mammogram. */
const LARGEST_FRAME = 64 * 1024 * 1024
/** A file of many frames up to this stays open for the next of them. */
const KEPT_FILE = 128 * 1024 * 1024

const codecs = nodeCodecs()
let kept: { readonly sha256: string; readonly opened: OpenAnswer } | null = null
let queue: Promise<void> = Promise.resolve()

parentPort?.on('message', ({ id, ...wanted }: RenderingRequest) => {
  queue = queue.then(async () => {
    const reply: RenderingReply = { id, ...(await answer(wanted)) }
    parentPort?.postMessage(reply)
  })
})

async function answer(wanted: WantedPicture): Promise<RenderingAnswer> {
  try {
    return await render(wanted)
  } catch (thrown) {
    if (thrown instanceof DamagedBlob) return { kind: 'damaged' }
    if (thrown instanceof MediumAway) return { kind: 'medium-away' }
    const detail = thrown instanceof Error ? thrown.message.slice(0, 200) : ''
    return { kind: 'problem', problem: { code: 'stream-damaged', transferSyntaxUid: '', detail } }
  }
}

async function render(wanted: WantedPicture): Promise<RenderingAnswer> {
  const opened = await open(wanted.source)
  if (!opened.ok) return { kind: 'problem', problem: opened.problem }
  const { image, file } = opened.instance
  if (image.rows * image.columns > LARGEST_FRAME) {
    return tooLarge(`${image.columns}×${image.rows}`, file.transferSyntax.uid)
  }
  const answer = await showFrame(opened.instance, wanted.frame, codecs)
  if (!answer.ok) return { kind: 'problem', problem: answer.problem }
  const picture = pictureOf(answer.shown, wanted.window, wanted.viewport)
  const bytes =
    wanted.form === 'image/png' ? encodePng(picture) : encodeJpeg(picture, wanted.quality)
  return { kind: 'picture', bytes, frames: image.frames }
}

async function open(source: FileSource): Promise<OpenAnswer> {
  if ('file' in source) return openInstance(source.file)
  const isLeft = 'medium' in source
  const { bytes } = isLeft ? source.medium : source
  const sha256 = isLeft ? source.medium.sha256 : source.blob
  if (kept?.sha256 === sha256) return kept.opened
  kept = null
  if (bytes > LARGEST_FILE) return { ok: false, problem: tooLarge(`${bytes} B`, '').problem }
  const read = isLeft ? readMediumFile(source.medium) : readBlob(source.directory, sha256, bytes)
  const opened = openInstance(await read)
  if (opened.ok && opened.instance.image.frames > 1 && bytes <= KEPT_FILE) kept = { sha256, opened }
  return opened
}

function tooLarge(detail: string, transferSyntaxUid: string) {
  const problem = { code: 'too-large' as const, transferSyntaxUid, detail }
  return { kind: 'problem' as const, problem }
}
