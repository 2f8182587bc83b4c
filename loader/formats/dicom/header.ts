/**
 * The data set of a DICOM file up to its pixel data: PS3.5 chapter 7 and annex A.
 * dicom-parser reads the elements; it throws strings, recurses into sequences and believes the declared transfer
 * syntax, so every reading is guarded and, where it yields nothing, tried another way.
 */
import { inflateRawSync } from 'node:zlib'
import type { DataSet } from 'dicom-parser'
import { readElements } from '../../../model/dicom-elements.ts'
import { latin1 } from '../../../model/document-charset.ts'
import { asciiOf } from './elements.ts'
import { type FileMeta, readFileMeta } from './file-meta.ts'

export interface Header {
  readonly dataSet: DataSet
  readonly meta: FileMeta
  /** As the file declares it; without file meta information, as its data set turned out to be. */
  readonly transferSyntaxUid: string
  readonly bigEndian: boolean
  /** Byte of the file at which `dataSet.byteArray` begins; 0 for an inflated data set. */
  readonly base: number
  /** Where and why reading stopped before the pixel data; '' = it did not. */
  readonly stopped: string
  /** What had to be assumed against the file's own words; '' = nothing. */
  readonly assumed: string
}

export type HeaderReading =
  | { readonly ok: true; readonly header: Header }
  | { readonly ok: false; readonly refusal: 'truncated' | 'unparsable'; readonly detail: string }

export const PIXEL_DATA = 'x7fe00010'

const IMPLICIT = '1.2.840.10008.1.2'
const EXPLICIT = '1.2.840.10008.1.2.1'
const BIG_ENDIAN = '1.2.840.10008.1.2.2'
const DEFLATED = '1.2.840.10008.1.2.1.99'
/** A deflated data set may not grow beyond this: a bomb of a few hundred kB holds gigabytes. */
const LARGEST_INFLATED = 128 * 1024 * 1024
/** Stray bytes that are looked past before a data set without preamble. */
const MOST_STRAY_BYTES = 256
/** First elements of a data set: length, character set, image type, SOP class, SOP Instance. */
const FIRST_ELEMENTS = new Set([0x00, 0x05, 0x08, 0x16, 0x18])

interface Body {
  readonly bytes: Uint8Array
  readonly base: number
}

interface Attempt {
  readonly dataSet: DataSet
  readonly error: string
}

/** Never throws. Refuses bytes in which no transfer syntax finds a data set. */
export function readHeader(bytes: Uint8Array, meta = readFileMeta(bytes)): HeaderReading {
  if (meta.end >= bytes.length) {
    return refused('truncated', `file ends at byte ${bytes.length}, before its data set`)
  }
  if (meta.transferSyntaxUid === DEFLATED) return readDeflated(bytes, meta)
  return readBody(startOfBody(bytes, meta), meta)
}

function readDeflated(bytes: Uint8Array, meta: FileMeta): HeaderReading {
  try {
    const inflated = inflateRawSync(bytes.subarray(meta.end), { maxOutputLength: LARGEST_INFLATED })
    return readBody({ bytes: inflated, base: 0 }, meta)
  } catch (thrown) {
    const code = (thrown as { code?: string }).code
    if (code === 'ERR_BUFFER_TOO_LARGE') {
      return refused('unparsable', `deflated data set grows beyond ${LARGEST_INFLATED} bytes`)
    }
    return code === 'Z_BUF_ERROR'
      ? refused('truncated', `deflated data set ends early, at byte ${bytes.length}`)
      : refused('unparsable', `deflated data set from byte ${meta.end}: ${String(code)}`)
  }
}

function startOfBody(bytes: Uint8Array, meta: FileMeta): Body {
  if (meta.end > 0) return { bytes: bytes.subarray(meta.end), base: meta.end }
  for (let base = 0; base < MOST_STRAY_BYTES; base++) {
    if (isFirstElement(bytes, base)) return { bytes: bytes.subarray(base), base }
  }
  return { bytes, base: 0 }
}

/** (0008,00xx) with an explicit VR. */
function isFirstElement(bytes: Uint8Array, at: number): boolean {
  if (bytes[at] !== 0x08 || bytes[at + 1] !== 0 || bytes[at + 3] !== 0) return false
  const vr = latin1(bytes.subarray(at + 4, at + 6))
  return FIRST_ELEMENTS.has(bytes[at + 2] ?? -1) && (vr === 'UL' || vr === 'CS' || vr === 'UI')
}

/** The declared transfer syntax first, then the others: devices declare one and write another. */
function readBody(body: Body, meta: FileMeta): HeaderReading {
  const declared = elementsSyntax(meta.transferSyntaxUid)
  let first: Attempt | null = null
  for (const syntax of [
    declared,
    ...[EXPLICIT, IMPLICIT, BIG_ENDIAN].filter((s) => s !== declared),
  ]) {
    if (!looksLike(body.bytes, syntax) && (syntax !== declared || meta.end === 0)) continue
    const tried = attempt(body, syntax)
    if (isUsable(tried.dataSet)) {
      return accepted(tried.dataSet, tried.error, body, meta, syntax)
    }
    first ??= tried
  }
  if (first?.error === '' && meta.end > 0) {
    return accepted(first.dataSet, '', body, meta, declared)
  }
  const reason = first?.error ?? `no data set begins at byte ${body.base}`
  return refused(/past the end/.test(reason) ? 'truncated' : 'unparsable', reason)
}

/** How elements are written; every encapsulated transfer syntax is explicit little endian (PS3.5 A.4). */
function elementsSyntax(transferSyntaxUid: string): string {
  return transferSyntaxUid === IMPLICIT || transferSyntaxUid === BIG_ENDIAN
    ? transferSyntaxUid
    : EXPLICIT
}

function accepted(
  dataSet: DataSet,
  stopped: string,
  body: Body,
  meta: FileMeta,
  syntax: string,
): HeaderReading {
  const declared = meta.transferSyntaxUid
  let assumed = ''
  if (declared === '') assumed = `no file meta; read as ${syntax} from byte ${body.base}`
  else if (elementsSyntax(declared) !== syntax) assumed = `declared ${declared}, read as ${syntax}`
  const { base } = body
  const bigEndian = syntax === BIG_ENDIAN
  const transferSyntaxUid = declared || syntax
  return {
    ok: true,
    header: { dataSet, meta, transferSyntaxUid, bigEndian, base, stopped, assumed },
  }
}

function refused(refusal: 'truncated' | 'unparsable', reason: string): HeaderReading {
  return { ok: false, refusal, detail: `DICOM header: ${reason}` }
}

function attempt(body: Body, syntax: string): Attempt {
  const encoding = { explicitVr: syntax !== IMPLICIT, littleEndian: syntax !== BIG_ENDIAN }
  const { dataSet, thrown } = readElements(body.bytes, 0, encoding, PIXEL_DATA)
  if (thrown === null) return { dataSet, error: '' }
  const after = body.base + endOfElements(dataSet)
  return { dataSet, error: `${reasonOf(thrown)} after byte ${after}` }
}

function reasonOf(cause: unknown): string {
  if (cause instanceof RangeError && /call stack/.test(cause.message)) {
    return 'sequences are nested too deeply'
  }
  const message = cause instanceof Error ? cause.message : String(cause)
  return /past end|seek|overrun|eof|maxPosition|attempt to read/i.test(message)
    ? 'an element reaches past the end of the file'
    : message.slice(0, 200)
}

/** Whether the first element can stand in this transfer syntax: a low group, and a VR or none. */
function looksLike(body: Uint8Array, syntax: string): boolean {
  if (body.length < 8) return false
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength)
  const group = view.getUint16(0, syntax !== BIG_ENDIAN)
  if (group > 0x0020 || group === 0) return false
  const isLetter = (byte: number | undefined) => byte !== undefined && byte >= 0x41 && byte <= 0x5a
  return (isLetter(body[4]) && isLetter(body[5])) === (syntax !== IMPLICIT)
}

/** A wrong transfer syntax yields garbage tags; a real UID under one of these proves the right one. */
function isUsable(dataSet: DataSet): boolean {
  return ['x00080016', 'x00080018', 'x0020000d'].some((tag) =>
    /^\d[\d.]{4,63}$/.test(asciiOf(dataSet, tag)),
  )
}

function endOfElements(dataSet: DataSet): number {
  let end = 0
  for (const { dataOffset, length } of Object.values(dataSet.elements)) {
    const last = dataOffset + length
    if (last <= dataSet.byteArray.length) end = Math.max(end, last)
  }
  return end
}
