/**
 * The decoding worker: fetches an instance, decodes a frame of it, hands the pixels over. Fetching of the next frame
 * overlaps with decoding. Keeps files of many frames while they are looked through, up to a bound, and nothing else;
 * all of it goes when the worker is ended.
 */
import { browserCodecs } from './browser-codecs.ts'
import { type OpenAnswer, openInstance } from './open-instance.ts'
import { type ShownAnswer, showFrame } from './shown-frame.ts'
import { type ThumbnailAnswer, thumbnailOf } from './thumbnail.ts'
import type { FrameReply, FrameWanted } from './worker-messages.ts'

const KEPT_BYTES = 96 * 1024 * 1024

/** An opened file, or why there is none. */
interface Fetched {
  readonly opened: OpenAnswer
  readonly status: number
  readonly bytes: number
}

const scope = self as unknown as {
  onmessage: ((event: MessageEvent<FrameWanted>) => void) | null
  postMessage(reply: FrameReply, transfer: Transferable[]): void
}
const codecs = browserCodecs()
const kept = new Map<string, Promise<Fetched>>()
const sizes = new Map<string, number>()
let queue: Promise<void> = Promise.resolve()

scope.onmessage = ({ data }) => {
  const fetched = kept.get(data.url) ?? fetchInstance(data.url)
  kept.set(data.url, fetched)
  queue = queue.then(() => answer(data, fetched))
}

async function answer(wanted: FrameWanted, fetched: Promise<Fetched>): Promise<void> {
  const { id, url, frame, thumbnail } = wanted
  const { opened, status, bytes } = await fetched
  // A thumbnail is made once: its file is not kept for it.
  const isLookedThrough = opened.ok && opened.instance.image.frames > 1 && thumbnail === 0
  if (isLookedThrough) keep(url, bytes)
  else if (!sizes.has(url)) kept.delete(url)
  const shown = opened.ok ? await showFrame(opened.instance, frame, codecs) : opened
  if (thumbnail === 0) scope.postMessage({ id, answer: shown, status }, buffersOf(shown))
  else sendThumbnail({ id, status }, shown, thumbnail)
}

function sendThumbnail(
  reply: { readonly id: number; readonly status: number },
  shown: ShownAnswer,
  size: number,
): void {
  const answer: ThumbnailAnswer = shown.ok
    ? { ok: true, thumbnail: thumbnailOf(shown.shown, size) }
    : shown
  scope.postMessage({ ...reply, answer }, answer.ok ? [answer.thumbnail.rgba.buffer] : [])
}

async function fetchInstance(url: string): Promise<Fetched> {
  try {
    const response = await fetch(url, {
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
    })
    if (!response.ok) return notFetched(response.status, `HTTP ${response.status}`)
    const file = new Uint8Array(await response.arrayBuffer())
    return { opened: openInstance(file), status: 0, bytes: file.byteLength }
  } catch {
    return notFetched(0, '')
  }
}

function notFetched(status: number, detail: string): Fetched {
  const problem = { code: 'not-fetched' as const, transferSyntaxUid: '', detail }
  return { opened: { ok: false, problem }, status, bytes: 0 }
}

/** The file looked at last stays; older ones go when there are too many bytes. */
function keep(url: string, bytes: number): void {
  sizes.delete(url)
  sizes.set(url, bytes)
  let total = [...sizes.values()].reduce((sum, each) => sum + each, 0)
  for (const [oldest, size] of sizes) {
    if (total <= KEPT_BYTES || oldest === url) return
    sizes.delete(oldest)
    kept.delete(oldest)
    total -= size
  }
}

function buffersOf(answer: ShownAnswer): Transferable[] {
  if (!answer.ok) return []
  const { pixels, overlay } = answer.shown
  const own = pixels.kind === 'grey' ? pixels.values.buffer : pixels.rgba.buffer
  return (overlay === null ? [own] : [own, overlay.buffer]) as ArrayBuffer[]
}
