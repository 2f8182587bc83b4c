/** Bytes of documents, kept by content hash in the generation's `blobs/`. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { zstdDecompress } from 'node:zlib'

const decompress = promisify(zstdDecompress)

/** The blob is missing, damaged, or not what its name promises. */
export class DamagedBlob extends Error {}

/**
 * Reads a blob (`blobs/ab/<sha256>`, or the same compressed as `.zst`) and proves it against its hash.
 * @param bytes length the read model gives for the original
 * @throws DamagedBlob when the bytes are not those that were loaded
 */
export async function readBlob(
  directory: string,
  sha256: string,
  bytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new DamagedBlob('not the name of a blob')
  const path = join(directory, 'blobs', sha256.slice(0, 2), sha256)
  try {
    const found = await readEither(path, bytes)
    if (createHash('sha256').update(found).digest('hex') !== sha256) {
      throw new DamagedBlob('the bytes do not match their hash')
    }
    return found
  } catch (cause) {
    if (cause instanceof DamagedBlob) throw cause
    throw new DamagedBlob('the blob could not be read', { cause })
  }
}

async function readEither(path: string, bytes: number): Promise<Buffer<ArrayBuffer>> {
  try {
    return await readFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    const packed = await readFile(`${path}.zst`)
    return (await decompress(packed, {
      maxOutputLength: Math.max(bytes, 1),
    })) as Buffer<ArrayBuffer>
  }
}
