/** Body of the thread that unpacks one file piece by piece, as it is asked for. See unpacked-file.ts. */
import fs from 'node:fs'
import { workerData } from 'node:worker_threads'
import { wordsOf } from './archive.ts'
import { decompressed } from './decompress.ts'
import { openQuietly } from './open-quietly.ts'
import type { UnpackData, Unpacked } from './unpacked-file.ts'

const PIECE = 2 ** 18

const { file, port, arrived } = workerData as UnpackData
let asked = 0
let wake = () => {}
port.on('message', () => {
  asked++
  wake()
})
await unpack()
port.close()

async function unpack(): Promise<void> {
  const path = typeof file === 'string' ? file : Buffer.from(file)
  try {
    const fd = openQuietly(path, false)
    const packed = fs.createReadStream('', { fd, highWaterMark: PIECE })
    for await (const piece of decompressed(packed, 'gzip'))
      await send({ piece: Uint8Array.from(piece) })
    await send({ end: '' })
  } catch (error) {
    await send({ end: wordsOf(error) })
  }
}

async function send(unpacked: Unpacked): Promise<void> {
  while (asked === 0) {
    await new Promise<void>((resolve) => {
      wake = resolve
    })
  }
  asked--
  port.postMessage(unpacked, 'piece' in unpacked ? [unpacked.piece.buffer] : [])
  Atomics.add(arrived, 0, 1)
  Atomics.notify(arrived, 0)
}
