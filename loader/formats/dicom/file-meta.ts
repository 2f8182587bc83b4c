/** File Meta Information (PS3.10 7.1): the group 0002 elements before the data set, always Explicit VR Little Endian. */
import { latin1 } from '../../../model/document-charset.ts'

export interface FileMeta {
  /** '' = absent. */
  readonly transferSyntaxUid: string
  readonly sopClassUid: string
  readonly sopInstanceUid: string
  /** First byte of the data set. */
  readonly end: number
}

const PREAMBLE = 128
const DICM = [0x44, 0x49, 0x43, 0x4d]
/** Elements that are asked for: SOP Class, SOP Instance, transfer syntax. */
const ASKED = new Set([0x0002, 0x0003, 0x0010])
const LONGEST = 256
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
  return DICM.every((byte, n) => bytes[PREAMBLE + n] === byte)
}

/** Reads as far as group 0002 goes; a file without preamble may still begin with it. Never throws. */
export function readFileMeta(bytes: Uint8Array): FileMeta {
  const values = new Map<number, string>()
  let at = hasPreamble(bytes) ? PREAMBLE + 4 : 0
  while (at + 8 <= bytes.length && bytes[at] === 0x02 && bytes[at + 1] === 0x00) {
    const element = (bytes[at + 2] ?? 0) | ((bytes[at + 3] ?? 0) << 8)
    const vr = latin1(bytes.subarray(at + 4, at + 6))
    if (!/^[A-Z]{2}$/.test(vr)) break
    const long = LONG_VRS.has(vr)
    const start = at + (long ? 12 : 8)
    const end = start + (long ? uint32(bytes, at + 8) : uint16(bytes, at + 6))
    if (end > bytes.length) break
    if (vr === 'UI' && ASKED.has(element)) {
      const value = latin1(bytes.subarray(start, Math.min(end, start + LONGEST)))
      values.set(element, value.replace(/[\0 ]+$/, ''))
    }
    at = end
  }
  return {
    transferSyntaxUid: values.get(0x0010) ?? '',
    sopClassUid: values.get(0x0002) ?? '',
    sopInstanceUid: values.get(0x0003) ?? '',
    end: at,
  }
}

function uint16(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)
}

function uint32(bytes: Uint8Array, at: number): number {
  return uint16(bytes, at) + uint16(bytes, at + 2) * 65_536
}
