/**
 * Encoders for the Japanese character sets of a medium. Source of the tables: JIS X 0208 by way of the
 * platform's own ISO-2022-JP decoder (WHATWG Encoding), read backwards once.
 */

const ESCAPE_JIS = [0x1b, 0x24, 0x42]
const ESCAPE_ASCII = [0x1b, 0x28, 0x42]
const GETA = 0x2223 // ■, what a conforming writer puts for a character outside the set

let table: Uint16Array | undefined

/** Code point (BMP) → JIS X 0208 code, 0 = not in the set. Rows 1-8 and 16-84 only. */
function jisTable(): Uint16Array {
  if (table) return table
  table = new Uint16Array(0x10000)
  const decoder = new TextDecoder('iso-2022-jp')
  for (let row = 0x21; row <= 0x74; row++) {
    if (row > 0x28 && row < 0x30) continue
    const bytes = [...ESCAPE_JIS]
    for (let cell = 0x21; cell <= 0x7e; cell++) bytes.push(row, cell)
    const text = decoder.decode(Uint8Array.from([...bytes, ...ESCAPE_ASCII]))
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i)
      if (code !== 0xfffd && !table[code]) table[code] = (row << 8) | (0x21 + i)
    }
  }
  table[0x301c] = 0x2141 // 〜, beside ～
  table[0x2212] = 0x215d // −, beside －
  return table
}

/** Whether every character can be written in ASCII + JIS X 0208. */
export function isJisText(text: string): boolean {
  const jis = jisTable()
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code >= 0x80 && !jis[code]) return false
  }
  return true
}

/** ISO-2022-JP as SS-MIX2 asks (ISO IR-6, ISO IR-87): back to ASCII before each control character and at the end. */
export function encodeIso2022Jp(text: string): Uint8Array {
  const jis = jisTable()
  const out = new Uint8Array(text.length * 8 + 3)
  let at = 0
  let wide = false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    const isWide = code >= 0x80
    if (isWide !== wide) {
      const shift = isWide ? ESCAPE_JIS : ESCAPE_ASCII
      for (const byte of shift) out[at++] = byte
      wide = isWide
    }
    if (isWide) {
      const jisCode = jis[code] || GETA
      out[at++] = jisCode >> 8
      out[at++] = jisCode & 0xff
    } else {
      out[at++] = code
    }
  }
  if (wide) for (const byte of ESCAPE_ASCII) out[at++] = byte
  return out.subarray(0, at)
}

export function encodeEucJp(text: string): Uint8Array {
  return encodeEightBit(text, (row, cell) => [row | 0x80, cell | 0x80])
}

/** Shift_JIS, JIS X 0208 Annex 1: two rows to a lead byte. */
export function encodeShiftJis(text: string): Uint8Array {
  return encodeEightBit(text, (row, cell) => {
    const lead = ((row - 0x21) >> 1) + (row <= 0x5e ? 0x81 : 0xc1)
    const trail = row & 1 ? cell + (cell <= 0x5f ? 0x1f : 0x20) : cell + 0x7e
    return [lead, trail]
  })
}

function encodeEightBit(
  text: string,
  pair: (row: number, cell: number) => [number, number],
): Uint8Array {
  const jis = jisTable()
  const out = new Uint8Array(text.length * 2)
  let at = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 0x80) {
      out[at++] = code
      continue
    }
    const jisCode = jis[code] || GETA
    const [lead, trail] = pair(jisCode >> 8, jisCode & 0xff)
    out[at++] = lead
    out[at++] = trail
  }
  return out.subarray(0, at)
}
