/**
 * Bytes that another thread brings piece by piece, for a reader that waits for them: what is on its way is a few pieces, whatever their sum.
 */
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import { ConnectionLost } from './server-errors.ts'

/** Pieces that are asked for at a time. */
const AHEAD = 8

/** workerData of the thread, with what it is to read. `arrived` counts what was sent. */
export interface PieceOrder<Given> {
  readonly given: Given
  readonly port: MessagePort
  readonly arrived: Int32Array<SharedArrayBuffer>
}

/** `end`: '' or what is wrong from there on. `isServerGone`: nothing is wrong with what was to be read. */
export type SentPiece =
  | { readonly piece: Uint8Array<ArrayBuffer> }
  | { readonly end: string; readonly isServerGone: boolean }

/**
 * In pieces, each valid for good.
 * @param thread its body, which sends by piece-sender.ts
 * @throws ConnectionLost, Error where the thread meets one, behind every byte in front of that
 */
export function* piecesFromThread<Given>(thread: URL, given: Given): Generator<Uint8Array> {
  const { port1, port2 } = new MessageChannel()
  const arrived = new Int32Array(new SharedArrayBuffer(4))
  const order: PieceOrder<Given> = { given, port: port2, arrived }
  const worker = new Worker(thread, {
    workerData: order,
    transferList: [port2],
    resourceLimits: { maxYoungGenerationSizeMb: 4 },
  })
  try {
    for (let i = 0; i < AHEAD; i++) port1.postMessage(null)
    for (;;) {
      const sent = receive(port1, arrived)
      if ('end' in sent) {
        if (sent.isServerGone) throw new ConnectionLost(sent.end)
        if (sent.end !== '') throw new Error(sent.end)
        return
      }
      yield sent.piece
      port1.postMessage(null)
    }
  } finally {
    port1.close()
    void worker.terminate()
  }
}

function receive(port: MessagePort, arrived: Int32Array<SharedArrayBuffer>): SentPiece {
  for (;;) {
    const before = Atomics.load(arrived, 0)
    const received = receiveMessageOnPort(port) as { message: SentPiece } | undefined
    if (received !== undefined) return received.message
    Atomics.wait(arrived, 0, before, 1000)
  }
}
