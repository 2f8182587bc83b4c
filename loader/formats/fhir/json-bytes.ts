/** Where the parts of JSON end in UTF-8 bytes. Only the places are told: whether what stands there is JSON is JSON.parse's to say. */

export const QUOTE = 0x22
export const COMMA = 0x2c
export const COLON = 0x3a
export const OPEN_ARRAY = 0x5b
export const CLOSE_ARRAY = 0x5d
export const OPEN = 0x7b
export const CLOSE = 0x7d
export const MINUS = 0x2d
export const POINT = 0x2e
export const ZERO = 0x30
export const NINE = 0x39
const BACKSLASH = 0x5c
const SPACE = 0x20

/** Behind white space other than a line's end (RFC 8259, section 2). */
export function behindBlanks(bytes: Uint8Array, from: number): number {
  let at = from
  for (let byte = bytes[at]; byte === SPACE || byte === 9 || byte === 13; ) byte = bytes[++at]
  return at
}

/** Behind the closing quote of the string that begins at `from`; -1 when it has none before `end`. */
export function stringEnd(window: DataView, from: number, end: number): number {
  for (let at = textEnd(window, from + 1, end); at < end; ) {
    const byte = window.getUint8(at)
    if (byte === QUOTE) return at + 1
    at = textEnd(window, byte === BACKSLASH ? at + 2 : at + 1, end)
  }
  return -1
}

/** In each byte of a word. */
const ONES = 0x01010101
const HIGHS = 0x80808080 | 0
const QUOTES = 0x22222222
const BACKSLASHES = 0x5c5c5c5c
const SPACES = 0x20202020

/** The first place that is no ASCII letter of a string, or that is its quote, a backslash or what JSON forbids in strings. */
export function plainAsciiEnd(window: DataView, from: number, end: number): number {
  let at = from
  for (; at + 4 <= end; at += 4) {
    const word = window.getInt32(at, true)
    const quote = word ^ QUOTES
    const slash = word ^ BACKSLASHES
    // The highest bit of a byte: it is a quote, a backslash, below a space, no ASCII.
    const found =
      ((((quote - ONES) | 0) & ~quote) |
        (((slash - ONES) | 0) & ~slash) |
        (((word - SPACES) | 0) & ~word) |
        word) &
      HIGHS
    if (found !== 0) break
  }
  for (; at < end; at++) {
    const byte = window.getUint8(at)
    if (byte === QUOTE || byte === BACKSLASH || byte < SPACE || byte > 0x7e) break
  }
  return at
}

/** The first place of a string in any script that is its quote, a backslash or what JSON forbids in strings. */
export function textEnd(window: DataView, from: number, end: number): number {
  let at = from
  for (; at + 4 <= end; at += 4) {
    const word = window.getInt32(at, true)
    const quote = word ^ QUOTES
    const slash = word ^ BACKSLASHES
    const found =
      ((((quote - ONES) | 0) & ~quote) |
        (((slash - ONES) | 0) & ~slash) |
        (((word - SPACES) | 0) & ~word)) &
      HIGHS
    if (found !== 0) break
  }
  for (; at < end; at++) {
    const byte = window.getUint8(at)
    if (byte === QUOTE || byte === BACKSLASH || byte < SPACE) break
  }
  return at
}

/** Behind the last bracket of the object or array that begins at `from`; -1 when it is not closed before `end`. */
export function structureEnd(window: DataView, from: number, end: number): number {
  let depth = 0
  for (let at = from; at < end; at++) {
    const byte = window.getUint8(at)
    if (byte === QUOTE) {
      at = stringEnd(window, at, end) - 1
      if (at < 0) return -1
    } else if (byte === OPEN || byte === OPEN_ARRAY) depth++
    else if ((byte === CLOSE || byte === CLOSE_ARRAY) && --depth === 0) return at + 1
  }
  return -1
}

/** Behind a number or word. */
export function plainEnd(bytes: Uint8Array, from: number, end: number): number {
  let at = from
  for (; at < end; at++) {
    if (isBehindPlain(bytes[at] as number)) break
  }
  return at
}

/** Whether a number or word ends before this byte. */
export function isBehindPlain(byte: number): boolean {
  return byte === COMMA || byte === CLOSE || byte === CLOSE_ARRAY || byte <= SPACE
}

/** What every Buffer has and its types leave out: `toString` of a short text takes twice as long as this. */
export interface SliceableBytes extends Uint8Array {
  latin1Slice(from: number, end: number): string
  utf8Slice(from: number, end: number): string
}

export function sliceable(bytes: Buffer): SliceableBytes {
  return bytes as unknown as SliceableBytes
}
