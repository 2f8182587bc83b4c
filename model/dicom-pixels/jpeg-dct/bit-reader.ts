/** Entropy-coded bits of a JPEG scan (ISO/IEC 10918-1 F.2.2.5) and the Huffman tables that read them. */
import { PixelError } from '../pixel-problem.ts'

/** For every 16 bits ahead: code length << 8 | symbol; 0 = no such code. */
export type HuffmanTable = Uint16Array

/** Table of Annex C from the counts by length and the symbols. */
export function makeHuffmanTable(counts: Uint8Array, symbols: Uint8Array): HuffmanTable {
  const table = new Uint16Array(65536)
  let code = 0
  let index = 0
  for (let length = 1; length <= 16; length += 1) {
    for (let n = counts[length - 1] ?? 0; n > 0; n -= 1) {
      const from = code << (16 - length)
      table.fill((length << 8) | (symbols[index] ?? 0), from, from + (1 << (16 - length)))
      code += 1
      index += 1
    }
    code <<= 1
  }
  return table
}

/** Zero bits fed behind the end of the data before the scan counts as cut off: the last code may want some. */
const GRACE_BITS = 64

export class BitReader {
  private readonly bytes: Uint8Array
  /** Next byte to read; at a marker's FF once the scan's data are used up. */
  at: number
  private held = 0
  private count = 0
  private padded = 0

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes
    this.at = at
  }

  bits(wanted: number): number {
    if (wanted === 0) return 0
    this.fill(wanted)
    this.count -= wanted
    return (this.held >>> this.count) & ((1 << wanted) - 1)
  }

  bit(): number {
    return this.bits(1)
  }

  symbol(table: HuffmanTable): number {
    this.fill(16)
    const entry = table[(this.held >>> (this.count - 16)) & 0xffff] ?? 0
    if (entry === 0) throw new PixelError('stream-damaged', 'JPEG Huffman code')
    this.count -= entry >> 8
    return entry & 0xff
  }

  /** RECEIVE and EXTEND of F.2.2.1. */
  signed(size: number): number {
    if (size === 0) return 0
    const value = this.bits(size)
    return value < 1 << (size - 1) ? value - (1 << size) + 1 : value
  }

  /** Drops the bits held and steps over a restart marker, if one is next. */
  restart(): void {
    this.held = 0
    this.count = 0
    this.padded = 0
    let at = this.at
    while (at + 1 < this.bytes.length) {
      const marker = this.bytes[at + 1] ?? 0
      if (this.bytes[at] === 0xff && marker >= 0xd0 && marker <= 0xd7) {
        this.at = at + 2
        return
      }
      if (this.bytes[at] === 0xff && marker !== 0 && marker !== 0xff) return
      at += 1
    }
  }

  private fill(wanted: number): void {
    while (this.count < wanted) {
      const byte = this.bytes[this.at]
      const stuffed = byte === 0xff && this.bytes[this.at + 1] === 0
      const ended = byte === undefined || (byte === 0xff && !stuffed)
      if (ended) {
        this.padded += 8
        if (this.padded > GRACE_BITS) throw new PixelError('truncated', 'JPEG')
      } else this.at += stuffed ? 2 : 1
      // Only the low 24 bits and the new byte are ever looked at.
      this.held = ((this.held & 0xffffff) << 8) | (ended ? 0 : byte)
      this.count += 8
    }
  }
}
