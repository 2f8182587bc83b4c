/** What a way across the screen does to a viewport, whichever hand or finger goes it. */
import { type Cell, goTo, type Viewer } from './viewer-state.ts'

/** Screen pixels of drag for one slice, unless the stack is longer than the viewport is high. */
const PIXELS_PER_SLICE = 8

/**
 * Scrolls from where the viewport stood when the drag began.
 * @param downwards screen pixels; @param height of the viewport, in them
 */
export function dragSlices(
  viewer: Viewer,
  n: number,
  { began, downwards, height }: { began: Cell; downwards: number; height: number },
): void {
  const slices = viewer.get().stacks[began.stack]?.slices.length ?? 1
  const perSlice = Math.min(PIXELS_PER_SLICE, Math.max(1, height / slices))
  goTo(viewer, n, began.index + Math.round(downwards / perSlice))
}

export function clampScale(scale: number): number {
  return Math.max(0.05, Math.min(40, scale))
}
