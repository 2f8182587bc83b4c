/**
 * Characters of documents whose character set is declared wrongly or not at all.
 * Not for HL7 messages: their set is told by MSH-18 and read in `ssmix2/`.
 */

export interface DecodedText {
  readonly text: string
  /** Encoding Standard name of the set that was used: `utf-8`, `shift_jis`, `euc-jp`, `iso-2022-jp` … */
  readonly charset: string
  /** False when some bytes had no character in any set that was tried; they stand as U+FFFD. */
  readonly sound: boolean
  /** Whether the bytes end inside a character of UTF-8: the text is cut. */
  readonly cut: boolean
  /** Whether the document declares another character set than the one it is in. */
  readonly deviates: boolean
}

const ESCAPE = 0x1b
const ASCII_SAMPLE = 2048

/**
 * Decodes a document: byte order mark, then what the caller's format declares, then what an HTML or XML head
 * declares, then detection. A declaration that the bytes contradict is passed over.
 * `declared`: any Encoding Standard label, '' = none.
 */
export function decodeDocument(bytes: Uint8Array, declared = ''): DecodedText {
  const marked = byteOrderMark(bytes)
  if (marked !== '') return decodeAs(bytes, marked) ?? lossy(bytes, marked)
  const labels = [declared, declaredInHead(bytes)].map(encodingName).filter((name) => name !== '')
  for (const label of labels) {
    const decoded = mayProve(label) ? decodeAs(bytes, label) : null
    if (decoded) return { ...decoded, deviates: label !== labels[0] }
  }
  const detected = detect(bytes)
  const deviates = labels.length > 0 && labels[0] !== detected.charset && !isAscii(bytes)
  return { ...detected, deviates }
}

/**
 * `iso-8859-1` and `us-ascii` accept every byte, so they prove nothing when Japanese bytes follow; ISO-2022-JP is
 * left to detection, which reads its idle shifts.
 */
function mayProve(label: string): boolean {
  return label !== 'windows-1252' && label !== 'iso-2022-jp'
}

/** Detection among the sets in which Japanese is written; the bytes' own shape decides. */
export function detect(bytes: Uint8Array): DecodedText {
  if (holdsIso2022Shift(bytes)) {
    const tidy = withoutIdleShifts(bytes)
    return decodeAs(tidy, 'iso-2022-jp') ?? lossy(tidy, 'iso-2022-jp')
  }
  const utf8 = decodeAs(bytes, 'utf-8') ?? decodeCutUtf8(bytes)
  if (utf8) return utf8
  const shiftJis = decodeAs(bytes, 'shift_jis')
  const eucJp = decodeAs(bytes, 'euc-jp')
  if (shiftJis && eucJp) return halfWidthShare(shiftJis.text) > 0.3 ? eucJp : shiftJis
  return shiftJis ?? eucJp ?? lossy(bytes, 'utf-8')
}

/** The Encoding Standard's name for a label, '' when it knows none. */
function encodingName(label: string): string {
  if (label === '') return ''
  try {
    return new TextDecoder(label.trim()).encoding
  } catch {
    return ''
  }
}

function byteOrderMark(bytes: Uint8Array): string {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return ''
}

/** `encoding="…"` of an XML declaration, or `charset=…` of an HTML head. */
function declaredInHead(bytes: Uint8Array): string {
  const head = latin1(bytes.subarray(0, ASCII_SAMPLE))
  const xml = /^\s{0,16}<\?xml[^>]{0,200}?encoding\s{0,4}=\s{0,4}["']([\w.:-]{1,40})["']/.exec(head)
  if (xml?.[1]) return xml[1]
  const html = /<meta[^>]{0,300}?charset\s{0,4}=\s{0,4}["']?\s{0,4}([\w.:-]{1,40})/i.exec(head)
  return html?.[1] ?? ''
}

function decodeAs(bytes: Uint8Array, encoding: string): DecodedText | null {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
    return { text, charset: encoding, sound: true, cut: false, deviates: false }
  } catch {
    return null
  }
}

/**
 * UTF-8 that lacks the end of its last character. Without this, cut text could pass as Shift_JIS, garbled. Some other
 * character beyond ASCII must be whole as evidence.
 */
function decodeCutUtf8(bytes: Uint8Array): DecodedText | null {
  for (let cut = 1; cut <= 3 && cut < bytes.length; cut++) {
    const rest = bytes.subarray(0, bytes.length - cut)
    const isLead = (bytes[bytes.length - cut] ?? 0) >= 0xc2
    const decoded = isLead && !isAscii(rest) ? decodeAs(rest, 'utf-8') : null
    if (decoded) return { ...decoded, cut: true }
  }
  return null
}

function lossy(bytes: Uint8Array, encoding: string): DecodedText {
  return {
    text: new TextDecoder(encoding).decode(bytes),
    charset: encoding,
    sound: false,
    cut: false,
    deviates: false,
  }
}

/** `ESC $` or `ESC (`: shifts of ISO-2022-JP. */
function holdsIso2022Shift(bytes: Uint8Array): boolean {
  let at = bytes.indexOf(ESCAPE)
  while (at >= 0) {
    const next = bytes[at + 1]
    if (next === 0x24 || next === 0x28) return true
    at = bytes.indexOf(ESCAPE, at + 1)
  }
  return false
}

/** Shifts that shift nothing (`ESC $ B ESC ( B`, a second `ESC ( B`): legal, but decoders reject them. */
function withoutIdleShifts(bytes: Uint8Array): Uint8Array {
  const kept: number[] = []
  let mode = 0x42 << 8
  for (let at = 0; at < bytes.length; at++) {
    const isShift = bytes[at] === ESCAPE && (bytes[at + 1] === 0x24 || bytes[at + 1] === 0x28)
    if (!isShift) {
      if (bytes[at] === 0x0a || bytes[at] === 0x0d) mode = 0x42 << 8
      kept.push(bytes[at] ?? 0)
      continue
    }
    const next = (bytes[at + 1] === 0x24 ? 1 : 0) | ((bytes[at + 2] ?? 0) << 8)
    const isFollowed =
      bytes[at + 3] === ESCAPE && (bytes[at + 4] === 0x24 || bytes[at + 4] === 0x28)
    if (!isFollowed && next !== mode) {
      kept.push(ESCAPE, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0)
      mode = next
    }
    at += 2
  }
  return Uint8Array.from(kept)
}

/** Share of half-width kana among the characters that are not ASCII: EUC-JP read as Shift_JIS is full of them. */
function halfWidthShare(text: string): number {
  let halfWidth = 0
  let other = 0
  for (const ch of text) {
    const code = ch.codePointAt(0) ?? 0
    if (code >= 0xff61 && code <= 0xff9f) halfWidth++
    else if (code >= 0x80) other++
  }
  return halfWidth === 0 ? 0 : halfWidth / (halfWidth + other)
}

function isAscii(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte < 0x80)
}

/** Bytes as characters of the same number, for looking at ASCII structure. */
export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}
