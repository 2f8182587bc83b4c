/**
 * What is in a gzip file, front to back, for a reader that waits for it: node:zlib unpacks in pieces only for who does not wait, so another
 * thread does. What is on its way is a few pieces, whatever the file's length.
 */
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'

/** Pieces that are asked for at a time. */
const AHEAD = 8

/** workerData of unpack-thread.ts. `arrived` counts what was sent. */
export interface UnpackData {
  readonly file: string | Uint8Array
  readonly port: MessagePort
  readonly arrived: Int32Array<SharedArrayBuffer>
}

/** `end`: '' or what is wrong with the file from there on. */
export type Unpacked = { readonly piece: Uint8Array<ArrayBuffer> } | { readonly end: string }

/**
 * Its content in pieces, each valid for good.
 * @throws Error where it is damaged, behind every byte in front of that
 */
export function* unpackedPieces(file: string | Buffer): Generator<Uint8Array> {
  const { port1, port2 } = new MessageChannel()
  const arrived = new Int32Array(new SharedArrayBuffer(4))
  const data: UnpackData = { file, port: port2, arrived }
  const worker = new Worker(new URL('./unpack-thread.ts', import.meta.url), {
    workerData: data,
    transferList: [port2],
    resourceLimits: { maxYoungGenerationSizeMb: 4 },
  })
  try {
    for (let i = 0; i < AHEAD; i++) port1.postMessage(null)
    for (;;) {
      const unpacked = receive(port1, arrived)
      if ('end' in unpacked) {
        if (unpacked.end !== '') throw new Error(unpacked.end)
        return
      }
      yield unpacked.piece
      port1.postMessage(null)
    }
  } finally {
    port1.close()
    void worker.terminate()
  }
}

function receive(port: MessagePort, arrived: Int32Array<SharedArrayBuffer>): Unpacked {
  for (;;) {
    const before = Atomics.load(arrived, 0)
    const received = receiveMessageOnPort(port) as { message: Unpacked } | undefined
    if (received !== undefined) return received.message
    Atomics.wait(arrived, 0, before, 1000)
  }
}
