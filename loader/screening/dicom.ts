/** Pixel data of DICOM files (PS3.5): uncompressed ones by entropy, compressed ones by the rules of their own format. */
import { type Header, PIXEL_DATA, readHeader } from '../formats/dicom/header.ts'
import { pixelShape } from '../formats/dicom/pixel-data.ts'
import { screenEdges } from './dicom-edges.ts'
import { damaged, encrypted, type Finding } from './finding.ts'
import { screenJpeg } from './jpeg.ts'
import { screenNativePixels } from './native-pixels.ts'
import { zeroSectors } from './zero-sectors.ts'

const RLE = '1.2.840.10008.1.2.5'
/** JPEG baseline, extended and lossless: PS3.5 A.4.1. */
const JPEG = /^1\.2\.840\.10008\.1\.2\.4\.(50|51|57|70)$/
/** JPEG-LS and JPEG 2000: a code byte behind FF is below 80 or 90 (ITU-T T.87 A.1, T.800 B.10.1). */
const STUFFED = /^1\.2\.840\.10008\.1\.2\.4\.(80|81|90|91)$/
const ITEM = 0xfffee000

export function screenDicom(bytes: Uint8Array): Finding | null {
  const reading = readHeader(bytes)
  if (!reading.ok) return null
  const { header } = reading
  return screenPixels(header) ?? screenEdges(bytes, header)
}

function screenPixels(header: Header): Finding | null {
  const element = header.dataSet.elements[PIXEL_DATA]
  if (element === undefined) return null
  if (!element.hadUndefinedLength) {
    const from = element.dataOffset
    const to = Math.min(header.dataSet.byteArray.length, from + element.length)
    return screenNativePixels(header, from, to)
  }
  return screenFragments(header, element.dataOffset)
}

function screenFragments(header: Header, from: number): Finding | null {
  const { transferSyntaxUid, base, dataSet } = header
  const fragments = fragmentsOf(dataSet.byteArray, from)
  const isOneEach = fragments.length === pixelShape(header).frames
  for (const { at, bytes } of fragments) {
    let found: Finding | null = null
    if (transferSyntaxUid === RLE) found = isOneEach ? screenRle(bytes, header) : null
    else if (JPEG.test(transferSyntaxUid)) {
      const isJpeg = bytes[0] === 0xff && bytes[1] === 0xd8
      if (isOneEach)
        found = isJpeg ? screenJpeg(bytes, base + at) : encrypted('no JPEG begins here')
    } else if (STUFFED.test(transferSyntaxUid) && isOneEach) found = screenStuffing(bytes)
    if (found !== null) {
      return { ...found, evidence: `frame at byte ${base + at}: ${found.evidence}` }
    }
    const hole = transferSyntaxUid === RLE ? -1 : zeroSectors(bytes, 0, bytes.length, base + at)
    if (hole >= 0) {
      return damaged(
        'truncated',
        `compressed pixels: sectors of zeros from byte ${base + at + hole}`,
      )
    }
  }
  return null
}

/** PS3.5 A.4: items behind the first, which is the offset table. */
function fragmentsOf(bytes: Uint8Array, from: number): { at: number; bytes: Uint8Array }[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const fragments: { at: number; bytes: Uint8Array }[] = []
  let at = from
  while (at + 8 <= bytes.length) {
    if (view.getUint16(at, true) * 65_536 + view.getUint16(at + 2, true) !== ITEM) break
    const end = Math.min(bytes.length, at + 8 + view.getUint32(at + 4, true))
    fragments.push({ at: at + 8, bytes: bytes.subarray(at + 8, end) })
    at = end
  }
  return fragments.slice(1)
}

/** PS3.5 G.3: up to 15 segments of PackBits, each of which yields one byte a pixel. */
function screenRle(bytes: Uint8Array, header: Header): Finding | null {
  const { rows, columns } = pixelShape(header)
  if (bytes.length < 64) return encrypted('RLE header is not whole')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const count = view.getUint32(0, true)
  if (count < 1 || count > 15) return encrypted(`RLE header names ${count} segments`)
  for (let i = 0; i < count; i++) {
    const from = view.getUint32(4 + i * 4, true)
    const to = i + 1 < count ? view.getUint32(8 + i * 4, true) : bytes.length
    if (from < 64 || to < from || to > bytes.length) return encrypted('RLE segments overlap')
    const found = unpackedLength(bytes, from, to, rows * columns)
    if (found !== rows * columns) {
      return encrypted(`RLE segment ${i + 1} yields ${found} of ${rows * columns} bytes`)
    }
  }
  return null
}

function unpackedLength(bytes: Uint8Array, from: number, to: number, enough: number): number {
  let length = 0
  let at = from
  while (at < to && length < enough) {
    const control = bytes[at] as number
    if (control < 128) {
      length += control + 1
      at += control + 2
    } else {
      if (control > 128) length += 257 - control
      at += control > 128 ? 2 : 1
    }
  }
  return length
}

/** Behind the headers of a JPEG-LS or JPEG 2000 code stream: FF is followed by 90 or more only in markers. */
function screenStuffing(bytes: Uint8Array): Finding | null {
  const start = Math.max(2, indexOfPair(bytes, 0x93), indexOfPair(bytes, 0xda))
  let wrong = 0
  for (let at = bytes.indexOf(0xff, start + 2); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0
    const isMarker = next >= 0x90 && next <= 0x93
    if (next >= 0x90 && !isMarker && next !== 0xd9 && next !== 0xff) wrong++
  }
  // Restart markers, comments and further scans are few; ciphertext has one in 600 bytes.
  return wrong > 8 ? encrypted(`${wrong} codes that its format forbids`) : null
}

function indexOfPair(bytes: Uint8Array, second: number): number {
  for (let at = bytes.indexOf(0xff); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    if (bytes[at + 1] === second) return at
  }
  return -1
}
