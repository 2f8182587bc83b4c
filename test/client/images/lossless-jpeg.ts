/** Writes a JPEG Lossless stream (ISO/IEC 10918-1 Annex H): one component, the pixel before it as the prediction. */

/** Every category has a code of four bits (T.81 H.1.2.2): its number. */
const CATEGORIES = 15

export interface LosslessFacts {
  readonly columns: number
  readonly precision: number
  /** Bits left out at the lower end. */
  readonly pointTransform: number
}

export function losslessJpeg(values: readonly number[], facts: LosslessFacts): Uint8Array {
  const { columns, precision, pointTransform } = facts
  const rows = values.length / columns
  const codes = Array.from({ length: 16 }, (_, n) => (n === 3 ? CATEGORIES : 0))
  const categories = Array.from({ length: CATEGORIES }, (_, n) => n)
  return Uint8Array.of(
    ...[0xff, 0xd8],
    ...[0xff, 0xc3, 0, 11, precision, 0, rows, 0, columns, 1, 1, 0x11, 0],
    ...[0xff, 0xc4, 0, 19 + CATEGORIES, 0, ...codes, ...categories],
    ...[0xff, 0xda, 0, 8, 1, 1, 0, 1, 0, pointTransform],
    ...stuffed(bitsOf(values, facts)),
    ...[0xff, 0xd9],
  )
}

function bitsOf(values: readonly number[], { columns, precision, pointTransform }: LosslessFacts) {
  const kept = values.map((value) => value >> pointTransform)
  let bits = ''
  kept.forEach((value, n) => {
    const above = n < columns ? 2 ** (precision - pointTransform - 1) : (kept[n - columns] ?? 0)
    const difference = value - (n % columns === 0 ? above : (kept[n - 1] ?? 0))
    const size = Math.abs(difference).toString(2).length
    const category = difference === 0 ? 0 : size
    bits += category.toString(2).padStart(4, '0')
    const extra = difference < 0 ? difference + 2 ** category - 1 : difference
    if (category > 0) bits += extra.toString(2).padStart(category, '0')
  })
  return bits
}

/** Filled up with ones; a byte of ones is followed by zeros (B.1.1.5). */
function stuffed(bits: string): number[] {
  const whole = bits.padEnd(Math.ceil(bits.length / 8) * 8, '1')
  const bytes = Array.from({ length: whole.length / 8 }, (_, n) =>
    Number.parseInt(whole.slice(n * 8, n * 8 + 8), 2),
  )
  return bytes.flatMap((byte) => (byte === 0xff ? [0xff, 0] : [byte]))
}
