/**
 * Code 128 (ISO/IEC 15417): code set B for printable ASCII, code set C for an even number of digits alone.
 * Every wristband scanner reads it; the patient's id comes back as typed.
 */

/** Widths of bars and spaces in modules, by symbol value 0-105; table 1 of the standard. */
const WIDTHS = (
  '212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 ' +
  '123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 ' +
  '232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 ' +
  '313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 ' +
  '111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 ' +
  '111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 ' +
  '114311 411113 411311 113141 114131 311141 411131 211412 211214 211232'
).split(' ')
const STOP = '2331112'
const START_B = 104
const START_C = 105

/** One dark bar, in modules from the first bar's left edge. */
export interface Bar {
  readonly at: number
  readonly width: number
}

export interface Barcode {
  readonly bars: readonly Bar[]
  /** Whole width in modules, without the quiet zones of 10 modules that belong on either side. */
  readonly modules: number
}

/** null when a letter is not printable ASCII, or there is none: such a text has no barcode. */
export function code128(text: string): Barcode | null {
  if (!/^[\x20-\x7e]+$/.test(text)) return null
  const isPairs = text.length % 2 === 0 && /^\d+$/.test(text)
  const data = isPairs ? digitPairs(text) : [...text].map((letter) => letter.charCodeAt(0) - 32)
  const start = isPairs ? START_C : START_B
  const sum = data.reduce((total, value, at) => total + value * (at + 1), start)
  const symbols = [start, ...data, sum % 103].map((value) => WIDTHS[value] ?? '')
  return barsOf([...symbols, STOP].join(''))
}

function digitPairs(digits: string): number[] {
  return Array.from({ length: digits.length / 2 }, (_, at) =>
    Number(digits.slice(at * 2, at * 2 + 2)),
  )
}

/** Bars and spaces take turns, beginning with a bar. */
function barsOf(widths: string): Barcode {
  const bars: Bar[] = []
  let modules = 0
  for (const [at, digit] of [...widths].entries()) {
    const width = Number(digit)
    if (at % 2 === 0) bars.push({ at: modules, width })
    modules += width
  }
  return { bars, modules }
}
