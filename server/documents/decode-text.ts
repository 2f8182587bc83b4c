/** Text of documents from Japanese systems: UTF-8, UTF-16, ISO-2022-JP, Shift_JIS (CP932), EUC-JP. */

const DECLARED = /(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,30})/i
const HEAD_BYTES = 2_048

/**
 * Decodes by byte order mark, else as UTF-8, else by what the bytes are: an escape sequence means ISO-2022-JP;
 * between Shift_JIS and EUC-JP the document's own declaration decides, then the one that decodes without a fault.
 * A character that can't be decoded becomes U+FFFD: visible, never dropped.
 */
export function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  if (hasJisEscape(bytes)) return new TextDecoder('iso-2022-jp').decode(bytes)
  for (const encoding of ['utf-8', declaredEncoding(bytes), 'shift_jis', 'euc-jp']) {
    const text = tryDecode(bytes, encoding)
    if (text !== null) return text
  }
  return new TextDecoder('utf-8').decode(bytes)
}

/** `ESC $ B` or `ESC $ @` (JIS X 0208), and no byte above 0x7F: ISO-2022-JP. */
function hasJisEscape(bytes: Uint8Array): boolean {
  if (bytes.some((byte) => byte > 0x7f)) return false
  for (let at = bytes.indexOf(0x1b); at >= 0; at = bytes.indexOf(0x1b, at + 1)) {
    const third = bytes[at + 2]
    if (bytes[at + 1] === 0x24 && (third === 0x42 || third === 0x40)) return true
  }
  return false
}

function declaredEncoding(bytes: Uint8Array): string {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, HEAD_BYTES))
  return DECLARED.exec(head)?.[1] ?? 'utf-8'
}

function tryDecode(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    // Not of that encoding, or an encoding nobody knows: the next one is tried.
    return null
  }
}
