/** What a file is, by its own first bytes. A file's name is never asked. */
import { decodeDocument, latin1 } from '../../../model/document-charset.ts'
import { startOfZeros } from './unknown-content.ts'

/** '' = no known magic and not text. */
export type MediaType = string

export const DICOM = 'application/dicom'
export const HL7_V2 = 'application/hl7-v2'
export const XML = 'application/xml'
export const HTML = 'text/html'
export const PLAIN_TEXT = 'text/plain'

interface Magic {
  readonly type: MediaType
  readonly offset: number
  readonly bytes: readonly number[]
}

const MAGICS: readonly Magic[] = [
  { type: 'application/pdf', offset: 0, bytes: ascii('%PDF-') },
  { type: 'image/jpeg', offset: 0, bytes: [0xff, 0xd8, 0xff] },
  { type: 'image/png', offset: 0, bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { type: 'image/gif', offset: 0, bytes: ascii('GIF87a') },
  { type: 'image/gif', offset: 0, bytes: ascii('GIF89a') },
  { type: 'image/tiff', offset: 0, bytes: [0x49, 0x49, 0x2a, 0x00] },
  { type: 'image/tiff', offset: 0, bytes: [0x4d, 0x4d, 0x00, 0x2a] },
  { type: DICOM, offset: 128, bytes: ascii('DICM') },
  { type: 'application/zip', offset: 0, bytes: [0x50, 0x4b, 0x03, 0x04] },
  { type: 'application/zip', offset: 0, bytes: [0x50, 0x4b, 0x05, 0x06] },
  {
    type: 'application/x-ole-storage',
    offset: 0,
    bytes: [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1],
  },
  { type: 'application/rtf', offset: 0, bytes: ascii('{\\rtf') },
  { type: 'video/mp4', offset: 4, bytes: ascii('ftyp') },
  { type: 'image/jp2', offset: 0, bytes: [0, 0, 0, 0x0c, 0x6a, 0x50, 0x20, 0x20] },
  { type: 'image/jp2', offset: 0, bytes: [0xff, 0x4f, 0xff, 0x51] },
  { type: 'application/gzip', offset: 0, bytes: [0x1f, 0x8b, 0x08] },
  { type: 'application/zstd', offset: 0, bytes: [0x28, 0xb5, 0x2f, 0xfd] },
  { type: 'application/x-xz', offset: 0, bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00] },
  { type: 'application/x-bzip2', offset: 0, bytes: ascii('BZh') },
  { type: 'application/x-7z-compressed', offset: 0, bytes: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c] },
  { type: 'application/vnd.rar', offset: 0, bytes: [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07] },
  { type: 'application/x-lzh', offset: 2, bytes: ascii('-lh') },
  { type: 'video/x-matroska', offset: 0, bytes: [0x1a, 0x45, 0xdf, 0xa3] },
  { type: 'video/mpeg', offset: 0, bytes: [0x00, 0x00, 0x01, 0xba] },
  { type: 'video/x-ms-asf', offset: 0, bytes: [0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11] },
  { type: 'application/ogg', offset: 0, bytes: ascii('OggS') },
  { type: 'audio/mpeg', offset: 0, bytes: ascii('ID3') },
  { type: 'application/vnd.sqlite3', offset: 0, bytes: ascii('SQLite format 3\0') },
]

/** Elements that a note saved without its page begins with, and that no other XML is called by. */
const HTML_FRAGMENT =
  /^<(?:p|font|span|pre|br|hr|center|h[1-6]|ul|ol|dl|b|i|u|s|strong|em|small|big|strike|del|blockquote|img|nobr|style)(?=[\s/>])/i

/** How much of a file is looked at for everything but the plain-text check. */
const HEAD = 4096

/**
 * Media type by magic bytes, for the kinds that document folders of hospital systems hold; text kinds by their
 * decoded beginning. '' when nothing fits.
 */
export function mediaTypeOf(bytes: Uint8Array): MediaType {
  const magic = MAGICS.find((candidate) => matches(bytes, candidate))
  if (magic?.type === 'application/zip') return officeOpenXml(bytes)
  if (magic?.type === 'application/x-ole-storage') return oleDocument(bytes)
  if (magic) return magic.type
  if (isRiff(bytes)) return riffType(bytes)
  if (isBitmap(bytes)) return 'image/bmp'
  if (hasLatePdfHeader(bytes)) return 'application/pdf'
  return textType(bytes)
}

/** Office Open XML by the folder its members stand in (ECMA-376 part 2), told from the local headers. */
function officeOpenXml(bytes: Uint8Array): MediaType {
  const head = latin1(bytes.subarray(0, 65_536))
  const office = 'application/vnd.openxmlformats-officedocument.'
  if (head.includes('word/')) return `${office}wordprocessingml.document`
  if (head.includes('xl/')) return `${office}spreadsheetml.sheet`
  if (head.includes('ppt/')) return `${office}presentationml.presentation`
  return 'application/zip'
}

/** Word, Excel or PowerPoint by the UTF-16 name of the main stream ([MS-CFB] 2.6). */
function oleDocument(bytes: Uint8Array): MediaType {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const holds = (stream: string) => all.indexOf(stream, 0, 'utf16le') >= 0
  if (holds('WordDocument')) return 'application/msword'
  if (holds('Workbook')) return 'application/vnd.ms-excel'
  if (holds('PowerPoint Document')) return 'application/vnd.ms-powerpoint'
  return 'application/x-ole-storage'
}

function isRiff(bytes: Uint8Array): boolean {
  return matches(bytes, { type: '', offset: 0, bytes: ascii('RIFF') })
}

function riffType(bytes: Uint8Array): MediaType {
  const form = latin1(bytes.subarray(8, 12))
  if (form === 'WEBP') return 'image/webp'
  if (form === 'WAVE') return 'audio/wav'
  return form === 'AVI ' ? 'video/x-msvideo' : 'application/octet-stream'
}

/** Two letters alone would claim one random file in 65,536, so the header's own length must agree. */
function isBitmap(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0x42 || bytes[1] !== 0x4d || bytes.length < 26) return false
  const declared = new DataView(bytes.buffer, bytes.byteOffset).getUint32(2, true)
  return declared === bytes.length
}

/** PDF readers accept the header anywhere in the first 1,024 bytes (ISO 32000-1 annex H, 3.4.1). */
function hasLatePdfHeader(bytes: Uint8Array): boolean {
  return latin1(bytes.subarray(0, 1024)).includes('%PDF-')
}

function textType(bytes: Uint8Array): MediaType {
  const head = textHead(bytes)
  if (head === null) return ''
  const start = head.trimStart().slice(0, 1024)
  if (/^MSH[^A-Za-z0-9\s]/.test(start)) return HL7_V2
  if (/^<(!doctype\s+html|html|head|body|meta|table|div)/i.test(start)) return HTML
  if (HTML_FRAGMENT.test(start)) return HTML
  if (start.startsWith('<?xml')) return /<html[\s>]/i.test(start) ? HTML : XML
  if (/^<!--/.test(start)) return /<html[\s>]/i.test(head) ? HTML : XML
  if (/^<(!DOCTYPE|[A-Za-z_][\w.:-]{0,80}[\s/>])/.test(start)) return XML
  return PLAIN_TEXT
}

/**
 * The decoded beginning, null when it is not text: too many control characters, or bytes that no character
 * set explains. Its end may split a character, so the last few bytes are not held against it.
 */
function textHead(bytes: Uint8Array): string | null {
  if (bytes.length === 0) return null
  const length = Math.min(HEAD, startOfZeros(bytes))
  for (let cut = 0; cut <= 3; cut++) {
    const decoded = decodeDocument(bytes.subarray(0, length - cut))
    if (decoded.sound) return controlShare(decoded.text) > 0.02 ? null : decoded.text
  }
  return null
}

/** Share of control characters other than tab, line ends, form feed and escape; private use counts as control. */
function controlShare(text: string): number {
  let control = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    const format = (code >= 0x09 && code <= 0x0d) || code === 0x1b
    if ((code < 0x20 && !format) || (code >= 0x7f && code < 0xa0)) control++
    else if (code >= 0xe000 && code <= 0xf8ff) control++
  }
  return text.length === 0 ? 0 : control / text.length
}

function matches(bytes: Uint8Array, magic: Magic): boolean {
  return magic.bytes.every((byte, i) => bytes[magic.offset + i] === byte)
}

function ascii(text: string): number[] {
  return [...text].map((ch) => ch.charCodeAt(0))
}
