/**
 * A picture of 8 bits as baseline JPEG (ITU-T T.81, JFIF): colours at full resolution, because a rendered image may hold text and thin coloured lines. The encoder that a codec
 * package ships writes beyond its memory where the picture is small.
 */
import { AC, CHROMINANCE, DC, type HuffmanTable, LUMINANCE, ZIGZAG } from './jpeg-tables.ts'
import type { Picture } from './picture.ts'

/** @param quality 1 … 100, scaling the tables as the IJG's library does */
export function encodeJpeg(picture: Picture, quality: number): Uint8Array {
  const { width, height, channels } = picture
  const tables = (channels === 1 ? [LUMINANCE] : [LUMINANCE, CHROMINANCE]).map((table) =>
    scaledTable(table, quality),
  )
  const writer = new Writer(picture.bytes.length >> 1)
  writer.bytes(0xff, 0xd8, ...segment(0xe0, [0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]))
  tables.forEach((table, n) => {
    writer.bytes(...segment(0xdb, [n, ...ZIGZAG.map((place) => table[place] ?? 1)]))
  })
  const components = Array.from({ length: channels }, (_, n) => n)
  const frame = components.flatMap((n) => [n + 1, 0x11, Math.min(n, 1)])
  writer.bytes(...segment(0xc0, [8, ...word(height), ...word(width), channels, ...frame]))
  writer.bytes(...segment(0xc4, [0x00, ...DC.counts, ...DC.symbols]))
  writer.bytes(...segment(0xc4, [0x10, ...AC.counts, ...AC.symbols]))
  const scan = components.flatMap((n) => [n + 1, 0x00])
  writer.bytes(...segment(0xda, [channels, ...scan, 0, 63, 0]))
  writeBlocks(writer, picture, tables)
  writer.padBits()
  writer.bytes(0xff, 0xd9)
  return writer.written()
}

function writeBlocks(writer: Writer, picture: Picture, tables: readonly number[][]): void {
  const { width, height, channels } = picture
  const [dc, ac] = [codesOf(DC), codesOf(AC)]
  const before = new Int32Array(channels)
  const samples = Array.from({ length: channels }, () => new Float64Array(64))
  const coefficients = new Int32Array(64)
  for (let top = 0; top < height; top += 8) {
    for (let left = 0; left < width; left += 8) {
      readBlock(picture, left, top, samples)
      samples.forEach((block, n) => {
        transform(block, tables[Math.min(n, 1)] as number[], coefficients)
        writeBlock(writer, coefficients, before[n] ?? 0, dc, ac)
        before[n] = coefficients[0] as number
      })
    }
  }
}

/** Samples around 0; beyond the picture its last row and column go on. Colours as luma and chroma (JFIF). */
function readBlock(
  { width, height, channels, bytes }: Picture,
  left: number,
  top: number,
  samples: readonly Float64Array[],
): void {
  const [first, second, third] = samples as readonly [Float64Array, Float64Array, Float64Array]
  for (let n = 0; n < 64; n += 1) {
    const x = Math.min(width - 1, left + (n & 7))
    const y = Math.min(height - 1, top + (n >> 3))
    const at = (y * width + x) * channels
    const red = bytes[at] as number
    if (channels === 1) {
      first[n] = red - 128
      continue
    }
    const [green, blue] = [bytes[at + 1] as number, bytes[at + 2] as number]
    first[n] = 0.299 * red + 0.587 * green + 0.114 * blue - 128
    second[n] = -0.168736 * red - 0.331264 * green + 0.5 * blue
    third[n] = 0.5 * red - 0.418688 * green - 0.081312 * blue
  }
}

/** Of a row of samples, each coefficient's weights (A.3.3). */
const COSINES = Float64Array.from({ length: 64 }, (_, n) => {
  const [u, x] = [n >> 3, n & 7]
  return (u === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * x + 1) * u * Math.PI) / 16)
})
const rows = new Float64Array(64)

/** @param coefficients filled with the quantised ones, row by row */
function transform(
  samples: Float64Array,
  table: readonly number[],
  coefficients: Int32Array,
): void {
  for (let y = 0; y < 8; y += 1) {
    for (let u = 0; u < 8; u += 1) {
      let sum = 0
      for (let x = 0; x < 8; x += 1) {
        sum += (samples[y * 8 + x] as number) * (COSINES[u * 8 + x] as number)
      }
      rows[y * 8 + u] = sum
    }
  }
  for (let v = 0; v < 8; v += 1) {
    for (let u = 0; u < 8; u += 1) {
      let sum = 0
      for (let y = 0; y < 8; y += 1) {
        sum += (rows[y * 8 + u] as number) * (COSINES[v * 8 + y] as number)
      }
      coefficients[v * 8 + u] = Math.round(sum / (table[v * 8 + u] as number))
    }
  }
}

/** F.1.2: the difference to the last block's mean, then runs of zeros and what ends them. */
function writeBlock(
  writer: Writer,
  coefficients: Int32Array,
  before: number,
  dc: Codes,
  ac: Codes,
): void {
  const difference = (coefficients[0] as number) - before
  const size = sizeOf(difference)
  writer.code(dc, size)
  writer.value(difference, size)
  let zeros = 0
  for (let n = 1; n < 64; n += 1) {
    const value = coefficients[ZIGZAG[n] as number] as number
    if (value === 0) {
      zeros += 1
      continue
    }
    for (; zeros > 15; zeros -= 16) writer.code(ac, 0xf0)
    const bits = sizeOf(value)
    writer.code(ac, (zeros << 4) | bits)
    writer.value(value, bits)
    zeros = 0
  }
  if (zeros > 0) writer.code(ac, 0)
}

function sizeOf(value: number): number {
  return 32 - Math.clz32(Math.abs(value))
}

interface Codes {
  readonly code: Uint16Array
  readonly length: Uint8Array
}

/** Annex C. */
function codesOf({ counts, symbols }: HuffmanTable): Codes {
  const codes = { code: new Uint16Array(256), length: new Uint8Array(256) }
  let [code, at] = [0, 0]
  counts.forEach((count, n) => {
    for (let k = 0; k < count; k += 1) {
      const symbol = symbols[at] ?? 0
      codes.code[symbol] = code
      codes.length[symbol] = n + 1
      code += 1
      at += 1
    }
    code <<= 1
  })
  return codes
}

function scaledTable(table: readonly number[], quality: number): number[] {
  const scale = quality < 50 ? 5000 / quality : 200 - 2 * quality
  return table.map((value) => Math.min(255, Math.max(1, Math.floor((value * scale + 50) / 100))))
}

function segment(marker: number, content: readonly number[]): number[] {
  return [0xff, marker, ...word(content.length + 2), ...content]
}

function word(value: number): [number, number] {
  return [value >> 8, value & 0xff]
}

class Writer {
  private buffer: Uint8Array
  private at = 0
  private pending = 0
  private count = 0

  constructor(guess: number) {
    this.buffer = new Uint8Array(guess + 2048)
  }

  bytes(...values: readonly number[]): void {
    for (const value of values) this.byte(value)
  }

  code({ code, length }: Codes, symbol: number): void {
    this.bits(code[symbol] as number, length[symbol] as number)
  }

  /** Negative values as their ones' complement (F.1.2.1). */
  value(value: number, size: number): void {
    this.bits(value < 0 ? value + (1 << size) - 1 : value, size)
  }

  padBits(): void {
    if (this.count > 0) this.bits(0x7f, 8 - this.count)
  }

  written(): Uint8Array {
    return this.buffer.subarray(0, this.at)
  }

  private bits(value: number, length: number): void {
    this.pending = (this.pending << length) | (value & ((1 << length) - 1))
    this.count += length
    while (this.count >= 8) {
      this.count -= 8
      const byte = (this.pending >> this.count) & 0xff
      this.byte(byte)
      // A marker's first byte inside the data is followed by a zero (F.1.2.3).
      if (byte === 0xff) this.byte(0)
    }
    this.pending &= (1 << this.count) - 1
  }

  private byte(value: number): void {
    if (this.at === this.buffer.length) {
      const larger = new Uint8Array(this.buffer.length * 2)
      larger.set(this.buffer)
      this.buffer = larger
    }
    this.buffer[this.at] = value
    this.at += 1
  }
}
