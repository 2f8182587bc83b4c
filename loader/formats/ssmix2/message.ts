/**
 * The lexer: bytes of one HL7 v2 file → segments whose fields stay raw until asked for.
 *
 *     const message = openMessage(bytes)
 *     if ('refusal' in message) …                     // whole file is out, with the reason
 *     for (const segment of message.segments) {
 *       segment.name                                  // 'OBX'
 *       segment.raw(5)                                // field 5, undecoded; '' when absent
 *       textOf(segment, 5)                            // decoded, escapes replaced; '' for `""`
 *     }
 *     message.finish()                                // once, at the end: losses become problems
 *     message.problems
 *
 * Typed fields (`codedOf`, `timeOf`, `staffOf` …) are in `fields.ts`. Messages share nothing but memories of what equal
 * raw text means.
 */
import type { FileRefusal } from '../../../model/records.ts'
import { readText } from './charset.ts'
import { DEFAULT_DELIMITERS, type Delimiters } from './hl7-escapes.ts'
import { shiftEnd } from './iso-2022-jp.ts'
import { noMessage } from './no-message.ts'
import { Message, Segment } from './segment.ts'

export { Message, textOf } from './segment.ts'

/** Why a whole file is not a message, with the evidence. */
export interface Refusal {
  readonly refusal: FileRefusal
  readonly detail: string
}

/** Opens a message. Never throws; a file that holds no message is answered with the reason. */
export function openMessage(bytes: Uint8Array): Message | Refusal {
  if (bytes.length === 0) return { refusal: 'empty', detail: '0 bytes' }
  if (bytes[0] === 0 && bytes.every((b) => b === 0))
    return { refusal: 'zero-filled', detail: `${bytes.length} bytes, all zero` }
  const file = readText(bytes)
  const { text, terminated, zeros } = bodyOf(file.text)
  if (!text.startsWith('MSH')) return noMessage(bytes, text)
  const delimiters = delimitersOf(text)
  if (delimiters === null)
    return { refusal: 'unparsable', detail: 'MSH-1 and MSH-2 name no usable delimiters' }
  const message = new Message({
    text,
    terminated,
    delimiters,
    deviatingCharset: file.deviatingCharset,
  })
  const controls = splitSegments(message)
  const lost = file.deviatingCharset === '' ? 0 : (text.match(/\ufffd/g)?.length ?? 0)
  if (controls + lost > Math.max(8, text.length / 100))
    return {
      refusal: 'encrypted',
      detail: `begins as HL7, but ${controls + lost} of ${text.length} characters are not text`,
    }
  noteDamage(message, controls, zeros)
  if (file.ambiguous) noteAmbiguity(message)
  return message
}

interface Body {
  readonly text: string
  /** Whether the last segment has a terminator. */
  readonly terminated: boolean
  /** How many zero bytes stood behind the message. */
  readonly zeros: number
}

/** The message without its wrapping. */
function bodyOf(text: string): Body {
  let start = 0
  let end = text.length
  let zeros = 0
  let terminated = false
  while (start < end && isWrapping(text.charCodeAt(start))) start++
  for (; end > start; end--) {
    const c = text.charCodeAt(end - 1)
    if (c === 0) zeros++
    else if (c === 0x0d || c === 0x0a) terminated = true
    else if (c !== 0x1a && c !== 0x0b && c !== 0x1c) break
  }
  return { text: text.slice(start, end), terminated, zeros }
}

/** Byte order mark, MLLP start block, blank lines. */
function isWrapping(c: number): boolean {
  return c === 0xfeff || c === 0x0b || c === 0x0d || c === 0x0a || c === 0x20
}

/** HL7 v2.5 ch. 2.5.4: MSH-1 is the field separator, MSH-2 the other four. Null when they cannot be delimiters. */
function delimitersOf(text: string): Delimiters | null {
  const field = text.charAt(3)
  if (field === '|' && text.startsWith('^~\\&', 4) && /^[|\r\n]?$/.test(text.charAt(8)))
    return DEFAULT_DELIMITERS
  if (!/^[!-/:-@[-`{-~]$/.test(field)) return null
  const rest = text.slice(4, 12).split(field)[0] ?? ''
  if (!/^[!-/:-@[-`{-~]{1,5}$/.test(rest)) return null
  return {
    field,
    component: rest[0] ?? '^',
    repetition: rest[1] ?? '~',
    escape: rest[2] ?? '\\',
    subcomponent: rest[3] ?? '&',
  }
}

/** Fills the message's segments in one pass; answers how many control characters stand in the text. */
function splitSegments(message: Message): number {
  const { text, fieldEnds } = message
  const separator = message.delimiters.field.charCodeAt(0)
  const length = text.length
  let controls = 0
  let line = 1
  let i = 0
  while (i < length) {
    const opening = text.charCodeAt(i)
    if (opening === 0x0d || opening === 0x0a || opening === 0x20) {
      if (opening === 0x0d || (opening === 0x0a && text.charCodeAt(i - 1) !== 0x0d)) line++
      i++
      continue
    }
    const start = i
    const first = fieldEnds.length
    let openShift = false
    for (; i < length; i++) {
      const c = text.charCodeAt(i)
      if (c === separator) fieldEnds.push(i)
      else if (c < 0x20) {
        if (c === 0x0d || c === 0x0a) break
        if (c === 0x1b || c === 0x0e) {
          openShift = text.charCodeAt(i + 1) === 0x24
          i = shiftEnd(text, i, separator)
        } else if (c !== 0x09 && c !== 0x0f) controls++
      }
    }
    fieldEnds.push(i)
    addSegment(message, { start, first, line, openShift })
  }
  return controls
}

interface SegmentPlace {
  readonly start: number
  /** Index of its first field end. */
  readonly first: number
  readonly line: number
  readonly openShift: boolean
}

function addSegment(message: Message, at: SegmentPlace): void {
  const { text, fieldEnds } = message
  const { start, first, line, openShift } = at
  const nameEnd = fieldEnds[first] as number
  const name = nameEnd - start === 3 ? nameAt(text, start) : ''
  if (name === '') {
    message.endsInName =
      nameEnd === text.length && /^[A-Z][A-Z0-9]?$/.test(text.slice(start, nameEnd))
    message.report({
      where: `line ${line}`,
      text: message.codec.text(text.slice(start, fieldEnds[fieldEnds.length - 1])),
      reason: 'line is not a segment',
    })
    fieldEnds.length = first
    return
  }
  if (fieldEnds.length - first === 1) {
    // Some senders append bare segment names; a file cut behind a name ends so as well.
    message.report({ where: `line ${line}`, text: name, reason: 'segment is empty' })
    fieldEnds.length = first
    return
  }
  const segment = new Segment(message, name, start, first, fieldEnds.length - first)
  message.segments.push(segment)
  if (openShift) message.openShifts.push(segment)
}

const segmentNames = new Map<number, string>()

/** The segment name at `start`, '' when there is none: a letter and two letters or digits. HL7 v2.5 ch. 2.5.2. */
function nameAt(text: string, start: number): string {
  const first = text.charCodeAt(start)
  const second = text.charCodeAt(start + 1)
  const third = text.charCodeAt(start + 2)
  const isName = isCapital(first) && isNameCharacter(second) && isNameCharacter(third)
  if (!isName) return ''
  const key = (first << 16) | (second << 8) | third
  const known = segmentNames.get(key)
  if (known !== undefined) return known
  const name = String.fromCharCode(first, second, third)
  segmentNames.set(key, name)
  return name
}

function isNameCharacter(c: number): boolean {
  return isCapital(c) || isDigit(c)
}

function isCapital(c: number): boolean {
  return c >= 0x41 && c <= 0x5a
}

function isDigit(c: number): boolean {
  return c >= 0x30 && c <= 0x39
}

/** More zero bytes than a terminator explains. */
const ZEROS_OF_A_TERMINATOR = 2

function noteDamage(message: Message, controls: number, zeros: number): void {
  for (const segment of message.openShifts)
    segment.problem(
      segment.lastField,
      'two-byte characters are not closed before the end of the segment; fields behind may be swallowed',
    )
  if (controls > 0)
    message.report({
      where: 'file',
      text: `${controls}`,
      reason: 'control characters inside the text',
    })
  if (zeros > ZEROS_OF_A_TERMINATOR)
    message.report({
      where: 'file',
      text: `${zeros}`,
      reason: 'file ends in zero bytes: what stood there is lost',
    })
}

function noteAmbiguity(message: Message): void {
  message.report({
    where: 'file',
    text: message.deviatingCharset,
    reason: 'character set is ambiguous: another one fits these bytes as well',
  })
}
