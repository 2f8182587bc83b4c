/** A data set as DICOM JSON (DICOM PS3.18 annex F): text in UTF-8, numbers as numbers, what is large named by its address. */
import { decodeDicomText } from '../../../model/dicom-text.ts'
import { undeclaredText } from '../undeclared-text.ts'
import type { DataElement, DataSet } from './data-set-reader.ts'
import { PIXEL_TAGS } from './data-set-reader.ts'
import { vrOf } from './value-representations.ts'

interface Name {
  Alphabetic?: string
  Ideographic?: string
  Phonetic?: string
}
type JsonValue = string | number | Name | JsonDataSet | null
export interface JsonElement {
  readonly vr: string
  readonly Value?: readonly JsonValue[]
  /** Base64 (RFC 4648). */
  readonly InlineBinary?: string
  readonly BulkDataURI?: string
}
export type JsonDataSet = Readonly<Record<string, JsonElement>>

export interface JsonOptions {
  readonly littleEndian: boolean
  /** Address of a value by its path in the data set: `54000100.0.54001010`. */
  bulkData(path: string): string
}

/** Binary values above this are named by their address instead. */
const LARGEST_INLINE = 1024
const CHARACTER_SET = '00080005'
const IN_CHARACTER_SET = new Set(['LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UT'])
/** Their backslashes are text (PS3.5 6.2). */
const ONE_VALUE = new Set(['LT', 'ST', 'UT', 'UR'])
/** Spaces in front of these mean nothing (PS3.5 6.2). */
const LEADING_SPACES = new Set(['AE', 'CS', 'DS', 'IS', 'LO', 'PN', 'SH'])
/** Bytes of one number, by representation. */
const WIDTHS: Readonly<Record<string, number>> = {
  US: 2,
  SS: 2,
  AT: 4,
  UL: 4,
  SL: 4,
  FL: 4,
  FD: 8,
  SV: 8,
  UV: 8,
}
/** Bytes of one word of a binary value. */
const WORDS: Readonly<Record<string, number>> = { OW: 2, OL: 4, OF: 4, OD: 8, OV: 8 }

/** @param bytes those in which the elements lie */
export function toJson(dataSet: DataSet, bytes: Uint8Array, options: JsonOptions): JsonDataSet {
  return new Writer(bytes, options).dataSet(dataSet, '', '')
}

class Writer {
  private readonly bytes: Uint8Array
  private readonly view: DataView
  private readonly options: JsonOptions

  constructor(bytes: Uint8Array, options: JsonOptions) {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.options = options
  }

  dataSet({ elements }: DataSet, inherited: string, place: string): JsonDataSet {
    const own = elements.find(({ tag }) => tag === CHARACTER_SET)
    const charset = own === undefined ? inherited : this.ascii(own)
    const written: Record<string, JsonElement> = {}
    for (const element of elements) {
      // Lengths of groups say nothing of this form.
      if (element.tag.endsWith('0000')) continue
      written[element.tag] =
        element.tag === CHARACTER_SET
          ? { vr: 'CS', Value: ['ISO_IR 192'] }
          : this.element(element, charset, place)
    }
    return written
  }

  private element(element: DataElement, charset: string, place: string): JsonElement {
    const { tag, items, length } = element
    const path = place + tag
    if (items !== undefined) {
      const sets = items.map((item, n) => this.dataSet(item, charset, `${path}.${n}.`))
      return sets.length === 0 ? { vr: 'SQ' } : { vr: 'SQ', Value: sets }
    }
    const vr = element.vr === 'UN' ? this.known(element) : element.vr
    if (length === 0) return { vr }
    if (length === null || PIXEL_TAGS.has(tag))
      return { vr, BulkDataURI: this.options.bulkData(path) }
    if (WIDTHS[vr] !== undefined) return filled(vr, this.numbers(element, vr))
    if (vr.startsWith('O') || vr === 'UN') {
      return length > LARGEST_INLINE
        ? { vr, BulkDataURI: this.options.bulkData(path) }
        : { vr, InlineBinary: this.binary(element, vr).toString('base64') }
    }
    return filled(vr, this.texts(element, vr, charset))
  }

  /** What was passed on as unknown is written in little endian by its own representation, where the dictionary has one. */
  private known({ tag }: DataElement): string {
    const vr = vrOf(tag, false)
    return vr === 'SQ' || !this.options.littleEndian ? 'UN' : vr
  }

  private texts(element: DataElement, vr: string, charset: string): JsonValue[] {
    const text = IN_CHARACTER_SET.has(vr)
      ? decodeDicomText(this.valueOf(element), charset, undeclaredText).text
      : this.ascii(element)
    const values = ONE_VALUE.has(vr) ? [text] : text.split('\\')
    return values.map((value) => {
      const trimmed = LEADING_SPACES.has(vr) ? value.trim() : value.trimEnd()
      if (trimmed === '') return null
      if (vr === 'PN') return nameOf(trimmed)
      // PS3.18 F.2.3.1: a text that is no number stays text.
      return (vr === 'DS' || vr === 'IS') && Number.isFinite(Number(trimmed))
        ? Number(trimmed)
        : trimmed
    })
  }

  private numbers(element: DataElement, vr: string): JsonValue[] {
    const width = WIDTHS[vr] ?? 1
    const count = Math.floor((element.length ?? 0) / width)
    return Array.from({ length: count }, (_, n) => this.number(element.at + n * width, vr))
  }

  private number(at: number, vr: string): JsonValue {
    const { littleEndian } = this.options
    if (vr === 'US') return this.view.getUint16(at, littleEndian)
    if (vr === 'SS') return this.view.getInt16(at, littleEndian)
    if (vr === 'UL') return this.view.getUint32(at, littleEndian)
    if (vr === 'SL') return this.view.getInt32(at, littleEndian)
    if (vr === 'FL') return jsonNumber(this.view.getFloat32(at, littleEndian))
    if (vr === 'FD') return jsonNumber(this.view.getFloat64(at, littleEndian))
    if (vr === 'SV') return jsonInteger(this.view.getBigInt64(at, littleEndian))
    if (vr === 'UV') return jsonInteger(this.view.getBigUint64(at, littleEndian))
    const half = (from: number) => this.view.getUint16(from, littleEndian).toString(16)
    return (half(at).padStart(4, '0') + half(at + 2).padStart(4, '0')).toUpperCase()
  }

  private binary(element: DataElement, vr: string): Buffer {
    return littleEndianWords(this.valueOf(element), vr, this.options.littleEndian)
  }

  private valueOf({ at, length }: DataElement): Uint8Array {
    return this.bytes.subarray(at, at + (length ?? 0))
  }

  private ascii(element: DataElement): string {
    return Buffer.from(this.valueOf(element))
      .toString('latin1')
      .replace(/[\0 ]+$/, '')
  }
}

/** Binary values leave the door in little endian, whatever the file has (PS3.18 8.7.2, F.2.7). */
export function littleEndianWords(bytes: Uint8Array, vr: string, isLittle: boolean): Buffer {
  const copy = Buffer.from(bytes)
  const width = WORDS[vr]
  if (isLittle || width === undefined || copy.length % width !== 0) return copy
  if (width === 2) return copy.swap16()
  return width === 4 ? copy.swap32() : copy.swap64()
}

function filled(vr: string, values: readonly JsonValue[]): JsonElement {
  return values.every((value) => value === null) ? { vr } : { vr, Value: values }
}

function nameOf(text: string): Name {
  const [alphabetic = '', ideographic = '', phonetic = ''] = text.split('=')
  return {
    ...(alphabetic === '' ? {} : { Alphabetic: alphabetic }),
    ...(ideographic === '' ? {} : { Ideographic: ideographic }),
    ...(phonetic === '' ? {} : { Phonetic: phonetic }),
  }
}

/** JSON has no word for what is no number (PS3.18 F.2.3.1). */
function jsonNumber(value: number): JsonValue {
  if (Number.isFinite(value)) return value
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'inf' : '-inf'
}

function jsonInteger(value: bigint): JsonValue {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value.toString()
}
