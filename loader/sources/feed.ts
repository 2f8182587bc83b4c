/**
 * From the one thread that reads archives (feed-thread.ts) to the reading threads: files in batches of a few megabytes.
 *
 * A thread asks for a batch and gives back the memory of the last one; what is on its way is bounded by that.
 */
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads'
import { linesOfEntry } from './archive-entry.ts'
import type { SourceFile, SourceSpec } from './source.ts'

/** Memory of a batch. An entry that is larger travels alone. */
export const BATCH_BYTES = 2 ** 22
/** Batches a reading thread has asked for at a time. */
const AHEAD = 2
/** What one archive counts in the progress, as many as the parts of a folder. */
export const ARCHIVE_SHARDS = 64

export interface FedFile extends Omit<SourceFile, 'bytes' | 'lines'> {
  /** Place of the bytes in the batch; -1: not read. */
  readonly offset: number
  readonly length: number
}

export interface FeedBatch {
  /** Index of the source. */
  readonly source: number
  readonly memory: ArrayBuffer
  readonly files: readonly FedFile[]
  /** How far the archive has come since the last batch, in {@link ARCHIVE_SHARDS}. */
  readonly shardsDone: number
}

/** A reading thread's end. `arrived`: place in the shared memory that counts what was sent. */
export interface FeedEnd {
  readonly port: MessagePort
  readonly arrived: number
}

/** The reader's end: workerData of feed-thread.ts. */
export interface FeedData {
  readonly sources: readonly { readonly index: number; readonly spec: SourceSpec }[]
  readonly ends: readonly FeedEnd[]
  readonly shared: Int32Array<SharedArrayBuffer>
}

export interface Fed {
  readonly source: number
  readonly file: SourceFile
  /** Progress that is made when this file is done. */
  readonly shardsDone: number
}

/**
 * The files that come to this thread until the archives are read; blocks while none is there.
 * @param sources by index
 * @param isStopped asked while waiting; then no more files come
 */
export function* fedFiles(
  { port, arrived }: FeedEnd,
  shared: Int32Array<SharedArrayBuffer>,
  sources: readonly SourceSpec[],
  isStopped: () => boolean,
): Generator<Fed> {
  for (let i = 0; i < AHEAD; i++) port.postMessage(null)
  for (;;) {
    const batch = receive(port, shared, arrived, isStopped)
    if (batch === null) return
    const { source, files, memory } = batch
    for (const [index, { offset, length, ...named }] of files.entries()) {
      const bytes = offset < 0 ? null : new Uint8Array(memory, offset, length)
      const shardsDone = index === files.length - 1 ? batch.shardsDone : 0
      const spec = sources[source]
      const file =
        named.isOfLines === true && spec !== undefined
          ? { ...named, bytes, lines: () => linesOfEntry(spec, named.path) }
          : { ...named, bytes }
      yield { source, file, shardsDone }
    }
    port.postMessage(memory, [memory])
  }
}

function receive(
  port: MessagePort,
  shared: Int32Array<SharedArrayBuffer>,
  arrived: number,
  isStopped: () => boolean,
): FeedBatch | null {
  for (;;) {
    const before = Atomics.load(shared, arrived)
    const received = receiveMessageOnPort(port) as { message: FeedBatch | null } | undefined
    if (received !== undefined) return received.message
    if (isStopped()) return null
    // Woken by `stop` as well; the limit is for a notice that came just before.
    Atomics.wait(shared, arrived, before, 1000)
  }
}
