/**
 * Whether a file of a known kind is whole, by the structure of its own format. Each check is one pass.
 * Not checked: whether pixels or pages between a sound beginning and a sound end are what they were.
 */
import { latin1 } from '../../../model/document-charset.ts'
import type { MediaType } from './media-type.ts'
import type { Damage } from './unknown-content.ts'

type Check = (bytes: Uint8Array) => Damage | null

const CHECKS: Readonly<Record<string, Check>> = {
  'application/pdf': pdfDamage,
  'image/jpeg': jpegDamage,
  'image/png': pngDamage,
  'image/gif': gifDamage,
  'image/tiff': tiffDamage,
  'application/zip': zipDamage,
  'application/rtf': rtfDamage,
  'application/x-ole-storage': oleDamage,
  'application/msword': oleDamage,
  'application/vnd.ms-excel': oleDamage,
  'application/vnd.ms-powerpoint': oleDamage,
  'video/mp4': mp4Damage,
}

/** What is missing and at which byte; null when the file is whole, or of a kind that cannot be checked. */
export function completenessDamage(bytes: Uint8Array, type: MediaType): Damage | null {
  if (type.startsWith('application/vnd.openxmlformats-')) return zipDamage(bytes)
  return CHECKS[type]?.(bytes) ?? null
}

/** ISO 32000-1 7.5.5: `startxref`, an offset and `%%EOF` end the file; 7.5.x linearized files state their length. */
function pdfDamage(bytes: Uint8Array): Damage | null {
  const stated = /\/Linearized[^>]{0,200}?\/L\s{0,8}(\d{1,12})/.exec(
    latin1(bytes.subarray(0, 2048)),
  )
  if (stated?.[1] && Number(stated[1]) > bytes.length) {
    return cut(bytes, `PDF of ${stated[1]} bytes ends`)
  }
  const tail = latin1(bytes.subarray(Math.max(0, endOfContent(bytes) - 2048)))
  if (tail.includes('%%EOF') || /startxref\s{1,8}\d/.test(tail)) return null
  return cut(bytes, 'PDF without startxref and %%EOF ends')
}

/**
 * ITU-T T.81 annex B: segments by length up to a scan, then entropy-coded bytes in which FF is stuffed, until
 * EOI. An EOI inside an embedded thumbnail lies in a segment and is passed over.
 */
function jpegDamage(bytes: Uint8Array): Damage | null {
  let at = 2
  while (at < bytes.length) {
    if (bytes[at] !== 0xff) {
      at = bytes.indexOf(0xff, at)
      if (at < 0) break
    }
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xd9) return null
    if (marker === 0xff) at += 1
    else if (marker === 0x00 || marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2
    else at += 2 + Math.max(2, uint16(bytes, at + 2))
  }
  return cut(bytes, 'JPEG without its end marker (FFD9) ends')
}

/** PNG (ISO 15948) 5.3: chunks by length until IEND. */
function pngDamage(bytes: Uint8Array): Damage | null {
  let at = 8
  while (at + 12 <= bytes.length) {
    const type = latin1(bytes.subarray(at + 4, at + 8))
    const end = at + 12 + uint32(bytes, at)
    if (end > bytes.length) return cut(bytes, `PNG inside its ${type} chunk of byte ${at} ends`)
    if (type === 'IEND') return null
    at = end
  }
  return cut(bytes, 'PNG without its IEND chunk ends')
}

/** GIF89a 27: the trailer 3B. */
function gifDamage(bytes: Uint8Array): Damage | null {
  return bytes[endOfContent(bytes) - 1] === 0x3b ? null : cut(bytes, 'GIF without its trailer ends')
}

/** TIFF 6.0 section 2: the chain of directories, and the strips or tiles each names, must lie inside the file. */
function tiffDamage(bytes: Uint8Array): Damage | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const little = bytes[0] === 0x49
  let directory = bytes.length >= 8 ? view.getUint32(4, little) : bytes.length
  for (let pages = 0; directory !== 0 && pages < 10_000; pages++) {
    if (directory + 2 > bytes.length) {
      return cut(bytes, `TIFF before its directory at byte ${directory} ends`)
    }
    const end = directory + 2 + view.getUint16(directory, little) * 12
    if (end + 4 > bytes.length)
      return cut(bytes, `TIFF inside its directory of byte ${directory} ends`)
    const needed = furthestStrip(view, directory, little)
    if (needed > bytes.length) {
      return cut(bytes, `TIFF before its image data up to byte ${needed} ends`)
    }
    const next = view.getUint32(end, little)
    if (next !== 0 && next <= directory) return null
    directory = next
  }
  return null
}

/** Furthest byte that strips (273, 279) or tiles (324, 325) of the directory name; 0 when it names none. */
function furthestStrip(view: DataView, directory: number, little: boolean): number {
  let offsets: number[] = []
  let lengths: number[] = []
  const entries = view.getUint16(directory, little)
  for (let i = 0; i < entries; i++) {
    const at = directory + 2 + i * 12
    const tag = view.getUint16(at, little)
    if (tag === 273 || tag === 324) offsets = tiffNumbers(view, at, little)
    if (tag === 279 || tag === 325) lengths = tiffNumbers(view, at, little)
  }
  return offsets.reduce((furthest, offset, i) => Math.max(furthest, offset + (lengths[i] ?? 0)), 0)
}

function tiffNumbers(view: DataView, entry: number, little: boolean): number[] {
  const size = view.getUint16(entry + 2, little) === 3 ? 2 : 4
  const count = view.getUint32(entry + 4, little)
  const start = size * count <= 4 ? entry + 8 : view.getUint32(entry + 8, little)
  if (start + size * count > view.byteLength) return [start + size * count]
  return Array.from({ length: count }, (_, i) =>
    size === 2
      ? view.getUint16(start + i * size, little)
      : view.getUint32(start + i * size, little),
  )
}

/** APPNOTE.TXT 4.3.16: the end of central directory record stands in the last 65,557 bytes. */
function zipDamage(bytes: Uint8Array): Damage | null {
  const tail = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).subarray(-65_557)
  const end = tail.lastIndexOf('PK\x05\x06', undefined, 'latin1')
  return end >= 0 && end + 22 <= tail.length
    ? null
    : cut(bytes, 'ZIP without its end of central directory ends')
}

function rtfDamage(bytes: Uint8Array): Damage | null {
  return bytes[endOfContent(bytes) - 1] === 0x7d
    ? null
    : cut(bytes, 'RTF without its closing brace ends')
}

/** [MS-CFB] 2.2: the directory and the file allocation sectors that the header names must lie inside the file. */
function oleDamage(bytes: Uint8Array): Damage | null {
  if (bytes.length < 512) return cut(bytes, 'OLE document inside its header ends')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const shift = view.getUint16(30, true)
  if (shift !== 9 && shift !== 12) {
    return {
      refusal: 'unparsable',
      detail: 'OLE document with an impossible sector size at byte 30',
    }
  }
  const sectors = [view.getUint32(48, true)]
  const tables = Math.min(109, view.getUint32(44, true))
  for (let i = 0; i < tables; i++) sectors.push(view.getUint32(76 + i * 4, true))
  const inUse = sectors.filter((sector) => sector < 0xfffffffa)
  const needed = (Math.max(0, ...inUse) + 1) * 2 ** shift + 1
  return needed > bytes.length
    ? cut(bytes, `OLE document before its sector at byte ${needed - 1} ends`)
    : null
}

/** ISO/IEC 14496-12 4.2: boxes by length; a film needs its `moov`. */
function mp4Damage(bytes: Uint8Array): Damage | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let hasMovie = false
  let at = 0
  while (at + 8 <= bytes.length) {
    const type = latin1(bytes.subarray(at + 4, at + 8))
    let size = view.getUint32(at)
    if (size === 1 && at + 16 <= bytes.length) size = Number(view.getBigUint64(at + 8))
    if (size === 0) size = bytes.length - at
    if (size < 8) return { refusal: 'unparsable', detail: `MP4 box of ${size} bytes at byte ${at}` }
    if (type === 'moov' || type === 'meta') hasMovie = true
    if (at + size > bytes.length) return cut(bytes, `MP4 inside its ${type} box of byte ${at} ends`)
    at += size
  }
  return hasMovie ? null : cut(bytes, 'MP4 without its moov box ends')
}

function cut(bytes: Uint8Array, what: string): Damage {
  return { refusal: 'truncated', detail: `${what} at byte ${bytes.length}` }
}

/** Where the content ends: zeros, blanks and line ends that media leave behind are not part of it. */
function endOfContent(bytes: Uint8Array): number {
  let end = bytes.length
  while (end > 0 && isPadding(bytes[end - 1] ?? 0)) end--
  return end
}

function isPadding(byte: number): boolean {
  return byte === 0 || byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x1a
}

function uint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
}

function uint32(bytes: Uint8Array, at: number): number {
  return uint16(bytes, at) * 65_536 + uint16(bytes, at + 2)
}
