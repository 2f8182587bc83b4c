/**
 * Whether the slices of a series fill a volume evenly, by their own positions (PS3.3 C.7.6.2.1.1). What is not even is not
 * reconstructed: a guessed position would look like anatomy.
 */
import type { Slice, Stack } from '../viewer/image-stack.ts'
import { along, normalOf, type Plane, type Vector } from '../viewer/planes.ts'

export type WhyNot =
  | 'not-ct-mr'
  | 'too-few'
  | 'not-copied'
  | 'no-position'
  | 'orientations-differ'
  | 'coordinates-differ'
  | 'same-place'
  | 'uneven'
  | 'tilted'
  | 'sizes-differ'
  | 'not-calibrated'
  | 'values-differ'
  | 'too-large'
  | 'slice-unreadable'

/** Why a series can't be reconstructed. `found`: figures, or a decoder's words; '' = nothing to add. */
export class NotAVolume extends Error {
  readonly why: WhyNot
  readonly found: string

  constructor(why: WhyNot, found = '') {
    super(`${why} ${found}`)
    this.why = why
    this.found = found
  }
}

export interface Geometry {
  /** In the order of their place along `normal`. */
  readonly slices: readonly Slice[]
  /** Of a row, of a column, of the slices: to which way of the patient each index grows. */
  readonly directions: readonly [Vector, Vector, Vector]
  /** Millimetres from slice to slice. */
  readonly gap: number
  /** Bytes that the volume takes, guessed by the index. */
  readonly bytes: number
}

const FEWEST = 4
/** A terminal of 4 GB has room for it beside the images: 640 slices of 512 × 512. */
export const LARGEST_BYTES = 320 * 1024 * 1024
/** Cosine of about half a degree. */
const SAME_DIRECTION = 0.99996
/** Slices may stray from even places by so much of their distance. */
const UNEVEN = 0.05
/** Sideways movement from slice to slice, by their distance: half a degree. */
const TILT = 0.0087

/** @throws NotAVolume */
export function volumeGeometry({ modality, slices }: Stack): Geometry {
  if (modality !== 'CT' && modality !== 'MR') throw new NotAVolume('not-ct-mr', modality)
  const images = slices.filter(({ kind }) => kind === 'image')
  if (images.length < FEWEST) throw new NotAVolume('too-few', String(images.length))
  const absent = images.filter(({ url }) => url === '').length
  if (absent > 0) throw new NotAVolume('not-copied', `${absent} / ${images.length}`)
  const bytes = images.reduce((sum, slice) => sum + slice.bytes, 0)
  if (bytes > LARGEST_BYTES) {
    throw new NotAVolume('too-large', `${megabytes(bytes)} > ${megabytes(LARGEST_BYTES)} MB`)
  }
  if (new Set(images.map((slice) => slice.bytes)).size > 1) throw new NotAVolume('sizes-differ')
  const placed = placedSlices(images)
  const first = placed[0]
  if (first === undefined) throw new NotAVolume('no-position')
  const normal = unit(normalOf(first.plane))
  const gap = evenGap(placed.map(({ place }) => place))
  refuseTilt(placed, normal)
  const { right, down } = first.plane
  return {
    slices: placed.map(({ slice }) => slice),
    directions: [unit(right), unit(down), normal],
    gap,
    bytes,
  }
}

interface Placed {
  readonly slice: Slice
  readonly plane: Plane
  /** Millimetres along the common normal. */
  readonly place: number
}

function placedSlices(images: readonly Slice[]): Placed[] {
  const planes = images.flatMap((slice) =>
    slice.plane === null ? [] : [{ slice, plane: slice.plane }],
  )
  const [first] = planes
  if (first === undefined || planes.length < images.length) {
    throw new NotAVolume('no-position', `${images.length - planes.length} / ${images.length}`)
  }
  const normal = unit(normalOf(first.plane))
  for (const { plane } of planes) {
    if (plane.frameOfReference !== first.plane.frameOfReference) {
      throw new NotAVolume('coordinates-differ')
    }
    const isSame =
      along(unit(plane.right), unit(first.plane.right)) >= SAME_DIRECTION &&
      along(unit(plane.down), unit(first.plane.down)) >= SAME_DIRECTION
    if (!isSame) throw new NotAVolume('orientations-differ')
  }
  return planes
    .map(({ slice, plane }) => ({ slice, plane, place: along(plane.origin, normal) }))
    .sort((a, b) => a.place - b.place)
}

/** @throws NotAVolume where slices lie in the same place, or not evenly */
function evenGap(places: readonly number[]): number {
  const gaps = places.slice(1).map((place, n) => place - (places[n] ?? 0))
  const gap = ((places.at(-1) ?? 0) - (places[0] ?? 0)) / gaps.length
  const [least, most] = [Math.min(...gaps), Math.max(...gaps)]
  if (least < 0.01) throw new NotAVolume('same-place')
  if (least < gap * (1 - UNEVEN) || most > gap * (1 + UNEVEN)) {
    throw new NotAVolume('uneven', `${rounded(least)}–${rounded(most)} mm`)
  }
  return gap
}

/** Slices that don't lie above each other: the gantry was tilted, or the table moved sideways. */
function refuseTilt(placed: readonly Placed[], normal: Vector): void {
  placed.slice(1).forEach(({ plane, place }, n) => {
    const before = placed[n]
    if (before === undefined) return
    const step = plane.origin.map((value, axis) => value - (before.plane.origin[axis] ?? 0))
    const up = place - before.place
    const sideways = Math.hypot(...step.map((value, axis) => value - up * (normal[axis] ?? 0)))
    if (sideways > up * TILT) {
      const angle = (Math.atan2(sideways, up) * 180) / Math.PI
      throw new NotAVolume('tilted', `${rounded(angle)}°`)
    }
  })
}

function unit(vector: Vector): Vector {
  const length = Math.hypot(...vector)
  return [vector[0] / length, vector[1] / length, vector[2] / length]
}

function rounded(value: number): string {
  return String(Math.round(value * 100) / 100)
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1024 / 1024)
}
