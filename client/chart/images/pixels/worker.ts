/**
 * The decoding worker: fetches an instance, decodes a frame of it, hands the pixels over, in the order in which files
 * come: one that is long in coming holds up no other. What nobody waits for is fetched no further. Keeps files of many frames while they are looked through, up to a bound, and nothing else;
 * all of it goes when the worker is ended.
 */

import type { Problem } from '../../../../model/api/common.ts'
import { PROBLEM_PREFIX } from '../../../../model/codes/problem-types.ts'
import { readFramePlanes } from '../../../../model/dicom-pixels/frame-planes.ts'
import { type OpenAnswer, openInstance } from '../../../../model/dicom-pixels/open-instance.ts'
import type { PixelProblemCode } from '../../../../model/dicom-pixels/pixel-problem.ts'
import { type ShownAnswer, showFrame } from '../../../../model/dicom-pixels/shown-frame.ts'
import { type ThumbnailAnswer, thumbnailOf } from '../../../../model/dicom-pixels/thumbnail.ts'
import { browserCodecs } from './browser-codecs.ts'
import type { FrameWanted, PlanesWanted, WorkerOrder, WorkerReply } from './worker-messages.ts'

const KEPT_BYTES = 96 * 1024 * 1024

/** An opened file, or why there is none. */
interface Fetched {
  readonly opened: OpenAnswer
  readonly status: number
  readonly bytes: number
}

/** A file on its way, or here. */
interface Fetching {
  readonly fetched: Promise<Fetched>
  readonly control: AbortController
  /** Ids of what is still to be answered. */
  readonly waiting: Set<number>
}

const scope = self as unknown as {
  onmessage: ((event: MessageEvent<WorkerOrder>) => void) | null
  postMessage(reply: WorkerReply, transfer: Transferable[]): void
}
const codecs = browserCodecs()
const kept = new Map<string, Fetching>()
const sizes = new Map<string, number>()
let queue: Promise<void> = Promise.resolve()

scope.onmessage = ({ data }) => {
  if ('givenUp' in data) {
    giveUp(data.givenUp)
    return
  }
  const { id, url } = data
  const fetching = kept.get(url) ?? beginFetching(url)
  kept.set(url, fetching)
  fetching.waiting.add(id)
  void fetching.fetched.then((fetched) => {
    queue = queue.then(async () => {
      if (!fetching.waiting.delete(id)) return
      await ('planes' in data ? answerPlanes(data, fetched) : answer(data, fetched))
    })
  })
}

function beginFetching(url: string): Fetching {
  const control = new AbortController()
  return { fetched: fetchInstance(url, control.signal), control, waiting: new Set() }
}

function giveUp(id: number): void {
  for (const [url, { waiting, control }] of kept) {
    if (!waiting.delete(id)) continue
    if (waiting.size > 0 || sizes.has(url)) return
    control.abort()
    kept.delete(url)
    return
  }
}

/** Asked of files that are looked through, which are kept. */
function answerPlanes({ id, url }: PlanesWanted, { opened, status, bytes }: Fetched): void {
  if (opened.ok) keep(url, bytes)
  else kept.delete(url)
  const answer = opened.ok
    ? { ok: true as const, planes: readFramePlanes(opened.instance) }
    : opened
  scope.postMessage({ id, status, answer }, [])
}

async function answer(wanted: FrameWanted, { opened, status, bytes }: Fetched): Promise<void> {
  const { id, url, frame, thumbnail } = wanted
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

async function fetchInstance(url: string, signal: AbortSignal): Promise<Fetched> {
  try {
    const response = await fetch(url, {
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      signal,
    })
    if (!response.ok) return await refusedBy(response)
    const file = new Uint8Array(await response.arrayBuffer())
    return { opened: openInstance(file), status: 0, bytes: file.byteLength }
  } catch {
    return notFetched(0, '')
  }
}

/** The server's reasons that the viewer has a sentence for. */
const NAMED: ReadonlyMap<string, PixelProblemCode> = new Map([
  ['pacs-away', 'pacs-away'],
  ['medium-away', 'medium-away'],
  ['document-damaged', 'changed-since-load'],
])

/** Why the server gave no image: its own is there, a surviving image server behind it may not be. */
async function refusedBy(response: Response): Promise<Fetched> {
  const { status } = response
  const { type } = (await response.json().catch(() => ({}))) as Partial<Problem>
  const named = NAMED.get(type?.replace(PROBLEM_PREFIX, '') ?? '')
  return named === undefined ? notFetched(status, `HTTP ${status}`) : notFetched(status, '', named)
}

function notFetched(
  status: number,
  detail: string,
  code: PixelProblemCode = 'not-fetched',
): Fetched {
  const problem = { code, transferSyntaxUid: '', detail }
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
