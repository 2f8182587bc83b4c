/**
 * What is in a gzip file, front to back, for a reader that waits for it: node:zlib unpacks in pieces only for who does not wait, so another
 * thread does.
 */
import { piecesFromThread } from './pieces-from-thread.ts'

/** What unpack-thread.ts is to read. */
export interface PackedFile {
  readonly file: string | Uint8Array
}

/**
 * Its content in pieces, each valid for good.
 * @throws Error where it is damaged, behind every byte in front of that
 */
export function unpackedPieces(file: string | Buffer): Generator<Uint8Array> {
  return piecesFromThread<PackedFile>(new URL('./unpack-thread.ts', import.meta.url), { file })
}
