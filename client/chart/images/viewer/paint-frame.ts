/** Draws a frame's pixels into a canvas of the image's own size. */
import type { Shutter } from '../objects/shutter.ts'
import type { FrameLook } from '../pixels/frame-look.ts'
import { type GreyScale, greyOf, greyTable, greyWord, modalityValue } from '../pixels/grey-scale.ts'
import type { ImageAttributes } from '../pixels/image-attributes.ts'
import type { ShownFrame } from '../pixels/shown-frame.ts'
import type { ResolvedWindow } from '../pixels/windowing.ts'
import { drawShutter } from './draw-shutter.ts'

/** Beyond this many stored values a table costs more than it saves. */
const TABLE_LIMIT = 65536
/** Overlays are drawn in light yellow: grey would look like tissue. */
const OVERLAY = 0xff9ff0ff

/** Tables begin and end at multiples of this, so that one serves all slices of a stack. */
const TABLE_STEP = 1024

interface GreyTable {
  /** Everything the table depends on. */
  readonly key: string
  readonly low: number
  readonly high: number
  readonly words: Uint32Array
}

/** A canvas that is used again for every frame of a viewport, and what it holds. */
export interface PixelCanvas {
  readonly canvas: HTMLCanvasElement
  image: ImageData | null
  table: GreyTable | null
}

export function makePixelCanvas(): PixelCanvas {
  return { canvas: document.createElement('canvas'), image: null, table: null }
}

export function paintFrame(
  target: PixelCanvas,
  shown: ShownFrame,
  window: ResolvedWindow,
  inverted: boolean,
  shutter: Shutter | null = null,
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
  if (shown.pixels.kind === 'grey') paintGrey(target, words, shown, window)
  else paintColour(words, shown.pixels.rgba, inverted)
  if (shown.overlay !== null) {
    shown.overlay.forEach((drawn, n) => {
      if (drawn === 1) words[n] = OVERLAY
    })
  }
  context.putImageData(target.image, 0, 0)
  if (shutter !== null) drawShutter(context, shutter)
}

function paintGrey(
  target: PixelCanvas,
  words: Uint32Array,
  shown: ShownFrame,
  { scale }: ResolvedWindow,
): void {
  const { pixels, look, image } = shown
  if (pixels.kind !== 'grey') return
  const { values } = pixels
  const low = Math.min(pixels.min, image.padding?.low ?? pixels.min)
  const high = Math.max(pixels.max, image.padding?.high ?? pixels.max)
  if (image.floatBytes === 0 && high - low < TABLE_LIMIT) {
    const table = tableFor(target, shown, scale, { low, high })
    const offset = table.low
    for (let n = 0; n < words.length; n += 1) {
      words[n] = table.words[(values[n] as number) - offset] as number
    }
    return
  }
  for (let n = 0; n < words.length; n += 1) {
    words[n] = greyWord(greyOf(scale, modalityValue(look, values[n] ?? 0)))
  }
}

/** The table of the frame before, if it serves this one too. */
function tableFor(
  target: PixelCanvas,
  { look, image }: ShownFrame,
  scale: GreyScale,
  { low, high }: { readonly low: number; readonly high: number },
): GreyTable {
  const key = keyOf(look, image, scale)
  const known = target.table
  if (key !== '' && known?.key === key && known.low <= low && known.high >= high) return known
  const from = Math.floor(low / TABLE_STEP) * TABLE_STEP
  const to = Math.ceil((high + 1) / TABLE_STEP) * TABLE_STEP - 1
  const made = greyTable(look, scale, { min: from, max: to }, image.padding)
  target.table = { key, low: from, high: to, words: made }
  return target.table
}

/** '' when a lookup table takes part: comparing those costs more than making the table again. */
function keyOf(look: FrameLook, { padding }: ImageAttributes, scale: GreyScale): string {
  if (look.modalityTable !== null || scale.voi.kind === 'table') return ''
  return JSON.stringify([look.slope, look.intercept, scale, padding])
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
