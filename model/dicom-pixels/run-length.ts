/** RLE Lossless (PS3.5 Annex G): PackBits segments, one for each byte of each sample, most significant first. */
import { PixelError } from './pixel-problem.ts'

/** Decodes one frame to samples in little endian, interleaved by pixel. @throws PixelError */
export function decodeRunLength(frame: Uint8Array, pixels: number, samples: number, bytes: number) {
  if (frame.length < 64) throw new PixelError('truncated', `RLE ${frame.length} B`)
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
  const segments = view.getUint32(0, true)
  if (segments !== samples * bytes) {
    throw new PixelError('stream-damaged', `RLE: ${segments} segments, ${samples * bytes} expected`)
  }
  const output = new Uint8Array(pixels * samples * bytes)
  for (let segment = 0; segment < segments; segment += 1) {
    const start = view.getUint32(4 + segment * 4, true)
    const end = segment + 1 < segments ? view.getUint32(8 + segment * 4, true) : frame.length
    const sample = Math.floor(segment / bytes)
    const place = sample * bytes + (bytes - 1 - (segment % bytes))
    unpack(frame.subarray(start, end), output, place, samples * bytes)
  }
  return output
}

function unpack(packed: Uint8Array, output: Uint8Array, first: number, step: number): void {
  let to = first
  let at = 0
  while (to < output.length) {
    const control = packed[at]
    if (control === undefined) throw new PixelError('truncated', 'RLE')
    at += 1
    if (control === 128) continue
    if (control > 128) {
      const value = packed[at]
      if (value === undefined) throw new PixelError('truncated', 'RLE')
      at += 1
      for (let n = 257 - control; n > 0 && to < output.length; n -= 1, to += step)
        output[to] = value
    } else {
      if (at + control + 1 > packed.length && to + step * (packed.length - at) < output.length) {
        throw new PixelError('truncated', 'RLE')
      }
      for (let n = 0; n <= control && to < output.length; n += 1, to += step) {
        output[to] = packed[at + n] ?? 0
      }
      at += control + 1
    }
  }
}
