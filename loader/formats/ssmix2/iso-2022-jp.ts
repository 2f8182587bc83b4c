/**
 * ISO-2022-JP text kept raw: one Latin-1 character a byte, escape sequences in place. Splitting and decoding
 * that know the shift state, so that the second byte of a kanji is never taken for a delimiter
 * (日 = 46 7C holds `|`, 本 = 4B 5C holds `\`).
 *
 * Understood: JIS X 0208 (`ESC $ @`, `ESC $ B`, `ESC $ ( B`), JIS X 0212 (`ESC $ ( D`), half-width kana
 * (`ESC ( I`, SO … SI), JIS X 0201 Roman (`ESC ( J`, read as ASCII: the HL7 escape character must survive),
 * empty and doubled shifts. Whatever has no character becomes U+FFFD.
 */
const ESC = 0x1b
const SHIFT_OUT = 0x0e
const SHIFT_IN = 0x0f
const CELLS = 94

let jisX0208 = ''
let jisX0212 = ''

/** Whether the raw text holds anything but plain 7-bit text, that is, an escape sequence or a shift out. */
export function hasShift(raw: string): boolean {
  return raw.includes('\x1b') || raw.includes('\x0e')
}

/**
 * Index of the last character of the shift that begins with the ESC or SO at `at`: just before the next ESC,
 * SI or line end. `separator` (a character code) ends a half-width kana shift, whose letters cannot contain it.
 */
export function shiftEnd(text: string, at: number, separator: number): number {
  const intoPairs = text.charCodeAt(at) === ESC && text.charCodeAt(at + 1) === 0x24
  if (intoPairs) return pairsEnd(text, at + 2)
  const intoKana = text.charCodeAt(at) === SHIFT_OUT || text.charCodeAt(at + 2) === 0x49
  if (!intoKana) return Math.min(at + 2, text.length - 1)
  for (let i = at + 1; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c < 0x20 || (c === separator && c > 0x5f)) return i - 1
  }
  return text.length - 1
}

function pairsEnd(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    if (text.charCodeAt(i) < 0x20) return i - 1
  }
  return text.length - 1
}

/** Splits raw text at a one-character separator, except inside shifts. */
export function splitRaw(raw: string, separator: string): string[] {
  if (!hasShift(raw)) return raw.split(separator)
  if (!raw.includes(separator)) return [raw]
  const code = separator.charCodeAt(0)
  const parts: string[] = []
  let start = 0
  for (let i = 0; i < raw.length; i++) {
    const c = raw.charCodeAt(i)
    if (c === ESC || c === SHIFT_OUT) i = shiftEnd(raw, i, code)
    else if (c === code) {
      parts.push(raw.slice(start, i))
      start = i + 1
    }
  }
  parts.push(raw.slice(start))
  return parts
}

type Charset = 'ascii' | 'kana' | 'x0208' | 'x0212'

/** The characters of raw text. ISO-2022-JP (RFC 1468), JIS X 0212 as in RFC 1554, ISO-2022-JP-3's kana. */
export function decodeShifts(raw: string): string {
  let text = ''
  let charset: Charset = 'ascii'
  let i = 0
  while (i < raw.length) {
    const c = raw.charCodeAt(i)
    if (c === ESC) {
      const [next, length] = designated(raw, i)
      charset = next
      if (length === 0) text += '\ufffd'
      i += length === 0 ? 1 : length
    } else if (c === SHIFT_OUT || c === SHIFT_IN) {
      charset = c === SHIFT_OUT ? 'kana' : 'ascii'
      i++
    } else if (charset === 'ascii' || c < 0x21) {
      text += raw[i]
      i++
    } else if (charset === 'kana') {
      text += c <= 0x5f ? String.fromCharCode(c + 0xff40) : '\ufffd'
      i++
    } else {
      text += pair(charset, c, raw.charCodeAt(i + 1))
      i += 2
    }
  }
  return text
}

/** The set that the escape sequence at `at` designates, and the sequence's length; length 0 = unknown. */
function designated(raw: string, at: number): [Charset, number] {
  switch (raw.slice(at + 1, at + 3)) {
    case '$B':
    case '$@':
      return ['x0208', 3]
    case '(B':
    case '(J':
    case '(H':
      return ['ascii', 3]
    case '(I':
      return ['kana', 3]
    case '$(': {
      const set = raw[at + 3]
      if (set === 'D') return ['x0212', 4]
      return set === 'B' || set === '@' ? ['x0208', 4] : ['ascii', 0]
    }
    default:
      return ['ascii', 0]
  }
}

function pair(charset: 'x0208' | 'x0212', lead: number, trail: number): string {
  if (!(lead >= 0x21 && lead <= 0x7e && trail >= 0x21 && trail <= 0x7e)) return '\ufffd'
  const table = charset === 'x0208' ? x0208Table() : x0212Table()
  return table[(lead - 0x21) * CELLS + trail - 0x21] ?? '\ufffd'
}

function x0208Table(): string {
  if (jisX0208 === '') jisX0208 = eucTable([])
  return jisX0208
}

function x0212Table(): string {
  if (jisX0212 === '') jisX0212 = eucTable([0x8f])
  return jisX0212
}

/** All 94 × 94 characters of a set in order, read from the platform's EUC-JP decoder (same rows and cells). */
function eucTable(prefix: readonly number[]): string {
  const bytes: number[] = []
  for (let row = 0xa1; row <= 0xfe; row++) {
    for (let cell = 0xa1; cell <= 0xfe; cell++) bytes.push(...prefix, row, cell)
  }
  return new TextDecoder('euc-jp').decode(new Uint8Array(bytes))
}
