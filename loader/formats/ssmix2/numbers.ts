/** Result texts that are one plain number, or a comparator and a number. Everything else stays text only. */

export interface NumberReading {
  readonly number: number | null
  readonly comparator: '' | '<' | '<=' | '>' | '>='
}

const NOT_A_NUMBER: NumberReading = { number: null, comparator: '' }
const PLAIN = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?$/
const GROUPED = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/
const PREFIXED = /^(<=|=<|<|>=|=>|>|≦|≤|≧|≥)\s*(\S+)$/
const SUFFIXED = /^(\S+?)\s*(以下|未満|以上|超|を超える)$/
const COMPARATORS: Readonly<Record<string, NumberReading['comparator']>> = {
  '<': '<',
  未満: '<',
  '<=': '<=',
  '=<': '<=',
  '≦': '<=',
  '≤': '<=',
  以下: '<=',
  '>': '>',
  超: '>',
  を超える: '>',
  '>=': '>=',
  '=>': '>=',
  '≧': '>=',
  '≥': '>=',
  以上: '>=',
}

/** The number in a result's text, full width and padding aside: `５．６` → 5.6, `< 0.5` → <0.5, `2 +` → none. */
export function readNumber(text: string): NumberReading {
  const number = plainNumber(text)
  if (number !== null) return { number, comparator: '' }
  const folded = text.normalize('NFKC').replace(/[−‐]/g, '-').trim()
  if (folded.length > 24) return NOT_A_NUMBER
  const match = PREFIXED.exec(folded) ?? swapped(SUFFIXED.exec(folded))
  const value = plainNumber(match?.[2] ?? folded)
  if (value === null) return NOT_A_NUMBER
  return { number: value, comparator: COMPARATORS[match?.[1] ?? ''] ?? '' }
}

function swapped(match: RegExpExecArray | null): string[] | null {
  return match === null ? null : [match[0], match[2] ?? '', match[1] ?? '']
}

function plainNumber(text: string): number | null {
  if (PLAIN.test(text)) return finite(Number(text))
  return GROUPED.test(text) ? finite(Number(text.replaceAll(',', ''))) : null
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
