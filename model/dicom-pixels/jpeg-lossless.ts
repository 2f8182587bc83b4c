/** JPEG Lossless, processes 14 and 14 SV1 (ISO/IEC 10918-1 Annex H). */
import { Decoder } from '@cornerstonejs/jpeg-lossless-decoder-js'
import { PixelError } from './pixel-problem.ts'
import type { StreamHeader } from './stream-header.ts'

/** @returns samples interleaved by pixel. @throws PixelError when the stream is cut off. */
export function decodeLosslessJpeg(
  stream: Uint8Array,
  header: StreamHeader,
): { readonly bytes: Uint8Array; readonly bytesPerSample: 1 | 2 } {
  if (!hasEnd(stream)) throw new PixelError('truncated', 'JPEG')
  const bytesPerSample = header.precision > 8 ? 2 : 1
  // The decoder reads from the start of an ArrayBuffer of its own.
  const own = stream.slice()
  const shift = takePointTransform(own)
  const samples = new Decoder().decode(own.buffer, 0, own.byteLength, bytesPerSample)
  if (samples === null) throw new PixelError('stream-damaged', 'JPEG Lossless')
  if (shift > 0) for (let n = 0; n < samples.length; n += 1) samples[n] = (samples[n] ?? 0) << shift
  const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)
  return { bytes, bytesPerSample }
}

/**
 * The decoder knows no point transform (H.1.2.1: bits left out at the lower end) and gives other values without an error. Without it the
 * stream is one of so many bits less.
 * @returns the bits that were left out
 */
function takePointTransform(stream: Uint8Array): number {
  let [precisionAt, at] = [-1, 2]
  while (at + 4 <= stream.length) {
    const marker = stream[at + 1] ?? 0
    if (marker === 0xff) {
      at += 1
      continue
    }
    if (marker === 0xc3) precisionAt = at + 4
    const end = at + 2 + (((stream[at + 2] ?? 0) << 8) | (stream[at + 3] ?? 0))
    if (marker !== 0xda) {
      at = end
      continue
    }
    const approximationAt = end - 1
    const shift = (stream[approximationAt] ?? 0) & 0x0f
    const precision = stream[precisionAt] ?? 0
    if (shift >= precision) throw new PixelError('stream-damaged', 'JPEG point transform')
    stream[approximationAt] = 0
    if (shift > 0) stream[precisionAt] = precision - shift
    return shift
  }
  throw new PixelError('truncated', 'JPEG')
}

/** The decoder fills what is missing with noise, so the end must be there. */
function hasEnd(stream: Uint8Array): boolean {
  for (let at = stream.length - 2; at >= Math.max(0, stream.length - 64); at -= 1) {
    if (stream[at] === 0xff && stream[at + 1] === 0xd9) return true
  }
  return false
}
