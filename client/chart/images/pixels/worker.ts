/**
 * The decoding worker: fetches an instance, decodes a frame of it, hands the pixels over. Keeps files of many frames
 * while they are looked through, up to a bound, and nothing else.
 */
import { browserCodecs } from './browser-codecs.ts'
import { type OpenAnswer, openInstance } from './open-instance.ts'
import { type ShownAnswer, showFrame } from './shown-frame.ts'
import type { FrameWanted, WorkerReply, WorkerRequest } from './worker-messages.ts'

const KEPT_BYTES = 96 * 1024 * 1024

interface Kept {
  readonly opened: OpenAnswer
  readonly bytes: number
}

const scope = self as unknown as {
  onmessage: ((event: MessageEvent<WorkerRequest>) => void) | null
  postMessage(reply: WorkerReply, transfer: Transferable[]): void
}
const codecs = browserCodecs()
const kept = new Map<string, Kept>()
const cancelled = new Set<number>()
const waiting: FrameWanted[] = []
let busy = false

scope.onmessage = ({ data }) => {
  if (data.kind === 'forget') kept.clear()
  else if (data.kind === 'cancel') cancelled.add(data.id)
  else {
    waiting.push(data)
    if (!busy) void work()
  }
}

async function work(): Promise<void> {
  busy = true
  for (let wanted = waiting.shift(); wanted !== undefined; wanted = waiting.shift()) {
    if (cancelled.delete(wanted.id)) continue
    reply(wanted.id, await answerTo(wanted))
  }
  cancelled.clear()
  busy = false
}

async function answerTo(wanted: FrameWanted): Promise<Omit<WorkerReply, 'id'>> {
  const known = kept.get(wanted.url)
  let opened = known?.opened
  if (opened === undefined) {
    const fetched = await fetchBytes(wanted.url)
    if (!(fetched instanceof Uint8Array)) return fetched
    opened = openInstance(fetched)
    if (opened.ok && opened.instance.image.frames > 1) {
      keep(wanted.url, { opened, bytes: fetched.byteLength })
    }
  }
  if (!opened.ok) return { answer: opened, status: 0 }
  return { answer: await showFrame(opened.instance, wanted.frame, codecs), status: 0 }
}

async function fetchBytes(url: string): Promise<Uint8Array | Omit<WorkerReply, 'id'>> {
  const failed = (status: number, detail: string) => ({
    answer: {
      ok: false as const,
      problem: { code: 'not-fetched' as const, transferSyntaxUid: '', detail },
    },
    status,
  })
  try {
    const response = await fetch(url, {
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
    })
    if (!response.ok) return failed(response.status, `HTTP ${response.status}`)
    return new Uint8Array(await response.arrayBuffer())
  } catch {
    return failed(0, '')
  }
}

/** Least recently kept goes first. */
function keep(url: string, file: Kept): void {
  kept.set(url, file)
  let total = 0
  for (const { bytes } of kept.values()) total += bytes
  for (const [oldest, { bytes }] of kept) {
    if (total <= KEPT_BYTES || oldest === url) break
    kept.delete(oldest)
    total -= bytes
  }
}

function reply(id: number, { answer, status }: Omit<WorkerReply, 'id'>): void {
  scope.postMessage({ id, answer, status }, buffersOf(answer))
}

function buffersOf(answer: ShownAnswer): Transferable[] {
  if (!answer.ok) return []
  const { pixels, overlay } = answer.shown
  const own = pixels.kind === 'grey' ? pixels.values.buffer : pixels.rgba.buffer
  const buffers = overlay === null ? [own] : [own, overlay.buffer]
  return buffers as ArrayBuffer[]
}
