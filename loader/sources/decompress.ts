/**
 * gzip and Zstandard as streams that give every byte in front of a damage before they tell of it.
 *
 * A stream that swells beyond {@link GREATEST_RATIO} is a bomb and ends there.
 */
import type { Transform } from 'node:stream'
import zlib from 'node:zlib'

/** No backup of records comes near; only asked when more than {@link HARMLESS} bytes have come out. */
const GREATEST_RATIO = 250
const HARMLESS = 2 ** 30
/** Fed apart: the checksum behind the last block must not take the block's bytes with it when it is wrong. */
const TRAILER = 16
const PIECE = 2 ** 16

/** RFC 1952 2.3.1: CRC-32 and length behind the data; RFC 8878 3.1.1: content checksum. */
function isWrongChecksum(error: Error): boolean {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'Z_DATA_ERROR') return /^incorrect (data|length) check$/.test(error.message)
  return code === 'ZSTD_error_checksum_wrong'
}

export type Compression = 'gzip' | 'zstd'

const DECODERS: Readonly<Record<Compression, () => zlib.Gunzip | zlib.ZstdDecompress>> = {
  gzip: () => zlib.createGunzip({ chunkSize: 2 ** 18 }),
  zstd: () => zlib.createZstdDecompress({ chunkSize: 2 ** 18 }),
}

/** @throws Error in words: what is wrong with the compressed stream. */
export async function* decompressed(
  pieces: AsyncIterable<Buffer>,
  compression: Compression,
): AsyncGenerator<Buffer> {
  const guard = swellGuard()
  let decoder = pump(DECODERS[compression]())
  try {
    for await (const [piece, isLast] of smallPieces(pieces)) {
      let left = piece
      while (left.length > 0) {
        if (decoder.isOver()) {
          if (isPadding(left)) break
          decoder = pump(DECODERS[compression]())
        }
        const before = decoder.consumed()
        for await (const chunk of decoder.write(left)) {
          guard(left.length, chunk.length)
          yield chunk
        }
        // A frame ended within this piece: the rest is the next frame's.
        left = decoder.isOver()
          ? left.subarray(decoder.consumed() - before)
          : left.subarray(left.length)
        guard(piece.length - left.length, 0)
      }
      if (isLast && !decoder.isOver()) for await (const chunk of decoder.write(null)) yield chunk
    }
  } finally {
    decoder.destroy()
  }
}

/** Pieces no larger than {@link PIECE}; the stream's last bytes apart, one by one behind the others. */
async function* smallPieces(pieces: AsyncIterable<Buffer>): AsyncGenerator<[Buffer, boolean]> {
  let held = Buffer.alloc(0)
  for await (const piece of pieces) {
    const joined = held.length === 0 ? piece : Buffer.concat([held, piece])
    const ready = Math.max(0, joined.length - TRAILER)
    for (let at = 0; at < ready; at += PIECE) {
      yield [joined.subarray(at, Math.min(at + PIECE, ready)), false]
    }
    held = Buffer.from(joined.subarray(ready))
  }
  for (let at = 0; at < held.length; at++) {
    yield [held.subarray(at, at + 1), at === held.length - 1]
  }
}

/** Tapes and block devices fill up with zeros. */
function isPadding(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0)
}

function swellGuard(): (consumed: number, produced: number) => void {
  let from = 0
  let to = 0
  return (consumed, produced) => {
    if (produced === 0) from += consumed
    to += produced
    if (to > HARMLESS && to > GREATEST_RATIO * (from + PIECE)) {
      throw new Error(
        `it swells more than ${GREATEST_RATIO}-fold (${to} bytes out of ${from}): a decompression bomb, not read further`,
      )
    }
  }
}

export interface Pump {
  /** Feeds a piece, null for the end, and gives what comes out. */
  write(piece: Buffer | null): AsyncGenerator<Buffer>
  /** Whether the compressed stream has come to its own end. */
  isOver(): boolean
  consumed(): number
  destroy(): void
}

/** A decoder of node:zlib, fed piece by piece. Holds one piece of output at a time. */
export function pump(decoder: Transform & { readonly bytesWritten: number }): Pump {
  let wake = () => {}
  let error: Error | null = null
  let isOver = false
  decoder.on('readable', () => wake())
  decoder.on('end', () => {
    isOver = true
    wake()
  })
  decoder.on('error', (reason) => {
    error = reason
    wake()
  })
  return {
    async *write(piece) {
      const before = decoder.bytesWritten
      let isTaken = false
      const taken = () => {
        isTaken = true
        wake()
      }
      if (piece === null) decoder.end()
      else decoder.write(piece, taken)
      for (;;) {
        const chunk = decoder.read() as Buffer | null
        if (chunk !== null) {
          yield chunk
          continue
        }
        if (error !== null) throw new Error(inWords(error))
        // What is not used up stands behind the stream's own end, which is about to be told.
        const isUsedUp = isTaken && decoder.bytesWritten - before === piece?.length
        if (isOver || isUsedUp) return
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
    isOver: () => isOver,
    consumed: () => decoder.bytesWritten,
    destroy: () => decoder.destroy(),
  }
}

/** All bytes came out, but they are not those that were packed. */
export const WRONG_CHECKSUM = 'the checksum of the compressed stream is wrong'

function inWords(error: Error): string {
  const { code } = error as NodeJS.ErrnoException
  if (isWrongChecksum(error)) return WRONG_CHECKSUM
  if (code === 'Z_BUF_ERROR') return 'the compressed stream is cut off'
  if (code === 'ZSTD_error_frameParameter_windowTooLarge') {
    return 'it was compressed with a window of more than 128 MB (zstd --long=28 or more); decompress it on another disk first'
  }
  return `the compressed stream is damaged (${error.message})`
}
