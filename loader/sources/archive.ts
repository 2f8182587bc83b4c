/**
 * A medium that can only be read from front to back: an archive or a repository.
 *
 * Nothing is unpacked to disk. One thread reads it in its own order; entries that would harm a careless reader (`..`, links,
 * devices, bombs) are named with what is wrong and never opened.
 */
import type { SourceFile } from './source.ts'

/** Longer entries are hashed and named, not handed on. 512 MiB: two of them fit in memory. */
export const LARGEST_ENTRY = 2 ** 29

/**
 * Memory for the bytes of the next entry, `size` bytes of it; waits while too much is on its way. What is read goes there
 * and is `bytes` of the entry that is yielded next.
 */
export type Room = (size: number) => Promise<Uint8Array<ArrayBuffer>>

export type IsWanted = (path: string) => boolean

/** Hears the bytes of an entry that is too large to be held and read by lines, a piece at a time, which is valid until it has heard it. */
export type Passing = (path: string, piece: Uint8Array) => Promise<void>

export interface Archive {
  /** Bytes on the medium; 0 when not known. */
  readonly size: number
  /** Bytes of `size` that are behind the reader. */
  consumed(): number
  /**
   * Every entry that is not a directory, once; `bytes` lie in what `room` gave. Damage is an entry, never an error.
   * @param isWanted entries that it refuses need not be given: what can be passed over is not read.
   * @param passing before an entry `isOfLines` is given, it has heard its bytes
   */
  files(room: Room, isWanted?: IsWanted, passing?: Passing): AsyncGenerator<SourceFile>
}

/** An entry of which there is nothing but its name yet. */
export function namedEntry(path: string, size = 0, modifiedAt = 0): SourceFile {
  return { path, size, modifiedAt, bytes: null, sha256: '', failure: '', ignored: '' }
}

/**
 * A problem of the archive itself, as an entry that stands for all that may have been behind it.
 * @param at byte of the archive where it was met
 */
export function archiveProblem(name: string, at: number, failure: string): SourceFile {
  return { ...namedEntry(`<${name}>`, at), failure }
}

/** The system's own words, without the path that the operator knows. */
export function wordsOf(error: unknown): string {
  return error instanceof Error
    ? error.message.replace(/, (open|scandir|read|lstat).*$/, '')
    : String(error)
}

/** `12,345,678`: byte positions that a person compares with a directory listing. */
export function inBytes(count: number): string {
  return count.toLocaleString('en-US')
}
