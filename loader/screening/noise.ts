/**
 * Tells a cipher's output from the data of a known kind. Ciphertext is uniform over all 256 values, so in text it is
 * betrayed by control characters (one byte in twelve), and in uncompressed pixels by its entropy.
 */

/** 1 for bytes that no text in any Japanese character set holds: C0 controls but for layout, shifts and HL7 framing; DEL. */
const IS_NOISE = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 0x09 || (byte >= 0x10 && byte <= 0x19) || byte === 0x1f || byte === 0x7f ? 1 : 0,
)

export interface TextNoise {
  /** Bytes that are no text. */
  readonly count: number
  /** The first of them; -1 = none. */
  readonly first: number
  /** Where 64 bytes begin with at least 3, or 256 bytes with at least 4 of them, zeros apart; -1 = nowhere. */
  readonly block: number
}

/** @param end how far to look. */
export function textNoise(bytes: Uint8Array, end: number): TextNoise {
  const sum = createNoiseSum()
  sum.add(bytes, end)
  return sum.said()
}

/** The same of a text that comes in parts, one after the other. */
export function createNoiseSum() {
  const recent: number[] = []
  let length = 0
  let count = 0
  let first = -1
  let block = -1
  return {
    add(bytes: Uint8Array, end: number): void {
      const base = length
      length += end
      if (isClean(bytes, end)) return
      for (let i = 0; i < end; i++) {
        const byte = bytes[i] as number
        if (IS_NOISE[byte] === 0) continue
        count++
        if (first < 0) first = base + i
        if (byte === 0 || block >= 0) continue
        recent.push(base + i)
        block = noiseBlock(recent)
        if (recent.length === 4) recent.shift()
      }
    },
    said: (): TextNoise => ({ count, first, block }),
  }
}

/** @param recent the last places that are no text, zeros apart; four at most */
function noiseBlock(recent: readonly number[]): number {
  const last = recent.at(-1) as number
  const third = recent.at(-3)
  const fourth = recent.at(-4)
  if (third !== undefined && last - third < 64) return third
  if (fourth !== undefined && last - fourth < 256) return fourth
  return -1
}

/** Nearly every text is done with by that, which is why it reads four bytes at once. */
function isClean(bytes: Uint8Array, end: number): boolean {
  const first = Math.min(end, -bytes.byteOffset & 3)
  const count = (end - first) >> 2
  const words = new Int32Array(bytes.buffer, count > 0 ? bytes.byteOffset + first : 0, count)
  let some = 0
  for (let i = 0; i < first; i++) some |= IS_NOISE[bytes[i] as number] as number
  for (let n = 0; n < count; n++) {
    const word = words[n] as number
    const lower = (IS_NOISE[word & 255] as number) | (IS_NOISE[(word >>> 8) & 255] as number)
    some |= lower | (IS_NOISE[(word >>> 16) & 255] as number) | (IS_NOISE[word >>> 24] as number)
  }
  for (let i = first + count * 4; i < end; i++) some |= IS_NOISE[bytes[i] as number] as number
  return some === 0
}

/** How many bytes are no text, zeros apart. */
export function controlCharacters(bytes: Uint8Array, from: number, to: number): number {
  let count = 0
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number
    if (byte !== 0) count += IS_NOISE[byte] as number
  }
  return count
}

/** Window of the entropy measure, in bytes. */
const WINDOW = 1024
/** One window in so many bytes is looked at; no multiple of a block size, so that no pattern of blocks is stepped over. */
const STRIDE = 4096 + 256
/** Blocks of a cipher begin at multiples of this at least, seen from the file's beginning. */
const ALIGNMENT = 256
/** So many windows whose beginning alone is as dense as ciphertext: blocks smaller than a window. */
const MOST_DENSE_BEGINNINGS = 3
const DENSE_BEGINNING = 150
/** Distinct values among a window's first 256 bytes; ciphertext has 162 ± 5, image data fewer than 130. */
const LEAST_DISTINCT = 142
/** Bits a byte of a window; ciphertext reaches 7.80 ± 0.02. */
const LEAST_ENTROPY = 7.72

/**
 * Offset of a window that is as dense as ciphertext, -1 when there is none. Only for data that are not compressed:
 * compressed ones are as dense.
 * @param base where `bytes` begin in their file.
 */
export function denseWindow(bytes: Uint8Array, from: number, to: number, base: number): number {
  const first = Math.ceil((from + base) / ALIGNMENT) * ALIGNMENT - base
  let dense = 0
  for (let at = first; at + WINDOW <= to; at += STRIDE) {
    const distinct = distinctValues(bytes, at)
    if (distinct < LEAST_DISTINCT) continue
    if (entropy(bytes, at) >= LEAST_ENTROPY) return at
    if (distinct >= DENSE_BEGINNING && ++dense > MOST_DENSE_BEGINNINGS) return at
  }
  return -1
}

const seen = new Uint32Array(256)
let round = 0

function distinctValues(bytes: Uint8Array, at: number): number {
  round++
  let distinct = 0
  for (let i = at; i < at + 256; i++) {
    const byte = bytes[i] as number
    if (seen[byte] !== round) {
      seen[byte] = round
      distinct++
    }
  }
  return distinct
}

function entropy(bytes: Uint8Array, at: number): number {
  const counts = new Uint32Array(256)
  for (let i = at; i < at + WINDOW; i++)
    counts[bytes[i] as number] = (counts[bytes[i] as number] ?? 0) + 1
  let bits = 0
  for (const count of counts) if (count > 0) bits += count * Math.log2(WINDOW / count)
  return bits / WINDOW
}
