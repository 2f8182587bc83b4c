/**
 * Pixels that are not compressed (PS3.5 8.1): neighbours are alike, values keep to the bits that are stored. Ciphertext does neither,
 * however small its pieces.
 *
 * Not found: pieces of 8-bit pixels that are few and short, pieces overwritten by what pixels may be (another image).
 */
import { uint16Of } from '../formats/dicom/elements.ts'
import type { Header } from '../formats/dicom/header.ts'
import { encrypted, type Finding, suspicious } from './finding.ts'
import { denseWindow } from './noise.ts'
import { scatteredNoise } from './scattered-noise.ts'
import { zeroedPixels } from './zeroed-pixels.ts'

/** @param from @param to the pixels in the data set's bytes. */
export function screenNativePixels(header: Header, from: number, to: number): Finding | null {
  const { dataSet, base, bigEndian } = header
  const bytes = dataSet.byteArray
  const dense = denseWindow(bytes, from, to, base)
  if (dense >= 0) return encrypted(`pixel data as dense as ciphertext at byte ${base + dense}`)
  const allocated = uint16Of(dataSet, 'x00280100')
  if (allocated !== 8 && allocated !== 16) return null
  const sample = allocated === 16 ? 2 : 1
  const width = uint16Of(dataSet, 'x00280011') * samplesInRow(dataSet)
  const hole = zeroedPixels({ bytes, from, to, base, sample, width })
  if (hole >= 0)
    return suspicious(`zeros in the middle of a row of pixels from byte ${base + hole}`)
  const stored = uint16Of(dataSet, 'x00280101')
  if (allocated === 16 && stored > 8 && stored < 16 && isPlain(header, stored)) {
    const at = beyondStored({ bytes, from, to, stored, bigEndian })
    return at < 0
      ? null
      : encrypted(`pixels of ${stored} bits hold more than those at byte ${base + at}`)
  }
  const step = allocated === 16 ? 2 : 1
  // Of two bytes the upper one: the lower one is noise by nature.
  const first = step === 2 && !bigEndian ? from + 1 : from
  const scattered = scatteredNoise(bytes, { from: first, to, base, step })
  return scattered < 0
    ? null
    : encrypted(`pieces as dense as ciphertext in pixel data, from byte ${base + scattered}`)
}

/** PS3.3 C.7.6.3.1.3: by pixel, or plane by plane. */
function samplesInRow(dataSet: Header['dataSet']): number {
  return uint16Of(dataSet, 'x00280006') === 1 ? 1 : Math.max(1, uint16Of(dataSet, 'x00280002'))
}

/** Stored in the lowest bits, with no overlay above them (retired: PS3.5 8.1.2). */
function isPlain({ dataSet }: Header, stored: number): boolean {
  const hasOverlay = Object.keys(dataSet.elements).some((tag) => /^x60[0-9a-f]{2}0102$/.test(tag))
  return uint16Of(dataSet, 'x00280102') === stored - 1 && !hasOverlay
}

/**
 * Whether no sample of two bytes has one of these bits. Most images are done with by that, which is why it looks at two times four
 * bytes at once.
 * @param mask of a sample in this machine's byte order
 */
function keepsTo(samples: Uint8Array, mask: number): boolean {
  const isAligned = samples.byteOffset % 2 === 0 && samples.length >= 4
  const { buffer, byteOffset, length } = isAligned ? samples : new Uint8Array(samples)
  const first = byteOffset % 4
  const words = new Int32Array(buffer, byteOffset + first, (length - first) >> 2)
  const behind = first + words.length * 4
  // What stands before, between and behind the pairs of words.
  let some = sampleAt(samples, 0) | sampleAt(samples, behind) | (words.at(-1) ?? 0)
  let others = 0
  for (let n = 1; n < words.length; n += 2) {
    some |= words[n - 1] as number
    others |= words[n] as number
  }
  return ((some | others) & (mask | (mask << 16))) === 0
}

function sampleAt(samples: Uint8Array, at: number): number {
  return (samples[at] ?? 0) | ((samples[at + 1] ?? 0) << 8)
}

interface Samples {
  readonly bytes: Uint8Array
  readonly from: number
  readonly to: number
  readonly stored: number
  readonly bigEndian: boolean
}

/** So many samples, all different above the stored bits, this close together (bytes): no padding value and no habit of a device. */
const MOST_STRAY = 4
const LEAST_PATTERNS = 3
const CLOSE = 64

/**
 * The first byte of a place where samples hold bits above the stored ones that are no sign's; -1 = nowhere.
 */
function beyondStored({ bytes, from, to, stored, bigEndian }: Samples): number {
  const upper = bigEndian ? from : from + 1
  const above = 0xff & (0xff << (stored - 8))
  if (keepsTo(bytes.subarray(from, to), bigEndian ? above : above << 8)) return -1
  const withSign = 0xff & (0xff << (stored - 9))
  const places: number[] = []
  for (let at = upper; at < to; at += 2) {
    const byte = bytes[at] as number
    if ((byte & above) === 0 || (byte & withSign) === withSign) continue
    while (places.length > 0 && at - (places[0] as number) > CLOSE) places.shift()
    places.push(at)
    if (places.length <= MOST_STRAY) continue
    const patterns = new Set(places.map((place) => (bytes[place] as number) & above))
    if (patterns.size >= Math.min(LEAST_PATTERNS, 2 ** (16 - stored) - 1)) {
      return places[0] as number
    }
  }
  return -1
}
