/**
 * PDF (ISO 32000-1): compressed streams carry their own proof (Adler-32, RFC 1950), the cross-reference table says where
 * objects begin. Password-protected files are legal; their streams prove nothing and are passed over.
 */
import { constants, inflateSync } from 'node:zlib'
import { damaged, encrypted, type Finding, suspicious } from './finding.ts'
import { screenJpeg } from './jpeg.ts'
import { textNoise } from './noise.ts'

/** Begins the evidence of a file whose table is elsewhere: some writers count wrongly in all their files. */
export const NO_TABLE = 'PDF: no table of objects where the file says it is'

/** A stream may not grow beyond this; larger ones are passed over. */
const LARGEST_STREAM = 64 * 1024 * 1024
/** Entries of a cross-reference table that are followed. */
const MOST_ENTRIES = 100_000

export function screenPdf(bytes: Uint8Array): Finding | null {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  if (/\/Encrypt\s+\d+\s+\d+\s+R/.test(text)) return null
  return screenStreams(bytes, text) ?? screenTable(text) ?? screenEnd(bytes, text)
}

/** 7.5.5: `%%EOF` is the last line. Readers look past what mailers and disks put behind it, which is text or zeros. */
function screenEnd(bytes: Uint8Array, text: string): Finding | null {
  const end = text.lastIndexOf('%%EOF')
  const behind = end < 0 ? bytes.subarray(0, 0) : bytes.subarray(end + 5)
  const { block } = textNoise(behind, behind.length)
  return block < 0 ? null : suspicious(`PDF: bytes that are no text behind its end at byte ${end}`)
}

function screenStreams(bytes: Uint8Array, text: string): Finding | null {
  for (let at = text.indexOf('stream'); at >= 0; at = text.indexOf('stream', at)) {
    const found = streamAt(text, at)
    if (found === null) {
      at += 6
      continue
    }
    const { start, end, dictionary } = found
    const finding = screenStream(bytes.subarray(start, end), dictionary, start)
    if (finding !== null) return finding
    at = Math.max(end, at + 6)
  }
  return null
}

interface Stream {
  readonly start: number
  readonly end: number
  readonly dictionary: string
}

/** 7.3.8: a dictionary, `stream`, a line end, /Length bytes, `endstream`. */
function streamAt(text: string, at: number): Stream | null {
  if (!/^stream\r?\n/.test(text.slice(at, at + 8))) return null
  const head = text.slice(Math.max(0, at - 4096), at)
  const dictionary = head.slice(head.lastIndexOf(' obj') + 1)
  if (!/>>\s*$/.test(dictionary)) return null
  const start = at + (text[at + 6] === '\r' ? 8 : 7)
  const stated = /\/Length\s+(\d{1,10})(?!\s+\d+\s+R)/.exec(dictionary)?.[1]
  const statedEnd = start + Number(stated ?? Number.NaN)
  if (/^\s{0,2}endstream/.test(text.slice(statedEnd, statedEnd + 11))) {
    return { start, end: statedEnd, dictionary }
  }
  const end = text.indexOf('endstream', start)
  return end < 0 ? null : { start, end, dictionary }
}

function screenStream(bytes: Uint8Array, dictionary: string, start: number): Finding | null {
  const filter = /\/Filter\s*\[?\s*\/(\w+)\s*(\]|\/(?!\w+Decode)|>>|$)/.exec(dictionary)?.[1]
  if (filter === 'DCTDecode') {
    const found = screenJpeg(bytes, start)
    return found && { ...found, evidence: `picture at byte ${start}: ${found.evidence}` }
  }
  if (/<<\s*\/Length\s+\d+\s*>>\s*$/.test(dictionary)) return screenOperators(bytes, start)
  if (filter !== 'FlateDecode' || bytes.length === 0) return null
  try {
    inflateSync(bytes, { maxOutputLength: LARGEST_STREAM, finishFlush: constants.Z_SYNC_FLUSH })
    return null
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ERR_BUFFER_TOO_LARGE') return null
    const evidence = `PDF stream of ${bytes.length} bytes at byte ${start}: ${message}`
    return /data check/.test(message) ? suspicious(evidence) : encrypted(evidence)
  }
}

/** 7.8.2: page contents are operators in ASCII; only strings in parentheses may hold other bytes. */
function screenOperators(bytes: Uint8Array, start: number): Finding | null {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  const operators = Buffer.from(text.replace(/\((?:\\[\s\S]|[^\\()])*\)/g, '()'), 'latin1')
  const { block } = textNoise(operators, operators.length)
  return block < 0
    ? null
    : encrypted(`PDF: page contents at byte ${start} hold bytes that are no text`)
}

/** 7.5.4: each entry in use gives the byte at which `n g obj` stands. Some writers count wrongly: one entry proves little. */
function screenTable(text: string): Finding | null {
  const stated = Number(
    /startxref\s+(\d{1,12})\s+%%EOF\s*$/.exec(text.slice(-1024))?.[1] ?? Number.NaN,
  )
  const table = /^\s*xref\s+(\d+) (\d+)\s*\n/.exec(text.slice(stated, stated + 64))
  if (table === null) {
    // 7.5.8: instead of a table there may be a stream of objects.
    const isThere =
      Number.isNaN(stated) || /^\s*\d+\s+\d+\s+obj/.test(text.slice(stated, stated + 64))
    return isThere ? null : suspicious(`${NO_TABLE}, at byte ${stated}`)
  }
  const [head, first = '', count = ''] = table
  let wrong = 0
  let example = 0
  for (let i = 0; i < Math.min(Number(count), MOST_ENTRIES); i++) {
    const entry = text.slice(stated + head.length + i * 20, stated + head.length + i * 20 + 20)
    const [, offset = '', , use] = /^(\d{10}) (\d{5}) ([nf])/.exec(entry) ?? []
    if (use !== 'n') continue
    const place = Number(offset)
    const isThere = new RegExp(`^\\s{0,2}${Number(first) + i}\\s+\\d+\\s+obj`).test(
      text.slice(place, place + 32),
    )
    if (!isThere) {
      wrong++
      example = place
    }
  }
  if (wrong === 0) return null
  const evidence = `PDF: ${wrong} of ${count} objects do not stand where the table says, one at byte ${example}`
  return wrong === Number(count) - 1 ? suspicious(evidence) : damaged('unparsable', evidence)
}
