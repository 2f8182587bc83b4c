/** Whether the pixel data that a header announces are all there. Nothing is decoded and nothing is allocated. */
import type { DataSet, Element } from 'dicom-parser'
import {
  frameCount,
  heldFrames,
  isChromaUnpacked,
  samplesStored,
} from '../../../model/dicom-frames.ts'
import { asciiOf, uint16Of } from './elements.ts'
import { type Header, PIXEL_DATA } from './header.ts'

/** Float and Double Float Pixel Data: PS3.3 C.7.6.24, C.7.6.25. */
const PIXEL_TAGS = [PIXEL_DATA, 'x7fe00008', 'x7fe00009'] as const
const ITEM = 0xfffee000
const SEQUENCE_DELIMITER = 0xfffee0dd

/** Numbers of Image Pixel (PS3.3 C.7.6.3) as the header has them, 0 where it has none; frames by model/dicom-frames.ts. */
export interface PixelShape {
  readonly rows: number
  readonly columns: number
  readonly frames: number
}

export function pixelShape(header: Header): PixelShape {
  const { dataSet } = header
  return {
    rows: uint16Of(dataSet, 'x00280010'),
    columns: uint16Of(dataSet, 'x00280011'),
    frames: frameCount({
      declared: asciiOf(dataSet, 'x00280008'),
      nativeBytes: nativeBytes(header),
      frameBits: frameBits(dataSet),
    }),
  }
}

/** Whole frames that lie in the pixel data behind those that are counted; 0 where there are none, or where it can't be told. */
export function surplusFrames(header: Header): number {
  const { dataSet } = header
  const { rows, columns, frames } = pixelShape(header)
  const bytes = nativeBytes(header)
  const samples = rows * columns * uint16Of(dataSet, 'x00280002') * frames
  if (isChromaUnpacked(asciiOf(dataSet, 'x00280004'), bytes, samples)) return 0
  return Math.max(0, heldFrames(bytes, frameBits(dataSet)) - frames)
}

/**
 * What is missing of the pixel data and at which byte; '' when they are whole, or when the object has none
 * (reports, plans, presentation states).
 */
export function pixelDataDamage(header: Header): string {
  const { dataSet } = header
  const element = pixelElement(dataSet)
  if (element === undefined) return ''
  if (element.hadUndefinedLength) return fragmentsDamage(header, element)
  const present = dataSet.byteArray.length - element.dataOffset
  if (element.length > present) {
    const end = header.base + dataSet.byteArray.length
    return `pixel data of ${element.length} bytes end after ${present}, at byte ${end}`
  }
  const bits = isNative(header.transferSyntaxUid) ? frameBits(dataSet) : 0
  const expected = Math.ceil((bits * pixelShape(header).frames) / 8)
  return element.length < expected
    ? `pixel data have ${element.length} bytes, rows × columns × frames ask for ${expected}`
    : ''
}

/**
 * PS3.5 annex A.4: items by length, closed by a sequence delimiter. Some devices leave the delimiter out: the data
 * are whole all the same when the file ends exactly behind an item and there are as many as frames.
 */
function fragmentsDamage(header: Header, element: Element): string {
  const { dataSet, bigEndian, base } = header
  const bytes = dataSet.byteArray
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = element.dataOffset
  let items = 0
  while (at + 8 <= bytes.length) {
    const tag = view.getUint16(at, !bigEndian) * 65_536 + view.getUint16(at + 2, !bigEndian)
    if (tag === SEQUENCE_DELIMITER) return items > 1 ? '' : `no fragment before byte ${base + at}`
    if (tag !== ITEM) return `no fragment begins at byte ${base + at}`
    const end = at + 8 + view.getUint32(at + 4, !bigEndian)
    if (end > bytes.length) {
      return `fragment ${items} ends at byte ${base + end}, the file at byte ${base + bytes.length}`
    }
    items++
    at = end
  }
  const whole = at === bytes.length && items > pixelShape(header).frames
  return whole ? '' : `pixel data without their end at byte ${base + bytes.length}`
}

/** Bytes that the pixel data are said to take; null = there are none, or they are compressed. */
function nativeBytes({ dataSet, transferSyntaxUid }: Header): number | null {
  const element = pixelElement(dataSet)
  const isCompressed = element?.hadUndefinedLength === true || !isNative(transferSyntaxUid)
  return element === undefined || isCompressed ? null : element.length
}

function pixelElement(dataSet: DataSet): Element | undefined {
  const tag = PIXEL_TAGS.find((candidate) => dataSet.elements[candidate] !== undefined)
  return tag && dataSet.elements[tag]
}

/** Bits of one frame by PS3.5 8.1.1; 0 when the header does not tell. */
function frameBits(dataSet: DataSet): number {
  const own = uint16Of(dataSet, 'x00280002') || 1
  const samples = samplesStored(asciiOf(dataSet, 'x00280004'), own)
  const float = dataSet.elements.x7fe00009 ? 64 : dataSet.elements.x7fe00008 ? 32 : 0
  const bits = uint16Of(dataSet, 'x00280100') || float
  return uint16Of(dataSet, 'x00280010') * uint16Of(dataSet, 'x00280011') * samples * bits
}

/** Implicit, explicit, big-endian or deflated: pixel data as they are, PS3.5 A.1 to A.3, A.5. */
function isNative(transferSyntaxUid: string): boolean {
  return /^1\.2\.840\.10008\.1\.2(\.1|\.2|\.1\.99)?$/.test(transferSyntaxUid)
}
