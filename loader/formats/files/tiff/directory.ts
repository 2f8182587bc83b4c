/** TIFF 6.0 section 2: the image file directories of a file, one a page, with the numbers that their fields hold. */

/** The fields that are read, by their tag. */
export const TAG = {
  subfile: 254,
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  stripOffsets: 273,
  orientation: 274,
  samples: 277,
  rowsPerStrip: 278,
  stripLengths: 279,
  horizontal: 282,
  vertical: 283,
  planes: 284,
  faxOptions: 292,
  resolutionUnit: 296,
  predictor: 317,
  colours: 320,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileLengths: 325,
  sampleFormat: 339,
  jpegTables: 347,
  jpegStart: 513,
  jpegLength: 514,
} as const

const WANTED: ReadonlySet<number> = new Set(Object.values(TAG))
/** Bytes of a value, by the type of its field. */
const SIZES: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4, 5: 8, 7: 1 }
const RATIONAL = 5
/** More is no scanned document: a file made to cost memory. */
const MOST_PAGES = 5_000
const MOST_VALUES = 4_000_000

export interface TiffFile {
  readonly bytes: Uint8Array
  readonly isLittleEndian: boolean
  readonly pages: readonly TiffPage[]
}

export interface TiffPage {
  /** The first value of a field; `otherwise` when the page has no such field. */
  value(tag: number, otherwise: number): number
  values(tag: number): readonly number[]
}

/** Every page but the small copies of one (NewSubfileType, bit 0). @throws RangeError when a directory lies outside the file */
export function readDirectories(bytes: Uint8Array): TiffFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const isLittleEndian = bytes[0] === 0x49
  const pages: TiffPage[] = []
  const visited = new Set<number>()
  let room = MOST_VALUES
  let at = view.getUint32(4, isLittleEndian)
  while (at !== 0 && !visited.has(at) && visited.size < MOST_PAGES) {
    visited.add(at)
    const fields = new Map<number, number[]>()
    const entries = view.getUint16(at, isLittleEndian)
    for (let entry = 0; entry < entries; entry++) {
      const place = at + 2 + entry * 12
      const tag = view.getUint16(place, isLittleEndian)
      if (!WANTED.has(tag)) continue
      const values = readValues(view, place, isLittleEndian, room)
      room -= values.length
      fields.set(tag, values)
    }
    const page = pageOf(fields)
    if ((page.value(TAG.subfile, 0) & 1) === 0) pages.push(page)
    at = view.getUint32(at + 2 + entries * 12, isLittleEndian)
  }
  return { bytes, isLittleEndian, pages }
}

function readValues(view: DataView, entry: number, little: boolean, room: number): number[] {
  const type = view.getUint16(entry + 2, little)
  const size = SIZES[type] ?? 0
  const count = view.getUint32(entry + 4, little)
  if (size === 0) return []
  if (count > room) throw new RangeError('too many values in the directories of the TIFF')
  const start = size * count <= 4 ? entry + 8 : view.getUint32(entry + 8, little)
  return Array.from({ length: count }, (_, at) => {
    const place = start + at * size
    if (type === RATIONAL) {
      return view.getUint32(place, little) / view.getUint32(place + 4, little)
    }
    if (size === 1) return view.getUint8(place)
    return size === 2 ? view.getUint16(place, little) : view.getUint32(place, little)
  })
}

function pageOf(fields: ReadonlyMap<number, readonly number[]>): TiffPage {
  return {
    value: (tag, otherwise) => fields.get(tag)?.[0] ?? otherwise,
    values: (tag) => fields.get(tag) ?? [],
  }
}
