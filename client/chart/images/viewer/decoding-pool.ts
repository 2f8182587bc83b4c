/** Two workers that fetch and decode. Ending the pool ends them, and with them all memory they hold. */
import type {
  FrameAnswered,
  FrameWanted,
  PlanesAnswered,
  PlanesWanted,
  ThumbnailAnswered,
  WorkerOrder,
  WorkerReply,
} from '../pixels/worker-messages.ts'

const WORKERS = 2
/** One frame being decoded and one being fetched. */
const AT_ONCE = 2

export interface DecodingPool {
  /** A worker could take a frame now. */
  hasRoom(): boolean
  /** Never rejects: a failure is in the reply. After `signal` no answer comes, and a worker has room for another one. */
  decode(url: string, frame: number, signal: AbortSignal): Promise<FrameAnswered>
  /** The frame as a small picture. Never rejects. @param size pixels of the longer side */
  thumbnail(url: string, frame: number, size: number): Promise<ThumbnailAnswered>
  /** Where each frame of an instance lies. Never rejects. */
  planes(url: string): Promise<PlanesAnswered>
  close(): void
}

type Answered = FrameAnswered | ThumbnailAnswered | PlanesAnswered
type Wanted = Omit<FrameWanted, 'id'> | Omit<PlanesWanted, 'id'>

interface Member {
  readonly worker: Worker
  readonly pending: Map<number, (reply: Answered) => void>
}

/** A worker started before there is anything to decode: loading its program is a good part of the wait for a first image. */
let ready: Member | null = null

/** Starts a worker for the pool that is opened next. @returns ends it if no pool has taken it */
export function prepareWorker(): () => void {
  ready ??= startWorker()
  const prepared = ready
  return () => {
    if (ready !== prepared) return
    ready = null
    prepared.worker.terminate()
  }
}

function takeReady(): Member | null {
  const taken = ready
  ready = null
  return taken
}

export function openDecodingPool(): DecodingPool {
  // The first worker starts while the list of images is still asked for.
  const members: Member[] = [takeReady() ?? startWorker()]
  let nextId = 1
  function idlest(): Member {
    const free = members.find(({ pending }) => pending.size === 0)
    if (free !== undefined) return free
    if (members.length < WORKERS) {
      const made = startWorker()
      members.push(made)
      return made
    }
    return members.reduce((a, b) => (b.pending.size < a.pending.size ? b : a))
  }
  /** A worker answers with what was asked for. */
  function ask(wanted: Wanted, signal?: AbortSignal): Promise<Answered> {
    const { worker, pending } = idlest()
    const id = nextId
    nextId += 1
    const order = (message: WorkerOrder) => worker.postMessage(message)
    return new Promise((resolve) => {
      const giveUp = () => {
        if (pending.delete(id)) order({ givenUp: id })
      }
      signal?.addEventListener('abort', giveUp)
      pending.set(id, (reply) => {
        signal?.removeEventListener('abort', giveUp)
        resolve(reply)
      })
      order({ id, ...wanted })
    })
  }
  return {
    hasRoom: () =>
      members.length < WORKERS || members.some(({ pending }) => pending.size < AT_ONCE),
    decode: (url, frame, signal) =>
      ask({ url, frame, thumbnail: 0 }, signal) as Promise<FrameAnswered>,
    thumbnail: (url, frame, size) =>
      ask({ url, frame, thumbnail: size }) as Promise<ThumbnailAnswered>,
    planes: (url) => ask({ url, planes: true }) as Promise<PlanesAnswered>,
    close() {
      for (const { worker, pending } of members) {
        worker.terminate()
        pending.clear()
      }
      members.length = 0
    },
  }
}

function startWorker(): Member {
  const worker = new Worker(new URL('../pixels/worker.ts', import.meta.url), { type: 'module' })
  const pending: Member['pending'] = new Map()
  worker.onmessage = ({ data }: MessageEvent<WorkerReply>) => {
    const resolve = pending.get(data.id)
    pending.delete(data.id)
    resolve?.(data)
  }
  // A worker that can't start or dies answers nobody: every frame that waits for it gets its reason.
  worker.onerror = (event) => {
    event.preventDefault()
    const problem = {
      code: 'stream-damaged' as const,
      transferSyntaxUid: '',
      detail: event.message ?? 'worker',
    }
    for (const resolve of pending.values()) resolve({ answer: { ok: false, problem }, status: 0 })
    pending.clear()
  }
  return { worker, pending }
}
