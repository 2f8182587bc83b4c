/** The first image of a study: what a person who has opened one waits for. */
import type { FrameStore } from './frame-store.ts'
import type { Slice } from './image-stack.ts'

/** An image that comes within so many milliseconds is drawn together with the screen around it: one drawing is shorter than two. */
const SOON = 100
/** Milliseconds after which a screen that is never at rest counts as drawn. */
const LONG_DRAWING = 500

/** Resolves when the frame is there or can't be had, and never later than soon. */
export function firstImageSoon(store: FrameStore, slice: Slice): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      leave()
      resolve()
    }
    const timer = setTimeout(end, SOON)
    const leave = store.subscribe(() => {
      if (['full', 'failed'].includes(store.stateOf(slice))) end()
    })
    if (store.stateOf(slice) === 'failed') end()
  })
}

/** Runs `then` when everything that was to be drawn has been. */
export function whenDrawn(then: () => void): void {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(then, { timeout: LONG_DRAWING })
  else setTimeout(then, LONG_DRAWING)
}
