/**
 * From one frame's bytes in the file to its samples, exactly as an independent decoder gives them: little endian,
 * before any masking, rescaling or colour conversion (except the one a JPEG stream carries in itself).
 */
import type { Codecs } from './codecs.ts'
import { bytesOf } from './element-values.ts'
import { type Encapsulated, readEncapsulated } from './fragments.ts'
import { frameBytes, type ImageAttributes } from './image-attributes.ts'
import { inflate } from './inflate.ts'
import { decodeDctJpeg } from './jpeg-dct/decode.ts'
import { decodeLosslessJpeg } from './jpeg-lossless.ts'
import type { OpenInstance } from './open-instance.ts'
import { asPixelProblem, PixelError, type PixelProblem } from './pixel-problem.ts'
import { decodeRunLength } from './run-length.ts'
import { beginsAsStream, readStreamHeader, type StreamHeader } from './stream-header.ts'

export interface Frame {
  /** 8, 16 or 32 bits a sample, little endian; 1 bit: eight pixels a byte, first pixel lowest. */
  readonly bytes: Uint8Array
  readonly bitsAllocated: number
  readonly photometric: string
  readonly planar: boolean
  /** True: stored bits may lie anywhere in the word, with overlays above them. False: a codec gave bare values. */
  readonly wordsAsStored: boolean
}

export type FrameAnswer =
  | { readonly ok: true; readonly frame: Frame }
  | { readonly ok: false; readonly problem: PixelProblem }

/** Decodes frame `index` (from 0). Every failure is a value that names the transfer syntax and the reason. */
export async function decodeFrame(
  instance: OpenInstance,
  index: number,
  codecs: Codecs,
): Promise<FrameAnswer> {
  const { uid } = instance.file.transferSyntax
  try {
    return { ok: true, frame: await decode(instance, index, codecs) }
  } catch (thrown) {
    return { ok: false, problem: asPixelProblem(thrown, uid) }
  }
}

async function decode(instance: OpenInstance, index: number, codecs: Codecs): Promise<Frame> {
  const { image, file } = instance
  if (index < 0 || index >= image.frames) throw new PixelError('no-such-frame', `${index + 1}`)
  const encapsulated = file.dataSet.elements.x7fe00010?.hadUndefinedLength === true
  const { coding } = file.transferSyntax
  if (coding === 'other') throw new PixelError('unsupported-coding')
  if (!encapsulated) return nativeFrame(instance, index)
  const stored = encapsulatedFrame(readEncapsulated(file.dataSet, image.frames), index)
  if (coding === 'native') {
    if (stored.length >= frameBytes(image))
      return asStored(image, stored.subarray(0, frameBytes(image)))
    // The header says nothing of a compression, or is not there.
    if (beginsAsStream(stored)) return streamFrame(image, stored, codecs)
    throw new PixelError('unsupported-coding', `${stored.length} B, ${frameBytes(image)} B`)
  }
  if (coding === 'deflated-frame') return asStored(image, inflate(stored, frameBytes(image)))
  if (coding === 'rle') {
    const bytes = image.bitsAllocated / 8
    const pixels = image.rows * image.columns
    const samples = decodeRunLength(stored, pixels, image.samplesPerPixel, bytes)
    return { ...asStored(image, samples), planar: false }
  }
  return streamFrame(image, stored, codecs)
}

function encapsulatedFrame({ frames, cutOff }: Encapsulated, index: number): Uint8Array {
  const stored = frames[index]
  if (stored === undefined) {
    throw new PixelError(cutOff ? 'truncated' : 'no-such-frame', `${index + 1} > ${frames.length}`)
  }
  if (cutOff && index === frames.length - 1) throw new PixelError('truncated')
  return stored
}

function nativeFrame({ image, file }: OpenInstance, index: number): Frame {
  const tag =
    image.floatBytes === 4 ? 'x7fe00008' : image.floatBytes === 8 ? 'x7fe00009' : 'x7fe00010'
  const all = bytesOf(file.dataSet, tag)
  const declared = file.dataSet.elements[tag]?.length ?? 0
  const length = frameBytes(image)
  if (declared > all.length && declared > length * image.frames + 1) {
    throw new PixelError('truncated', `${all.length} / ${declared} B`)
  }
  const isLittle = file.transferSyntax.littleEndian
  const width = swapWidth(image, file)
  if (image.bitsAllocated === 1) {
    const bits = isLittle ? all : swapped(all, width, 0, all.length)
    return asStored(image, bitFrame(image, bits, index))
  }
  const bytes = all.subarray(index * length, (index + 1) * length)
  if (bytes.length < length) {
    const present = all.length < declared ? `${all.length} / ${declared} B` : `${all.length} B`
    throw new PixelError('truncated', `${present}, ${length * image.frames} B`)
  }
  return asStored(image, isLittle ? bytes : swapped(all, width, index * length, length))
}

/** Frames of single bits follow each other without a gap (PS3.5 8.1.1, D.1): the n-th may begin inside a byte. */
function bitFrame(image: ImageAttributes, all: Uint8Array, index: number): Uint8Array {
  const pixels = image.rows * image.columns * image.samplesPerPixel
  const first = index * pixels
  if (all.length * 8 < first + pixels) {
    throw new PixelError('truncated', `${all.length} B, ${frameBytes(image)} B`)
  }
  if (first % 8 === 0) return all.subarray(first / 8, first / 8 + Math.ceil(pixels / 8))
  const bytes = new Uint8Array(Math.ceil(pixels / 8))
  for (let n = 0; n < pixels; n += 1) {
    const from = first + n
    const bit = ((all[from >> 3] ?? 0) >> (from & 7)) & 1
    bytes[n >> 3] = (bytes[n >> 3] ?? 0) | (bit << (n & 7))
  }
  return bytes
}

/**
 * Big endian to little. What is no longer than a byte is swapped by words as well under VR OW (PS3.5 A.3): a frame of odd length begins or
 * ends inside one.
 */
function swapped(all: Uint8Array, width: number, start: number, length: number): Uint8Array {
  const lead = start % width
  const result = all.slice(start - lead, Math.ceil((start + length) / width) * width)
  for (let at = 0; at + width <= result.length; at += width) {
    result.subarray(at, at + width).reverse()
  }
  return result.subarray(lead, lead + length)
}

/** Bytes that big endian turns round together. */
function swapWidth(image: ImageAttributes, file: OpenInstance['file']): number {
  if (image.bitsAllocated > 8) return image.bitsAllocated / 8
  return file.dataSet.elements.x7fe00010?.vr === 'OW' ? 2 : 1
}

async function streamFrame(
  image: ImageAttributes,
  stream: Uint8Array,
  codecs: Codecs,
): Promise<Frame> {
  const header = readStreamHeader(stream)
  checkSize(image, header)
  const samples = await decodeStream(stream, header, image, codecs)
  const expected = image.rows * image.columns * header.components * samples.bytesPerSample
  if (samples.bytes.length < expected) {
    throw new PixelError('size-differs', `${samples.bytes.length} B, ${expected} B`)
  }
  return {
    bytes: widened(samples.bytes.subarray(0, expected), samples.bytesPerSample, image),
    bitsAllocated: Math.max(image.bitsAllocated, samples.bytesPerSample * 8),
    photometric: photometricAfter(image, header),
    planar: samples.planar,
    wordsAsStored: false,
  }
}

interface Samples {
  readonly bytes: Uint8Array
  readonly bytesPerSample: 1 | 2
  readonly planar: boolean
}

const CODEC_OF = {
  'jpeg-8': 'libjpeg-turbo',
  'jpeg-ls': 'charls',
  'jpeg-2000': 'openjpeg',
  htj2k: 'openjph',
} as const

async function decodeStream(
  stream: Uint8Array,
  header: StreamHeader,
  image: ImageAttributes,
  codecs: Codecs,
): Promise<Samples> {
  if (header.kind === 'jpeg-12') {
    const samples = decodeDctJpeg(stream)
    return { bytes: new Uint8Array(samples.buffer), bytesPerSample: 2, planar: false }
  }
  if (header.kind === 'jpeg-lossless') {
    return { ...decodeLosslessJpeg(stream, header), planar: false }
  }
  const coded =
    header.coloursUnsaid && image.photometric === 'RGB'
      ? withoutTransform(stream)
      : stream.subarray(header.start)
  const output = await codecs.decode(CODEC_OF[header.kind], coded)
  // How openjpeg says that it could not.
  if (output.columns === 0 || output.rows === 0) throw new PixelError('stream-damaged', header.kind)
  if (output.columns !== image.columns || output.rows !== image.rows) {
    throw new PixelError(
      'size-differs',
      `${output.columns}×${output.rows}, ${image.columns}×${image.rows}`,
    )
  }
  return {
    bytes: output.bytes,
    bytesPerSample: output.bitsPerSample > 8 ? 2 : 1,
    planar: output.planar,
  }
}

/** Behind SOI: Adobe, version 100, no flags, transform 0 (ITU-T T.872 6.5.3). */
const ADOBE_RGB = [0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, 0]

/** A JPEG stream whose decoder is told that its components are red, green and blue already. */
function withoutTransform(stream: Uint8Array): Uint8Array {
  const told = new Uint8Array(stream.length + ADOBE_RGB.length)
  told.set(stream.subarray(0, 2))
  told.set(ADOBE_RGB, 2)
  told.set(stream.subarray(2), 2 + ADOBE_RGB.length)
  return told
}

/** Refused before a decoder allocates what the stream asks for. */
function checkSize(image: ImageAttributes, header: StreamHeader): void {
  if (header.columns !== image.columns || header.rows !== image.rows) {
    throw new PixelError(
      'size-differs',
      `${header.columns}×${header.rows}, ${image.columns}×${image.rows}`,
    )
  }
  if (header.components !== image.samplesPerPixel) {
    throw new PixelError(
      'size-differs',
      `${header.components} components, Samples per Pixel ${image.samplesPerPixel}`,
    )
  }
  if (header.precision > 16) throw new PixelError('unsupported-coding', `${header.precision} bit`)
}

/** Values of 8 bits under Bits Allocated 16 take two bytes each, as everywhere else. */
function widened(bytes: Uint8Array, bytesPerSample: 1 | 2, image: ImageAttributes): Uint8Array {
  if (bytesPerSample === 2 || image.bitsAllocated === 8) return bytes
  const signedByte = image.signed && image.bitsStored <= 8
  const words = Uint16Array.from(bytes, (value) => (signedByte ? (value << 24) >> 24 : value))
  return new Uint8Array(words.buffer)
}

function photometricAfter(image: ImageAttributes, header: StreamHeader): string {
  if (header.components !== 3) return image.photometric
  if (header.kind === 'jpeg-8') return 'RGB'
  const isTransformed = header.colourTransformed || /^YBR_(ICT|RCT)$/.test(image.photometric)
  return isTransformed ? 'RGB' : image.photometric
}

function asStored(image: ImageAttributes, bytes: Uint8Array): Frame {
  if (bytes.length < frameBytes(image)) {
    throw new PixelError('truncated', `${bytes.length} B, ${frameBytes(image)} B`)
  }
  return {
    bytes,
    bitsAllocated: image.bitsAllocated,
    photometric: image.photometric,
    planar: image.planar && image.samplesPerPixel > 1,
    wordsAsStored: true,
  }
}
