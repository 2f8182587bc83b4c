/** What a viewer must know of an image before it decodes one (PS3.3 C.7.6.3), checked once where the file is opened. */
import type { DataSet } from 'dicom-parser'
import { frameCount, isChromaUnpacked, samplesStored } from '../dicom-frames.ts'
import { integers, numbers, text, values } from './element-values.ts'
import { PixelError } from './pixel-problem.ts'

/** One frame larger than this is refused: no terminal could show it. The largest detectors have a third of that. */
const PIXELS_LIMIT = 8192 * 8192

export interface ImageAttributes {
  readonly sopClassUid: string
  readonly modality: string
  readonly rows: number
  readonly columns: number
  readonly samplesPerPixel: number
  readonly photometric: string
  /** True: all of one colour first (planar configuration 1). */
  readonly planar: boolean
  readonly bitsAllocated: number
  readonly bitsStored: number
  readonly highBit: number
  readonly signed: boolean
  readonly frames: number
  /** Stored values from low to high that mean "no image here"; null = none. */
  readonly padding: { readonly low: number; readonly high: number } | null
  /** Height of a pixel by its width, where no spacing in millimetres says it (PS3.3 C.7.6.3.1.7). */
  readonly pixelAspect: number
  /** Milliseconds a frame; null when the file gives no rate. */
  readonly frameMilliseconds: number | null
  /** Pixel data are floating point numbers of this many bytes (PS3.3 C.7.6.24, C.7.6.25); 0 = integers. */
  readonly floatBytes: 0 | 4 | 8
}

/** @throws PixelError naming the attribute that is missing or can't be. */
export function readImageAttributes(dataSet: DataSet): ImageAttributes {
  const floatBytes = dataSet.elements.x7fe00008 ? 4 : dataSet.elements.x7fe00009 ? 8 : 0
  if (dataSet.elements.x7fe00010 === undefined && floatBytes === 0)
    throw new PixelError('no-pixels')
  const bitsAllocated = required(dataSet, 'x00280100', 'Bits Allocated')
  const bitsStored = dataSet.uint16('x00280101') || bitsAllocated
  const highBit = dataSet.uint16('x00280102') ?? bitsStored - 1
  const signed = dataSet.uint16('x00280103') === 1
  const attributes = {
    sopClassUid: text(dataSet, 'x00080016'),
    modality: text(dataSet, 'x00080060'),
    rows: required(dataSet, 'x00280010', 'Rows'),
    columns: required(dataSet, 'x00280011', 'Columns'),
    samplesPerPixel: dataSet.uint16('x00280002') ?? 1,
    photometric: text(dataSet, 'x00280004') || 'MONOCHROME2',
    planar: dataSet.uint16('x00280006') === 1,
    bitsAllocated,
    bitsStored,
    highBit,
    signed,
    padding: readPadding(dataSet, signed, bitsStored),
    pixelAspect: readAspect(dataSet),
    frameMilliseconds: readFrameTime(dataSet),
    floatBytes,
  } as const
  check(attributes)
  const frames = countFrames(dataSet, attributes)
  return { ...attributes, frames, photometric: storedAs(dataSet, attributes, frames) }
}

type OneFrame = Omit<ImageAttributes, 'frames'>

function countFrames(dataSet: DataSet, image: OneFrame): number {
  return frameCount({
    declared: values(dataSet, 'x00280008')[0] ?? '',
    nativeBytes: nativeBytes(dataSet),
    frameBits: frameBits(image),
  })
}

function storedAs(dataSet: DataSet, image: OneFrame, frames: number): string {
  const { photometric, rows, columns, samplesPerPixel, bitsAllocated } = image
  const samples = bitsAllocated === 8 ? rows * columns * samplesPerPixel * frames : 0
  const isUnpacked = isChromaUnpacked(photometric, nativeBytes(dataSet), samples)
  return isUnpacked ? photometric.replace('_422', '') : photometric
}

/** Bytes that the pixel data are said to take; null = they are compressed. */
function nativeBytes({ elements }: DataSet): number | null {
  const pixels = elements.x7fe00010 ?? elements.x7fe00008 ?? elements.x7fe00009
  return pixels === undefined || pixels.hadUndefinedLength === true ? null : pixels.length
}

/** Bytes of one frame as it lies uncompressed, rounded up to whole bytes. */
export function frameBytes(image: ImageAttributes): number {
  return Math.ceil(frameBits(image) / 8)
}

function frameBits(image: OneFrame): number {
  const samples = samplesStored(image.photometric, image.samplesPerPixel)
  return image.rows * image.columns * samples * image.bitsAllocated
}

function check(image: OneFrame): void {
  const { bitsAllocated, bitsStored, highBit, samplesPerPixel, floatBytes } = image
  if (floatBytes === 0 && ![1, 8, 16, 32].includes(bitsAllocated)) {
    throw new PixelError('bad-attribute', `Bits Allocated ${bitsAllocated}`)
  }
  if (bitsStored > bitsAllocated || highBit >= bitsAllocated || highBit < bitsStored - 1) {
    throw new PixelError(
      'bad-attribute',
      `Bits Allocated ${bitsAllocated}, Stored ${bitsStored}, High Bit ${highBit}`,
    )
  }
  if (samplesPerPixel !== 1 && samplesPerPixel !== 3) {
    throw new PixelError('bad-attribute', `Samples per Pixel ${samplesPerPixel}`)
  }
  if (image.rows * image.columns > PIXELS_LIMIT) {
    throw new PixelError('too-large', `${image.columns}×${image.rows}`)
  }
}

function required(dataSet: DataSet, tag: string, name: string): number {
  const value = dataSet.uint16(tag)
  if (!value) throw new PixelError('bad-attribute', `${name} (${tag.slice(1, 5)},${tag.slice(5)})`)
  return value
}

/** Pixel Padding Value and Range Limit (PS3.3 C.7.5.1.1.2), which share the sign of the pixels. */
function readPadding(
  dataSet: DataSet,
  signed: boolean,
  bitsStored: number,
): ImageAttributes['padding'] {
  const read = (tag: string) => (signed ? dataSet.int16(tag) : dataSet.uint16(tag))
  const value = read('x00280120')
  if (value === undefined || bitsStored > 16) return null
  const limit = read('x00280121') ?? value
  return { low: Math.min(value, limit), high: Math.max(value, limit) }
}

function readAspect(dataSet: DataSet): number {
  const [vertical, horizontal] = integers(dataSet, 'x00280034')
  return vertical !== undefined && horizontal !== undefined && vertical > 0 && horizontal > 0
    ? vertical / horizontal
    : 1
}

/** Frame Time, the mean of the Frame Time Vector, or the recommended or cine rate (PS3.3 C.7.6.5). */
function readFrameTime(dataSet: DataSet): number | null {
  const [time] = numbers(dataSet, 'x00181063')
  if (time !== undefined && time > 0) return time
  const vector = numbers(dataSet, 'x00181065').slice(1)
  if (vector.length > 0) {
    const mean = vector.reduce((sum, each) => sum + each, 0) / vector.length
    if (mean > 0) return mean
  }
  const rate = numbers(dataSet, 'x00082144')[0] ?? numbers(dataSet, 'x00180040')[0]
  return rate !== undefined && rate > 0 ? 1000 / rate : null
}
