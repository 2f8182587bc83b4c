/** The compressions of TIFF 6.0 that keep bytes as they are: none, PackBits (section 9), LZW (section 13), Deflate. */
import zlib from 'node:zlib'

export const PACKED = { none: 1, lzw: 5, deflate: 8, oldDeflate: 32_946, packBits: 32_773 } as const

const CLEAR = 256
const END = 257
const FIRST_FREE = 258
const LONGEST_CODE = 12

/**
 * At most `expected` bytes; fewer where the data end early. Null = not one of these compressions, or not readable.
 * Guarantees: no more memory than `expected` asks for, whatever the data say.
 */
export function unpack(data: Uint8Array, compression: number, expected: number): Uint8Array | null {
  switch (compression) {
    case PACKED.none:
      return data.subarray(0, expected)
    case PACKED.packBits:
      return unpackBits(data, expected)
    case PACKED.lzw:
      return unpackLzw(data, expected)
    case PACKED.deflate:
    case PACKED.oldDeflate:
      return inflate(data, expected)
    default:
      return null
  }
}

function inflate(data: Uint8Array, expected: number): Uint8Array | null {
  try {
    return zlib.inflateSync(data, {
      maxOutputLength: expected,
      finishFlush: zlib.constants.Z_SYNC_FLUSH,
    })
  } catch {
    return null
  }
}

function unpackBits(data: Uint8Array, expected: number): Uint8Array {
  const out = new Uint8Array(expected)
  let to = 0
  let from = 0
  while (to < expected && from < data.length) {
    const head = data[from++] ?? 0
    if (head === 128) continue
    if (head < 128) {
      const piece = data.subarray(from, from + Math.min(head + 1, expected - to))
      out.set(piece, to)
      to += piece.length
      from += head + 1
    } else {
      const length = Math.min(257 - head, expected - to)
      out.fill(data[from++] ?? 0, to, to + length)
      to += length
    }
  }
  return out.subarray(0, to)
}

/** Codes of 9 to 12 bits, the high bit first; a code grows one entry before it must. The older low-bit-first kind is not read. */
function unpackLzw(data: Uint8Array, expected: number): Uint8Array | null {
  if (data[0] === 0 && ((data[1] ?? 0) & 1) === 1) return null
  const out = new Uint8Array(expected)
  const previousOf = new Uint16Array(1 << LONGEST_CODE)
  const lastOf = new Uint8Array(1 << LONGEST_CODE)
  const firstOf = new Uint8Array(1 << LONGEST_CODE)
  const lengthOf = new Uint16Array(1 << LONGEST_CODE)
  for (let code = 0; code < CLEAR; code++) {
    lastOf[code] = code
    firstOf[code] = code
    lengthOf[code] = 1
  }
  let [to, from, bits, held] = [0, 0, 0, 0]
  let [free, width, previous] = [FIRST_FREE, 9, -1]
  const write = (code: number) => {
    const length = lengthOf[code] ?? 0
    for (let at = length - 1, each = code; at >= 0; at--) {
      if (to + at < expected) out[to + at] = lastOf[each] ?? 0
      each = previousOf[each] ?? 0
    }
    to = Math.min(expected, to + length)
  }
  while (to < expected) {
    while (bits < width && from < data.length) {
      held = (held << 8) | (data[from++] ?? 0)
      bits += 8
    }
    if (bits < width) break
    bits -= width
    const code = held >>> bits
    held &= (1 << bits) - 1
    if (code === END) break
    if (code === CLEAR) {
      ;[free, width, previous] = [FIRST_FREE, 9, -1]
      continue
    }
    if (code > free || (previous < 0 && code >= CLEAR) || (code === free && previous < 0)) break
    if (previous >= 0 && free < 1 << LONGEST_CODE) {
      previousOf[free] = previous
      firstOf[free] = firstOf[previous] ?? 0
      lastOf[free] = firstOf[code === free ? previous : code] ?? 0
      lengthOf[free] = (lengthOf[previous] ?? 0) + 1
      free++
      if (free + 1 >= 1 << width && width < LONGEST_CODE) width++
    }
    write(code)
    previous = code
  }
  return out.subarray(0, to)
}
