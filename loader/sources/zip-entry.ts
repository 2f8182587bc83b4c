/** The content of one zip entry: decompressed within its stated size and proved by its CRC-32 (APPNOTE.TXT 4.4.7). */
import crypto from 'node:crypto'
import zlib from 'node:zlib'
import { inBytes, LARGEST_ENTRY, type Room, wordsOf } from './archive.ts'
import { pump } from './decompress.ts'
import type { SourceFile } from './source.ts'
import type { Volumes } from './volumes.ts'

/** Above this a compressed entry is decompressed piece by piece. */
const AT_ONCE = 2 ** 24
const PIECE = 2 ** 20
/** APPNOTE.TXT 4.4.5; 99 is AES (4.4.5, WinZip). */
const METHODS: Readonly<Record<number, string>> = {
  9: 'Deflate64',
  12: 'BZIP2',
  14: 'LZMA',
  95: 'XZ',
  98: 'PPMd',
}
const STORED = 0
const DEFLATED = 8
const ZSTANDARD = 93

export interface ZipContent {
  /** Bit 0: encrypted. */
  readonly flags: number
  readonly method: number
  readonly crc32: number
  readonly compressedSize: number
  readonly size: number
  /** Where the data begins. */
  readonly start: number
}

/** Reads what `named` stands for: its bytes, or why they are not there. */
export async function zipContent(
  named: SourceFile,
  content: ZipContent,
  volumes: Volumes,
  room: Room,
): Promise<SourceFile> {
  const refused = refusal(content, volumes)
  if (refused !== null) return { ...named, ...refused }
  if (content.size > LARGEST_ENTRY) {
    return { ...named, failure: `larger than ${inBytes(LARGEST_ENTRY)} bytes` }
  }
  const bytes = await room(content.size)
  try {
    const length = await readInto(bytes, content, volumes)
    if (length !== content.size) {
      return { ...named, failure: `${inBytes(length)} bytes instead of ${inBytes(content.size)}` }
    }
  } catch (error) {
    return { ...named, failure: wordsOf(error) }
  }
  if (zlib.crc32(bytes) !== content.crc32) {
    return { ...named, failure: OTHER_CRC }
  }
  return { ...named, bytes, sha256: crypto.hash('sha256', bytes, 'hex') }
}

/** The same of an entry that is too large to be held: whoever sees its pieces has its bytes. */
export async function passedZipContent(
  named: SourceFile,
  content: ZipContent,
  volumes: Volumes,
  see: (piece: Uint8Array) => Promise<void>,
): Promise<SourceFile> {
  const refused = refusal(content, volumes)
  if (refused !== null) return { ...named, ...refused }
  const hash = crypto.createHash('sha256')
  let crc32 = 0
  let length = 0
  try {
    for await (const piece of contentPieces(content, volumes)) {
      length += piece.length
      if (length > content.size) throw new Error('more bytes than it states')
      crc32 = zlib.crc32(piece, crc32)
      hash.update(piece)
      await see(piece)
    }
  } catch (error) {
    return { ...named, failure: wordsOf(error) }
  }
  if (length !== content.size) {
    return { ...named, failure: `${inBytes(length)} bytes instead of ${inBytes(content.size)}` }
  }
  if (crc32 !== content.crc32) return { ...named, failure: OTHER_CRC }
  return { ...named, sha256: hash.digest('hex'), isOfLines: true }
}

const OTHER_CRC = 'its bytes do not have the CRC-32 that the archive states'

function refusal(content: ZipContent, volumes: Volumes): Partial<SourceFile> | null {
  const { flags, method, start, compressedSize } = content
  if ((flags & 1) !== 0 || method === 99) {
    return {
      failure: 'encrypted within the archive; unpack it with its password and load the folder',
      refusal: 'encrypted',
    }
  }
  if (method !== STORED && method !== DEFLATED && method !== ZSTANDARD) {
    return { failure: `compressed by ${METHODS[method] ?? `method ${method}`}, which is not read` }
  }
  if (start + compressedSize > volumes.size) {
    const there = Math.max(0, volumes.size - start)
    return {
      failure: `cut off after ${inBytes(there)} of ${inBytes(compressedSize)} compressed bytes`,
      refusal: 'truncated',
    }
  }
  return null
}

async function readInto(
  target: Uint8Array,
  content: ZipContent,
  volumes: Volumes,
): Promise<number> {
  const { method, start, compressedSize, size } = content
  if (method === STORED) {
    return compressedSize === size ? volumes.read(target, size, start) : compressedSize
  }
  if (compressedSize > AT_ONCE || size > AT_ONCE) return pieceByPiece(target, content, volumes)
  const compressed = Buffer.allocUnsafe(compressedSize)
  const length = volumes.read(compressed, compressedSize, start)
  if (length < compressedSize) throw new Error(`only ${length} bytes could be read`)
  const limit = { maxOutputLength: Math.max(1, size) }
  const out =
    method === DEFLATED
      ? zlib.inflateRawSync(compressed, limit)
      : zlib.zstdDecompressSync(compressed, limit)
  target.set(out)
  return out.length
}

async function pieceByPiece(
  target: Uint8Array,
  content: ZipContent,
  volumes: Volumes,
): Promise<number> {
  let length = 0
  for await (const piece of contentPieces(content, volumes)) {
    if (length + piece.length > target.length) throw new Error('more bytes than it states')
    target.set(piece, length)
    length += piece.length
  }
  return length
}

async function* contentPieces(
  { method, start, compressedSize }: ZipContent,
  volumes: Volumes,
): AsyncGenerator<Uint8Array> {
  const decoder =
    method === STORED
      ? null
      : pump(method === DEFLATED ? zlib.createInflateRaw() : zlib.createZstdDecompress())
  try {
    for (let at = 0; at <= compressedSize && decoder?.isOver() !== true; at += PIECE) {
      const piece = Buffer.allocUnsafe(Math.min(PIECE, compressedSize - at))
      volumes.read(piece, piece.length, start + at)
      if (decoder === null) yield piece
      else yield* decoder.write(piece.length === 0 ? null : piece)
    }
  } finally {
    decoder?.destroy()
  }
}
