/** A frame's pixels as opaque RGBA words for this machine's byte order: window, polarity, colours, overlays. */
import type { FrameLook } from './frame-look.ts'
import { type GreyScale, greyOf, greyTable, greyWord, modalityValue } from './grey-scale.ts'
import type { ImageAttributes } from './image-attributes.ts'
import type { ShownFrame } from './shown-frame.ts'
import type { ResolvedWindow } from './windowing.ts'

/** Beyond this many stored values a table costs more than it saves. */
const TABLE_LIMIT = 65536
/** Overlays are drawn in light yellow: grey would look like tissue. */
const OVERLAY = 0xff9ff0ff

/** Tables begin and end at multiples of this, so that one serves all slices of a stack. */
const TABLE_STEP = 1024

export interface GreyTable {
  /** Everything the table depends on. */
  readonly key: string
  readonly low: number
  readonly high: number
  readonly words: Uint32Array
}

/** Keeps the table of the frame before. */
export interface TableHolder {
  table: GreyTable | null
}

/** @param words one for each pixel of the frame */
export function paintWords(
  holder: TableHolder,
  words: Uint32Array,
  shown: ShownFrame,
  window: ResolvedWindow,
  inverted: boolean,
): void {
  if (shown.pixels.kind === 'grey') paintGrey(holder, words, shown, window)
  else paintColour(words, shown.pixels.rgba, inverted)
  if (shown.overlay !== null) {
    shown.overlay.forEach((drawn, n) => {
      if (drawn === 1) words[n] = OVERLAY
    })
  }
}

function paintGrey(
  holder: TableHolder,
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
    const table = tableFor(holder, shown, scale, { low, high })
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
  holder: TableHolder,
  { look, image }: ShownFrame,
  scale: GreyScale,
  { low, high }: { readonly low: number; readonly high: number },
): GreyTable {
  const key = keyOf(look, image, scale)
  const known = holder.table
  if (key !== '' && known?.key === key && known.low <= low && known.high >= high) return known
  const from = Math.floor(low / TABLE_STEP) * TABLE_STEP
  const to = Math.ceil((high + 1) / TABLE_STEP) * TABLE_STEP - 1
  const made = greyTable(look, scale, { min: from, max: to }, image.padding)
  holder.table = { key, low: from, high: to, words: made }
  return holder.table
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
