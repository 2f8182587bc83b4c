/**
 * Inflates a raw deflate stream (RFC 1951) up to a limit. Bytes after the stream's end are left alone, as PS3.5 A.5
 * pads a deflated data set to even length; the browser's own DecompressionStream refuses those.
 */
import { PixelError } from './pixel-problem.ts'

interface Codes {
  readonly counts: Uint16Array
  readonly symbols: Uint16Array
}

const LENGTH_BASE = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
  163, 195, 227, 258,
]
const LENGTH_EXTRA = [
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
]
const DISTANCE_BASE = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049,
  3073, 4097, 6145, 8193, 12289, 16385, 24577,
]
const DISTANCE_EXTRA = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
]
const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
const FIXED = fixedCodes()

/** @throws PixelError when the stream is damaged, ends early, or grows beyond `limit` bytes. */
export function inflate(packed: Uint8Array, limit: number): Uint8Array {
  const output = new Growing(Math.min(limit, Math.max(packed.length * 4, 1024)), limit)
  const bits = new Bits(packed)
  for (let last = 0; last === 0; ) {
    last = bits.read(1)
    const kind = bits.read(2)
    if (kind === 0) copyStored(bits, output)
    else if (kind === 1) inflateBlock(bits, output, FIXED)
    else if (kind === 2) inflateBlock(bits, output, readCodes(bits))
    else throw new PixelError('stream-damaged', 'deflate')
  }
  return output.taken()
}

class Bits {
  readonly bytes: Uint8Array
  at = 0
  private held = 0
  private count = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  read(wanted: number): number {
    while (this.count < wanted) {
      const byte = this.bytes[this.at]
      if (byte === undefined) throw new PixelError('truncated', 'deflate')
      this.at += 1
      this.held |= byte << this.count
      this.count += 8
    }
    const value = this.held & ((1 << wanted) - 1)
    this.held >>>= wanted
    this.count -= wanted
    return value
  }

  /** Canonical Huffman code, bit by bit (RFC 1951 3.2.2). */
  symbol({ counts, symbols }: Codes): number {
    let code = 0
    let first = 0
    let index = 0
    for (let length = 1; length <= 15; length += 1) {
      code |= this.read(1)
      const count = counts[length] ?? 0
      if (code - count < first) return symbols[index + (code - first)] ?? 0
      index += count
      first = (first + count) << 1
      code <<= 1
    }
    throw new PixelError('stream-damaged', 'deflate')
  }

  toByte(): void {
    this.held = 0
    this.count = 0
  }
}

class Growing {
  private bytes: Uint8Array
  private readonly limit: number
  length = 0

  constructor(capacity: number, limit: number) {
    this.bytes = new Uint8Array(capacity)
    this.limit = limit
  }

  push(byte: number): void {
    if (this.length === this.bytes.length) this.grow()
    this.bytes[this.length] = byte
    this.length += 1
  }

  repeat(distance: number, length: number): void {
    if (distance > this.length) throw new PixelError('stream-damaged', 'deflate')
    for (let n = 0; n < length; n += 1) this.push(this.bytes[this.length - distance] ?? 0)
  }

  taken(): Uint8Array {
    return this.bytes.subarray(0, this.length)
  }

  private grow(): void {
    if (this.length >= this.limit) throw new PixelError('too-large', `deflate > ${this.limit} B`)
    const next = new Uint8Array(Math.min(this.limit, this.bytes.length * 2))
    next.set(this.bytes)
    this.bytes = next
  }
}

function copyStored(bits: Bits, output: Growing): void {
  bits.toByte()
  const length = bits.read(8) | (bits.read(8) << 8)
  const complement = bits.read(8) | (bits.read(8) << 8)
  if ((length ^ complement) !== 0xffff) throw new PixelError('stream-damaged', 'deflate')
  for (let n = 0; n < length; n += 1) output.push(bits.read(8))
}

function inflateBlock(bits: Bits, output: Growing, [lengths, distances]: readonly [Codes, Codes]) {
  for (;;) {
    const symbol = bits.symbol(lengths)
    if (symbol < 256) output.push(symbol)
    else if (symbol === 256) return
    else {
      const length = bits.read(LENGTH_EXTRA[symbol - 257] ?? 0) + (LENGTH_BASE[symbol - 257] ?? 0)
      const far = bits.symbol(distances)
      const distance = bits.read(DISTANCE_EXTRA[far] ?? 0) + (DISTANCE_BASE[far] ?? 0)
      output.repeat(distance, length)
    }
  }
}

function readCodes(bits: Bits): readonly [Codes, Codes] {
  const literals = bits.read(5) + 257
  const distances = bits.read(5) + 1
  const given = bits.read(4) + 4
  const order = new Uint8Array(19)
  for (let n = 0; n < given; n += 1) order[CODE_LENGTH_ORDER[n] ?? 0] = bits.read(3)
  const codes = makeCodes(order)
  const lengths = new Uint8Array(literals + distances)
  for (let at = 0; at < lengths.length; ) {
    const symbol = bits.symbol(codes)
    if (symbol < 16) {
      lengths[at] = symbol
      at += 1
      continue
    }
    const value = symbol === 16 ? (lengths[at - 1] ?? 0) : 0
    const times =
      symbol === 16 ? 3 + bits.read(2) : symbol === 17 ? 3 + bits.read(3) : 11 + bits.read(7)
    lengths.fill(value, at, at + times)
    at += times
  }
  return [makeCodes(lengths.subarray(0, literals)), makeCodes(lengths.subarray(literals))]
}

function makeCodes(lengths: Uint8Array): Codes {
  const counts = new Uint16Array(16)
  for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1
  counts[0] = 0
  const offsets = new Uint16Array(17)
  for (let n = 1; n < 16; n += 1) offsets[n + 1] = (offsets[n] ?? 0) + (counts[n] ?? 0)
  const symbols = new Uint16Array(lengths.length)
  lengths.forEach((length, symbol) => {
    if (length === 0) return
    const offset = offsets[length] ?? 0
    symbols[offset] = symbol
    offsets[length] = offset + 1
  })
  return { counts, symbols }
}

function fixedCodes(): readonly [Codes, Codes] {
  const lengths = new Uint8Array(288).fill(8)
  lengths.fill(9, 144, 256).fill(7, 256, 280)
  return [makeCodes(lengths), makeCodes(new Uint8Array(30).fill(5))]
}
