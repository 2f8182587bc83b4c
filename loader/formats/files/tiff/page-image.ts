/**
 * The pixels of a TIFF page as images that a PDF can carry. What a PDF can decode by itself (fax G3 and G4, JPEG) is carried as it is,
 * strip by strip; everything else is unpacked and becomes one image. No value of a pixel is changed.
 */
import { TAG, type TiffFile, type TiffPage } from './directory.ts'
import { PACKED, unpack } from './unpack.ts'

/** A rectangle of the page in pixels, from the upper left corner, and an image XObject for it (ISO 32000-1, 8.9.5). */
export interface PlacedImage {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** Entries of its dictionary, without Width, Height and Length. */
  readonly entries: string
  readonly data: Uint8Array
  /** Whether the data are to be deflated: they are plain. */
  readonly isPlain: boolean
}

/** This page cannot be carried over; the message says what it is, in a word or two. */
export class UnknownPage extends Error {}

const FAX = { huffman: 2, group3: 3, group4: 4 } as const
const JPEG = { old: 6, current: 7 } as const
const WHITE_IS_ZERO = 0
const RGB = 2
const PALETTE = 3
const CMYK = 5
const YCBCR = 6
/** Colour spaces by the photometric interpretation, and the samples they take. */
const SPACES: Readonly<Record<number, readonly [name: string, samples: number]>> = {
  [WHITE_IS_ZERO]: ['/DeviceGray', 1],
  1: ['/DeviceGray', 1],
  [RGB]: ['/DeviceRGB', 3],
  [PALETTE]: ['', 1],
  [CMYK]: ['/DeviceCMYK', 4],
}
/** More than any scanner gives: a file made to cost memory. */
const MOST_BYTES = 512 * 1024 * 1024

interface Piece {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

/** @throws UnknownPage */
export function imagesOf(file: TiffFile, page: TiffPage): PlacedImage[] {
  const compression = page.value(TAG.compression, PACKED.none)
  const [width, height] = [page.value(TAG.width, 0), page.value(TAG.height, 0)]
  if (width === 0 || height === 0) throw new UnknownPage('no size')
  if (page.value(TAG.sampleFormat, 1) !== 1) throw new UnknownPage('no whole numbers')
  if (compression === JPEG.old) return [oldJpeg(file, page)]
  const pieces = piecesOf(file, page)
  if (pieces.length === 0) throw new UnknownPage('no pixels')
  if (Object.values(FAX).some((each) => each === compression)) {
    return pieces.map((piece) => fax(page, piece, compression))
  }
  if (compression === JPEG.current) return pieces.map((piece) => jpeg(page, piece))
  return [raster(file, page, pieces, compression)]
}

function piecesOf(file: TiffFile, page: TiffPage): Piece[] {
  const [width, height] = [page.value(TAG.width, 0), page.value(TAG.height, 0)]
  const tiles = page.values(TAG.tileOffsets)
  const isTiled = tiles.length > 0
  const offsets = isTiled ? tiles : page.values(TAG.stripOffsets)
  const lengths = page.values(isTiled ? TAG.tileLengths : TAG.stripLengths)
  const [wide, high] = isTiled
    ? [page.value(TAG.tileWidth, width), page.value(TAG.tileHeight, height)]
    : [width, Math.min(height, page.value(TAG.rowsPerStrip, height))]
  if (wide === 0 || high === 0) throw new UnknownPage('no size')
  const across = Math.ceil(width / wide)
  const all = across * Math.ceil(height / high)
  // Planes one behind the other have as many strips for each sample.
  if (offsets.length < all) throw new UnknownPage('strips are missing')
  if (offsets.length > all && page.value(TAG.planes, 1) !== 1) throw new UnknownPage('planes')
  const isReversed = page.value(TAG.fillOrder, 1) === 2
  return offsets.slice(0, all).map((offset, at) => {
    const y = Math.floor(at / across) * high
    const data = file.bytes.subarray(offset, offset + (lengths[at] ?? 0))
    return {
      x: (at % across) * wide,
      y,
      width: wide,
      height: isTiled ? high : Math.min(high, height - y),
      data: isReversed ? data.map(reversed) : data,
    }
  })
}

function fax(page: TiffPage, { data, ...place }: Piece, compression: number): PlacedImage {
  if (page.value(TAG.samples, 1) !== 1) throw new UnknownPage('fax in colour')
  const isTwoDimensional = (page.value(TAG.faxOptions, 0) & 1) === 1
  const k = compression === FAX.group4 ? -1 : compression === FAX.group3 && isTwoDimensional ? 1 : 0
  const parameters = [
    `/K ${k} /Columns ${place.width} /Rows ${place.height} /EndOfBlock false`,
    compression === FAX.huffman ? '/EncodedByteAlign true' : '',
  ].join(' ')
  // What a fax calls black is 0 in a PDF, and the samples' 1 in a TIFF.
  const decode = page.value(TAG.photometric, WHITE_IS_ZERO) === WHITE_IS_ZERO ? '' : '/Decode [1 0]'
  const entries = `/ColorSpace /DeviceGray /BitsPerComponent 1 ${decode} /Filter /CCITTFaxDecode /DecodeParms << ${parameters} >>`
  return { ...place, entries, data, isPlain: false }
}

function jpeg(page: TiffPage, { data, ...place }: Piece): PlacedImage {
  const tables = Uint8Array.from(page.values(TAG.jpegTables))
  // The tables are a JPEG without a picture: between its two markers they go in front of the picture's own segments.
  const whole = tables.length < 4 ? data : Buffer.concat([tables.subarray(0, -2), data.subarray(2)])
  return { ...place, ...dct(page), data: whole, isPlain: false }
}

/** TIFF 6.0 section 22, as it was used: one whole JPEG inside. */
function oldJpeg(file: TiffFile, page: TiffPage): PlacedImage {
  const start = page.value(TAG.jpegStart, 0)
  const data = file.bytes.subarray(start, start + page.value(TAG.jpegLength, file.bytes.length))
  if (start === 0 || data[0] !== 0xff || data[1] !== 0xd8) throw new UnknownPage('compression 6')
  const [width, height] = [page.value(TAG.width, 0), page.value(TAG.height, 0)]
  return { x: 0, y: 0, width, height, ...dct(page), data, isPlain: false }
}

function dct(page: TiffPage): { entries: string } {
  const photometric = page.value(TAG.photometric, YCBCR)
  const samples = page.value(TAG.samples, 3)
  if (samples !== 1 && samples !== 3) throw new UnknownPage(`JPEG of ${samples} samples`)
  const space = samples === 1 ? '/DeviceGray' : '/DeviceRGB'
  const transform = photometric === YCBCR ? 1 : 0
  const decode = photometric === WHITE_IS_ZERO ? '/Decode [1 0]' : ''
  return {
    entries: `/ColorSpace ${space} /BitsPerComponent 8 ${decode} /Filter /DCTDecode /DecodeParms << /ColorTransform ${transform} >>`,
  }
}

/** One image of all strips or tiles. Samples beside the colour (transparency) are left out. */
function raster(
  file: TiffFile,
  page: TiffPage,
  pieces: readonly Piece[],
  compression: number,
): PlacedImage {
  const [width, height] = [page.value(TAG.width, 0), page.value(TAG.height, 0)]
  const photometric = page.value(TAG.photometric, 1)
  const samples = page.value(TAG.samples, 1)
  const bits = page.value(TAG.bits, 1)
  const [space, colours] = SPACES[photometric] ?? ['', 0]
  if (colours === 0 || samples < colours) throw new UnknownPage(`colours ${photometric}`)
  if (![1, 2, 4, 8, 16].includes(bits) || (samples > colours && bits < 8)) {
    throw new UnknownPage(`${samples} samples of ${bits} bits`)
  }
  const rowBytes = Math.ceil((width * samples * bits) / 8)
  if (rowBytes * height > MOST_BYTES) throw new UnknownPage(`${width} × ${height} pixels`)
  const pixels = Buffer.alloc(rowBytes * height)
  for (const piece of pieces)
    paste(piece, { pixels, rowBytes, height }, samples * bits, compression)
  if (bits === 16 && file.isLittleEndian) pixels.swap16()
  const kept = samples === colours ? pixels : without(pixels, samples, colours, bits / 8)
  const isDifferenced = hasPredictor(page, compression)
  const entries = [
    `/ColorSpace ${photometric === PALETTE ? paletteOf(page, bits) : space} /BitsPerComponent ${bits}`,
    photometric === WHITE_IS_ZERO ? '/Decode [1 0]' : '',
    '/Filter /FlateDecode',
    isDifferenced
      ? `/DecodeParms << /Predictor 2 /Colors ${colours} /BitsPerComponent ${bits} /Columns ${width} >>`
      : '',
  ].join(' ')
  return { x: 0, y: 0, width, height, entries, data: kept, isPlain: true }
}

/** Whether the samples are differences from their left neighbours (section 14), which a PDF undoes as it draws. */
function hasPredictor(page: TiffPage, compression: number): boolean {
  const predictor = page.value(TAG.predictor, 1)
  if (predictor === 1 || compression === PACKED.none || compression === PACKED.packBits)
    return false
  const isTiled = page.values(TAG.tileOffsets).length > 0
  if (predictor > 2 || isTiled) throw new UnknownPage(`predictor ${predictor}`)
  return true
}

interface Sheet {
  readonly pixels: Buffer
  readonly rowBytes: number
  readonly height: number
}

function paste(piece: Piece, sheet: Sheet, bitsOfPixel: number, compression: number): void {
  const ownRow = Math.ceil((piece.width * bitsOfPixel) / 8)
  if (ownRow * piece.height > MOST_BYTES) throw new UnknownPage('tiles are too large')
  const data = unpack(piece.data, compression, ownRow * piece.height)
  if (data === null) throw new UnknownPage(`compression ${compression}`)
  if (data.length < ownRow * piece.height) throw new UnknownPage('pixels are missing')
  const left = Math.floor((piece.x * bitsOfPixel) / 8)
  const length = Math.min(ownRow, sheet.rowBytes - left)
  for (let row = 0; row < piece.height && piece.y + row < sheet.height; row++) {
    const from = data.subarray(row * ownRow, row * ownRow + length)
    sheet.pixels.set(from, (piece.y + row) * sheet.rowBytes + left)
  }
}

function without(pixels: Buffer, samples: number, kept: number, size: number): Buffer {
  const out = Buffer.alloc((pixels.length / samples) * kept)
  for (let from = 0, to = 0; from < pixels.length; from += samples * size, to += kept * size) {
    pixels.copy(out, to, from, from + kept * size)
  }
  return out
}

/** Red, green and blue one behind the other, of 16 bits each. */
function paletteOf(page: TiffPage, bits: number): string {
  const values = page.values(TAG.colours)
  const count = 2 ** bits
  if (bits > 8 || values.length < count * 3) throw new UnknownPage('no palette')
  let hex = ''
  for (let at = 0; at < count; at++) {
    for (const plane of [0, 1, 2]) {
      hex += ((values[plane * count + at] ?? 0) >> 8).toString(16).padStart(2, '0')
    }
  }
  return `[/Indexed /DeviceRGB ${count - 1} <${hex}>]`
}

/** The bits of a byte in the other order. */
function reversed(byte: number): number {
  let out = 0
  for (let bit = 0; bit < 8; bit++) out |= ((byte >> bit) & 1) << (7 - bit)
  return out
}
