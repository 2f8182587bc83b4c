/**
 * Inverse DCT of one 8×8 block in integers: the accurate method of the Independent JPEG Group at 12 bits (13 bits of
 * constants, 1 bit kept between the passes), so that the result equals that of decoders built on their library.
 */
const CONSTANT_BITS = 13
const KEPT_BITS = 1

const work = new Int32Array(64)

/** Reads 64 dequantised coefficients in natural order; writes samples clamped to 0 … 2^precision − 1. */
export function inverseDct(
  coefficients: Int32Array,
  output: Uint16Array,
  place: { readonly offset: number; readonly stride: number; readonly precision: number },
): void {
  for (let column = 0; column < 8; column += 1) {
    pass(coefficients, column, 8, CONSTANT_BITS - KEPT_BITS, work, column, 8)
  }
  const middle = 1 << (place.precision - 1)
  const highest = (1 << place.precision) - 1
  const line = new Int32Array(8)
  for (let row = 0; row < 8; row += 1) {
    pass(work, row * 8, 1, CONSTANT_BITS + KEPT_BITS + 3, line, 0, 1)
    const to = place.offset + row * place.stride
    for (let n = 0; n < 8; n += 1) {
      const sample = (line[n] ?? 0) + middle
      output[to + n] = sample < 0 ? 0 : sample > highest ? highest : sample
    }
  }
}

/** One pass of eight values: Loeffler, Ligtenberg and Moschytz with 12 multiplications. Products stay below 2^53. */
function pass(
  from: Int32Array,
  at: number,
  step: number,
  shift: number,
  to: Int32Array,
  place: number,
  stride: number,
): void {
  const value = (n: number) => from[at + n * step] ?? 0
  const even = (value(2) + value(6)) * 4433
  const even2 = even - value(6) * 15137
  const even3 = even + value(2) * 6270
  const sum = (value(0) + value(4)) * 8192
  const difference = (value(0) - value(4)) * 8192
  const evens = [sum + even3, difference + even2, difference - even2, sum - even3] as const

  let [odd0, odd1, odd2, odd3] = [value(7), value(5), value(3), value(1)]
  const z5 = (odd0 + odd2 + odd1 + odd3) * 9633
  const z1 = (odd0 + odd3) * -7373
  const z2 = (odd1 + odd2) * -20995
  const z3 = (odd0 + odd2) * -16069 + z5
  const z4 = (odd1 + odd3) * -3196 + z5
  odd0 = odd0 * 2446 + z1 + z3
  odd1 = odd1 * 16819 + z2 + z4
  odd2 = odd2 * 25172 + z2 + z3
  odd3 = odd3 * 12299 + z1 + z4
  const odds = [odd3, odd2, odd1, odd0] as const

  const half = 2 ** (shift - 1)
  const scale = 2 ** shift
  for (let n = 0; n < 4; n += 1) {
    const e = evens[n] ?? 0
    const o = odds[n] ?? 0
    to[place + n * stride] = Math.floor((e + o + half) / scale)
    to[place + (7 - n) * stride] = Math.floor((e - o + half) / scale)
  }
}
