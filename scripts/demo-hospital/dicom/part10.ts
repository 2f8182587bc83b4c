/** DICOM Part 10 files: preamble, file meta information, data set. DICOM PS3.5 (encoding), PS3.10 (files). */

export const TRANSFER_SYNTAX = {
  implicitLittle: '1.2.840.10008.1.2',
  explicitLittle: '1.2.840.10008.1.2.1',
  jpegBaseline: '1.2.840.10008.1.2.4.50',
  rle: '1.2.840.10008.1.2.5',
} as const

export type TransferSyntax = keyof typeof TRANSFER_SYNTAX

/** `(gggg,eeee)` as one number, VR, and the value: text, numbers, bytes already encoded, or the items of a sequence. */
export type Element = readonly [
  tag: number,
  vr: string,
  value:
    | string
    | readonly number[]
    | Uint8Array
    | { readonly items: readonly (readonly Element[])[] },
]

/** Pixels: native bytes, or one encoded fragment a frame; null = an object without any. */
export type PixelData =
  | { readonly native: Uint8Array; readonly words: boolean }
  | { readonly frames: readonly Uint8Array[] }

export interface Part10 {
  readonly sopClassUid: string
  readonly sopInstanceUid: string
  readonly transferSyntax: TransferSyntax
  readonly elements: readonly Element[]
  readonly pixels: PixelData | null
}

const LONG_VRS = new Set(['OB', 'OW', 'SQ', 'UN', 'UT'])
const PIXEL_DATA = 0x7fe00010

/** @returns the bytes of the file; elements may come in any order */
export function encodePart10(file: Part10): Uint8Array {
  const explicit = file.transferSyntax !== 'implicitLittle'
  const meta = Buffer.concat([
    element([0x00020001, 'OB', Uint8Array.of(0, 1)], true),
    element([0x00020002, 'UI', file.sopClassUid], true),
    element([0x00020003, 'UI', file.sopInstanceUid], true),
    element([0x00020010, 'UI', TRANSFER_SYNTAX[file.transferSyntax]], true),
    element([0x00020012, 'UI', '1.2.392.200119.6.99999.7'], true),
    element([0x00020013, 'SH', 'SANSHO-DEMO'], true),
  ])
  const length = Buffer.alloc(4)
  length.writeUInt32LE(meta.length)
  const sorted = [...file.elements].sort((a, b) => a[0] - b[0])
  return Buffer.concat([
    Buffer.alloc(128),
    Buffer.from('DICM', 'latin1'),
    element([0x00020000, 'UL', length], true),
    meta,
    ...sorted.map((each) => element(each, explicit)),
    ...pixelElements(file.pixels, explicit),
  ])
}

function element([tag, vr, value]: Element, explicit: boolean): Buffer {
  const bytes = valueBytes(vr, value, explicit)
  return Buffer.concat([header(tag, vr, bytes.length, explicit), bytes])
}

function header(tag: number, vr: string, length: number, explicit: boolean): Buffer {
  const long = explicit && LONG_VRS.has(vr)
  const out = Buffer.alloc(long ? 12 : 8)
  out.writeUInt16LE(tag >>> 16, 0)
  out.writeUInt16LE(tag & 0xffff, 2)
  if (!explicit) {
    out.writeUInt32LE(length, 4)
  } else {
    out.write(vr, 4, 'latin1')
    if (long) out.writeUInt32LE(length, 8)
    else out.writeUInt16LE(length, 6)
  }
  return out
}

/** An item of a sequence, of known length (PS3.5 7.5). */
function itemBytes(elements: readonly Element[], explicit: boolean): Buffer {
  const sorted = [...elements].sort((a, b) => a[0] - b[0])
  const bytes = Buffer.concat(sorted.map((each) => element(each, explicit)))
  const head = Buffer.alloc(8)
  head.writeUInt16LE(0xfffe, 0)
  head.writeUInt16LE(0xe000, 2)
  head.writeUInt32LE(bytes.length, 4)
  return Buffer.concat([head, bytes])
}

/** Even length: text is padded with a space, UIDs and bytes with a null (PS3.5 6.2). */
function valueBytes(vr: string, value: Element[2], explicit: boolean): Buffer {
  let bytes: Buffer
  if (typeof value === 'string') bytes = Buffer.from(value, 'latin1')
  else if (value instanceof Uint8Array) bytes = Buffer.from(value)
  else if ('items' in value)
    bytes = Buffer.concat(value.items.map((item) => itemBytes(item, explicit)))
  else if (vr === 'FL') bytes = Buffer.from(Float32Array.from(value).buffer)
  else if (vr === 'UL' || vr === 'SL') bytes = Buffer.from(Int32Array.from(value).buffer)
  else bytes = Buffer.from(Uint16Array.from(value).buffer)
  if (bytes.length % 2 === 0) return bytes
  const pad = vr === 'UI' || vr === 'OB' ? 0 : 0x20
  return Buffer.concat([bytes, Buffer.of(pad)])
}

/** Encapsulated pixels: an empty offset table, one fragment a frame, the delimiter (PS3.5 A.4). */
function pixelElements(pixels: PixelData | null, explicit: boolean): Buffer[] {
  if (pixels === null) return []
  if ('native' in pixels) {
    const vr = pixels.words ? 'OW' : 'OB'
    return [element([PIXEL_DATA, vr, pixels.native], explicit)]
  }
  const start = header(PIXEL_DATA, 'OB', 0, true)
  start.writeUInt32LE(0xffffffff, 8)
  const item = (bytes: Uint8Array) => {
    const head = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0])
    const even = bytes.length + (bytes.length % 2)
    head.writeUInt32LE(even, 4)
    return [head, Buffer.from(bytes), Buffer.alloc(even - bytes.length)]
  }
  const end = Buffer.from([0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0])
  return [start, ...item(new Uint8Array(0)), ...pixels.frames.flatMap(item), end]
}
