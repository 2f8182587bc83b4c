/** Where images lie in the patient (PS3.3 C.7.6.2), and which of one stack lies where an image of another does. */
import type { ImageInstance } from '../../../../model/api/images.ts'

export type Vector = readonly [number, number, number]

export interface Plane {
  /** Images that share it share their coordinates; '' = not given. */
  readonly frameOfReference: string
  readonly right: Vector
  readonly down: Vector
  /** Of the first pixel's centre, in millimetres. */
  readonly origin: Vector
}

/** Directions that lean further apart than about 18° are not the same direction. */
const SAME_DIRECTION = 0.95

export function planeOf({
  plane,
  frameOfReferenceUid,
}: Pick<ImageInstance, 'frameOfReferenceUid'> & {
  readonly plane: readonly number[]
}): Plane | null {
  const [a, b, c, d, e, f, x, y, z] = plane
  if (a === undefined || b === undefined || c === undefined) return null
  if (d === undefined || e === undefined || f === undefined) return null
  if (x === undefined || y === undefined || z === undefined) return null
  const made: Plane = {
    frameOfReference: frameOfReferenceUid,
    right: [a, b, c],
    down: [d, e, f],
    origin: [x, y, z],
  }
  return length(normalOf(made)) > 0.5 ? made : null
}

export function normalOf({ right, down }: Plane): Vector {
  return [
    right[1] * down[2] - right[2] * down[1],
    right[2] * down[0] - right[0] * down[2],
    right[0] * down[1] - right[1] * down[0],
  ]
}

/** Millimetres along a direction. */
export function along(point: Vector, direction: Vector): number {
  return point[0] * direction[0] + point[1] * direction[1] + point[2] * direction[2]
}

function length(vector: Vector): number {
  return Math.hypot(...vector)
}

/**
 * Which of `planes` lies where `leading` does: at its very coordinates when the two share a frame of reference, else as
 * far from where it was tied as the leading one has gone since. null = they lie in different directions, or it is not
 * known how they lie.
 */
export function nearestAcross(
  planes: readonly (Plane | null)[],
  leading: Plane,
  tied: { readonly leading: Plane | null; readonly following: Plane | null },
): number | null {
  const first = planes.find((plane) => plane !== null)
  if (first == null) return null
  const normal = normalOf(leading)
  if (Math.abs(along(normal, normalOf(first))) < SAME_DIRECTION) return null
  const isShared =
    leading.frameOfReference !== '' && leading.frameOfReference === first.frameOfReference
  let wanted = along(leading.origin, normal)
  if (!isShared) {
    if (tied.leading === null || tied.following === null) return null
    wanted += along(tied.following.origin, normal) - along(tied.leading.origin, normal)
  }
  let best: number | null = null
  let distance = Number.POSITIVE_INFINITY
  planes.forEach((plane, n) => {
    if (plane === null) return
    const away = Math.abs(along(plane.origin, normal) - wanted)
    if (away < distance) [best, distance] = [n, away]
  })
  return best
}
