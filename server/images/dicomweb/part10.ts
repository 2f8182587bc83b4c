/** A stored instance opened for the door: its transfer syntax, its elements, and where its pixel data lie. */
import { promisify } from 'node:util'
import { inflateRaw } from 'node:zlib'
import { makeTurns } from '../pacs/turns.ts'
import { type ByteSource, inMemory } from './byte-source.ts'
import {
  type DataElement,
  type DataSet,
  type Encoding,
  NeedsMore,
  NotADataSet,
  PIXEL_TAGS,
  readElements,
} from './data-set-reader.ts'

export interface Part10 {
  readonly transferSyntaxUid: string
  readonly littleEndian: boolean
  readonly dataSet: DataSet
  /** null = the object has no pixel data. */
  readonly pixels: DataElement | null
  /** The bytes in which elements lie up to the pixel data. */
  readonly head: Uint8Array
  /** The bytes that elements' places count in: the file's, or those of the data set where it was deflated. */
  readonly source: ByteSource
}

/** The header of most images; grown eightfold while the pixel data have not been met. */
const HEAD = 64 * 1024
const GROWTH = 8
const PREAMBLE = 128
export const IMPLICIT = '1.2.840.10008.1.2'
export const EXPLICIT = '1.2.840.10008.1.2.1'
export const BIG_ENDIAN = '1.2.840.10008.1.2.2'
export const DEFLATED = '1.2.840.10008.1.2.1.99'
/** A deflated data set beyond this is taken for a bomb. */
const LARGEST_INFLATED = 256 * 1024 * 1024
/** Deflated data sets that are opened at once; each may take that much memory. */
const INFLATIONS = 2

const inflateAside = promisify(inflateRaw)
const inTurn = makeTurns(INFLATIONS)

/** @throws NotADataSet; DamagedBlob from the source */
export async function openPart10(source: ByteSource): Promise<Part10> {
  for (let size = HEAD; ; size *= GROWTH) {
    const head = await source.read(0, Math.min(size, source.length))
    const isWhole = head.length >= source.length
    try {
      return await read(head, isWhole, source)
    } catch (error) {
      if (!(error instanceof NeedsMore)) throw error
    }
  }
}

async function read(head: Uint8Array, isWhole: boolean, source: ByteSource): Promise<Part10> {
  const { uid, start } = readMeta(head, isWhole)
  if (uid === DEFLATED) {
    if (!isWhole) throw new NeedsMore()
    const inflated = await inflate(head.subarray(start))
    return opened(inflated, 0, uid, true, inMemory(inflated))
  }
  return opened(head, start, uid, isWhole, source)
}

function opened(
  head: Uint8Array,
  start: number,
  uid: string,
  isWhole: boolean,
  source: ByteSource,
): Part10 {
  const encoding = seenEncoding(head, start, uid)
  const dataSet = readElements(head, start, encoding, isWhole)
  const last = dataSet.elements.at(-1)
  const pixels = last !== undefined && PIXEL_TAGS.has(last.tag) ? last : null
  const transferSyntaxUid = uid !== '' ? uid : encoding.explicit ? EXPLICIT : IMPLICIT
  return { transferSyntaxUid, littleEndian: encoding.littleEndian, dataSet, pixels, head, source }
}

/** File meta information (PS3.10 7.1), with or without the preamble in front of it. */
function readMeta(bytes: Uint8Array, isWhole: boolean): { uid: string; start: number } {
  const hasPreamble = ascii(bytes, PREAMBLE, PREAMBLE + 4) === 'DICM'
  let at = hasPreamble ? PREAMBLE + 4 : 0
  let uid = ''
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  while (at + 12 <= bytes.length && view.getUint16(at, true) === 0x0002) {
    const isLong = ['OB', 'UN'].includes(ascii(bytes, at + 4, at + 6))
    const length = isLong ? view.getUint32(at + 8, true) : view.getUint16(at + 6, true)
    const value = at + (isLong ? 12 : 8)
    const element = view.getUint16(at + 2, true)
    at = value + length
    if (element === 0x0010) uid = ascii(bytes, value, at).replace(/[\0 ]+$/, '')
  }
  if (at + 8 > bytes.length) throw isWhole ? new NotADataSet('no data set') : new NeedsMore()
  return { uid, start: at }
}

/** What the first element shows, whatever the meta information declares: some writers declare one and write another. */
function seenEncoding(bytes: Uint8Array, at: number, uid: string): Encoding {
  const isSwapped = bytes[at] === 0 && bytes[at + 1] !== 0
  const isEmptyGroup = bytes[at] === 0 && bytes[at + 1] === 0
  return {
    explicit: /^[A-Z]{2}$/.test(ascii(bytes, at + 4, at + 6)),
    littleEndian: isEmptyGroup ? uid !== BIG_ENDIAN : !isSwapped,
  }
}

/** Text of an ASCII element; '' = absent. */
export function textOf({ dataSet, head }: Part10, tag: string): string {
  const element = dataSet.elements.find((each) => each.tag === tag)
  if (element === undefined || element.length === null) return ''
  return ascii(head, element.at, element.at + element.length).replace(/[\0 ]+$/, '')
}

/** Number of a US or IS element; 0 = absent, or none. */
export function numberOf(part10: Part10, tag: string): number {
  const element = part10.dataSet.elements.find((each) => each.tag === tag)
  if (element === undefined) return 0
  if (element.vr === 'IS') return Math.trunc(Number(textOf(part10, tag))) || 0
  const { head, littleEndian } = part10
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  return (element.length ?? 0) >= 2 ? view.getUint16(element.at, littleEndian) : 0
}

/** In a thread of its own: all other answers would wait for it. */
async function inflate(packed: Uint8Array): Promise<Uint8Array> {
  const options = { maxOutputLength: LARGEST_INFLATED }
  try {
    return await inTurn(new AbortController().signal, () => inflateAside(packed, options))
  } catch (cause) {
    throw new NotADataSet('the deflated data set cannot be opened', { cause })
  }
}

function ascii(bytes: Uint8Array, first: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(first, Math.min(end, first + 128)))
}
