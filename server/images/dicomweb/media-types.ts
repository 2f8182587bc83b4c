/** Which media types the pixel data of a transfer syntax are, and whether a client takes them (PS3.18 8.7). */
import { BIG_ENDIAN, DEFLATED, EXPLICIT, IMPLICIT } from './part10.ts'

export interface MediaType {
  readonly type: string
  readonly transferSyntaxUid: string
}

export const OCTETS = 'application/octet-stream'
const JPEG = '1.2.840.10008.1.2.4.'
/** PS3.18 table 8.7.3-5. */
const TYPES: Readonly<Record<string, string>> = {
  '1.2.840.10008.1.2.5': 'image/dicom-rle',
  [`${JPEG}80`]: 'image/jls',
  [`${JPEG}81`]: 'image/jls',
  [`${JPEG}90`]: 'image/jp2',
  [`${JPEG}91`]: 'image/jp2',
  [`${JPEG}92`]: 'image/jpx',
  [`${JPEG}93`]: 'image/jpx',
  [`${JPEG}110`]: 'image/jxl',
  [`${JPEG}111`]: 'image/jxl',
  [`${JPEG}112`]: 'image/jxl',
  [`${JPEG}201`]: 'image/jphc',
  [`${JPEG}202`]: 'image/jphc',
  [`${JPEG}203`]: 'image/jphc',
}
/** Names that clients had for them before the standard had its own. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  'image/dicom-rle': ['image/x-dicom-rle'],
  'image/jls': ['image/x-jls'],
  'image/jphc': ['image/jhc', 'image/jph'],
}

/** Pixel data as they leave the door: native ones in little endian, compressed ones as they are stored. */
export function pixelMediaType(transferSyntaxUid: string, isEncapsulated: boolean): MediaType {
  const isNative = [IMPLICIT, EXPLICIT, BIG_ENDIAN, DEFLATED].includes(transferSyntaxUid)
  if (!isEncapsulated || isNative) return { type: OCTETS, transferSyntaxUid: EXPLICIT }
  const isJpeg = /^1\.2\.840\.10008\.1\.2\.4\.[567]\d$/.test(transferSyntaxUid)
  return { type: isJpeg ? 'image/jpeg' : (TYPES[transferSyntaxUid] ?? OCTETS), transferSyntaxUid }
}

/**
 * Whether the Accept header of a client takes parts of this type.
 * `application/octet-stream` alone is Explicit VR Little Endian (PS3.18 8.7.3.5.1): compressed pixel data are sent under it only to those who name their transfer
 * syntax or `*`.
 */
export function accepts(
  header: string | undefined,
  { type, transferSyntaxUid }: MediaType,
): boolean {
  if (header === undefined || header.trim() === '') return isDefault(type, transferSyntaxUid)
  return rangesOf(header).some(({ wanted, syntax }) => {
    if (syntax !== undefined && syntax !== '*' && syntax !== transferSyntaxUid) return false
    if (wanted === '*/*' || wanted === 'multipart/*') return true
    if (wanted === OCTETS) return syntax !== undefined || isDefault(type, transferSyntaxUid)
    if (wanted === 'image/*') return type.startsWith('image/')
    return wanted === type || OTHER_NAMES[type]?.includes(wanted) === true
  })
}

/** Whether a whole instance, or its description, may be sent as one of these types. */
export function acceptsAny(header: string | undefined, types: readonly string[]): boolean {
  if (header === undefined || header.trim() === '') return true
  return rangesOf(header).some(
    ({ wanted }) => wanted === '*/*' || wanted === 'multipart/*' || types.includes(wanted),
  )
}

/** Whether the client takes the one thing it asks for bare, and in no multipart. */
export function wantsSinglePart(header: string | undefined): boolean {
  const ranges = rangesOf(header ?? '')
  return (
    ranges.length > 0 && ranges.every(({ isMultipart, wanted }) => !isMultipart && wanted !== '*/*')
  )
}

/** The form in which a client takes a rendered image, JPEG where it has no wish (PS3.18 8.7.4); null = none that is made here. */
export function renderedType(header: string | undefined): 'image/jpeg' | 'image/png' | null {
  if (header === undefined || header.trim() === '') return 'image/jpeg'
  for (const { wanted } of rangesOf(header)) {
    if (wanted === 'image/png') return wanted
    if (['image/jpeg', 'image/*', '*/*', 'multipart/*'].includes(wanted)) return 'image/jpeg'
  }
  return null
}

interface Range {
  readonly isMultipart: boolean
  /** Of the parts, where it is a multipart. */
  readonly wanted: string
  readonly syntax: string | undefined
}

/** The ranges of an Accept header (RFC 9110, 12.5.1), but those of weight 0. */
function rangesOf(header: string): Range[] {
  return splitList(header).flatMap((range) => {
    const [name = '', ...parameters] = range.split(';').map((each) => each.trim())
    const read = (key: string) => parameterOf(parameters, key)
    if (name === '' || Number(read('q') ?? '1') === 0) return []
    const isMultipart = name.startsWith('multipart/')
    const wanted = name === 'multipart/related' ? (read('type') ?? '*/*') : name
    return [{ isMultipart, wanted, syntax: read('transfer-syntax') }]
  })
}

function isDefault(type: string, transferSyntaxUid: string): boolean {
  return type === OCTETS && transferSyntaxUid === EXPLICIT
}

/** Commas inside quotes part nothing. */
function splitList(header: string): string[] {
  return header.match(/(?:"[^"]*"|[^,"])+/g) ?? []
}

function parameterOf(parameters: readonly string[], key: string): string | undefined {
  for (const parameter of parameters) {
    const [name = '', value = ''] = parameter.split('=')
    if (name.trim().toLowerCase() === key) return value.trim().replace(/^"|"$/g, '')
  }
  return undefined
}
