/**
 * Pictures of DICOM images for viewers that can't decode them, made in one thread beside the server's.
 *
 * Guarantees: one picture at a time, the others in the order they came; an image that takes longer than its time ends the thread and with it all
 * memory it holds; so does a pause. Decoding never keeps a chart waiting.
 */
import { Worker } from 'node:worker_threads'
import type { RenderingAnswer, RenderingReply, WantedPicture } from './rendering-messages.ts'

/** The slowest image of the corpus takes a twentieth of it. */
const PICTURE_MILLISECONDS = 20_000
/** Compiled decoders never give memory back: the thread goes when nobody has asked for so long. */
const IDLE_MILLISECONDS = 30_000
/** A strip of thumbnails of one study, for a few terminals. */
const MOST_WAITING = 200
const HEAP_MEGABYTES = 512

/** The image was not done in time, or ended its thread. */
export class RenderingStopped extends Error {}
/** So many pictures are waited for that no more are taken. */
export class RenderingBusy extends Error {}

export interface Renderer {
  /**
   * @param isAwaited false: whoever asked has gone, and a picture not yet begun is not made
   * @throws RenderingStopped; RenderingBusy
   */
  render(wanted: WantedPicture, isAwaited: () => boolean): Promise<RenderingAnswer>
}

interface Waiting {
  readonly wanted: WantedPicture
  readonly isAwaited: () => boolean
  readonly settle: (answer: RenderingAnswer) => void
  readonly fail: (error: Error) => void
}

/** @param stopping ends the thread; @param limit milliseconds for one picture */
export function makeRenderer(stopping: AbortSignal, limit = PICTURE_MILLISECONDS): Renderer {
  const waiting: Waiting[] = []
  let thread: Worker | null = null
  let current: Waiting | null = null
  let timer: NodeJS.Timeout | undefined
  let lastId = 0

  /** Forgets the thread; what it was at fails. */
  function end(error: Error): void {
    clearTimeout(timer)
    void thread?.terminate()
    thread = null
    current?.fail(error)
    current = null
  }

  function start(): Worker {
    const made = new Worker(new URL('./rendering-thread.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES },
    })
    made.unref()
    made.on('message', ({ id, ...answer }: RenderingReply) => {
      if (made !== thread || id !== lastId) return
      current?.settle(answer)
      current = null
      next()
    })
    const failed = (cause?: unknown) => {
      if (made !== thread) return
      end(new RenderingStopped('the rendering thread ended', { cause }))
      next()
    }
    made.on('error', failed)
    made.on('exit', () => failed())
    return made
  }

  function next(): void {
    if (current !== null) return
    clearTimeout(timer)
    current = nextAwaited(waiting)
    if (current === null) {
      timer = setTimeout(() => end(new RenderingStopped('idle')), IDLE_MILLISECONDS)
      timer.unref()
      return
    }
    thread ??= start()
    lastId += 1
    thread.postMessage({ id: lastId, ...current.wanted })
    timer = setTimeout(() => {
      end(new RenderingStopped(`not done in ${limit} ms`))
      next()
    }, limit)
  }

  stopping.addEventListener('abort', () => {
    const error = new RenderingStopped('the server stops')
    for (const { fail } of waiting.splice(0)) fail(error)
    end(error)
  })
  return {
    render(wanted, isAwaited) {
      if (waiting.length >= MOST_WAITING) {
        return Promise.reject(new RenderingBusy('too many pictures are asked for'))
      }
      return new Promise((settle, fail) => {
        waiting.push({ wanted, isAwaited, settle, fail })
        next()
      })
    },
  }
}

function nextAwaited(waiting: Waiting[]): Waiting | null {
  for (let first = waiting.shift(); first !== undefined; first = waiting.shift()) {
    if (first.isAwaited()) return first
    first.fail(new RenderingStopped('nobody waits for it'))
  }
  return null
}
