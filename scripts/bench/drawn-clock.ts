/** A clock inside the page: when what a click asked for was painted, when nothing changed any more, which tasks took long. */
import type { Page } from 'playwright-core'

interface Clock {
  readonly longTasks: { start: number; length: number }[]
}

/** Into every page before its own scripts. */
export function installClock(): void {
  const clock: Clock = { longTasks: [] }
  Object.assign(window, { clock })
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      clock.longTasks.push({ start: startTime, length: duration })
    }
  }).observe({ type: 'longtask', buffered: true })
}

/** Milliseconds of each task over 50 that began after `since`, on the page's clock. */
export function longTasksSince(page: Page, since: number): Promise<number[]> {
  return page.evaluate((from) => {
    const { clock } = window as unknown as { clock: Clock }
    return clock.longTasks.filter(({ start }) => start >= from).map(({ length }) => length)
  }, since)
}

/** Longer than anyone waits, in milliseconds. */
const PATIENCE = 60_000

interface Wanted {
  /** Selectors by commas: each must find something, and its first must begin within the window. */
  readonly inSight: string
  /** How long nothing may change until it counts as settled. */
  readonly quietMilliseconds: number
}

/** @returns milliseconds from the click until all that is wanted was painted and nothing waits, and until the last change was */
export function settledAfterClick(
  page: Page,
  click: string,
  wanted: Wanted,
): Promise<{ drawn: number; settled: number }> {
  return page.evaluate(
    ({ click, selectors, quietMilliseconds, patience }) =>
      new Promise<{ drawn: number; settled: number }>((resolve, reject) => {
        let changed = 0
        let drawn = 0
        const watcher = new MutationObserver(() => {
          changed = performance.now()
        })
        watcher.observe(document.body, { subtree: true, childList: true, characterData: true })
        const isThere = () =>
          document.querySelector('.waiting') === null &&
          selectors.every((selector) => {
            const box = document.querySelector(selector)?.getBoundingClientRect()
            return box !== undefined && box.height > 0 && box.top < innerHeight
          })
        const start = performance.now()
        const look = () => {
          if (drawn === 0 && isThere()) {
            // The frame of this callback is painted before the next one begins.
            requestAnimationFrame((painted) => {
              drawn = painted - start
            })
          }
          const now = performance.now()
          if (now - start > patience) reject(new Error(`${click} led to no ${selectors}`))
          else if (drawn === 0 || now - Math.max(changed, start) < quietMilliseconds) {
            requestAnimationFrame(look)
          } else {
            watcher.disconnect()
            resolve({ drawn, settled: Math.max(drawn, changed - start) })
          }
        }
        document.querySelector<HTMLElement>(click)?.click()
        look()
      }),
    {
      click,
      selectors: wanted.inSight.split(','),
      quietMilliseconds: wanted.quietMilliseconds,
      patience: PATIENCE,
    },
  )
}
