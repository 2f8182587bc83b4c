/** Body of the thread that reads one entry of an archive piece by piece, as it is asked for. See archive-entry.ts. */
import { PassThrough } from 'node:stream'
import { workerData } from 'node:worker_threads'
import type { ArchiveEntry } from './archive-entry.ts'
import { decompressed } from './decompress.ts'
import { isCalledPacked } from './line-windows.ts'
import { openArchive } from './open-archive.ts'
import { sendPieces } from './piece-sender.ts'
import type { PieceOrder } from './pieces-from-thread.ts'

const order = workerData as PieceOrder<ArchiveEntry>
await sendPieces(order, contentOf(order.given))

async function* contentOf(entry: ArchiveEntry): AsyncGenerator<Uint8Array> {
  const passed = new PassThrough({ highWaterMark: 2 ** 20 })
  const end = pass(entry, passed).then(
    () => passed.end(),
    (error: unknown) => passed.destroy(error instanceof Error ? error : new Error(String(error))),
  )
  yield* isCalledPacked(entry.path) ? decompressed(passed, 'gzip') : passed
  await end
}

/** Lets the entry's bytes through, up to its end. */
async function pass({ spec, path }: ArchiveEntry, passed: PassThrough): Promise<void> {
  const archive = await openArchive(spec)
  const files = archive.files(
    async () => {
      throw new Error(CHANGED)
    },
    (name) => name === path,
    (_path, piece) =>
      new Promise((resolve, reject) => {
        // A copy: the reader goes on while some of it still waits here.
        passed.write(Buffer.from(piece), (error) => (error == null ? resolve() : reject(error)))
      }),
  )
  for await (const file of files) {
    if (file.path !== path) continue
    if (file.failure !== '') throw new Error(file.failure)
    if (file.isOfLines !== true) throw new Error(CHANGED)
    return
  }
  throw new Error(CHANGED)
}

const CHANGED = 'the archive has changed while it was read'
