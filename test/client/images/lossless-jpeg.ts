/** Writes a JPEG Lossless stream (ISO/IEC 10918-1 Annex H), every component of full size. */

/** Every category has a code of five bits (T.81 H.1.2.2): its number. */
const CATEGORIES = 17
const CODE_BITS = 5

export interface LosslessFacts {
  readonly columns: number
  readonly precision: number
  readonly components?: number
  /** Table H.1. */
  readonly predictor?: number
  /** Bits left out at the lower end. */
  readonly pointTransform?: number
  /** Rows from one restart to the next; 0 = none. */
  readonly restartRows?: number
  /** Each component in a scan of its own. */
  readonly apart?: boolean
}

type Facts = Required<LosslessFacts>

/** @param values interleaved by pixel */
export function losslessJpeg(values: readonly number[], given: LosslessFacts): Uint8Array {
  const facts: Facts = {
    ...{ components: 1, predictor: 1, pointTransform: 0, restartRows: 0, apart: false },
    ...given,
  }
  const { columns, precision, components, restartRows, apart } = facts
  const rows = values.length / columns / components
  const all = Array.from({ length: components }, (_, n) => n)
  const interval = restartRows * columns
  return Uint8Array.of(
    ...[0xff, 0xd8],
    ...[0xff, 0xc3, 0, 8 + 3 * components, precision, 0, rows, 0, columns, components],
    ...all.flatMap((n) => [n + 1, 0x11, 0]),
    ...[0xff, 0xc4, 0, 19 + CATEGORIES, 0],
    ...Array.from({ length: 16 }, (_, n) => (n === CODE_BITS - 1 ? CATEGORIES : 0)),
    ...Array.from({ length: CATEGORIES }, (_, n) => n),
    ...(interval === 0 ? [] : [0xff, 0xdd, 0, 4, interval >> 8, interval & 0xff]),
    ...(apart ? all.flatMap((n) => scanOf(values, [n], facts)) : scanOf(values, all, facts)),
    ...[0xff, 0xd9],
  )
}

function scanOf(values: readonly number[], parts: readonly number[], facts: Facts): number[] {
  const { columns, components, predictor, pointTransform, restartRows } = facts
  const rows = values.length / columns / components
  const rowsAtOnce = restartRows === 0 ? rows : restartRows
  const coded: number[] = []
  for (let first = 0; first < rows; first += rowsAtOnce) {
    if (first > 0) coded.push(0xff, 0xd0 + ((first / rowsAtOnce - 1) & 7))
    let bits = ''
    for (let row = first; row < first + rowsAtOnce; row += 1) {
      for (let column = 0; column < columns; column += 1) {
        for (const part of parts) {
          const at = (row: number, column: number) =>
            (values[(row * columns + column) * components + part] ?? 0) >> pointTransform
          bits += codeOf(at(row, column) - expected(at, { row, column, first }, facts))
        }
      }
    }
    coded.push(...stuffed(bits))
  }
  const head = parts.flatMap((part) => [part + 1, 0])
  const sos = [0xff, 0xda, 0, 6 + head.length, parts.length, ...head, predictor, 0, pointTransform]
  return [...sos, ...coded]
}

function expected(
  at: (row: number, column: number) => number,
  { row, column, first }: { row: number; column: number; first: number },
  { predictor, precision, pointTransform }: Facts,
): number {
  if (column === 0) return row === first ? 2 ** (precision - pointTransform - 1) : at(row - 1, 0)
  const left = at(row, column - 1)
  if (row === first) return left
  const [up, corner] = [at(row - 1, column), at(row - 1, column - 1)]
  const table = [
    0,
    left,
    up,
    corner,
    left + up - corner,
    left + ((up - corner) >> 1),
    up + ((left - corner) >> 1),
    (left + up) >> 1,
  ]
  return table[predictor] ?? 0
}

/** Modulo 65536; the sixteenth category has no bits of its own. */
function codeOf(wide: number): string {
  const difference = ((wide + 32_768) & 0xffff) - 32_768
  const category = difference === 0 ? 0 : Math.abs(difference).toString(2).length
  const code = category.toString(2).padStart(CODE_BITS, '0')
  if (category === 0 || category === 16) return code
  const extra = difference < 0 ? difference + 2 ** category - 1 : difference
  return code + extra.toString(2).padStart(category, '0')
}

/** Filled up with ones; a byte of ones is followed by zeros (B.1.1.5). */
function stuffed(bits: string): number[] {
  const whole = bits.padEnd(Math.ceil(bits.length / 8) * 8, '1')
  const bytes = Array.from({ length: whole.length / 8 }, (_, n) =>
    Number.parseInt(whole.slice(n * 8, n * 8 + 8), 2),
  )
  return bytes.flatMap((byte) => (byte === 0xff ? [0xff, 0] : [byte]))
}
