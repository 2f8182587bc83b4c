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
  const own = stream.slice().buffer
  const samples = new Decoder().decode(own, 0, own.byteLength, bytesPerSample)
  if (samples === null) throw new PixelError('stream-damaged', 'JPEG Lossless')
  const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)
  return { bytes, bytesPerSample }
}

/** The decoder fills what is missing with noise, so the end must be there. */
function hasEnd(stream: Uint8Array): boolean {
  for (let at = stream.length - 2; at >= Math.max(0, stream.length - 64); at -= 1) {
    if (stream[at] === 0xff && stream[at + 1] === 0xd9) return true
  }
  return false
}
