/** Verdicts on bytes that fit no known kind: empty, zero-filled, encrypted, or merely unknown. */
import type { FileRefusal } from '../../../model/records.ts'

export interface Damage {
  readonly refusal: FileRefusal
  /** What is missing or wrong, and at which byte. */
  readonly detail: string
}

const SAMPLE = 65_536
/** Below this a good cipher's output cannot be told from any short binary. */
const SMALLEST_SAMPLE = 256

/**
 * Names the damage of a file that no magic and no character set explains. Never to be asked of a compressed
 * kind that was recognised: those are as dense as a cipher's output.
 */
export function unknownContent(bytes: Uint8Array): Damage {
  const whole = wholeFileDamage(bytes)
  if (whole) return whole
  const entropy = entropyOf(bytes.subarray(0, SAMPLE))
  if (bytes.length >= SMALLEST_SAMPLE && entropy >= expectedOfCipher(bytes.length)) {
    return {
      refusal: 'encrypted',
      detail: `no known file kind, ${entropy.toFixed(2)} bits per byte in the first ${Math.min(bytes.length, SAMPLE)} bytes`,
    }
  }
  return { refusal: 'unparsable', detail: `no known file kind at byte 0 (${hex(bytes)})` }
}

/** Empty, nothing but zeros, or nothing but the characters of an encoding; null for every other file. */
export function wholeFileDamage(bytes: Uint8Array): Damage | null {
  if (bytes.length === 0) return { refusal: 'empty', detail: '0 bytes' }
  if (isZeroFilled(bytes)) {
    return { refusal: 'zero-filled', detail: `all ${bytes.length} bytes are zero` }
  }
  if (isOneByte(bytes)) {
    return {
      refusal: 'unparsable',
      detail: `all ${bytes.length} bytes are ${hex(bytes.subarray(0, 1))}`,
    }
  }
  return isEncoded(bytes)
    ? { refusal: 'encrypted', detail: `nothing but Base64 or hexadecimal, ${bytes.length} bytes` }
    : null
}

/** Shorter ones may be a number, a name or a checksum. */
const SHORTEST_BASE64 = 64
const SHORTEST_HEXADECIMAL = 256
/** Of 64 random characters of Base64, 40 differ on average. */
const LEAST_DIFFERENT = 28

/**
 * Whether the bytes are ciphertext in characters (RFC 4648): one unbroken word. Written language has spaces, punctuation or bytes of
 * its own script, tables have separators.
 */
function isEncoded(bytes: Uint8Array): boolean {
  const seen = new Set<number>()
  for (const byte of bytes) {
    if (byte === 0x0d || byte === 0x0a || byte === 0x3d) continue
    if (!isOfBase64(byte)) return false
    seen.add(byte)
  }
  const has = (from: number, to: number) => [...seen].some((byte) => byte >= from && byte <= to)
  const isHexadecimal = [...seen].every((byte) => byte <= 0x39 || (byte | 0x20) <= 0x66)
  if (isHexadecimal) return bytes.length >= SHORTEST_HEXADECIMAL && seen.size >= 15
  const isMixed = has(0x30, 0x39) && has(0x41, 0x5a) && has(0x61, 0x7a)
  return bytes.length >= SHORTEST_BASE64 && seen.size >= LEAST_DIFFERENT && isMixed
}

function isOfBase64(byte: number): boolean {
  const letter = byte | 0x20
  return (
    (letter >= 0x61 && letter <= 0x7a) ||
    (byte >= 0x30 && byte <= 0x39) ||
    byte === 0x2b ||
    byte === 0x2f
  )
}

/**
 * Where an overwritten or preallocated tail of at least four zeros begins (UTF-16 text has two in a row at most);
 * the file's length when there is none.
 */
export function startOfZeros(bytes: Uint8Array): number {
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 0) end--
  return bytes.length - end >= 4 ? end : bytes.length
}

/** Shannon entropy in bits per byte, 0 to 8. */
function entropyOf(bytes: Uint8Array): number {
  const counts = new Uint32Array(256)
  for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1
  let bits = 0
  for (const count of counts) {
    if (count === 0) continue
    const share = count / bytes.length
    bits -= share * Math.log2(share)
  }
  return bits
}

/**
 * What uniformly random bytes of this length reach, less a margin. A short sample cannot show all 256 values:
 * 256 random bytes reach about 7.2, 4,096 about 7.95.
 */
function expectedOfCipher(length: number): number {
  const n = Math.min(length, SAMPLE)
  return Math.min(7.9, 8 - 255 / (2 * n * Math.LN2)) - (n < 1024 ? 0.25 : 0.1)
}

function isZeroFilled(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte !== 0) return false
  return true
}

/** What a failing disk or an eraser leaves instead of zeros. */
function isOneByte(bytes: Uint8Array): boolean {
  return bytes.length >= SHORTEST_BASE64 && bytes.every((byte) => byte === bytes[0])
}

function hex(bytes: Uint8Array): string {
  return [...bytes.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
}
