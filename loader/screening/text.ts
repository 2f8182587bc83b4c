/** Text of any Japanese character set: HL7 messages, CDA, HTML, plain text. */
import { isAscii, isUtf8 } from 'node:buffer'
import { damaged, encrypted, type Finding, suspicious } from './finding.ts'
import { textNoise } from './noise.ts'
import { tornEnd } from './torn-text.ts'

/** More zero bytes than a terminator explains. */
const ZEROS_OF_A_TERMINATOR = 2
/** Stray bytes are a sender's habit or a flipped bit; this many are an overwritten piece. */
const MOST_STRAY = 7
const [ESCAPE, DOLLAR] = [0x1b, 0x24]

/** Null when nothing speaks against the text. */
export function screenText(bytes: Uint8Array, path: string): Finding | null {
  const end = endOfText(bytes)
  if (bytes.length - end > ZEROS_OF_A_TERMINATOR) return zeroTail(bytes, end)
  const noise = textNoise(bytes, end)
  if (noise.block >= 0) return encrypted(`bytes that are no text from byte ${noise.block}`)
  if (noise.count > MOST_STRAY) {
    return damaged('truncated', `${noise.count} bytes that are no text from byte ${noise.first}`)
  }
  const foreign = foreignBytes(bytes.subarray(0, end))
  if (foreign !== null) return foreign
  if (noise.count > 0) {
    return suspicious(`${noise.count} control characters, the first at byte ${noise.first}`)
  }
  const lost = lostCharacters(bytes.subarray(0, end))
  if (lost !== '') return suspicious(lost)
  const torn = tornEnd(bytes, end, path)
  return torn === '' ? null : suspicious(torn)
}

/** Text in 16-bit units holds zeros by nature. */
export function isWide(bytes: Uint8Array): boolean {
  const [a, b, c] = bytes
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return true
  return (a === 0 && b !== 0) || (b === 0 && a !== 0 && c !== 0)
}

function endOfText(bytes: Uint8Array): number {
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 0) end--
  return end
}

/** Zeros behind a whole last line may be padding; behind a torn one they stand where text was. */
function zeroTail(bytes: Uint8Array, end: number): Finding {
  const evidence = `nothing but zeros from byte ${end}`
  const last = bytes[end - 1]
  return last === 0x0d || last === 0x0a ? suspicious(evidence) : damaged('truncated', evidence)
}

/**
 * Bytes that do not belong to the character set of the rest. ISO-2022-JP is 7-bit (RFC 1468), but for half-width kana of
 * careless senders; of the 8-bit sets one must explain every byte.
 */
function foreignBytes(bytes: Uint8Array): Finding | null {
  if (isAscii(bytes)) return null
  if (hasShift(bytes)) {
    const { count, first } = highBytes(bytes, (byte) => byte < 0xa1 || byte > 0xdf)
    if (count === 0) return null
    const evidence = `${count} bytes beyond 7-bit ISO-2022-JP, the first at byte ${first}`
    return count > MOST_STRAY ? encrypted(evidence) : suspicious(evidence)
  }
  if (isUtf8(bytes) || decodes(bytes, 'shift_jis') || decodes(bytes, 'euc-jp')) return null
  const { count, first } = highBytes(bytes, () => true)
  return suspicious(`${count} bytes from byte ${first} on are of no one character set`)
}

/** MSH-18 of messages that hold Japanese text. */
const JAPANESE = /^MSH[^\r\n]{0,400}(?:ISO IR ?(?:13|14|87|159)|UNICODE)/
const QUESTION_MARK = 0x3f
const REPLACEMENT = Buffer.from('\ufffd')

/**
 * What a conversion leaves that did not know the character set: a question mark for each half of a character, or U+FFFD for most of
 * what is not ASCII. One that the source itself has lost is not meant.
 */
function lostCharacters(bytes: Uint8Array): string {
  if (bytes.includes(ESCAPE)) return ''
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (isAscii(bytes)) {
    const marks = bytes.includes(QUESTION_MARK) ? doubleMarks(bytes) : 0
    const isLost = marks > MOST_STRAY && JAPANESE.test(text.toString('latin1', 0, 512))
    return isLost ? `question marks where Japanese text was, ${marks} of them` : ''
  }
  let lost = 0
  for (let at = text.indexOf(REPLACEMENT); at >= 0; at = text.indexOf(REPLACEMENT, at + 3)) lost++
  const characters = lost > MOST_STRAY ? highBytes(bytes, (byte) => byte >= 0xc0).count : 0
  return characters > 0 && lost > characters / 2
    ? `${lost} of ${characters} characters were lost in a conversion (U+FFFD)`
    : ''
}

/** Question marks that stand beside another one. */
function doubleMarks(bytes: Uint8Array): number {
  let marks = 0
  for (let at = bytes.indexOf(QUESTION_MARK); at >= 0; at = bytes.indexOf(QUESTION_MARK, at + 1)) {
    if (bytes[at + 1] === QUESTION_MARK || bytes[at - 1] === QUESTION_MARK) marks++
  }
  return marks
}

function hasShift(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(ESCAPE); at >= 0; at = bytes.indexOf(ESCAPE, at + 1)) {
    if (bytes[at + 1] === DOLLAR) return true
  }
  return false
}

function highBytes(bytes: Uint8Array, isForeign: (byte: number) => boolean) {
  let count = 0
  let first = -1
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number
    if (byte < 0x80 || !isForeign(byte)) continue
    if (first < 0) first = i
    count++
  }
  return { count, first }
}

function decodes(bytes: Uint8Array, charset: string): boolean {
  try {
    new TextDecoder(charset, { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}
