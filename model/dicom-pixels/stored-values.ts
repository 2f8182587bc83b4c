/** The values of a greyscale frame: Bits Stored cut out by High Bit, with their sign, and their range. */
import type { Frame } from './decode-frame.ts'
import type { ImageAttributes } from './image-attributes.ts'

export type Values =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array

export interface StoredValues {
  readonly values: Values
  /** Least and greatest value that is not padding; both 0 when all are. */
  readonly min: number
  readonly max: number
}

export function readStoredValues(frame: Frame, image: ImageAttributes): StoredValues {
  const values = image.floatBytes === 0 ? integersOf(frame, image) : floatsOf(frame, image)
  return { values, ...rangeOf(values, image.padding) }
}

function integersOf(frame: Frame, image: ImageAttributes): Values {
  const count = image.rows * image.columns
  const { bytes } = frame
  if (frame.bitsAllocated === 1) {
    return Uint8Array.from({ length: count }, (_, n) => ((bytes[n >> 3] ?? 0) >> (n & 7)) & 1)
  }
  const raw = rawWords(bytes, frame.bitsAllocated, count)
  const above =
    frame.bitsAllocated - 1 - (frame.wordsAsStored ? image.highBit : image.bitsStored - 1)
  const drop = frame.bitsAllocated - image.bitsStored
  if (drop === 0) return image.signed ? asSigned(raw) : raw
  const fill = 32 - frame.bitsAllocated
  const result = image.signed ? asSigned(raw) : raw
  for (let n = 0; n < count; n += 1) {
    const high = (raw[n] ?? 0) << (fill + above)
    result[n] = image.signed ? high >> (fill + drop) : high >>> (fill + drop)
  }
  return result
}

function rawWords(bytes: Uint8Array, bits: number, count: number) {
  const own = bytes.slice(0, (count * bits) / 8).buffer
  if (bits === 8) return new Uint8Array(own)
  return bits === 16 ? new Uint16Array(own) : new Uint32Array(own)
}

/** The same memory read with a sign. */
function asSigned(
  raw: Uint8Array | Uint16Array | Uint32Array,
): Int8Array | Int16Array | Int32Array {
  if (raw instanceof Uint8Array) return new Int8Array(raw.buffer)
  return raw instanceof Uint16Array ? new Int16Array(raw.buffer) : new Int32Array(raw.buffer)
}

function floatsOf(frame: Frame, image: ImageAttributes): Float32Array {
  const own = frame.bytes.slice().buffer
  return image.floatBytes === 4 ? new Float32Array(own) : Float32Array.from(new Float64Array(own))
}

function rangeOf(values: Values, padding: ImageAttributes['padding']) {
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  const low = padding?.low ?? Number.POSITIVE_INFINITY
  const high = padding?.high ?? Number.NEGATIVE_INFINITY
  for (let n = 0; n < values.length; n += 1) {
    const value = values[n] ?? 0
    if (value >= low && value <= high) continue
    if (value < min) min = value
    if (value > max) max = value
  }
  return min <= max ? { min, max } : { min: 0, max: 0 }
}
