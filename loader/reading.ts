/**
 * The reading threads: each takes shard after shard, and the main thread hears of results in order of arrival.
 *
 * Guarantees: every shard is read by exactly one thread; a thread that is `BATCHES_IN_FLIGHT` results ahead waits, so
 * memory stays bounded however slow the receiver is; after `stop` no thread goes on to another file.
 */
import { availableParallelism } from 'node:os'
import { deserialize } from 'node:v8'
import { Worker } from 'node:worker_threads'
import { openSource, type SourceSpec } from './sources/source.ts'

export const BATCHES_IN_FLIGHT = 3
/** Places in the shared memory that all threads see. */
export const SHARED = { nextShard: 0, stopped: 1, inFlight: 2 } as const

export interface Shard {
  readonly source: number
  readonly name: string
}

export interface ReadingTask {
  readonly sources: readonly SourceSpec[]
  readonly purpose: 'load' | 'inspect'
  /** Where documents and images go; '' when inspecting. */
  readonly blobs: string
}

export interface ThreadData extends ReadingTask {
  readonly thread: number
  readonly shards: readonly Shard[]
  readonly shared: Int32Array<SharedArrayBuffer>
}

/** What a thread sends: a batch or counts, and how many shards it has finished. */
export interface ThreadMessage {
  readonly thread: number
  readonly shardsDone: number
  /** By v8.serialize; its memory is handed over, not copied. */
  readonly result: Uint8Array
}

export interface ReadingProgress {
  readonly shardsDone: number
  readonly shards: number
}

/**
 * Reads all files of the sources in threads.
 * @param receive called for each result, in the main thread; what it throws stops the reading and is thrown.
 */
export async function readSources(
  task: ReadingTask,
  receive: (thread: number, result: unknown, progress: ReadingProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  const shards = task.sources.flatMap((spec, source) =>
    openSource(spec)
      .shards()
      .map((name) => ({ source, name })),
  )
  const threads = Math.max(1, Math.min(availableParallelism(), shards.length))
  const shared = new Int32Array(new SharedArrayBuffer(4 * (SHARED.inFlight + threads)))
  let shardsDone = 0
  const stop = () => {
    Atomics.store(shared, SHARED.stopped, 1)
    for (let thread = 0; thread < threads; thread++)
      Atomics.notify(shared, SHARED.inFlight + thread)
  }
  signal.addEventListener('abort', stop)
  const onMessage = (message: ThreadMessage) => {
    Atomics.sub(shared, SHARED.inFlight + message.thread, 1)
    Atomics.notify(shared, SHARED.inFlight + message.thread)
    shardsDone += message.shardsDone
    receive(message.thread, deserialize(message.result), { shardsDone, shards: shards.length })
  }
  try {
    const data = { ...task, shards, shared }
    const runs = Array.from({ length: threads }, (_, thread) =>
      runThread({ ...data, thread }, onMessage, stop),
    )
    const results = await Promise.allSettled(runs)
    const failed = results.find((result) => result.status === 'rejected')
    signal.throwIfAborted()
    if (failed !== undefined) throw failed.reason
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function runThread(
  data: ThreadData,
  onMessage: (message: ThreadMessage) => void,
  stop: () => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./reading-thread.ts', import.meta.url), { workerData: data })
    const fail = (error: unknown) => {
      stop()
      reject(error)
    }
    worker.on('message', (message: ThreadMessage) => {
      try {
        onMessage(message)
      } catch (error) {
        fail(error)
      }
    })
    worker.on('error', fail)
    worker.on('exit', (code) => {
      if (code === 0) resolve()
      else fail(new Error(`a reading thread ended with code ${code}`))
    })
  })
}
