/** Text of any Japanese character set: HL7 messages, CDA, HTML, plain text. */
import { isAscii, isUtf8 } from 'node:buffer'
import { damaged, encrypted, type Finding, suspicious } from './finding.ts'
import { createNoiseSum, type TextNoise } from './noise.ts'
import { tornEnd } from './torn-text.ts'

/** More zero bytes than a terminator explains. */
const ZEROS_OF_A_TERMINATOR = 2
/** Stray bytes are a sender's habit or a flipped bit; this many are an overwritten piece. */
const MOST_STRAY = 7
const [ESCAPE, DOLLAR] = [0x1b, 0x24]

/** Null when nothing speaks against the text. */
export function screenText(bytes: Uint8Array, path: string): Finding | null {
  const { finding, end } = lookThrough(() => [bytes])
  if (finding !== null) return finding
  const torn = tornEnd(bytes, end, path)
  return torn === '' ? null : suspicious(torn)
}

/**
 * The same of a text of many independent lines, in windows that end where a line ends. How it ends is for the reader of its lines to say.
 * @param windows asked for again where the first look leaves a question
 */
export function screenLines(windows: () => Iterable<Uint8Array>): Finding | null {
  const [first] = windows()
  return first === undefined || isWide(first) ? null : lookThrough(windows).finding
}

function lookThrough(windows: () => Iterable<Uint8Array>): {
  readonly finding: Finding | null
  /** Of the text: zeros may stand behind it. */
  readonly end: number
} {
  const noise = createNoiseSum()
  const set = { isAscii: true, isUtf8: true, hasEscape: false, hasShift: false }
  let last = -1
  let zeros = 0
  let length = 0
  for (const window of windows()) {
    const end = endOfText(window)
    length += window.length
    if (end > 0) {
      // Zeros at the end of the window before stand in the middle of the text.
      if (zeros > 0) noise.add(new Uint8Array(zeros), zeros)
      noise.add(window, end)
      noteCharacters(set, window.subarray(0, end))
      last = window[end - 1] as number
      zeros = 0
    }
    zeros += window.length - end
  }
  const end = length - zeros
  if (zeros > ZEROS_OF_A_TERMINATOR) return { finding: zeroTail(last, end), end }
  const texts = () => textsOf(windows(), end)
  return { finding: ofNoise(noise.said()) ?? ofCharacters(set, texts, noise.said()), end }
}

/** What is told by the first look at the characters of a text. */
interface CharacterSet {
  isAscii: boolean
  isUtf8: boolean
  hasEscape: boolean
  hasShift: boolean
}

function noteCharacters(set: CharacterSet, text: Uint8Array): void {
  set.hasEscape ||= text.includes(ESCAPE)
  set.hasShift ||= set.hasEscape && hasShift(text)
  if (isAscii(text)) return
  set.isAscii = false
  set.isUtf8 &&= isUtf8(text)
}

/** Without what stands behind the text's end. */
function* textsOf(windows: Iterable<Uint8Array>, end: number): Generator<Uint8Array> {
  let left = end
  for (const window of windows) {
    if (left === 0) return
    const text = window.subarray(0, left)
    left -= text.length
    yield text
  }
}

function ofNoise({ block, count, first }: TextNoise): Finding | null {
  if (block >= 0) return encrypted(`bytes that are no text from byte ${block}`)
  if (count <= MOST_STRAY) return null
  return damaged('truncated', `${count} bytes that are no text from byte ${first}`)
}

function ofCharacters(
  set: CharacterSet,
  texts: Texts,
  { count, first }: TextNoise,
): Finding | null {
  const foreign = foreignBytes(set, texts)
  if (foreign !== null) return foreign
  if (count > 0) {
    return suspicious(`${count} control characters, the first at byte ${first}`)
  }
  const lost = lostCharacters(set, texts)
  return lost === '' ? null : suspicious(lost)
}

type Texts = () => Iterable<Uint8Array>

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
function zeroTail(last: number, end: number): Finding {
  const evidence = `nothing but zeros from byte ${end}`
  return last === 0x0d || last === 0x0a ? suspicious(evidence) : damaged('truncated', evidence)
}

/**
 * Bytes that do not belong to the character set of the rest. ISO-2022-JP is 7-bit (RFC 1468), but for half-width kana of
 * careless senders; of the 8-bit sets one must explain every byte.
 */
function foreignBytes({ isAscii, isUtf8, hasShift }: CharacterSet, texts: Texts): Finding | null {
  if (isAscii) return null
  if (hasShift) {
    const { count, first } = highBytes(texts(), (byte) => byte < 0xa1 || byte > 0xdf)
    if (count === 0) return null
    const evidence = `${count} bytes beyond 7-bit ISO-2022-JP, the first at byte ${first}`
    return count > MOST_STRAY ? encrypted(evidence) : suspicious(evidence)
  }
  if (isUtf8 || decodes(texts(), 'shift_jis') || decodes(texts(), 'euc-jp')) return null
  const { count, first } = highBytes(texts(), () => true)
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
function lostCharacters({ isAscii, hasEscape }: CharacterSet, texts: Texts): string {
  if (hasEscape) return ''
  if (isAscii) {
    const marks = sumOf(texts(), doubleMarks)
    return marks > MOST_STRAY && isJapanese(texts())
      ? `question marks where Japanese text was, ${marks} of them`
      : ''
  }
  const lost = sumOf(texts(), replacements)
  const characters = lost > MOST_STRAY ? highBytes(texts(), (byte) => byte >= 0xc0).count : 0
  return characters > 0 && lost > characters / 2
    ? `${lost} of ${characters} characters were lost in a conversion (U+FFFD)`
    : ''
}

function isJapanese([first]: Iterable<Uint8Array>): boolean {
  const head = first?.subarray(0, 512) ?? new Uint8Array(0)
  return JAPANESE.test(Buffer.from(head).toString('latin1'))
}

function sumOf(texts: Iterable<Uint8Array>, of: (text: Uint8Array) => number): number {
  let sum = 0
  for (const text of texts) sum += of(text)
  return sum
}

function replacements(bytes: Uint8Array): number {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  let lost = 0
  for (let at = text.indexOf(REPLACEMENT); at >= 0; at = text.indexOf(REPLACEMENT, at + 3)) lost++
  return lost
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

function highBytes(texts: Iterable<Uint8Array>, isForeign: (byte: number) => boolean) {
  let count = 0
  let first = -1
  let base = 0
  for (const bytes of texts) {
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i] as number
      if (byte < 0x80 || !isForeign(byte)) continue
      if (first < 0) first = base + i
      count++
    }
    base += bytes.length
  }
  return { count, first }
}

function decodes(texts: Iterable<Uint8Array>, charset: string): boolean {
  try {
    const decoder = new TextDecoder(charset, { fatal: true })
    for (const text of texts) decoder.decode(text, { stream: true })
    decoder.decode()
    return true
  } catch {
    return false
  }
}
