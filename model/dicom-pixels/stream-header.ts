/**
 * What a compressed stream says of itself. The decoder is chosen by this, not by the transfer syntax: files lie, and
 * a decoder given the wrong stream answers with garbage.
 */
import { PixelError } from './pixel-problem.ts'

export type StreamKind = 'jpeg-8' | 'jpeg-12' | 'jpeg-lossless' | 'jpeg-ls' | 'jpeg-2000' | 'htj2k'

export interface StreamHeader {
  readonly kind: StreamKind
  readonly rows: number
  readonly columns: number
  readonly components: number
  readonly precision: number
  /** The stream carries a transform from luma and chroma that its decoder undoes. */
  readonly colourTransformed: boolean
  /**
   * A JPEG stream of three components that neither JFIF nor Adobe nor their numbers tell the colours of: 0, 1, 2, as libjpeg numbers
   * what it writes as it is. Decoders take it for luma and chroma; the DICOM header knows.
   */
  readonly coloursUnsaid: boolean
  /** Where the code stream begins: behind the boxes of a JP2 file. */
  readonly start: number
}

/** JPEG, JPEG-LS and JPEG 2000 begin with a marker of their own. */
export function beginsAsStream(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && (bytes[1] === 0xd8 || bytes[1] === 0x4f) && bytes[2] === 0xff
}

/** @throws PixelError when the stream is of no kind decoded here. */
export function readStreamHeader(bytes: Uint8Array): StreamHeader {
  const head = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)
  if (head === 0xffd8) return readJpeg(bytes)
  const start = head === 0xff4f ? 0 : findCodeStream(bytes)
  if (start < 0) {
    const shown = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0'))
    throw new PixelError('stream-damaged', `begins with ${shown.join(' ')}`)
  }
  return readJpeg2000(bytes, start)
}

/** ISO/IEC 10918-1 B.2.2, and 14495-1 for SOF55. */
function readJpeg(bytes: Uint8Array): StreamHeader {
  let adobe = -1
  let jfif = false
  for (let at = 2; at + 4 <= bytes.length; ) {
    if (bytes[at] !== 0xff) throw new PixelError('stream-damaged', `JPEG marker at ${at}`)
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xff) {
      at += 1
      continue
    }
    const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)
    // One that ends before its transform says nothing.
    if (marker === 0xee && bytes[at + 4] === 0x41 && length >= 14) adobe = bytes[at + 15] ?? -1
    if (marker === 0xe0 && bytes[at + 4] === 0x4a) jfif = true
    const kind = kindOfFrame(marker, bytes[at + 4] ?? 0)
    if (kind !== null) {
      const components = bytes[at + 9] ?? 0
      return {
        kind,
        precision: bytes[at + 4] ?? 0,
        rows: ((bytes[at + 5] ?? 0) << 8) | (bytes[at + 6] ?? 0),
        columns: ((bytes[at + 7] ?? 0) << 8) | (bytes[at + 8] ?? 0),
        components,
        colourTransformed: kind === 'jpeg-8' && components === 3 && adobe !== 0,
        coloursUnsaid:
          components === 3 &&
          !jfif &&
          adobe < 0 &&
          [0, 1, 2].every((n) => bytes[at + 10 + n * 3] === n),
        start: 0,
      }
    }
    at += 2 + length
  }
  throw new PixelError('truncated', 'JPEG')
}

function kindOfFrame(marker: number, precision: number): StreamKind | null {
  if (marker === 0xf7) return 'jpeg-ls'
  if (marker === 0xc3) return 'jpeg-lossless'
  if (marker === 0xc0 || marker === 0xc1 || marker === 0xc2) {
    if (precision === 8) return 'jpeg-8'
    if (precision === 12) return 'jpeg-12'
    // Table B.2 knows no other; programs that write one don't agree on what it means.
    throw new PixelError('unsupported-coding', `JPEG SOF${marker - 0xc0}, ${precision} bit`)
  }
  const isFrame = marker >= 0xc5 && marker <= 0xcf && marker !== 0xc8 && marker !== 0xcc
  if (!isFrame) return null
  throw new PixelError('unsupported-coding', `JPEG SOF${marker - 0xc0}`)
}

/** ISO/IEC 15444-1 A.5.1 (SIZ), A.6.1 (COD); 15444-15 A.3 (CAP, bit 17 of Pcap: HTJ2K). */
function readJpeg2000(bytes: Uint8Array, start: number): StreamHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let found: Omit<StreamHeader, 'kind' | 'colourTransformed' | 'coloursUnsaid'> | null = null
  let highThroughput = false
  let colourTransformed = false
  for (let at = start + 2; at + 12 < bytes.length; ) {
    const marker = view.getUint16(at)
    if (marker === 0xff90) break
    if (marker === 0xff51) found = readSize(view, at, start)
    if (marker === 0xff50) highThroughput = ((view.getUint32(at + 4) >>> 17) & 1) === 1
    if (marker === 0xff52) colourTransformed = view.getUint8(at + 8) === 1
    at += 2 + view.getUint16(at + 2)
  }
  if (found === null) throw new PixelError('truncated', 'JPEG 2000')
  const kind = highThroughput ? 'htj2k' : 'jpeg-2000'
  return { ...found, kind, colourTransformed, coloursUnsaid: false }
}

function readSize(view: DataView, at: number, start: number) {
  const components = view.getUint16(at + 38)
  if (at + 40 + components * 3 > view.byteLength) throw new PixelError('truncated', 'JPEG 2000')
  for (let n = 0; n < components; n += 1) {
    if (view.getUint8(at + 41 + n * 3) !== 1 || view.getUint8(at + 42 + n * 3) !== 1) {
      throw new PixelError('unsupported-coding', 'JPEG 2000 with subsampled components')
    }
  }
  return {
    columns: view.getUint32(at + 6) - view.getUint32(at + 14),
    rows: view.getUint32(at + 10) - view.getUint32(at + 18),
    components,
    precision: (view.getUint8(at + 40) & 0x7f) + 1,
    start,
  }
}

function findCodeStream(bytes: Uint8Array): number {
  if (bytes[3] !== 0x0c || bytes[4] !== 0x6a || bytes[5] !== 0x50) return -1
  for (let at = 12; at + 4 < bytes.length; at += 1) {
    if (bytes[at] === 0xff && bytes[at + 1] === 0x4f && bytes[at + 2] === 0xff) return at
  }
  return -1
}
