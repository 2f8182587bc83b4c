/** A display shutter (PS3.3 C.7.6.11): what of an image is hidden, so that only the part of interest is bright. */
import type { DataSet } from 'dicom-parser'
import { integers, values } from './element-values.ts'

/** What stays visible, in pixels from 1 as the file counts them; edges and vertices belong to it. */
export type Opening =
  | {
      readonly kind: 'RECTANGULAR'
      readonly left: number
      readonly right: number
      readonly top: number
      readonly bottom: number
    }
  | { readonly kind: 'CIRCULAR'; readonly x: number; readonly y: number; readonly radius: number }
  | {
      readonly kind: 'POLYGONAL'
      readonly points: readonly { readonly x: number; readonly y: number }[]
    }

export interface Shutter {
  /** Only what lies in all of them is visible. */
  readonly openings: readonly Opening[]
  /** Grey of what is hidden: 0 black … 255 white. */
  readonly grey: number
}

/** null = none, or none that can be read. */
export function readShutter(dataSet: DataSet): Shutter | null {
  const openings = values(dataSet, 'x00181600').flatMap((shape) => openingOf(dataSet, shape))
  const value = dataSet.uint16('x00181622') ?? 0
  return openings.length === 0 ? null : { openings, grey: Math.round((value / 0xffff) * 255) }
}

/** @param column, row of a pixel, from 1 */
export function isHidden({ openings }: Shutter, column: number, row: number): boolean {
  return openings.some((opening) => !shows(opening, column, row))
}

function shows(opening: Opening, x: number, y: number): boolean {
  if (opening.kind === 'RECTANGULAR') {
    const { left, right, top, bottom } = opening
    return x >= left && x <= right && y >= top && y <= bottom
  }
  if (opening.kind === 'CIRCULAR') {
    return Math.hypot(x - opening.x, y - opening.y) <= opening.radius
  }
  const { points } = opening
  let isInside = false
  points.forEach((a, n) => {
    const b = points[(n + 1) % points.length] ?? a
    const isCrossed = a.y > y !== b.y > y
    if (isCrossed && x < a.x + ((b.x - a.x) * (y - a.y)) / (b.y - a.y)) isInside = !isInside
  })
  return isInside
}

/** A shutter of bits, not of shapes (PS3.3 C.7.6.15). */
export function hasBitmapShutter(dataSet: DataSet): boolean {
  return values(dataSet, 'x00181600').includes('BITMAP')
}

function openingOf(dataSet: DataSet, kind: string): Opening[] {
  if (kind === 'RECTANGULAR') {
    const [left, right, top, bottom] = ['02', '04', '06', '08'].map(
      (element) => integers(dataSet, `x001816${element}`)[0],
    )
    const isWhole =
      left !== undefined && right !== undefined && top !== undefined && bottom !== undefined
    return isWhole ? [{ kind, left, right, top, bottom }] : []
  }
  if (kind === 'CIRCULAR') {
    const [y, x] = integers(dataSet, 'x00181610')
    const [radius] = integers(dataSet, 'x00181612')
    return x === undefined || y === undefined || radius === undefined
      ? []
      : [{ kind, x, y, radius }]
  }
  if (kind !== 'POLYGONAL') return []
  const vertices = integers(dataSet, 'x00181620')
  const points = Array.from({ length: vertices.length >> 1 }, (_, n) => ({
    x: vertices[n * 2 + 1] ?? 0,
    y: vertices[n * 2] ?? 0,
  }))
  return points.length < 3 ? [] : [{ kind, points }]
}
