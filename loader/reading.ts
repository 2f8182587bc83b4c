/**
 * The reading threads: each takes shard after shard, and the main thread hears of results in order of arrival.
 *
 * Guarantees: every shard is read by exactly one thread; a thread that is `BATCHES_IN_FLIGHT` results ahead waits, so
 * memory stays bounded however slow the receiver is; after `stop` no thread goes on to another file.
 */
import { availableParallelism } from 'node:os'
import { deserialize } from 'node:v8'
import { MessageChannel, Worker } from 'node:worker_threads'
import { formats } from './formats/registry.ts'
import { type GatheredFile, gatheringRoom, type SecondReading, secondReading } from './preparing.ts'
import type { KnownFiles } from './readings/known-files.ts'
import { settleWaiting, type WaitingFile } from './readings/waiting-files.ts'
import { ARCHIVE_SHARDS, type FeedData, type FeedEnd } from './sources/feed.ts'
import { isArchive, openSource, type SourceSpec } from './sources/source.ts'

export const BATCHES_IN_FLIGHT = 3
/** Places in the shared memory that all threads see; behind `inFlight` one for each thread, then one for each one's feed. */
export const SHARED = { nextShard: 0, stopped: 1, inFlight: 2 } as const

export interface Shard {
  readonly source: number
  readonly name: string
  /** True in the second reading: `name` is one file's path. */
  readonly isFile: boolean
}

export interface ReadingTask {
  readonly sources: readonly SourceSpec[]
  readonly purpose: 'load' | 'inspect' | 'seal'
  /** Null but for the purpose `load`. */
  readonly load: LoadTask | null
}

export interface LoadTask {
  /** Where documents and images go. */
  readonly blobs: string
  /** Images are indexed and not copied. */
  readonly withoutPixels: boolean
  /** UTC: when the load began. */
  readonly readAt: string
  /** What need not be read again; null = nothing is known. */
  readonly known: KnownFiles | null
  /** Where each thread writes what it has read, before its own number; '' = nowhere. */
  readonly journals: string
}

export interface ThreadData extends ReadingTask {
  readonly thread: number
  readonly shards: readonly Shard[]
  readonly shared: Int32Array<SharedArrayBuffer>
  /** Where the files of archives come in; null when there are none. */
  readonly feed: FeedEnd | null
  /** Null in the first reading. */
  readonly second: SecondReading | null
}

/** What a thread sends: a batch or counts, and how many shards it has finished. */
export interface ThreadMessage {
  readonly thread: number
  readonly shardsDone: number
  readonly gathered: readonly GatheredFile[]
  readonly waiting: readonly WaitingFile[]
  /** By v8.serialize; its memory is handed over, not copied. */
  readonly result: Uint8Array
}

export interface ReadingProgress {
  readonly shardsDone: number
  readonly shards: number
}

type Receive = (thread: number, result: unknown, progress: ReadingProgress) => void

/**
 * Reads all files of the sources in threads; those of formats with a preparation twice, see preparing.ts.
 * @param receive called for each result, in the main thread; what it throws stops the reading and is thrown. Threads of the
 *   second reading have numbers of their own, behind those of the first.
 */
export async function readSources(
  task: ReadingTask,
  receive: Receive,
  signal: AbortSignal,
): Promise<void> {
  const shards = task.sources.flatMap((spec, source) =>
    openSource(spec)
      .shards()
      .map((name) => ({ source, name, isFile: false })),
  )
  const every = task.sources.map((_, index) => index)
  const admit = gatheringRoom()
  const first = { shards, sources: every, second: null, done: 0, firstThread: 0, admit }
  const found = await readOnce(task, first, receive, signal)
  const { gathered, done, threads } = await readWaiting(task, { ...found, admit }, receive, signal)
  if (gathered.length === 0) return
  const files = gathered
    .filter(({ source }) => !isArchive(task.sources[source] as SourceSpec))
    .toSorted((a, b) => b.bytes - a.bytes)
    .map(({ source, path }) => ({ source, name: path, isFile: true }))
  const second = secondReading(gathered, task.sources.length, formats)
  const sources = [...new Set(gathered.map(({ source }) => source))]
  const again = { shards: files, sources, second, done, firstThread: threads, admit }
  await readOnce(task, again, receive, signal)
}

/** What was left aside in the first reading, as far as earlier loads cannot stand for it. */
async function readWaiting(
  task: ReadingTask,
  found: Found & Pick<Round, 'admit'>,
  receive: Receive,
  signal: AbortSignal,
): Promise<Found> {
  const { load } = task
  if (load === null || load.known === null || found.waiting.length === 0) return found
  const changed = new Set(
    found.gathered.flatMap(({ source, isAsBefore }) => (isAsBefore ? [] : [source])),
  )
  const settled = settleWaiting(load.known, found.waiting, (index) => changed.has(index))
  const { toRead, standing } = settled
  const gathered = found.gathered.filter(
    ({ source, isAsBefore }) => !(isAsBefore && standing.has(source)),
  )
  if (toRead.length === 0) return { ...found, gathered }
  const shards = toRead.map(({ index, path }) => ({ source: index, name: path, isFile: true }))
  const { done, threads, admit } = found
  const round = { shards, sources: [], second: null, done, firstThread: threads, admit }
  const anew = { ...task, load: { ...load, known: null, journals: '' } }
  const more = await readOnce(anew, round, receive, signal)
  return {
    gathered: [...gathered, ...more.gathered],
    waiting: [],
    done: done + more.done,
    threads: threads + more.threads,
  }
}

/** What a round has found and not yet read to the end. */
interface Found {
  readonly gathered: readonly GatheredFile[]
  readonly waiting: readonly WaitingFile[]
  /** Shards. */
  readonly done: number
  readonly threads: number
}

interface Round {
  readonly shards: readonly Shard[]
  /** Indexes of the sources that are read. */
  readonly sources: readonly number[]
  readonly second: SecondReading | null
  /** What was done before, in shards. */
  readonly done: number
  /** Number of its first thread for `receive`. */
  readonly firstThread: number
  readonly admit: ReturnType<typeof gatheringRoom>
}

async function readOnce(
  task: ReadingTask,
  round: Round,
  receive: Receive,
  signal: AbortSignal,
): Promise<Found> {
  const { shards, second } = round
  const archives = round.sources
    .map((index) => ({ spec: task.sources[index] as SourceSpec, index }))
    .filter(({ spec }) => isArchive(spec))
  const total = shards.length + archives.length * ARCHIVE_SHARDS
  const threads = Math.max(1, Math.min(availableParallelism(), total))
  const shared = new Int32Array(new SharedArrayBuffer(4 * (SHARED.inFlight + 2 * threads)))
  const gathered: GatheredFile[] = []
  const waiting: WaitingFile[] = []
  let shardsDone = 0
  const stop = () => {
    Atomics.store(shared, SHARED.stopped, 1)
    for (let place: number = SHARED.inFlight; place < shared.length; place++) {
      Atomics.notify(shared, place)
    }
  }
  signal.addEventListener('abort', stop)
  const onMessage = (message: ThreadMessage) => {
    Atomics.sub(shared, SHARED.inFlight + message.thread, 1)
    Atomics.notify(shared, SHARED.inFlight + message.thread)
    shardsDone += message.shardsDone
    for (const file of message.gathered) gathered.push(round.admit(file))
    for (const file of message.waiting) waiting.push(file)
    // What is to be read again counts from the moment it is known.
    const progress = {
      shardsDone: round.done + shardsDone,
      shards: round.done + total + gathered.length,
    }
    receive(round.firstThread + message.thread, deserialize(message.result), progress)
  }
  try {
    const data = { ...task, shards, shared, second }
    const feed =
      archives.length === 0 ? null : startFeed({ sources: archives, shared }, threads, stop)
    const runs = Array.from({ length: threads }, (_, thread) =>
      runThread({ ...data, thread, feed: feed?.ends[thread] ?? null }, onMessage, stop),
    )
    const results = await Promise.allSettled(runs)
    if (feed !== null) results.push(...(await Promise.allSettled([feed.end()])))
    const failed = results.find((result) => result.status === 'rejected')
    signal.throwIfAborted()
    if (failed !== undefined) throw failed.reason
    return { gathered, waiting, done: shardsDone, threads }
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
    const worker = new Worker(new URL('./reading-thread.ts', import.meta.url), {
      workerData: data,
      transferList: data.feed === null ? [] : [data.feed.port],
      // A batch is made, sent and forgotten: a large nursery only holds on to memory that nobody uses.
      resourceLimits: { maxYoungGenerationSizeMb: 24 },
    })
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

/** The thread that reads the archives. `end` stops it, and throws what went wrong in it. */
function startFeed(
  data: Pick<FeedData, 'sources' | 'shared'>,
  threads: number,
  stop: () => void,
): { readonly ends: readonly FeedEnd[]; end(): Promise<void> } {
  const channels = Array.from({ length: threads }, (_, thread) => {
    const { port1, port2 } = new MessageChannel()
    const arrived = SHARED.inFlight + threads + thread
    return { reader: { port: port1, arrived }, thread: { port: port2, arrived } }
  })
  const ends = channels.map(({ reader }) => reader)
  const worker = new Worker(new URL('./sources/feed-thread.ts', import.meta.url), {
    workerData: { ...data, ends },
    transferList: ends.map(({ port }) => port),
    // It makes short-lived buffers only: a small nursery lets their memory go sooner.
    resourceLimits: { maxYoungGenerationSizeMb: 4 },
  })
  let failure: unknown = null
  worker.on('error', (error) => {
    failure = error
    stop()
  })
  return {
    ends: channels.map(({ thread }) => thread),
    async end() {
      await worker.terminate()
      if (failure !== null) throw failure
    },
  }
}
