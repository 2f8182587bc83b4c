/** Thumbnails that are made, being made or wanted: one at a time, in the order they are asked for. */
import { mayComeAgain } from '../../../../model/dicom-pixels/pixel-problem.ts'
import type { ThumbnailAnswer } from '../../../../model/dicom-pixels/thumbnail.ts'
import type { Slice } from './image-stack.ts'

/** Screen pixels of the longer side. */
export const THUMBNAIL = 96
/** Some 37 kB each: the strip of any study, and not more than 20 MB. */
const KEPT = 500

export interface Thumbnails {
  read(slice: Slice): ThumbnailAnswer | null
  want(slice: Slice): void
  forget(slice: Slice): void
  /** The next to be made; null = none is wanted, or one is being made. */
  take(): Slice | null
  /** Those that did not come are made anew. */
  wantMissedAgain(): void
  /** What became of the one that was taken. */
  put(slice: Slice, answer: ThumbnailAnswer): void
  clear(): void
}

export function makeThumbnails(): Thumbnails {
  const made = new Map<string, ThumbnailAnswer>()
  const wanted = new Map<string, Slice>()
  const missed = new Map<string, Slice>()
  let isMaking = false
  return {
    read: ({ key }) => made.get(key) ?? null,
    want(slice) {
      if (!made.has(slice.key)) wanted.set(slice.key, slice)
    },
    forget: ({ key }) => void wanted.delete(key),
    take() {
      const [first] = wanted.values()
      if (isMaking || first === undefined) return null
      wanted.delete(first.key)
      isMaking = true
      return first
    },
    wantMissedAgain() {
      for (const [key, slice] of missed) {
        made.delete(key)
        wanted.set(key, slice)
      }
      missed.clear()
    },
    put(slice, answer) {
      const { key } = slice
      isMaking = false
      if (!answer.ok && mayComeAgain(answer.problem)) missed.set(key, slice)
      wanted.delete(key)
      made.set(key, answer)
      const [oldest] = made.keys()
      if (made.size > KEPT && oldest !== undefined) made.delete(oldest)
    },
    clear() {
      made.clear()
      wanted.clear()
      missed.clear()
    },
  }
}

/** The image in the middle of a series, or the nearest to it whose pixels are in the backup; null = no images. */
export function middleImage(slices: readonly Slice[]): Slice | null {
  const middle = Math.floor(slices.length / 2)
  let best: Slice | null = null
  let distance = Number.POSITIVE_INFINITY
  slices.forEach((slice, n) => {
    if (slice.kind !== 'image') return
    const away = Math.abs(n - middle) + (slice.url === '' ? slices.length : 0)
    if (away < distance) [best, distance] = [slice, away]
  })
  return best
}
