/**
 * Zeros where pixels were: sectors that a disk did not give, the end of a copy that broke off into a file of the full length. Zeros are a
 * picture's background, too; but a background follows the picture's outline, and a hole follows the file's sectors and
 * stops in the middle of a row whose neighbours go on.
 *
 * Not found: a hole that lies in background, one that begins or ends there, one that takes whole rows.
 */

/** Of a disk's sectors the smallest. Bytes. */
const SECTOR = 512
/** Share of the samples above and below a hole that hold something. */
const LEAST_FILLED = 0.5
/** Samples of a row on either side of a cut, at least. */
const LEAST_BESIDE = 16
/** Of the row above, the row that was cut holds at least this share, as far as it goes. */
const AS_ABOVE = 0.9
/** Rows above the cut one, all of which go on: an edge that slants gets shorter row by row. */
const ROWS_ABOVE = 3

export interface Pixels {
  readonly bytes: Uint8Array
  readonly from: number
  readonly to: number
  /** Where `bytes` begin in their file. */
  readonly base: number
  /** Bytes a sample. */
  readonly sample: 1 | 2
  /** Samples a row. */
  readonly width: number
}

/** Byte of `bytes` at which a hole begins; -1 = none was found. */
export function zeroedPixels(pixels: Pixels): number {
  if (pixels.width < 2 * LEAST_BESIDE) return -1
  const hole = zeroedSectors(pixels)
  return hole >= 0 ? hole : zeroedEnd(pixels)
}

/** A run of zeros from one boundary of sectors to another, in the middle of rows, with picture above and below. */
function zeroedSectors(pixels: Pixels): number {
  const { bytes, from, to, base, sample } = pixels
  const first = Math.ceil((from + base) / SECTOR) * SECTOR - base
  if ((first - from) % sample !== 0) return -1
  for (let at = first; at + SECTOR <= to; at += SECTOR) {
    if (bytes[at] !== 0 || bytes[at + SECTOR / 2] !== 0 || bytes[at + SECTOR - 1] !== 0) continue
    const end = endOfZeros(bytes, at, to)
    const isWhole = end - at >= SECTOR && (end + base) % SECTOR < sample && end < to
    if (
      isWhole &&
      isSample(pixels, at - sample) &&
      isHole(pixels, at, floorTo(end, from, sample))
    ) {
      return at
    }
    if (end > at + SECTOR) at += Math.floor((end - at) / SECTOR - 1) * SECTOR
  }
  return -1
}

function endOfZeros(bytes: Uint8Array, at: number, to: number): number {
  let end = at
  while (end < to && bytes[end] === 0) end++
  return end
}

/** The beginning of the sample that a byte belongs to. */
function floorTo(at: number, from: number, sample: number): number {
  return at - ((at - from) % sample)
}

function isHole(pixels: Pixels, begin: number, end: number): boolean {
  const { from, to, sample, width } = pixels
  const row = width * sample
  const isOfRows = (begin - from) % row === 0 && (end - from) % row === 0
  const length = Math.min(row, end - begin)
  if (isOfRows || begin - row < from || end + row > to) return false
  // Of a hole that is longer than a row, the rows before and behind it; of a shorter one, what is above and below it.
  const above = begin - row
  const below = end - begin >= row ? end : begin + row
  return (
    filled(pixels, above, length) >= LEAST_FILLED && filled(pixels, below, length) >= LEAST_FILLED
  )
}

/** Zeros from the middle of a row to the end, though the rows above go on to where they always did. */
function zeroedEnd(pixels: Pixels): number {
  const { bytes, from, to, sample, width } = pixels
  let last = to - 1
  while (last >= from && bytes[last] === 0) last--
  const cut = floorTo(last, from, sample) + sample
  const row = width * sample
  const left = (cut - from) % row
  const start = cut - left
  if (to - cut < SECTOR || start - ROWS_ABOVE * row < from) return -1
  const right = row - left
  if (left < LEAST_BESIDE * sample || right < LEAST_BESIDE * sample) return -1
  const before = filled(pixels, start - row, left)
  if (before < LEAST_FILLED || filled(pixels, start, left) < AS_ABOVE * before) return -1
  const beyond = filled(pixels, cut - row, right)
  for (let above = 1; above <= ROWS_ABOVE; above++) {
    const share = filled(pixels, cut - above * row, right)
    if (share < LEAST_FILLED || share < AS_ABOVE * beyond || share * AS_ABOVE > beyond) return -1
  }
  return cut
}

/** Share of the samples that are not zero. @param length bytes */
function filled(pixels: Pixels, at: number, length: number): number {
  let count = 0
  for (let i = at; i < at + length; i += pixels.sample) if (isSample(pixels, i)) count++
  return (count * pixels.sample) / length
}

function isSample({ bytes, from, sample }: Pixels, at: number): boolean {
  if (at < from) return false
  return bytes[at] !== 0 || (sample === 2 && bytes[at + 1] !== 0)
}
