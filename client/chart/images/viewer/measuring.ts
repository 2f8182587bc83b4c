/** Lengths, angles and regions on an image. Points are in pixels of the image, (0, 0) at its upper left corner. */
import { modalityValue } from '../../../../model/dicom-pixels/grey-scale.ts'
import type { ShownFrame } from '../../../../model/dicom-pixels/shown-frame.ts'

export interface Point {
  readonly x: number
  readonly y: number
}

export type MeasureKind = 'length' | 'angle' | 'ellipse' | 'probe'

export interface Measurement {
  readonly id: number
  readonly kind: MeasureKind
  /** length: ends; angle: end, vertex, end; ellipse: two corners of its box; probe: the point. */
  readonly points: readonly Point[]
}

/** How many points a kind needs. */
export const POINTS: Readonly<Record<MeasureKind, number>> = {
  length: 2,
  angle: 3,
  ellipse: 2,
  probe: 1,
}

/** Size of a pixel: in millimetres where the image is calibrated, else 1 with its aspect ratio. */
export function pixelSize({ look, image }: ShownFrame): {
  readonly x: number
  readonly y: number
  readonly isCalibrated: boolean
} {
  const { spacing } = look
  if (spacing === null) return { x: 1, y: image.pixelAspect, isCalibrated: false }
  return { x: spacing.column, y: spacing.row, isCalibrated: true }
}

export function lengthBetween(a: Point, b: Point, size: { x: number; y: number }): number {
  return Math.hypot((b.x - a.x) * size.x, (b.y - a.y) * size.y)
}

/** Degrees from 0 to 180 at `vertex`. */
export function angleAt(a: Point, vertex: Point, b: Point, size: { x: number; y: number }): number {
  const first = [(a.x - vertex.x) * size.x, (a.y - vertex.y) * size.y] as const
  const second = [(b.x - vertex.x) * size.x, (b.y - vertex.y) * size.y] as const
  const cross = first[0] * second[1] - first[1] * second[0]
  const dot = first[0] * second[0] + first[1] * second[1]
  return Math.abs((Math.atan2(cross, dot) * 180) / Math.PI)
}

export interface RegionStatistics {
  readonly pixels: number
  readonly mean: number
  /** Of the population. */
  readonly deviation: number
  readonly min: number
  readonly max: number
}

/** Pixels whose centre lies in the ellipse; padding is left out. null = none, or a colour image. */
export function ellipseStatistics(shown: ShownFrame, a: Point, b: Point): RegionStatistics | null {
  const { pixels, image, look } = shown
  if (pixels.kind !== 'grey') return null
  const center = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }
  const radius = { x: Math.abs(b.x - a.x) / 2, y: Math.abs(b.y - a.y) / 2 }
  if (radius.x === 0 || radius.y === 0) return null
  let [count, sum, squares] = [0, 0, 0]
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  const lastRow = Math.min(image.rows - 1, Math.floor(center.y + radius.y))
  const lastColumn = Math.min(image.columns - 1, Math.floor(center.x + radius.x))
  for (let row = Math.max(0, Math.floor(center.y - radius.y)); row <= lastRow; row += 1) {
    const dy = (row + 0.5 - center.y) / radius.y
    for (let n = Math.max(0, Math.floor(center.x - radius.x)); n <= lastColumn; n += 1) {
      const dx = (n + 0.5 - center.x) / radius.x
      const stored = pixels.values[row * image.columns + n] ?? 0
      if (dx * dx + dy * dy > 1 || isPadding(shown, stored)) continue
      const value = modalityValue(look, stored)
      count += 1
      sum += value
      squares += value * value
      min = Math.min(min, value)
      max = Math.max(max, value)
    }
  }
  if (count === 0) return null
  const mean = sum / count
  const deviation = Math.sqrt(Math.max(0, squares / count - mean * mean))
  return { pixels: count, mean, deviation, min, max }
}

/** Area of the ellipse in square millimetres, or in pixels where nothing is calibrated. */
export function ellipseArea(
  a: Point,
  b: Point,
  size: { x: number; y: number; isCalibrated: boolean },
) {
  const scale = size.isCalibrated ? size.x * size.y : 1
  return (Math.PI / 4) * Math.abs(b.x - a.x) * Math.abs(b.y - a.y) * scale
}

/** What lies under a point: a value in the image's unit, or a colour. null = outside, or padding. */
export function probe(
  shown: ShownFrame,
  point: Point,
): { readonly value: number } | { readonly rgb: readonly [number, number, number] } | null {
  const { pixels, image, look } = shown
  const [x, y] = [Math.floor(point.x), Math.floor(point.y)]
  if (x < 0 || y < 0 || x >= image.columns || y >= image.rows) return null
  const at = y * image.columns + x
  if (pixels.kind === 'colour') {
    const { rgba } = pixels
    return { rgb: [rgba[at * 4] ?? 0, rgba[at * 4 + 1] ?? 0, rgba[at * 4 + 2] ?? 0] }
  }
  const stored = pixels.values[at] ?? 0
  return isPadding(shown, stored) ? null : { value: modalityValue(look, stored) }
}

function isPadding({ image }: ShownFrame, stored: number): boolean {
  const { padding } = image
  return padding !== null && stored >= padding.low && stored <= padding.high
}
