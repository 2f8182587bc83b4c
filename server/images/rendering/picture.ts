/** A decoded frame as a picture of 8 bits: windowed, what a shutter hides hidden, cut out and scaled as it was asked for. */
import { paintWords } from '../../../model/dicom-pixels/paint-words.ts'
import type { ShownFrame } from '../../../model/dicom-pixels/shown-frame.ts'
import { isHidden } from '../../../model/dicom-pixels/shutter.ts'
import { type ResolvedWindow, resolveWindow } from '../../../model/dicom-pixels/windowing.ts'
import type { Viewport, WantedWindow } from './rendered-query.ts'

export interface Picture {
  readonly width: number
  readonly height: number
  /** 1 = grey; 3 = red, green, blue, by pixel. */
  readonly channels: 1 | 3
  readonly bytes: Uint8Array
}

/** Of the frame, in its own pixels from 0. */
interface Region {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Points of the frame averaged for one pixel of a smaller picture, each way. */
const MOST_SAMPLES = 8

/** @param window null = the image's own; @param viewport null = as many pixels as the frame has, square ones */
export function pictureOf(
  shown: ShownFrame,
  window: WantedWindow | null,
  viewport: Viewport | null,
): Picture {
  const { rows, columns, pixelAspect } = shown.image
  const words = new Uint32Array(rows * columns)
  paintWords({ table: null }, words, shown, windowFor(shown, window), false)
  hide(words, shown)
  const region = regionOf(viewport, columns, rows)
  const { spacing } = shown.look
  const aspect = spacing === null ? pixelAspect : spacing.row / spacing.column
  const size = sizeOf(region, aspect, viewport)
  // An overlay colours a grey frame.
  const channels = shown.pixels.kind === 'grey' && shown.overlay === null ? 1 : 3
  const isAsItIs =
    size.width === columns && size.height === rows && region.width === columns && region.left === 0
  const bytes =
    isAsItIs && region.top === 0
      ? plain(words, channels)
      : scaled({ words, columns }, region, size, channels)
  return { ...size, channels, bytes }
}

function windowFor(shown: ShownFrame, wanted: WantedWindow | null): ResolvedWindow {
  const own = resolveWindow(shown, { kind: 'own', n: 0 }, false)
  if (wanted === null) return own
  const { center, width, curve } = wanted
  const { inverted } = own.scale
  return {
    scale: { voi: { kind: 'window', center, width, curve }, inverted },
    figures: { center, width },
  }
}

function hide(words: Uint32Array, { look: { shutter }, image: { columns } }: ShownFrame): void {
  if (shutter === null) return
  const { grey } = shutter
  const hidden = (0xff000000 | (grey << 16) | (grey << 8) | grey) >>> 0
  for (let n = 0; n < words.length; n += 1) {
    const row = Math.floor(n / columns)
    if (isHidden(shutter, n - row * columns + 1, row + 1)) words[n] = hidden
  }
}

/** What lies outside of the frame is cut off. */
function regionOf(viewport: Viewport | null, columns: number, rows: number): Region {
  const wanted = viewport?.region ?? null
  if (wanted === null) return { left: 0, top: 0, width: columns, height: rows }
  const left = Math.min(wanted.left, columns - 1)
  const top = Math.min(wanted.top, rows - 1)
  return {
    left,
    top,
    width: Math.max(1, Math.min(wanted.width, columns - left)),
    height: Math.max(1, Math.min(wanted.height, rows - top)),
  }
}

/** The largest picture of the region's shape that the viewport has room for. @param aspect height of a pixel by its width */
function sizeOf(region: Region, aspect: number, viewport: Viewport | null) {
  const [wide, tall] = [region.width, region.height * aspect]
  const scale = viewport === null ? 1 : Math.min(viewport.width / wide, viewport.height / tall)
  return {
    width: Math.max(1, Math.round(wide * scale)),
    height: Math.max(1, Math.round(tall * scale)),
  }
}

function plain(words: Uint32Array, channels: 1 | 3): Uint8Array {
  const bytes = new Uint8Array(words.length * channels)
  for (let n = 0; n < words.length; n += 1) {
    const word = words[n] as number
    bytes[n * channels] = word & 0xff
    if (channels === 1) continue
    bytes[n * 3 + 1] = (word >> 8) & 0xff
    bytes[n * 3 + 2] = (word >> 16) & 0xff
  }
  return bytes
}

/** Each pixel the mean of points evenly spread over its place; of an enlarged frame, the nearest one. */
function scaled(
  { words, columns }: { readonly words: Uint32Array; readonly columns: number },
  region: Region,
  { width, height }: { readonly width: number; readonly height: number },
  channels: 1 | 3,
): Uint8Array {
  const across = pointsOf(region.left, region.width, width)
  const down = pointsOf(region.top, region.height, height)
  const count = across.samples * down.samples
  const bytes = new Uint8Array(width * height * channels)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      let [red, green, blue] = [0, 0, 0]
      for (let v = y * down.samples; v < (y + 1) * down.samples; v += 1) {
        const row = (down.points[v] as number) * columns
        for (let u = x * across.samples; u < (x + 1) * across.samples; u += 1) {
          const word = words[row + (across.points[u] as number)] as number
          red += word & 0xff
          green += (word >> 8) & 0xff
          blue += (word >> 16) & 0xff
        }
      }
      const at = (y * width + x) * channels
      bytes[at] = Math.round(red / count)
      if (channels === 1) continue
      bytes[at + 1] = Math.round(green / count)
      bytes[at + 2] = Math.round(blue / count)
    }
  }
  return bytes
}

/** Which rows or columns of the frame make each one of the picture. */
function pointsOf(first: number, length: number, wanted: number) {
  const samples = Math.min(MOST_SAMPLES, Math.max(1, Math.ceil(length / wanted)))
  const points = Uint32Array.from(
    { length: wanted * samples },
    (_, n) => first + Math.floor(((n + 0.5) * length) / (wanted * samples)),
  )
  return { samples, points }
}
