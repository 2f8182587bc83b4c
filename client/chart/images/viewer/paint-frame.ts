/** Draws a frame's pixels into a canvas of the image's own size. */
import { paintWords, type TableHolder } from '../../../../model/dicom-pixels/paint-words.ts'
import type { ShownFrame } from '../../../../model/dicom-pixels/shown-frame.ts'
import type { ResolvedWindow } from '../../../../model/dicom-pixels/windowing.ts'
import { drawShutter } from './draw-shutter.ts'

/** A canvas that is used again for every frame of a viewport, and what it holds. */
export interface PixelCanvas extends TableHolder {
  readonly canvas: HTMLCanvasElement
  image: ImageData | null
}

export function makePixelCanvas(): PixelCanvas {
  return { canvas: document.createElement('canvas'), image: null, table: null }
}

export function paintFrame(
  target: PixelCanvas,
  shown: ShownFrame,
  window: ResolvedWindow,
  inverted: boolean,
): void {
  const { rows, columns } = shown.image
  const { shutter } = shown.look
  const context = target.canvas.getContext('2d')
  if (context === null) return
  if (target.image?.width !== columns || target.image.height !== rows) {
    target.canvas.width = columns
    target.canvas.height = rows
    target.image = context.createImageData(columns, rows)
  }
  paintWords(target, new Uint32Array(target.image.data.buffer), shown, window, inverted)
  context.putImageData(target.image, 0, 0)
  if (shutter !== null) drawShutter(context, shutter)
}
