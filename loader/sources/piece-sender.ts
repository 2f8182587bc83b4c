/** The thread's end of pieces-from-thread.ts. */
import { wordsOf } from './archive.ts'
import type { PieceOrder, SentPiece } from './pieces-from-thread.ts'
import { ConnectionLost } from './server-errors.ts'

/** Sends what comes, as it is asked for, and how it ended. Pieces are copied: they need be valid until the next only. */
export async function sendPieces(
  { port, arrived }: PieceOrder<unknown>,
  pieces: AsyncIterable<Uint8Array>,
): Promise<void> {
  let asked = 0
  let wake = () => {}
  port.on('message', () => {
    asked++
    wake()
  })
  const send = async (sent: SentPiece) => {
    while (asked === 0) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    asked--
    port.postMessage(sent, 'piece' in sent ? [sent.piece.buffer] : [])
    Atomics.add(arrived, 0, 1)
    Atomics.notify(arrived, 0)
  }
  try {
    for await (const piece of pieces) await send({ piece: Uint8Array.from(piece) })
    await send({ end: '', isServerGone: false })
  } catch (error) {
    await send({ end: wordsOf(error), isServerGone: error instanceof ConnectionLost })
  }
  port.close()
}
