/** Images that a series should have by its own numbering (Instance Number, DICOM PS3.3 C.7.6.1) and that are not here: nothing else tells of one that the backup lost whole. */

/** From the first to the last of numbers that follow each other. */
export type NumberRange = readonly [first: number, last: number]

/**
 * The holes between the lowest and the highest number, in order. None where the numbers tell nothing: one is absent or there twice, or more are
 * missing than are there, as where a number is made of phase and slice.
 */
export function missingNumbers(numbers: readonly (number | null)[]): NumberRange[] {
  const known = numbers.filter((number) => number !== null).sort((a, b) => a - b)
  const [first = 0] = known
  const last = known.at(-1) ?? 0
  const missing = last - first + 1 - known.length
  const isPlain = known.length === numbers.length && new Set(known).size === known.length
  if (!isPlain || missing === 0 || missing > known.length) return []
  return known.flatMap((number, n): NumberRange[] => {
    const next = known[n + 1] ?? number + 1
    return next === number + 1 ? [] : [[number + 1, next - 1]]
  })
}

export function countMissing(ranges: readonly NumberRange[]): number {
  return ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0)
}

/** So many stand beside an image; of the others there is the count. */
const NAMED = 4

/** `2, 4–6, 9, …` */
export function rangesText(ranges: readonly NumberRange[], comma: string): string {
  const named = ranges
    .slice(0, NAMED)
    .map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`))
  return [...named, ...(ranges.length > NAMED ? ['…'] : [])].join(comma)
}
