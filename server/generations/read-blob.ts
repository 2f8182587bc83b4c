/** Bytes of documents and images, kept by content hash in the generation's `blobs/`. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream'
import { promisify } from 'node:util'
import { createZstdDecompress, zstdDecompress } from 'node:zlib'

const decompress = promisify(zstdDecompress)
/** A part of a blob no larger than this is cut out of the whole, which costs little and proves it. */
const PROVED_WHOLE = 4 * 1024 * 1024

/** The blob is missing, damaged, or not what its name promises. */
export class DamagedBlob extends Error {}

/** Where bytes of a blob lie; both belong to it. */
interface Part {
  readonly first: number
  readonly last: number
}

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
  const path = placeOf(directory, sha256)
  return orDamaged(async () => {
    const found = await either(
      () => readFile(path),
      async () =>
        (await decompress(await readFile(`${path}.zst`), {
          maxOutputLength: Math.max(bytes, 1),
        })) as Buffer<ArrayBuffer>,
    )
    if (createHash('sha256').update(found).digest('hex') !== sha256) {
      throw new DamagedBlob('the bytes do not match their hash')
    }
    return found
  })
}

/**
 * Reads a part of a blob: of a large one no more than the part, or, where it is compressed, no more than up to the part's end. Such a part
 * is not proved by the hash, which is of the whole.
 * @param bytes length the read model gives for the original; the part lies within
 * @throws DamagedBlob when the part is not there
 */
export async function readBlobPart(
  directory: string,
  sha256: string,
  bytes: number,
  part: Part,
): Promise<Uint8Array<ArrayBuffer>> {
  const { first, last } = part
  if (bytes <= PROVED_WHOLE || last - first + 1 >= bytes) {
    return (await readBlob(directory, sha256, bytes)).subarray(first, last + 1)
  }
  const path = placeOf(directory, sha256)
  return orDamaged(() =>
    either(
      () => readPart(path, bytes, part),
      () => unpackPart(`${path}.zst`, part),
    ),
  )
}

function placeOf(directory: string, sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new DamagedBlob('not the name of a blob')
  return join(directory, 'blobs', sha256.slice(0, 2), sha256)
}

async function orDamaged<Bytes>(read: () => Promise<Bytes>): Promise<Bytes> {
  try {
    return await read()
  } catch (cause) {
    if (cause instanceof DamagedBlob) throw cause
    throw new DamagedBlob('the blob could not be read', { cause })
  }
}

/** As it is where it lies so, else unpacked. */
async function either<Bytes>(
  plain: () => Promise<Bytes>,
  packed: () => Promise<Bytes>,
): Promise<Bytes> {
  try {
    return await plain()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return packed()
  }
}

async function readPart(path: string, bytes: number, { first, last }: Part) {
  await using file = await open(path)
  if ((await file.stat()).size !== bytes) throw new DamagedBlob('the blob has another length')
  const part = Buffer.alloc(last - first + 1)
  const { bytesRead } = await file.read(part, 0, part.length, first)
  if (bytesRead < part.length) throw new DamagedBlob('the blob ends early')
  return part
}

async function unpackPart(path: string, { first, last }: Part) {
  const packed = createReadStream(path)
  // Its errors reach the loop through the unpacked stream.
  const unpacked = pipeline(packed, createZstdDecompress(), () => undefined)
  const part = Buffer.alloc(last - first + 1)
  let at = 0
  try {
    for await (const chunk of unpacked as AsyncIterable<Buffer>) {
      const from = Math.max(0, first - at)
      if (from < chunk.length) chunk.copy(part, Math.max(0, at - first), from, last + 1 - at)
      at += chunk.length
      if (at > last) return part
    }
  } finally {
    packed.destroy()
  }
  throw new DamagedBlob('the blob ends early')
}
