/** Texts that stop where none of their kind can: what a copy that broke off leaves, when it is whole to its last byte. */

/** Begins the evidence of a text that may have been cut: see doubtful-files.ts. */
export const TORN_END = 'ends without its terminator at byte'
/** The same of a message that ends with a segment behind which another one must stand. */
export const TORN_MESSAGE = 'ends with a segment that no message ends with'

/** Begins the evidence of a page behind whose end something stands; servers put such lines behind all pages. */
export const BEHIND_PAGE = 'text behind the end of the page'

/** How far from the ends of a page its tags are looked for. Bytes. */
const PAGE_EDGE = 1024
const [LF, CR, CARET] = [0x0a, 0x0d, 0x5e]
/**
 * By message code, segments that open a group whose other segments are required (HL7 v2.5: 3.3 ADT; 4.4.6 OMG, 4.4.10 OML,
 * 4.4.12 OMI, 4.7 OMD, 4.13.6 RDE, 4.13.14 RAS; 7.3 ORU, OUL). A segment behind which the others are optional is none.
 */
const OPENING: Readonly<Record<string, readonly string[]>> = {
  ADT: ['MSH', 'EVN'],
  OMD: ['MSH', 'PID', 'PV1', 'ORC', 'TQ1'],
  OMG: ['MSH', 'PID', 'PV1', 'ORC', 'TQ1'],
  OMI: ['MSH', 'PID', 'PV1', 'ORC', 'TQ1', 'OBR'],
  OML: ['MSH', 'PID', 'PV1', 'SPM', 'ORC', 'TQ1'],
  ORU: ['MSH', 'PID', 'PV1', 'ORC'],
  OUL: ['MSH', 'PID', 'PV1', 'SPM'],
  RAS: ['MSH', 'PID', 'PV1', 'ORC', 'RXA'],
  RDE: ['MSH', 'PID', 'PV1', 'ORC', 'RXE', 'TQ1'],
}
const ANY_OPENING = new Set(Object.values(OPENING).flat())

/** '' when nothing speaks against the end of the text. @param end of the text: zeros may stand behind it. */
export function tornEnd(bytes: Uint8Array, end: number, path: string): string {
  if (isMessage(bytes)) return tornMessage(bytes, end)
  if (/\.css$/i.test(path)) return isTornStyle(bytes, end) ? `${TORN_END} ${end}` : ''
  if (isTornMarkup(bytes, end, path)) return `${TORN_END} ${end}`
  return /\.html?$/i.test(path) && hasTextBehind(bytes, end) ? BEHIND_PAGE : ''
}

function isMessage(bytes: Uint8Array): boolean {
  return bytes[0] === 0x4d && bytes[1] === 0x53 && bytes[2] === 0x48
}

/** HL7 v2.5 2.5.4: each segment ends with CR. End-of-file marks of old systems and MLLP's may follow. */
function tornMessage(bytes: Uint8Array, end: number): string {
  let at = end
  while (at > 0 && (bytes[at - 1] === 0x1a || bytes[at - 1] === 0x1c)) at--
  if (!isLineEnd(bytes[at - 1])) return `${TORN_END} ${end}`
  while (at > 0 && isLineEnd(bytes[at - 1])) at--
  let start = at
  while (start > 0 && !isLineEnd(bytes[start - 1])) start--
  const last = String.fromCharCode(...bytes.subarray(start, start + 3))
  const isTorn = ANY_OPENING.has(last) && OPENING[codeOf(bytes)]?.includes(last) === true
  return isTorn ? `${TORN_MESSAGE}: ${last}, at byte ${start}` : ''
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === CR || byte === LF
}

/** MSH-9.1; '' = it is not said. */
function codeOf(bytes: Uint8Array): string {
  const separator = bytes[3]
  let at = 3
  for (let field = 2; field < 9; field++) {
    at = bytes.indexOf(separator as number, at + 1)
    if (at < 0) return ''
  }
  return bytes[at + 4] === CARET
    ? Buffer.from(bytes.buffer, bytes.byteOffset + at + 1, 3).toString('latin1')
    : ''
}

/** A page that is opened and not closed, or a tag that is. */
function isTornMarkup(bytes: Uint8Array, end: number, path: string): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, end)
  const head = text.toString('latin1', 0, PAGE_EDGE)
  const tail = text.toString('latin1', Math.max(0, end - PAGE_EDGE))
  if (/<html[\s>]|<!doctype\s+html/i.test(head) && !/<\/html\s*>/i.test(tail)) return true
  // Scripts and prose hold such signs, too: only where no tag follows at all is it the beginning of one.
  return /\.html?$/i.test(path) && /^\s*<[^>]*$/.test(head) && end < PAGE_EDGE
}

/** HTML 13.1: behind the end of a page stand comments and white space; scripts that a server adds are let pass. */
function hasTextBehind(bytes: Uint8Array, end: number): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, end)
  const tail = text.toString('latin1', Math.max(0, end - PAGE_EDGE))
  const behind = /<\/html\s*>([\s\S]*)$/i.exec(tail)?.[1] ?? ''
  return behind.replaceAll(/<!--[\s\S]*?-->|<script[\s\S]*?<\/script\s*>/gi, '').trim() !== ''
}

/** CSS Syntax 3, 4.3.2, 5.4.3: a comment is closed; what begins behind the last rule is one, too, unless a semicolon ends it. */
function isTornStyle(bytes: Uint8Array, end: number): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, end).toString('latin1')
  let rest = ''
  for (let at = 0; at < text.length; ) {
    const comment = text.indexOf('/*', at)
    const piece = text.slice(at, comment < 0 ? text.length : comment)
    const brace = piece.lastIndexOf('}')
    rest = brace < 0 ? rest + piece : piece.slice(brace)
    if (comment < 0) break
    const closed = text.indexOf('*/', comment + 2)
    if (closed < 0) return true
    at = closed + 2
  }
  const behind = rest.replaceAll('-->', '').trim()
  return behind.startsWith('}') && behind.length > 1 && !behind.endsWith(';')
}
