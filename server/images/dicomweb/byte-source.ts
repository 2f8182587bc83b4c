/** The bytes of one stored instance, read where they are needed. */
import { readBlob, readBlobPart } from '../../generations/read-blob.ts'

export interface ByteSource {
  readonly length: number
  /** Bytes from `first` to before `end`, cut at the end of the source. */
  read(first: number, end: number): Promise<Uint8Array>
}

/** Instances up to this are read whole, which proves them by their hash. */
const AT_ONCE = 4 * 1024 * 1024

/** @throws DamagedBlob here or in reading */
export async function storedBytes(
  directory: string,
  blob: string,
  length: number,
): Promise<ByteSource> {
  if (length <= AT_ONCE) return inMemory(await readBlob(directory, blob, length))
  return {
    length,
    read: (first, end) =>
      readBlobPart(directory, blob, length, { first, last: Math.min(end, length) - 1 }),
  }
}

export function inMemory(bytes: Uint8Array): ByteSource {
  return {
    length: bytes.length,
    read: (first, end) => Promise.resolve(bytes.subarray(first, end)),
  }
}
