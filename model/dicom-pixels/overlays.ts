/** Overlay planes (PS3.3 C.9.2): bits of their own in group 60xx, or in bits of the pixels that hold no value. */
import type { DataSet } from 'dicom-parser'
import type { Frame } from './decode-frame.ts'
import { bytesOf, integers } from './element-values.ts'
import type { ImageAttributes } from './image-attributes.ts'

/** One byte a pixel, 1 where any overlay draws; null when the frame has none. */
export function readOverlays(
  dataSet: DataSet,
  image: ImageAttributes,
  frame: Frame,
  index: number,
): Uint8Array | null {
  let mask: Uint8Array | null = null
  for (let group = 0x6000; group <= 0x601e; group += 2) {
    const at = `x${group.toString(16)}`
    if (dataSet.elements[`${at}0010`] === undefined) continue
    mask ??= new Uint8Array(image.rows * image.columns)
    if (dataSet.elements[`${at}3000`] !== undefined) drawPlane(dataSet, at, image, index, mask)
    else drawFromPixels(dataSet.uint16(`${at}0102`) ?? 0, image, frame, mask)
  }
  return mask?.includes(1) ? mask : null
}

function drawPlane(
  dataSet: DataSet,
  group: string,
  image: ImageAttributes,
  index: number,
  mask: Uint8Array,
): void {
  const rows = dataSet.uint16(`${group}0010`) ?? 0
  const columns = dataSet.uint16(`${group}0011`) ?? 0
  const originWords = dataSet.elements[`${group}0050`]
  const top = originWords === undefined ? 1 : (dataSet.int16(`${group}0050`, 0) ?? 1)
  const left = originWords === undefined ? 1 : (dataSet.int16(`${group}0050`, 1) ?? 1)
  const frames = integers(dataSet, `${group}0015`)[0] ?? 1
  const plane = frames > 1 ? index : 0
  if (plane >= frames) return
  const bits = bytesOf(dataSet, `${group}3000`)
  const first = plane * rows * columns
  for (let row = 0; row < rows; row += 1) {
    const y = row + top - 1
    if (y < 0 || y >= image.rows) continue
    for (let column = 0; column < columns; column += 1) {
      const x = column + left - 1
      const bit = first + row * columns + column
      if (x < 0 || x >= image.columns || ((bits[bit >> 3] ?? 0) & (1 << (bit & 7))) === 0) continue
      mask[y * image.columns + x] = 1
    }
  }
}

function drawFromPixels(bit: number, image: ImageAttributes, frame: Frame, mask: Uint8Array): void {
  const isValueBit = bit <= image.highBit && bit > image.highBit - image.bitsStored
  if (!frame.wordsAsStored || frame.bitsAllocated !== 16 || isValueBit) return
  const { bytes } = frame
  const place = bit >> 3
  const test = 1 << (bit & 7)
  for (let n = 0; n < mask.length; n += 1) {
    if (((bytes[n * 2 + place] ?? 0) & test) !== 0) mask[n] = 1
  }
}
