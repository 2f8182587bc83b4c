/** Axial, coronal and sagittal planes of a volume, looked at as radiologists do: from the feet, from the front, from the left. */
import type { Vector } from '../viewer/planes.ts'
import type { Triple, Volume } from './volume.ts'

export type PlaneName = 'axial' | 'coronal' | 'sagittal'

export const PLANES: readonly PlaneName[] = ['axial', 'coronal', 'sagittal']

/** One of the volume's three indices, and whether it grows to the right, downwards, or with the place of the plane. */
export interface Side {
  readonly index: 0 | 1 | 2
  readonly grows: boolean
}

export interface View {
  readonly across: Side
  readonly down: Side
  readonly through: Side
}

/** Right, down, and the way the planes are counted, by the patient's axes: to the left, to the back, to the head; -1 = against it. */
const LOOKED_AT: Readonly<Record<PlaneName, readonly [Way, Way, Way]>> = {
  axial: [
    { axis: 0, way: 1 },
    { axis: 1, way: 1 },
    { axis: 2, way: -1 },
  ],
  coronal: [
    { axis: 0, way: 1 },
    { axis: 2, way: -1 },
    { axis: 1, way: 1 },
  ],
  sagittal: [
    { axis: 1, way: 1 },
    { axis: 2, way: -1 },
    { axis: 0, way: 1 },
  ],
}
interface Way {
  readonly axis: 0 | 1 | 2
  readonly way: 1 | -1
}

const ORDERS = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
] as const

/** How each plane is cut out of a volume that lies so: by the index nearest to each axis of the patient. */
export function viewOf(name: PlaneName, directions: Volume['directions']): View {
  const likeness = (order: (typeof ORDERS)[number]) =>
    order.reduce<number>((sum, index, axis) => sum + Math.abs(directions[index][axis] ?? 0), 0)
  const order = ORDERS.reduce((best, each) => (likeness(each) > likeness(best) ? each : best))
  const [across, down, through] = LOOKED_AT[name].map(({ axis, way }): Side => {
    const index = order[axis]
    return { index, grows: (directions[index][axis] ?? 0) * way > 0 }
  }) as [Side, Side, Side]
  return { across, down, through }
}

/** Ways of the patient to which the plane's right and bottom lie, as an image's orientation (PS3.3 C.7.6.2.1.1). */
export function orientationOf({ across, down }: View, directions: Volume['directions']): number[] {
  const turned = ({ index, grows }: Side): Vector => {
    const [x, y, z] = directions[index]
    return grows ? [x, y, z] : [-x, -y, -z]
  }
  return [...turned(across), ...turned(down)]
}

/** Width and height of a plane in values. */
export function sizeOf({ across, down }: View, size: Triple): readonly [number, number] {
  return [size[across.index], size[down.index]]
}

/** The volume's index of the n-th value along a side; and, for an index, which value along the side it is. */
export function alongSide({ index, grows }: Side, n: number, size: Triple): number {
  return grows ? n : size[index] - 1 - n
}

/**
 * Draws the plane through `point` by a table of grey.
 * @param point indices of columns, rows, slices
 * @param words one for each value of the plane, row after row
 * @param table RGBA words, the first for the stored value `low`
 */
export function reslice(
  { size, values }: Volume,
  { across, down, through }: View,
  point: Triple,
  {
    words,
    table,
    low,
  }: { readonly words: Uint32Array; readonly table: Uint32Array; readonly low: number },
): void {
  const strides = [1, size[0], size[0] * size[1]] as const
  const [width, height] = [size[across.index], size[down.index]]
  const stepRight = strides[across.index] * (across.grows ? 1 : -1)
  const stepDown = strides[down.index] * (down.grows ? 1 : -1)
  const start =
    point[through.index] * strides[through.index] +
    (across.grows ? 0 : (width - 1) * strides[across.index]) +
    (down.grows ? 0 : (height - 1) * strides[down.index])
  for (let y = 0; y < height; y += 1) {
    let from = start + y * stepDown
    for (let x = 0; x < width; x += 1) {
      words[y * width + x] = table[(values[from] as number) - low] as number
      from += stepRight
    }
  }
}
