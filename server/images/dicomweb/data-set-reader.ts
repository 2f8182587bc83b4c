/**
 * Data elements of a DICOM data set up to its pixel data (PS3.5 chapter 7): where each value lies, nothing decoded.
 * The parser of the image viewer does not know the representations with long lengths of newer editions (OV, SV, UV); a door to other viewers
 * has to name every element rightly, or none.
 */
import { vrOf } from './value-representations.ts'

export interface DataElement {
  /** Eight hex digits in capitals. */
  readonly tag: string
  readonly vr: string
  /** First byte of the value. */
  readonly at: number
  /** Bytes of the value; null = undefined length, of encapsulated pixel data only. */
  readonly length: number | null
  /** Items of a sequence. */
  readonly items?: readonly DataSet[]
}

export interface DataSet {
  readonly elements: readonly DataElement[]
}

export interface Encoding {
  readonly explicit: boolean
  readonly littleEndian: boolean
}

/** The data set goes on behind the bytes at hand. */
export class NeedsMore extends Error {}
/** The bytes are no data set. */
export class NotADataSet extends Error {}

const UNDEFINED = 0xffffffff
const ITEM = 'FFFEE000'
const ITEM_END = 'FFFEE00D'
const SEQUENCE_END = 'FFFEE0DD'
const PIXEL_DATA = '7FE00010'
/** Pixel Data, Float Pixel Data, Double Float Pixel Data. */
export const PIXEL_TAGS: ReadonlySet<string> = new Set([PIXEL_DATA, '7FE00008', '7FE00009'])
const PIXEL_REPRESENTATION = '00280103'
const LONG = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV'])
/** Deeper than any object nests; a hostile file nests by the thousand. */
const DEEPEST = 32

/**
 * Reads from `start` up to the pixel data, whose element is the last one, or to the end.
 * @param isWhole whether the bytes are all there are
 * @throws NeedsMore unless `isWhole`; NotADataSet
 */
export function readElements(
  bytes: Uint8Array,
  start: number,
  encoding: Encoding,
  isWhole: boolean,
): DataSet {
  const reader = new Reader(bytes, encoding, isWhole)
  return { elements: reader.dataSet(start, bytes.length, 0).elements }
}

class Reader {
  private readonly view: DataView
  private readonly bytes: Uint8Array
  private readonly encoding: Encoding
  private readonly isWhole: boolean
  private signed = false

  constructor(bytes: Uint8Array, encoding: Encoding, isWhole: boolean) {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.encoding = encoding
    this.isWhole = isWhole
  }

  /** @param depth 0 = the data set itself, which ends at its pixel data */
  dataSet(start: number, end: number, depth: number): { elements: DataElement[]; at: number } {
    const elements: DataElement[] = []
    let at = start
    while (at < end) {
      // A stray byte of padding behind the last element is nothing.
      if (depth === 0 && this.isWhole && at + 8 > end) break
      if (this.tagAt(at) === ITEM_END) return { elements, at: at + 8 }
      const { element, next } = this.element(at, depth)
      elements.push(element)
      if (depth === 0 && PIXEL_TAGS.has(element.tag)) break
      if (element.tag === PIXEL_REPRESENTATION && element.length === 2) {
        this.signed = this.uint16(element.at) === 1
      }
      at = next
    }
    if (depth === 0 && !this.isWhole && at >= end) throw new NeedsMore()
    return { elements, at }
  }

  private element(at: number, depth: number): { element: DataElement; next: number } {
    const tag = this.tagAt(at)
    if (tag.startsWith('FFFE')) throw new NotADataSet(`${tag} at byte ${at}`)
    const { vr, length, value } = this.head(at, tag)
    const isPixels = depth === 0 && PIXEL_TAGS.has(tag)
    if (isPixels) {
      const element = { tag, vr, at: value, length: length === UNDEFINED ? null : length }
      return { element, next: value }
    }
    if (vr === 'SQ' || length === UNDEFINED) {
      // PS3.5 6.2.2, note: of unknown representation and undefined length is a sequence in implicit little endian.
      const isImplicit = vr !== 'SQ' && this.encoding.explicit
      const { items, next } = this.items(value, length, depth + 1, isImplicit)
      return { element: { tag, vr: 'SQ', at: value, length: next - value, items }, next }
    }
    this.need(value, length)
    return { element: { tag, vr, at: value, length }, next: value + length }
  }

  private head(at: number, tag: string): { vr: string; length: number; value: number } {
    if (!this.encoding.explicit) {
      return { vr: vrOf(tag, this.signed), length: this.uint32(at + 4), value: at + 8 }
    }
    this.need(at + 4, 4)
    const vr = String.fromCharCode(this.bytes[at + 4] ?? 0, this.bytes[at + 5] ?? 0)
    if (!/^[A-Z]{2}$/.test(vr)) throw new NotADataSet(`no representation at byte ${at + 4}`)
    return LONG.has(vr)
      ? { vr, length: this.uint32(at + 8), value: at + 12 }
      : { vr, length: this.uint16(at + 6), value: at + 8 }
  }

  private items(
    start: number,
    length: number,
    depth: number,
    isImplicit: boolean,
  ): { items: DataSet[]; next: number } {
    if (depth > DEEPEST) throw new NotADataSet('sequences are nested too deeply')
    if (isImplicit) {
      const encoding = { explicit: false, littleEndian: true }
      return new Reader(this.bytes, encoding, this.isWhole).items(start, length, depth, false)
    }
    const items: DataSet[] = []
    const end = length === UNDEFINED ? this.bytes.length : start + length
    if (length !== UNDEFINED) this.need(start, length)
    let at = start
    while (at < end || length === UNDEFINED) {
      const tag = this.tagAt(at)
      if (tag === SEQUENCE_END) return { items, next: at + 8 }
      if (tag !== ITEM) throw new NotADataSet(`no item at byte ${at}`)
      const size = this.uint32(at + 4)
      if (size !== UNDEFINED) this.need(at + 8, size)
      const last = size === UNDEFINED ? Number.POSITIVE_INFINITY : at + 8 + size
      const { elements, at: next } = this.dataSet(at + 8, last, depth)
      items.push({ elements })
      at = next
    }
    return { items, next: end }
  }

  private tagAt(at: number): string {
    const hex = (value: number) => value.toString(16).toUpperCase().padStart(4, '0')
    return hex(this.uint16(at)) + hex(this.uint16(at + 2))
  }

  private uint16(at: number): number {
    this.need(at, 2)
    return this.view.getUint16(at, this.encoding.littleEndian)
  }

  private uint32(at: number): number {
    this.need(at, 4)
    return this.view.getUint32(at, this.encoding.littleEndian)
  }

  private need(at: number, length: number): void {
    if (at + length <= this.bytes.length) return
    throw this.isWhole ? new NotADataSet(`the bytes end at ${this.bytes.length}`) : new NeedsMore()
  }
}
