/** File Meta Information (PS3.10 7.1): the group 0002 elements before the data set, always Explicit VR Little Endian. */

export interface FileMeta {
  /** '' = absent. */
  readonly transferSyntaxUid: string
  readonly sopClassUid: string
  readonly sopInstanceUid: string
  /** First byte of the data set. */
  readonly end: number
}

const PREAMBLE = 128
const LONG_VRS = new Set([
  'OB',
  'OW',
  'OF',
  'OD',
  'OL',
  'OV',
  'SQ',
  'UN',
  'UC',
  'UR',
  'UT',
  'SV',
  'UV',
])

/** `DICM` after the 128 bytes of preamble. */
export function hasPreamble(bytes: Uint8Array): boolean {
  return ascii(bytes, PREAMBLE, 4) === 'DICM'
}

/** Reads as far as group 0002 goes; a file without preamble may still begin with it. Never throws. */
export function readFileMeta(bytes: Uint8Array): FileMeta {
  const values = new Map<number, string>()
  let at = hasPreamble(bytes) ? PREAMBLE + 4 : 0
  while (at + 8 <= bytes.length && bytes[at] === 0x02 && bytes[at + 1] === 0x00) {
    const element = (bytes[at + 2] ?? 0) | ((bytes[at + 3] ?? 0) << 8)
    const vr = ascii(bytes, at + 4, 2)
    if (!/^[A-Z]{2}$/.test(vr)) break
    const long = LONG_VRS.has(vr)
    const start = at + (long ? 12 : 8)
    const end = start + (long ? uint32(bytes, at + 8) : uint16(bytes, at + 6))
    if (end > bytes.length) break
    if (vr === 'UI') values.set(element, ascii(bytes, start, end - start).replace(/[\0 ]+$/, ''))
    at = end
  }
  return {
    transferSyntaxUid: values.get(0x0010) ?? '',
    sopClassUid: values.get(0x0002) ?? '',
    sopInstanceUid: values.get(0x0003) ?? '',
    end: at,
  }
}

function ascii(bytes: Uint8Array, at: number, length: number): string {
  let text = ''
  const end = Math.min(bytes.length, at + Math.min(length, 256))
  for (let i = at; i < end; i++) text += String.fromCharCode(bytes[i] ?? 0)
  return text
}

function uint16(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)
}

function uint32(bytes: Uint8Array, at: number): number {
  return uint16(bytes, at) + uint16(bytes, at + 2) * 65_536
}
