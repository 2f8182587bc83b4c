/**
 * A baseline JPEG encoder: 8 bit, Huffman, grey or YCbCr without subsampling. ITU-T T.81: annex F coding,
 * annex K tables. For scans in the extended storage and for DICOM's JPEG Baseline.
 */

export interface Raster {
  readonly width: number
  readonly height: number
  /** 1 = grey, 3 = RGB interleaved. */
  readonly channels: 1 | 3
  readonly pixels: Uint8Array
}

const ZIGZAG = [
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
  13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52,
  45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
]
/** Annex K.1, luminance, halved: quality about 75. */
const QUANTIZATION = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56,
  14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113,
  92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
].map((step) => Math.max(1, step >> 1))

/** Annex K.3: code counts by length, then values. */
const DC_COUNTS = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0]
const DC_VALUES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
const AC_COUNTS = [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 0x7d]
const AC_VALUES = Array.from(
  Buffer.from(
    '01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a3435363738393a434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa',
    'hex',
  ),
)

interface Huffman {
  readonly code: Uint16Array
  readonly length: Uint8Array
}

const DC = huffman(DC_COUNTS, DC_VALUES)
const AC = huffman(AC_COUNTS, AC_VALUES)
const COSINES = cosines()

interface BitWriter {
  bits(value: number, count: number): void
  finish(): Uint8Array
}

/** @returns a JFIF file */
export function encodeJpeg(raster: Raster): Uint8Array {
  const planes = raster.channels === 1 ? [greyPlane(raster)] : ycbcrPlanes(raster)
  const bits = bitWriter(raster.width * raster.height)
  const previous = planes.map(() => 0)
  const block = new Float64Array(64)
  const scratch = new Float64Array(64)
  const levels = new Int32Array(64)
  for (let y = 0; y < raster.height; y += 8) {
    for (let x = 0; x < raster.width; x += 8) {
      planes.forEach((plane, p) => {
        cut(plane, raster, x, y, block)
        transform(block, scratch, levels)
        encodeBlock(bits, levels, previous[p] ?? 0)
        previous[p] = levels[0] ?? 0
      })
    }
  }
  const scan = bits.finish()
  return Uint8Array.from(
    Buffer.concat([headers(raster, planes.length), scan, Buffer.from([0xff, 0xd9])]),
  )
}

function headers({ width, height }: Raster, components: number): Buffer {
  const size = [height >> 8, height & 255, width >> 8, width & 255]
  const ids = Array.from({ length: components }, (_, i) => i + 1)
  return Buffer.from([
    ...[0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 1, 0, 96, 0, 96, 0, 0],
    ...marker(0xdb, [0, ...ZIGZAG.map((at) => QUANTIZATION[at] ?? 1)]),
    ...marker(0xc0, [8, ...size, components, ...ids.flatMap((id) => [id, 0x11, 0])]),
    ...marker(0xc4, [0x00, ...DC_COUNTS, ...DC_VALUES]),
    ...marker(0xc4, [0x10, ...AC_COUNTS, ...AC_VALUES]),
    ...marker(0xda, [components, ...ids.flatMap((id) => [id, 0]), 0, 63, 0]),
  ])
}

function marker(code: number, body: readonly number[]): number[] {
  const length = body.length + 2
  return [0xff, code, length >> 8, length & 255, ...body]
}

function greyPlane({ pixels }: Raster): Float32Array {
  return Float32Array.from(pixels, (value) => value - 128)
}

function ycbcrPlanes({ pixels, width, height }: Raster): Float32Array[] {
  const count = width * height
  const planes = [new Float32Array(count), new Float32Array(count), new Float32Array(count)]
  const [luma, blue, red] = planes as [Float32Array, Float32Array, Float32Array]
  for (let i = 0; i < count; i++) {
    const r = pixels[i * 3] ?? 0
    const g = pixels[i * 3 + 1] ?? 0
    const b = pixels[i * 3 + 2] ?? 0
    luma[i] = 0.299 * r + 0.587 * g + 0.114 * b - 128
    blue[i] = -0.1687 * r - 0.3313 * g + 0.5 * b
    red[i] = 0.5 * r - 0.4187 * g - 0.0813 * b
  }
  return planes
}

function cut(
  plane: Float32Array,
  { width, height }: Raster,
  x: number,
  y: number,
  out: Float64Array,
) {
  for (let j = 0; j < 8; j++) {
    const row = Math.min(y + j, height - 1) * width
    for (let i = 0; i < 8; i++) out[j * 8 + i] = plane[row + Math.min(x + i, width - 1)] ?? 0
  }
}

/** Forward DCT by rows then columns, quantised, in zigzag order. */
function transform(block: Float64Array, scratch: Float64Array, out: Int32Array): void {
  for (let row = 0; row < 8; row++) {
    for (let u = 0; u < 8; u++) {
      let sum = 0
      for (let i = 0; i < 8; i++)
        sum += (block[row * 8 + i] as number) * (COSINES[u * 8 + i] as number)
      scratch[row * 8 + u] = sum
    }
  }
  for (let k = 0; k < 64; k++) {
    const at = ZIGZAG[k] as number
    const u = at & 7
    const v = at >> 3
    let sum = 0
    for (let j = 0; j < 8; j++)
      sum += (scratch[j * 8 + u] as number) * (COSINES[v * 8 + j] as number)
    out[k] = Math.round(sum / (QUANTIZATION[at] as number))
  }
}

function encodeBlock(bits: BitWriter, levels: Int32Array, previous: number): void {
  const difference = (levels[0] as number) - previous
  const size = sizeOf(difference)
  bits.bits(DC.code[size] as number, DC.length[size] as number)
  bits.bits(magnitude(difference, size), size)
  let run = 0
  for (let k = 1; k < 64; k++) {
    const level = levels[k] as number
    if (level === 0) {
      run++
      continue
    }
    for (; run > 15; run -= 16) bits.bits(AC.code[0xf0] as number, AC.length[0xf0] as number)
    const category = sizeOf(level)
    const symbol = (run << 4) | category
    bits.bits(AC.code[symbol] as number, AC.length[symbol] as number)
    bits.bits(magnitude(level, category), category)
    run = 0
  }
  if (run > 0) bits.bits(AC.code[0] as number, AC.length[0] as number)
}

function sizeOf(value: number): number {
  return 32 - Math.clz32(Math.abs(value))
}

function magnitude(value: number, size: number): number {
  return value < 0 ? value + (1 << size) - 1 : value
}

function bitWriter(guess: number): BitWriter {
  let out = new Uint8Array(guess + 1024)
  let at = 0
  let buffer = 0
  let held = 0
  const put = (byte: number) => {
    if (at + 2 > out.length) {
      const larger = new Uint8Array(out.length * 2)
      larger.set(out)
      out = larger
    }
    out[at++] = byte
    if (byte === 0xff) out[at++] = 0
  }
  const bits = (value: number, count: number) => {
    for (let i = count - 1; i >= 0; i--) {
      buffer = (buffer << 1) | ((value >> i) & 1)
      if (++held === 8) {
        put(buffer & 0xff)
        buffer = 0
        held = 0
      }
    }
  }
  return {
    bits,
    finish() {
      if (held > 0) bits(0x7f, 8 - held)
      return out.subarray(0, at)
    },
  }
}

function huffman(counts: readonly number[], values: readonly number[]): Huffman {
  const code = new Uint16Array(256)
  const length = new Uint8Array(256)
  let next = 0
  let at = 0
  counts.forEach((count, i) => {
    for (let n = 0; n < count; n++) {
      const value = values[at++] ?? 0
      code[value] = next++
      length[value] = i + 1
    }
    next <<= 1
  })
  return { code, length }
}

function cosines(): Float64Array {
  const out = new Float64Array(64)
  for (let u = 0; u < 8; u++) {
    for (let i = 0; i < 8; i++) {
      out[u * 8 + i] =
        (u === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * i + 1) * u * Math.PI) / 16)
    }
  }
  return out
}
