/** How fast one scrolls, from when each slice was seen. */
import { median } from './alternate.ts'

/**
 * @param shown milliseconds at which each slice was on the screen
 * @param asked how many there should have been; fewer shown = time was up, and `shown` says how many there were
 */
export function scrolling(shown: readonly number[], asked: number) {
  const gaps = shown.slice(1).map((time, n) => time - (shown[n] ?? 0))
  const seconds = ((shown.at(-1) ?? 0) - (shown[0] ?? 0)) / 1000
  return {
    slicesPerSecond: Math.round((10 * gaps.length) / seconds) / 10,
    longestGapMilliseconds: Math.round(Math.max(...gaps)),
    medianGapMilliseconds: Math.round(median(gaps)),
    ...(shown.length < asked ? { stoppedAfter: shown.length } : {}),
  }
}
