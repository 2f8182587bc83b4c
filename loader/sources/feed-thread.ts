/** Body of the thread that reads archives, one after the other, and feeds the reading threads. See feed.ts. */
import { workerData } from 'node:worker_threads'
import { type Archive, archiveProblem, wordsOf } from './archive.ts'
import { ARCHIVE_SHARDS, BATCH_BYTES, type FedFile, type FeedBatch, type FeedData } from './feed.ts'
import { openArchive } from './open-archive.ts'
import { ConnectionLost, goneServer } from './server-errors.ts'
import type { SourceFile, SourceSpec } from './source.ts'

const FILES_A_BATCH = 1_000
/** Entries larger than a batch that are on their way together. */
const LARGE_BYTES = 2 ** 26

const { sources, ends, shared } = workerData as FeedData
await feedAll()

async function feedAll(): Promise<void> {
  const feeder = createFeeder()
  for (const { index, spec } of sources) {
    const archive = await openSafely(spec)
    feeder.begin(index, () => (archive.size === 0 ? 0 : archive.consumed() / archive.size))
    try {
      for await (const file of archive.files(feeder.room)) await feeder.add(file)
    } catch (error) {
      if (error instanceof ConnectionLost) throw goneServer(spec.location, error)
      // What was read stands; what was not is a gap that nobody can count.
      await feeder.add(archiveProblem(spec.label, archive.consumed(), wordsOf(error)))
    }
    await feeder.end()
  }
  feeder.close()
}

async function openSafely(spec: SourceSpec): Promise<Archive> {
  try {
    return await openArchive(spec)
  } catch (error) {
    throw new Error(`${spec.location} cannot be opened`, { cause: error })
  }
}

function createFeeder() {
  const waiting = queueOfRequests()
  let memory = new ArrayBuffer(BATCH_BYTES)
  let used = 0
  let files: FedFile[] = []
  let source = 0
  let share = () => 0
  let reported = 0

  const flush = async () => {
    if (files.length === 0) return
    const done = Math.min(1, share()) * ARCHIVE_SHARDS
    const batch = { source, memory, files, shardsDone: Math.max(0, done - reported) }
    reported = Math.max(reported, done)
    await waiting.give(batch)
    files = []
    used = 0
    memory = new ArrayBuffer(0)
  }
  return {
    begin(index: number, ofArchive: () => number): void {
      source = index
      share = ofArchive
      reported = 0
    },
    async room(size: number): Promise<Uint8Array<ArrayBuffer>> {
      if (used + size > memory.byteLength || files.length >= FILES_A_BATCH) {
        await flush()
        if (size > memory.byteLength || memory.byteLength === 0) memory = await waiting.memory(size)
        used = 0
      }
      const place = new Uint8Array(memory, used, size)
      used += size
      return place
    },
    async add({ bytes, ...named }: SourceFile): Promise<void> {
      const offset = bytes === null ? -1 : bytes.byteOffset
      files.push({ ...named, offset, length: bytes?.length ?? 0 })
      if (files.length >= FILES_A_BATCH) await flush()
    },
    async end(): Promise<void> {
      share = () => 1
      await flush()
    },
    close: () => waiting.close(),
  }
}

/** Who has asked for a batch, and the memory that came back. */
function queueOfRequests() {
  const asking: number[] = []
  const spare: ArrayBuffer[] = []
  let large = 0
  let wake = () => {}
  for (const [index, { port }] of ends.entries()) {
    port.on('message', (returned: ArrayBuffer | null) => {
      asking.push(index)
      if (returned !== null) {
        if (returned.byteLength === BATCH_BYTES) spare.push(returned)
        else if (returned.byteLength > BATCH_BYTES) {
          large -= returned.byteLength
          // Freed now, not when a collector finds it.
          returned.transfer(0)
        }
      }
      wake()
    })
  }
  const change = () =>
    new Promise<void>((resolve) => {
      wake = resolve
    })
  const post = (index: number, batch: FeedBatch | null) => {
    const end = ends[index]
    if (end === undefined) throw new Error(`no thread ${index}`)
    end.port.postMessage(batch, batch === null ? [] : [batch.memory])
    Atomics.add(shared, end.arrived, 1)
    Atomics.notify(shared, end.arrived)
  }
  return {
    async give(batch: FeedBatch): Promise<void> {
      while (asking.length === 0) await change()
      post(asking.shift() as number, batch)
    },
    async memory(size: number): Promise<ArrayBuffer> {
      if (size <= BATCH_BYTES) return spare.pop() ?? new ArrayBuffer(BATCH_BYTES)
      while (large > 0 && large + size > LARGE_BYTES) await change()
      large += size
      return new ArrayBuffer(size)
    },
    close(): void {
      for (const index of ends.keys()) post(index, null)
      for (const { port } of ends) port.unref()
    },
  }
}
