/** Reads of a server in large pieces: what is backed up together lies together, and a question a file would be slow. */
import type { ResticStore } from './restic-store.ts'

const PIECE = 2 ** 20
const PIECES_KEPT = 24

interface Piece {
  readonly bytes: Buffer
  /** Whether the file ends with it. */
  readonly isLast: boolean
}

/** The same store; the packs are asked for a piece at a time. */
export function withReadAhead(store: ResticStore): ResticStore {
  const kept = new Map<string, Piece>()
  const pieceAt = async (name: string, number: number): Promise<Piece> => {
    const key = `${number} ${name}`
    const known = kept.get(key)
    if (known !== undefined) {
      kept.delete(key)
      kept.set(key, known)
      return known
    }
    const left = (await store.size('data', name)) - number * PIECE
    const length = Math.max(0, Math.min(PIECE, left))
    const bytes =
      length === 0 ? Buffer.alloc(0) : await store.read('data', name, number * PIECE, length)
    const piece = { bytes, isLast: left <= PIECE }
    kept.set(key, piece)
    for (const oldest of kept.keys()) {
      if (kept.size <= PIECES_KEPT) break
      kept.delete(oldest)
    }
    return piece
  }
  return {
    ...store,
    async read(kind, name, offset, length) {
      if (kind !== 'data') return store.read(kind, name, offset, length)
      const target = Buffer.allocUnsafe(length)
      let done = 0
      while (done < length) {
        const at = offset + done
        const piece = await pieceAt(name, Math.floor(at / PIECE))
        const part = piece.bytes.subarray(at % PIECE, (at % PIECE) + length - done)
        target.set(part, done)
        done += part.length
        if (done < length && (piece.isLast || part.length === 0)) {
          throw new Error(`only ${done} of ${length} bytes could be read`)
        }
      }
      return target
    },
  }
}
