/** A place in a line of JSON that moves on over what it reads. Every method begins at the place, and throws where JSON ends. */
import {
  behindBlanks,
  isBehindPlain,
  MINUS,
  NINE,
  POINT,
  plainAsciiEnd,
  plainEnd,
  QUOTE,
  type SliceableBytes,
  sliceable,
  stringEnd,
  textEnd,
  ZERO,
} from './json-bytes.ts'
import { keepSpellings } from './number-literals.ts'

/** Thrown where a line must be left to JSON.parse. One for all: it is caught by who asked for the line, and says nothing. */
export const STRANGE = new Error('not similar')

/** So many digits are one whole number without loss, and come back the same out of the number that they make (IEEE 754 binary64). */
const MOST_DIGITS = 15
/** JavaScript writes what is smaller with an exponent. */
const MOST_DECIMALS = 6
/** Their first four letters. */
const TRUE = 0x65757274
const FALS = 0x736c6166
const POWERS = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6]

export class LineCursor {
  protected bytes: SliceableBytes = sliceable(Buffer.alloc(0))
  protected window: DataView = new DataView(this.bytes.buffer)
  protected at = 0
  protected end = 0

  protected begin(bytes: Buffer, from: number, end: number): void {
    if (bytes !== (this.bytes as Uint8Array)) {
      this.bytes = sliceable(bytes)
      this.window = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    }
    this.at = behindBlanks(bytes, from)
    this.end = end
  }

  /** A string, quotes and all. */
  protected string(): string {
    const from = this.at + 1
    const ascii = plainAsciiEnd(this.window, from, this.end)
    if (this.bytes[ascii] === QUOTE) {
      this.at = ascii + 1
      return this.bytes.latin1Slice(from, ascii)
    }
    const to = textEnd(this.window, ascii, this.end)
    if (to >= this.end || this.bytes[to] !== QUOTE) {
      return this.parsed(stringEnd(this.window, this.at, this.end)) as string
    }
    this.at = to + 1
    return this.bytes.utf8Slice(from, to)
  }

  /**
   * A number that stands here as JavaScript would write it, so that no spelling need be kept; null for every other, and for words: then nothing
   * is passed over.
   */
  private plainNumber(): number | null {
    const { bytes } = this
    const isNegative = bytes[this.at] === MINUS
    const from = isNegative ? this.at + 1 : this.at
    let digits = 0
    let at = from
    let byte = bytes[at] as number
    for (; byte >= ZERO && byte <= NINE; byte = bytes[++at] as number)
      digits = digits * 10 + byte - ZERO
    const whole = at - from
    if (whole === 0 || (whole > 1 && bytes[from] === ZERO)) return null
    let decimals = 0
    if (byte === POINT) {
      byte = bytes[++at] as number
      for (; byte >= ZERO && byte <= NINE; byte = bytes[++at] as number)
        digits = digits * 10 + byte - ZERO
      decimals = at - from - whole - 1
      if (decimals === 0 || bytes[at - 1] === ZERO) return null
    }
    const isExact = whole + decimals <= MOST_DIGITS && decimals <= MOST_DECIMALS
    if (!isExact || !isBehindPlain(byte) || (isNegative && digits === 0)) return null
    this.at = at
    const number = digits / (POWERS[decimals] as number)
    return isNegative ? -number : number
  }

  /** The same of `true` and `false`, too. */
  protected plain(): number | boolean | null {
    return this.plainNumber() ?? this.truth()
  }

  private truth(): boolean | null {
    if (this.at + 5 >= this.end) return null
    const start = this.window.getInt32(this.at, true)
    const isFalse = start === FALS && this.bytes[this.at + 4] === 0x65
    if (start !== TRUE && !isFalse) return null
    const to = this.at + (isFalse ? 5 : 4)
    if (!isBehindPlain(this.bytes[to] as number)) return null
    this.at = to
    return !isFalse
  }

  /** A number or word. */
  protected plainText(): string {
    const from = this.at
    this.at = plainEnd(this.bytes, from, this.end)
    return this.bytes.latin1Slice(from, this.at)
  }

  /** Goes there: what JSON.parse makes of it. */
  protected parsed(to: number): unknown {
    const said = this.textUpTo(to)
    const value: unknown = JSON.parse(said)
    if (typeof value !== 'object' || value === null) return value
    if (!keepSpellings(said, value)) throw STRANGE
    return value
  }

  /** Goes there. @param to -1: there is no such place */
  protected textUpTo(to: number): string {
    if (to < 0) throw STRANGE
    const from = this.at
    this.at = to
    return this.bytes.utf8Slice(from, to)
  }

  /** Over one byte that must stand there, and over what is blank behind it. */
  protected pass(byte: number): void {
    if (this.bytes[this.at] !== byte) throw STRANGE
    this.at = behindBlanks(this.bytes, this.at + 1)
  }
}
