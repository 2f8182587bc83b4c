/** Draws a frame's pixels into a canvas of the image's own size. */
import { greyOf, greyTable, greyWord, modalityValue } from '../pixels/grey-scale.ts'
import type { ShownFrame } from '../pixels/shown-frame.ts'
import type { ResolvedWindow } from './windowing.ts'

/** Beyond this many stored values a table costs more than it saves. */
const TABLE_LIMIT = 65536
/** Overlays are drawn in light yellow: grey would look like tissue. */
const OVERLAY = 0xff9ff0ff

/** A canvas that is used again for every frame of a viewport, and what it holds. */
export interface PixelCanvas {
  readonly canvas: HTMLCanvasElement
  image: ImageData | null
}

export function makePixelCanvas(): PixelCanvas {
  return { canvas: document.createElement('canvas'), image: null }
}

export function paintFrame(
  target: PixelCanvas,
  shown: ShownFrame,
  window: ResolvedWindow,
  inverted: boolean,
): void {
  const { rows, columns } = shown.image
  const context = target.canvas.getContext('2d')
  if (context === null) return
  if (target.image?.width !== columns || target.image.height !== rows) {
    target.canvas.width = columns
    target.canvas.height = rows
    target.image = context.createImageData(columns, rows)
  }
  const words = new Uint32Array(target.image.data.buffer)
  if (shown.pixels.kind === 'grey') paintGrey(words, shown, window)
  else paintColour(words, shown.pixels.rgba, inverted)
  if (shown.overlay !== null) {
    shown.overlay.forEach((drawn, n) => {
      if (drawn === 1) words[n] = OVERLAY
    })
  }
  context.putImageData(target.image, 0, 0)
}

function paintGrey(words: Uint32Array, shown: ShownFrame, { scale }: ResolvedWindow): void {
  const { pixels, look, image } = shown
  if (pixels.kind !== 'grey') return
  const { values } = pixels
  const low = Math.min(pixels.min, image.padding?.low ?? pixels.min)
  const high = Math.max(pixels.max, image.padding?.high ?? pixels.max)
  if (image.floatBytes === 0 && high - low < TABLE_LIMIT) {
    const table = greyTable(look, scale, { min: low, max: high }, image.padding)
    for (let n = 0; n < words.length; n += 1) words[n] = table[(values[n] ?? 0) - low] ?? 0
    return
  }
  for (let n = 0; n < words.length; n += 1) {
    words[n] = greyWord(greyOf(scale, modalityValue(look, values[n] ?? 0)))
  }
}

function paintColour(
  words: Uint32Array,
  rgba: Uint8ClampedArray<ArrayBuffer>,
  inverted: boolean,
): void {
  const from = new Uint32Array(rgba.buffer, rgba.byteOffset, rgba.byteLength / 4)
  if (!inverted) words.set(from)
  else for (let n = 0; n < words.length; n += 1) words[n] = (from[n] ?? 0) ^ 0x00ffffff
}
