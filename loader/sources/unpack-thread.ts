/** Body of the thread that unpacks one file piece by piece, as it is asked for. See unpacked-file.ts. */
import fs from 'node:fs'
import { workerData } from 'node:worker_threads'
import { decompressed } from './decompress.ts'
import { openQuietly } from './open-quietly.ts'
import { sendPieces } from './piece-sender.ts'
import type { PieceOrder } from './pieces-from-thread.ts'
import type { PackedFile } from './unpacked-file.ts'

const PIECE = 2 ** 18

const order = workerData as PieceOrder<PackedFile>
await sendPieces(order, unpack(order.given))

async function* unpack({ file }: PackedFile): AsyncGenerator<Uint8Array> {
  const fd = openQuietly(typeof file === 'string' ? file : Buffer.from(file), false)
  yield* decompressed(fs.createReadStream('', { fd, highWaterMark: PIECE }), 'gzip')
}
