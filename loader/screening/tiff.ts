/** TIFF 6.0: a packed strip yields as many bytes as its rows have, and the codes of a fax are never long runs of zeros. */
import {
  readDirectories,
  TAG,
  type TiffFile,
  type TiffPage,
} from '../formats/files/tiff/directory.ts'
import { PACKED, unpack } from '../formats/files/tiff/unpack.ts'
import { type Finding, suspicious } from './finding.ts'
import { zeroSectors } from './zero-sectors.ts'

const PACKED_BYTES: readonly number[] = [PACKED.packBits, PACKED.lzw, PACKED.deflate]
/** ITU-T T.6: no code begins with more than seven zeros, none ends with more than six; behind the last one writers fill up a word or two. */
const GROUP_4 = 4
const MOST_ZEROS = 32
/** Larger strips are not unpacked a second time. Bytes. */
const LARGEST_STRIP = 2 ** 24

/** Null when nothing speaks against it, or it cannot even be read: that is said by its format. */
export function screenTiff(bytes: Uint8Array): Finding | null {
  try {
    const file = readDirectories(bytes)
    for (const page of file.pages) {
      const found = screenPage(file, page)
      if (found !== null) return found
    }
  } catch {
    // No directory is where it should be.
  }
  return null
}

function screenPage({ bytes }: TiffFile, page: TiffPage): Finding | null {
  const offsets = page.values(TAG.stripOffsets)
  const lengths = page.values(TAG.stripLengths)
  if (!hasImage(page)) return suspicious('TIFF: a directory tells of no image')
  const compression = page.value(TAG.compression, PACKED.none)
  // Some writers leave the lengths of strips out that are not compressed.
  if (compression === PACKED.none) return null
  if (offsets.length !== lengths.length) return suspicious('TIFF: strips of an unknown length')
  for (const [index, from] of offsets.entries()) {
    const to = from + (lengths[index] ?? 0)
    if (to > bytes.length) return suspicious(`TIFF: a strip ends behind the file, at byte ${to}`)
    const hole = compression === GROUP_4 ? zeros(bytes, from, to) : zeroSectors(bytes, from, to, 0)
    if (hole >= 0) return suspicious(`TIFF: zeros instead of codes from byte ${hole}`)
    if (!PACKED_BYTES.includes(compression)) continue
    const expected = unpackedLength(page, index)
    if (expected === 0 || expected > LARGEST_STRIP) continue
    const yielded = unpack(bytes.subarray(from, to), compression, expected)
    // Null may also be a kind of LZW that is not read.
    if (yielded !== null && yielded.length < expected) {
      return suspicious(
        `TIFF: the strip at byte ${from} yields ${yielded.length} of ${expected} bytes`,
      )
    }
  }
  return null
}

function hasImage(page: TiffPage): boolean {
  const places = [TAG.stripOffsets, TAG.tileOffsets, TAG.jpegStart].flatMap((tag) =>
    page.values(tag),
  )
  return page.value(TAG.width, 0) > 0 && places.length > 0 && !places.includes(0)
}

/** Bytes of a strip's rows; 0 = it is not told (samples of planes of their own). */
function unpackedLength(page: TiffPage, strip: number): number {
  if (page.value(TAG.planes, 1) !== 1) return 0
  const height = page.value(TAG.height, 0)
  const rows = page.value(TAG.rowsPerStrip, height)
  const bits = page.value(TAG.bits, 1) * page.value(TAG.samples, 1) * page.value(TAG.width, 0)
  return Math.max(0, Math.min(rows, height - strip * rows)) * Math.ceil(bits / 8)
}

function zeros(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from; at + MOST_ZEROS <= to; at += MOST_ZEROS) {
    let end = at
    while (end < to && bytes[end] === 0) end++
    if (end - at >= MOST_ZEROS) return at
  }
  return -1
}
