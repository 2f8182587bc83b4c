/** The numbers of a reference range as a laboratory writes it: `3.5-5.0`, `3.5～5.0`, `<5.0`, `150 以上`. */

export interface ReferenceRange {
  readonly low: number | null
  readonly high: number | null
}

const NUMBER = '([+-]?\\d+(?:\\.\\d+)?)'
const BETWEEN = new RegExp(`^${NUMBER}\\s*[-~〜–―]\\s*${NUMBER}$`)
const AT_MOST = new RegExp(
  `^(?:[<≦≤]=?\\s*${NUMBER}|${NUMBER}\\s*(?:以下|未満)|[-~〜–]\\s*${NUMBER})$`,
)
const AT_LEAST = new RegExp(
  `^(?:[>≧≥]=?\\s*${NUMBER}|${NUMBER}\\s*(?:以上|超)|${NUMBER}\\s*[-~〜–])$`,
)

/** The range as numbers, for drawing only; null when the text is not one of the known forms. */
export function readRange(text: string): ReferenceRange | null {
  const folded = text.normalize('NFKC').trim()
  const between = BETWEEN.exec(folded)
  if (between !== null) return { low: Number(between[1]), high: Number(between[2]) }
  const most = firstNumber(AT_MOST.exec(folded))
  if (most !== null) return { low: null, high: most }
  const least = firstNumber(AT_LEAST.exec(folded))
  return least === null ? null : { low: least, high: null }
}

function firstNumber(match: RegExpExecArray | null): number | null {
  const found = match?.slice(1).find((each) => each !== undefined)
  return found === undefined ? null : Number(found)
}
