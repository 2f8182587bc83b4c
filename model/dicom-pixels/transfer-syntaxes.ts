/** The transfer syntaxes of DICOM PS3.6 Annex A: how the bytes of a data set and of its pixels are laid. */

export type PixelCoding =
  | 'native'
  | 'rle'
  /** Any member of the JPEG family; which one is told by the stream itself. */
  | 'jpeg'
  | 'deflated-frame'
  /** Known by name, not decoded here. */
  | 'other'

export interface TransferSyntax {
  readonly uid: string
  /** The standard's own name, shortened to what tells it apart; '' = not a known transfer syntax. */
  readonly name: string
  readonly explicitVr: boolean
  readonly littleEndian: boolean
  /** The whole data set is deflated (PS3.5 A.5). */
  readonly deflated: boolean
  readonly coding: PixelCoding
}

const ROOT = '1.2.840.10008.1.2'
export const IMPLICIT_LITTLE_ENDIAN = ROOT
export const EXPLICIT_LITTLE_ENDIAN = `${ROOT}.1`
const EXPLICIT_BIG_ENDIAN = `${ROOT}.2`
const DEFLATED = `${ROOT}.1.99`

const NAMES: Readonly<Record<string, readonly [string, PixelCoding]>> = {
  '': ['Implicit VR Little Endian', 'native'],
  '.1': ['Explicit VR Little Endian', 'native'],
  '.1.98': ['Encapsulated Uncompressed', 'native'],
  '.1.99': ['Deflated Explicit VR Little Endian', 'native'],
  '.2': ['Explicit VR Big Endian', 'native'],
  '.4.50': ['JPEG Baseline', 'jpeg'],
  '.4.51': ['JPEG Extended', 'jpeg'],
  '.4.52': ['JPEG Extended (3 & 5)', 'jpeg'],
  '.4.53': ['JPEG Spectral Selection (6 & 8)', 'jpeg'],
  '.4.54': ['JPEG Spectral Selection (7 & 9)', 'jpeg'],
  '.4.55': ['JPEG Full Progression (10 & 12)', 'jpeg'],
  '.4.56': ['JPEG Full Progression (11 & 13)', 'jpeg'],
  '.4.57': ['JPEG Lossless', 'jpeg'],
  '.4.58': ['JPEG Lossless (15)', 'jpeg'],
  '.4.70': ['JPEG Lossless SV1', 'jpeg'],
  '.4.80': ['JPEG-LS Lossless', 'jpeg'],
  '.4.81': ['JPEG-LS Near-lossless', 'jpeg'],
  '.4.90': ['JPEG 2000 Lossless', 'jpeg'],
  '.4.91': ['JPEG 2000', 'jpeg'],
  '.4.92': ['JPEG 2000 Part 2 Lossless', 'jpeg'],
  '.4.93': ['JPEG 2000 Part 2', 'jpeg'],
  '.4.94': ['JPIP Referenced', 'other'],
  '.4.95': ['JPIP Referenced Deflate', 'other'],
  '.4.100': ['MPEG-2 Main Profile', 'other'],
  '.4.101': ['MPEG-2 High Level', 'other'],
  '.4.102': ['MPEG-4 AVC/H.264 High Profile', 'other'],
  '.4.103': ['MPEG-4 AVC/H.264 BD-compatible', 'other'],
  '.4.104': ['MPEG-4 AVC/H.264 2D', 'other'],
  '.4.105': ['MPEG-4 AVC/H.264 3D', 'other'],
  '.4.106': ['MPEG-4 AVC/H.264 Stereo', 'other'],
  '.4.107': ['HEVC/H.265 Main', 'other'],
  '.4.108': ['HEVC/H.265 Main 10', 'other'],
  '.4.110': ['JPEG XL Lossless', 'other'],
  '.4.111': ['JPEG XL JPEG Recompression', 'other'],
  '.4.112': ['JPEG XL', 'other'],
  '.4.201': ['HTJ2K Lossless', 'jpeg'],
  '.4.202': ['HTJ2K Lossless RPCL', 'jpeg'],
  '.4.203': ['HTJ2K', 'jpeg'],
  '.4.204': ['JPIP HTJ2K Referenced', 'other'],
  '.4.205': ['JPIP HTJ2K Referenced Deflate', 'other'],
  '.5': ['RLE Lossless', 'rle'],
  '.8.1': ['Deflated Image Frame Compression', 'deflated-frame'],
}

/** The transfer syntax of a UID; an unknown one reads as explicit little endian (PS3.5 A.4) with coding `other`. */
export function transferSyntaxOf(uid: string): TransferSyntax {
  const known =
    uid === ROOT || uid.startsWith(`${ROOT}.`) ? NAMES[uid.slice(ROOT.length)] : undefined
  return {
    uid,
    name: known?.[0] ?? '',
    explicitVr: uid !== IMPLICIT_LITTLE_ENDIAN,
    littleEndian: uid !== EXPLICIT_BIG_ENDIAN,
    deflated: uid === DEFLATED,
    coding: known?.[1] ?? 'other',
  }
}

/** `JPEG Lossless SV1 (1.2.840.10008.1.2.4.70)`; the bare UID when it has no name, '' for none. */
export function transferSyntaxText(uid: string): string {
  const { name } = transferSyntaxOf(uid)
  return name === '' ? uid : `${name} (${uid})`
}
