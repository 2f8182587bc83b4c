/** Which of many rows or columns are in sight, so that only they are drawn. */

/** Where each of `sizes` begins; one more entry at the end, for the whole. */
export function offsetsOf(sizes: readonly number[]): number[] {
  const offsets = [0]
  for (const size of sizes) offsets.push((offsets.at(-1) ?? 0) + size)
  return offsets
}

/**
 * First and last + 1 of the pieces that touch `from` … `from + length`, with `spare` more on each side.
 * Same unit as `offsets`.
 */
export function visibleSpan(
  offsets: readonly number[],
  from: number,
  length: number,
  spare: number,
): { first: number; end: number } {
  const count = offsets.length - 1
  const first = Math.max(0, lastAtOrBefore(offsets, from) - spare)
  const end = Math.min(count, lastAtOrBefore(offsets, from + length) + 1 + spare)
  return { first: Math.min(first, count), end }
}

/** Index of the last offset that is not greater than `position`, by halving. */
function lastAtOrBefore(offsets: readonly number[], position: number): number {
  let low = 0
  let high = offsets.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((offsets[middle] ?? 0) <= position) low = middle
    else high = middle - 1
  }
  return low
}

/** From the first to before the last of the pieces that are drawn. */
export interface Span {
  readonly first: number
  readonly end: number
}

/** One step on the way from what is drawn to what is wanted: what left goes at once, at most `most` pieces come, those nearest first. */
export function stepTowards(drawn: Span, wanted: Span, most: number): Span {
  const first = Math.max(drawn.first, wanted.first)
  const end = Math.min(drawn.end, wanted.end)
  if (first >= end) {
    return { first: wanted.first, end: Math.min(wanted.end, wanted.first + most) }
  }
  const after = Math.min(most, wanted.end - end)
  const before = Math.min(most - after, first - wanted.first)
  return { first: first - before, end: end + after }
}
