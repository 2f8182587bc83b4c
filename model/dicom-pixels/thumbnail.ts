/** A frame as a small picture, made where it is decoded: the whole frame never leaves the worker for it. */
import { greyOf, modalityValue } from './grey-scale.ts'
import type { PixelProblem } from './pixel-problem.ts'
import type { ShownFrame } from './shown-frame.ts'
import { isHidden } from './shutter.ts'
import { resolveWindow } from './windowing.ts'

export interface Thumbnail {
  readonly width: number
  readonly height: number
  readonly rgba: Uint8ClampedArray<ArrayBuffer>
}

export type ThumbnailAnswer =
  | { readonly ok: true; readonly thumbnail: Thumbnail }
  | { readonly ok: false; readonly problem: PixelProblem }

/** Samples of the frame for one pixel of the thumbnail, each way: enough to be smooth, few enough for an image of any size. */
const SAMPLES = 4
/** As overlays are drawn on the image itself. */
const OVERLAY = [255, 240, 159] as const

/** @param size pixels of the longer side; a smaller frame is enlarged to it */
export function thumbnailOf(shown: ShownFrame, size: number): Thumbnail {
  const { rows, columns, pixelAspect } = shown.image
  const { spacing } = shown.look
  const tall = rows * (spacing === null ? pixelAspect : spacing.row / spacing.column)
  const scale = size / Math.max(tall, columns)
  const width = Math.max(1, Math.round(columns * scale))
  const height = Math.max(1, Math.round(tall * scale))
  const rgba = new Uint8ClampedArray(width * height * 4)
  const colourAt = colourReader(shown)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      let [red, green, blue] = [0, 0, 0]
      for (let n = 0; n < SAMPLES * SAMPLES; n += 1) {
        const row = Math.floor(((y + (Math.floor(n / SAMPLES) + 0.5) / SAMPLES) / height) * rows)
        const column = Math.floor(((x + ((n % SAMPLES) + 0.5) / SAMPLES) / width) * columns)
        const colour = colourAt(row * columns + column)
        red += colour[0]
        green += colour[1]
        blue += colour[2]
      }
      const mean = [red, green, blue].map((each) => each / (SAMPLES * SAMPLES))
      rgba.set([...mean, 255], (y * width + x) * 4)
    }
  }
  return { width, height, rgba }
}

type Colour = readonly [number, number, number]

/** With the image's own window, as it is first shown. */
function colourReader(shown: ShownFrame): (n: number) => Colour {
  const { pixels, look, image, overlay } = shown
  const { scale } = resolveWindow(shown, { kind: 'own', n: 0 }, false)
  const { padding } = image
  const { shutter } = look
  return (n) => {
    if (
      shutter !== null &&
      isHidden(shutter, (n % image.columns) + 1, Math.floor(n / image.columns) + 1)
    ) {
      return [shutter.grey, shutter.grey, shutter.grey]
    }
    if (overlay?.[n] === 1) return OVERLAY
    if (pixels.kind === 'colour') {
      const { rgba } = pixels
      return [rgba[n * 4] ?? 0, rgba[n * 4 + 1] ?? 0, rgba[n * 4 + 2] ?? 0]
    }
    const stored = pixels.values[n] ?? 0
    const isPadding = padding !== null && stored >= padding.low && stored <= padding.high
    const grey = isPadding ? 0 : greyOf(scale, modalityValue(look, stored))
    return [grey, grey, grey]
  }
}
