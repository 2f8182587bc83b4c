/**
 * Finds out how a file's bytes are written. SS-MIX2 says ISO-2022-JP; MSH-18 is never believed, since real files
 * spell it in several ways and contradict it. Seven-bit files are left raw (see `iso-2022-jp.ts`), all others
 * are decoded whole.
 */
import { isAscii } from 'node:buffer'

export interface FileText {
  /** Latin-1 view of a seven-bit file with its escape sequences, or decoded text. */
  readonly text: string
  /** The character set found when it is not the declared one, else ''. */
  readonly deviatingCharset: string
  /** Sets that fit the bytes equally without loss, when there is more than one. */
  readonly ambiguous: boolean
}

const CANDIDATES = [
  { label: 'shift_jis', name: 'Shift_JIS' },
  { label: 'euc-jp', name: 'EUC-JP' },
  { label: 'utf-8', name: 'UTF-8' },
] as const

/** The text of a file. Never fails: what no character set explains holds U+FFFD. */
export function readText(bytes: Uint8Array): FileText {
  if (isAscii(bytes)) return { text: latin1(bytes), deviatingCharset: '', ambiguous: false }
  const wide = utf16Label(bytes)
  if (wide !== '') return decoded(bytes, wide, wide.toUpperCase())
  if (isUtf8(bytes)) return decoded(bytes, 'utf-8', 'UTF-8')
  const raw = latin1(bytes)
  if (isEightBitKana(raw)) {
    const text = raw.replace(/[\xa1-\xdf]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfec0))
    return { text, deviatingCharset: 'ISO-2022-JP + JIS X 0201', ambiguous: false }
  }
  return bestOf(bytes)
}

/** Bytes as Latin-1 text, one character a byte. */
function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}

function decoded(bytes: Uint8Array, label: string, name: string): FileText {
  return { text: new TextDecoder(label).decode(bytes), deviatingCharset: name, ambiguous: false }
}

/** By byte order mark, or by `MSH` written in two-byte units. */
function utf16Label(bytes: Uint8Array): '' | 'utf-16le' | 'utf-16be' {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  if (bytes[0] === 0x4d && bytes[1] === 0 && bytes[2] === 0x53) return 'utf-16le'
  return bytes[0] === 0 && bytes[1] === 0x4d && bytes[2] === 0 ? 'utf-16be' : ''
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

/** Seven-bit text with escape sequences whose only high bytes are half-width kana, outside two-byte shifts. */
function isEightBitKana(raw: string): boolean {
  if (!raw.includes('\u001b$')) return false
  let inPairs = false
  for (let i = 0; i < raw.length; i++) {
    const c = raw.charCodeAt(i)
    if (c === 0x1b) inPairs = raw[i + 1] === '$'
    else if (c === 0x0d || c === 0x0a) inPairs = false
    else if (c >= 0x80 && (inPairs || c < 0xa1 || c > 0xdf)) return false
  }
  return true
}

/** The set with the fewest losses, then with the fewest half-width kana (the mark of EUC-JP read as Shift_JIS). */
function bestOf(bytes: Uint8Array): FileText {
  const readings = CANDIDATES.map(({ label, name }) => {
    const text = new TextDecoder(label).decode(bytes)
    return {
      text,
      name,
      lost: count(text, /[\ufffd\u0080-\u009f]/g),
      kana: count(text, /[\uff61-\uff9f]/g),
    }
  }).sort((a, b) => a.lost - b.lost || a.kana - b.kana)
  const [best, next] = readings
  if (best === undefined || next === undefined) throw new Error('no character sets to try')
  return {
    text: best.text,
    deviatingCharset: best.name,
    ambiguous: best.lost === 0 && next.lost === 0,
  }
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0
}
