/** One frame ready for the screen: values or colours, overlays, and how to read them. What a worker hands over. */
import type { Codecs } from './codecs.ts'
import { paint, readColours } from './colour.ts'
import { decodeFrame } from './decode-frame.ts'
import { type FrameLook, readFrameLook } from './frame-look.ts'
import type { ImageAttributes } from './image-attributes.ts'
import type { OpenInstance } from './open-instance.ts'
import { readOverlays } from './overlays.ts'
import { readPalette } from './palette.ts'
import { asPixelProblem, type PixelProblem } from './pixel-problem.ts'
import { readStoredValues, type StoredValues } from './stored-values.ts'

export interface ShownFrame {
  readonly image: ImageAttributes
  readonly look: FrameLook
  readonly pixels:
    | ({ readonly kind: 'grey' } & StoredValues)
    | { readonly kind: 'colour'; readonly rgba: Uint8ClampedArray<ArrayBuffer> }
  /** One byte a pixel, 1 where an overlay draws; null = none. */
  readonly overlay: Uint8Array | null
}

export type ShownAnswer =
  | { readonly ok: true; readonly shown: ShownFrame }
  | { readonly ok: false; readonly problem: PixelProblem }

/** @param index from 0 */
export async function showFrame(
  instance: OpenInstance,
  index: number,
  codecs: Codecs,
): Promise<ShownAnswer> {
  const decoded = await decodeFrame(instance, index, codecs)
  if (!decoded.ok) return decoded
  const { image, file } = instance
  const { frame } = decoded
  try {
    const look = readFrameLook(file.dataSet, image, index)
    const overlay = readOverlays(file.dataSet, image, frame, index)
    if (image.samplesPerPixel === 3) {
      const rgba = readColours(frame, image)
      return { ok: true, shown: { image, look, overlay, pixels: { kind: 'colour', rgba } } }
    }
    const stored = readStoredValues(frame, image)
    if (frame.photometric === 'PALETTE COLOR') {
      const rgba = paint(stored.values, readPalette(file.dataSet, image.signed))
      return { ok: true, shown: { image, look, overlay, pixels: { kind: 'colour', rgba } } }
    }
    return { ok: true, shown: { image, look, overlay, pixels: { kind: 'grey', ...stored } } }
  } catch (thrown) {
    return { ok: false, problem: asPixelProblem(thrown, file.transferSyntax.uid) }
  }
}

/** Bytes that a frame holds in memory. */
export function shownBytes({ pixels, overlay }: ShownFrame): number {
  const own = pixels.kind === 'grey' ? pixels.values.byteLength : pixels.rgba.byteLength
  return own + (overlay?.byteLength ?? 0)
}
