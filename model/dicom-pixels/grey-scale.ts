/** From stored values to grey: modality transform, VOI transform, polarity (PS3.3 C.11.1, C.11.2, C.7.6.3.1.2). */
import type { FrameLook, VoiFunction } from './frame-look.ts'
import { type LookupTable, lookUp } from './lookup-table.ts'

export interface GreyScale {
  readonly voi:
    | {
        readonly kind: 'window'
        readonly center: number
        readonly width: number
        readonly curve: VoiFunction
      }
    | { readonly kind: 'table'; readonly table: LookupTable }
  readonly inverted: boolean
}

/** A stored value in the unit of the image. */
export function modalityValue(look: FrameLook, stored: number): number {
  if (look.modalityTable !== null) return lookUp(look.modalityTable, stored)
  return stored * look.slope + look.intercept
}

/** Grey (0 … 255) of a value that went through the modality transform. */
export function greyOf(scale: GreyScale, value: number): number {
  const fraction = fractionOf(scale.voi, value)
  const grey = Math.round(Math.min(1, Math.max(0, fraction)) * 255)
  return scale.inverted ? 255 - grey : grey
}

/** PS3.3 C.11.2.1.2.1 (linear), C.11.2.1.3.1 (sigmoid), C.11.2.1.3.2 (linear exact). */
function fractionOf(voi: GreyScale['voi'], value: number): number {
  if (voi.kind === 'table') return lookUp(voi.table, value) / (2 ** voi.table.bits - 1)
  const { center, width, curve } = voi
  if (curve === 'SIGMOID') return 1 / (1 + Math.exp((-4 * (value - center)) / width))
  if (curve === 'LINEAR_EXACT') return (value - center) / width + 0.5
  if (width <= 1) return value <= center - 0.5 ? 0 : 1
  return (value - (center - 0.5)) / (width - 1) + 0.5
}

/**
 * Grey of every stored value from `min` to `max`, as opaque RGBA words for this machine's byte order.
 * @param padding stored values shown as background, whatever the window
 */
export function greyTable(
  look: FrameLook,
  scale: GreyScale,
  range: { readonly min: number; readonly max: number },
  padding: { readonly low: number; readonly high: number } | null,
): Uint32Array {
  const table = new Uint32Array(range.max - range.min + 1)
  for (let n = 0; n < table.length; n += 1) {
    const stored = range.min + n
    const isPadding = padding !== null && stored >= padding.low && stored <= padding.high
    table[n] = isPadding ? 0xff000000 : greyWord(greyOf(scale, modalityValue(look, stored)))
  }
  return table
}

export function greyWord(grey: number): number {
  return (0xff000000 | (grey << 16) | (grey << 8) | grey) >>> 0
}

/** The window that shows all values there are: for an image that brings none. */
export function fullWindow(
  look: FrameLook,
  { min, max }: { readonly min: number; readonly max: number },
): { readonly center: number; readonly width: number } {
  const [a, b] = [modalityValue(look, min), modalityValue(look, max)]
  const [low, high] = [Math.min(a, b), Math.max(a, b)]
  return { center: (low + high + 1) / 2, width: Math.max(1, high - low + 1) }
}
