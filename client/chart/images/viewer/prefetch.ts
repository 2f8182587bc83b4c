/** Which slices to have ready, most urgent first. */
import type { Slice } from './image-stack.ts'

/**
 * The slice at `index`, then its neighbours outwards, those ahead of the movement first.
 * @param room bytes that may be filled
 */
export function slicesAround(
  slices: readonly Slice[],
  index: number,
  direction: 1 | -1,
  room: number,
): Slice[] {
  const order: Slice[] = []
  let bytes = 0
  const take = (at: number): boolean => {
    const slice = slices[at]
    if (slice === undefined) return false
    bytes += slice.bytes
    if (bytes > room && order.length > 0) return false
    order.push(slice)
    return true
  }
  take(index)
  for (let step = 1; step < slices.length && bytes < room; step += 1) {
    // Two ahead for each one behind.
    take(index + direction * (2 * step - 1))
    take(index + direction * 2 * step)
    take(index - direction * step)
  }
  return order
}
