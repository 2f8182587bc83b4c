/** Colour frames as RGBA for the screen (PS3.3 C.7.6.3.1.2): RGB, the YBR kinds, PALETTE COLOR. */
import type { Frame } from './decode-frame.ts'
import type { ImageAttributes } from './image-attributes.ts'
import type { Palette } from './palette.ts'
import { PixelError } from './pixel-problem.ts'

export function readColours(frame: Frame, image: ImageAttributes): Uint8ClampedArray<ArrayBuffer> {
  const samples = eightBits(frame, image)
  const pixels = image.rows * image.columns
  const rgba = new Uint8ClampedArray(pixels * 4)
  const { photometric } = frame
  if (frame.wordsAsStored && /^YBR_(FULL|PARTIAL)_422$/.test(photometric)) {
    fromSharedChroma(samples, rgba, photometric.includes('PARTIAL'))
    return rgba
  }
  const [step, plane] = frame.planar ? [1, pixels] : [3, 1]
  const isRgb = photometric === 'RGB' || photometric === 'YBR_RCT' || photometric === 'YBR_ICT'
  if (!isRgb && !photometric.startsWith('YBR_')) {
    throw new PixelError('bad-attribute', `Photometric Interpretation ${photometric}`)
  }
  for (let n = 0; n < pixels; n += 1) {
    const at = n * step
    const [a, b, c] = [samples[at] ?? 0, samples[at + plane] ?? 0, samples[at + 2 * plane] ?? 0]
    if (isRgb) put(rgba, n, a, b, c)
    else putYbr(rgba, n, a, b, c, photometric.startsWith('YBR_PARTIAL'))
  }
  return rgba
}

/** Stored values of a PALETTE COLOR frame by its tables; beyond either end, the last entry there. */
export function paint(values: ArrayLike<number>, palette: Palette): Uint8ClampedArray<ArrayBuffer> {
  const [red, green, blue] = palette.colours
  const rgba = new Uint8ClampedArray(values.length * 4)
  for (let n = 0; n < values.length; n += 1) {
    const wanted = (values[n] ?? 0) - palette.first
    const of = (table: Uint8Array) => table[Math.min(table.length - 1, Math.max(0, wanted))] ?? 0
    put(rgba, n, of(red), of(green), of(blue))
  }
  return rgba
}

function eightBits(frame: Frame, image: ImageAttributes): Uint8Array {
  if (frame.bitsAllocated === 8 && image.bitsStored === 8) return frame.bytes
  const shift = image.bitsStored - 8
  const scale = (value: number) => (shift >= 0 ? value >> shift : value << -shift)
  if (frame.bitsAllocated === 8) return frame.bytes.map(scale)
  const own = frame.bytes.slice().buffer
  if (frame.bitsAllocated === 16) return Uint8Array.from(new Uint16Array(own), scale)
  return Uint8Array.from(new Uint32Array(own), (value) => value >>> shift)
}

/** 4:2:2: two lumas, then the chroma both share. */
function fromSharedChroma(samples: Uint8Array, rgba: Uint8ClampedArray, partial: boolean): void {
  const pixels = rgba.length / 4
  for (let n = 0; n < pixels; n += 2) {
    const at = n * 2
    const [cb, cr] = [samples[at + 2] ?? 128, samples[at + 3] ?? 128]
    putYbr(rgba, n, samples[at] ?? 0, cb, cr, partial)
    if (n + 1 < pixels) putYbr(rgba, n + 1, samples[at + 1] ?? 0, cb, cr, partial)
  }
}

function putYbr(
  rgba: Uint8ClampedArray,
  n: number,
  y: number,
  cb: number,
  cr: number,
  partial: boolean,
): void {
  const luma = partial ? (y - 16) * 1.1644 : y
  const scale = partial ? 1.1384 : 1
  const blue = (cb - 128) * scale
  const red = (cr - 128) * scale
  put(rgba, n, luma + 1.402 * red, luma - 0.344136 * blue - 0.714136 * red, luma + 1.772 * blue)
}

function put(rgba: Uint8ClampedArray, n: number, red: number, green: number, blue: number): void {
  const at = n * 4
  rgba[at] = red
  rgba[at + 1] = green
  rgba[at + 2] = blue
  rgba[at + 3] = 255
}
