/**
 * The lines of an entry that is too large to be held: another thread opens its archive once more and passes over what stands in front of the
 * entry. What is held is a window of it, whatever its length.
 */
import { windowsOfPieces } from './line-windows.ts'
import { piecesFromThread } from './pieces-from-thread.ts'
import { ConnectionLost, goneServer } from './server-errors.ts'
import type { SourceSpec } from './source.ts'

/** What entry-thread.ts is to read. */
export interface ArchiveEntry {
  readonly spec: SourceSpec
  readonly path: string
}

/**
 * Unpacked where it is a gzip, in windows that end where a line ends.
 * @throws Error where the medium is no longer what it was when the entry was met; ConnectionLost
 */
export function* linesOfEntry(spec: SourceSpec, path: string): Generator<Uint8Array> {
  const thread = new URL('./entry-thread.ts', import.meta.url)
  try {
    yield* windowsOfPieces(piecesFromThread<ArchiveEntry>(thread, { spec, path }))
  } catch (error) {
    throw error instanceof ConnectionLost ? goneServer(spec.location, error) : error
  }
}
