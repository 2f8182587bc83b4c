/** The decoded slices of a series as one block of values. */
import type { ShownAnswer, ShownFrame } from '../../../../model/dicom-pixels/shown-frame.ts'
import type { Slice } from '../viewer/image-stack.ts'
import type { Vector } from '../viewer/planes.ts'
import { type Geometry, LARGEST_BYTES, NotAVolume } from './volume-geometry.ts'

/** Columns, rows, slices. */
export type Triple = readonly [number, number, number]

export interface Volume {
  readonly size: Triple
  /** Millimetres from value to value, along each index. */
  readonly spacing: Triple
  readonly directions: readonly [Vector, Vector, Vector]
  /** Stored values, columns fastest, slices slowest. */
  readonly values: Int16Array | Uint16Array
  /** A slice for everything that holds for all: rescale, windows, padding; its least and greatest are the volume's. */
  readonly look: ShownFrame
}

/** Slices asked for at once: as many as two workers fetch and decode. */
const AT_ONCE = 4

/**
 * @param read gives a decoded slice; @param progress told how many are there
 * @throws NotAVolume; the signal's reason when it is aborted
 */
export async function loadVolume(
  geometry: Geometry,
  read: (slice: Slice, signal: AbortSignal) => Promise<ShownAnswer>,
  progress: (done: number) => void,
  signal: AbortSignal,
): Promise<Volume> {
  const { slices } = geometry
  let filling: Filling | null = null
  let [next, done] = [0, 0]
  const work = async () => {
    for (let n = next++; n < slices.length; n = next++) {
      const slice = slices[n]
      if (slice === undefined) return
      const answer = await read(slice, signal)
      signal.throwIfAborted()
      if (!answer.ok) {
        const { code, detail } = answer.problem
        throw new NotAVolume(
          'slice-unreadable',
          `${slice.number ?? n + 1}: ${code} ${detail}`.trim(),
        )
      }
      filling ??= begin(answer.shown, slices.length)
      fill(filling, answer.shown, n)
      done += 1
      progress(done)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  if (filling === null) throw new NotAVolume('too-few')
  return finished(filling, geometry)
}

interface Filling {
  readonly first: ShownFrame
  readonly values: Int16Array | Uint16Array
  readonly count: number
  min: number
  max: number
}

function begin(first: ShownFrame, count: number): Filling {
  const { rows, columns, signed, bitsStored, floatBytes } = first.image
  if (first.pixels.kind !== 'grey' || floatBytes !== 0 || bitsStored > 16) {
    throw new NotAVolume('values-differ')
  }
  const length = rows * columns * count
  // The index may not have known how large the images are.
  if (length * 2 > LARGEST_BYTES) throw new NotAVolume('too-large')
  const values = signed ? new Int16Array(length) : new Uint16Array(length)
  return { first, values, count, min: first.pixels.min, max: first.pixels.max }
}

function fill(filling: Filling, shown: ShownFrame, n: number): void {
  const { image, look, pixels } = shown
  const { first } = filling
  if (image.rows !== first.image.rows || image.columns !== first.image.columns) {
    throw new NotAVolume('sizes-differ')
  }
  const isAlike =
    pixels.kind === 'grey' &&
    image.signed === first.image.signed &&
    image.bitsStored <= 16 &&
    image.photometric === first.image.photometric &&
    look.slope === first.look.slope &&
    look.intercept === first.look.intercept &&
    look.spacing?.row === first.look.spacing?.row &&
    look.spacing?.column === first.look.spacing?.column
  if (!isAlike) throw new NotAVolume('values-differ')
  filling.values.set(pixels.values, n * image.rows * image.columns)
  filling.min = Math.min(filling.min, pixels.min)
  filling.max = Math.max(filling.max, pixels.max)
}

function finished({ first, values, count, min, max }: Filling, geometry: Geometry): Volume {
  const { spacing } = first.look
  if (spacing === null) throw new NotAVolume('not-calibrated')
  return {
    size: [first.image.columns, first.image.rows, count],
    spacing: [spacing.column, spacing.row, geometry.gap],
    directions: geometry.directions,
    values,
    look: { ...first, overlay: null, pixels: { kind: 'grey', values, min, max } },
  }
}
