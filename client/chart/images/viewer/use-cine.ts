/** Plays a stack at the rate its file gives. A frame that is not there yet is waited for, never skipped. */
import { useEffect } from 'react'
import type { FrameStore } from './frame-store.ts'
import { goTo, useViewer, type Viewer } from './viewer-state.ts'

/** For stacks without a rate of their own. */
const DEFAULT_MILLISECONDS = 100

/** Milliseconds a frame of what a viewport shows. */
export function cineMilliseconds(viewer: Viewer, store: FrameStore, n: number): number {
  const state = viewer.get()
  const cell = state.cells[n]
  const slice = state.stacks[cell?.stack ?? -1]?.slices[cell?.index ?? 0]
  const answer = slice === undefined ? null : store.read(slice)
  return (answer?.ok ? answer.shown.image.frameMilliseconds : null) ?? DEFAULT_MILLISECONDS
}

export function useCine(viewer: Viewer, store: FrameStore, n: number): void {
  const isPlaying = useViewer(viewer, (state) => state.cells[n]?.isPlaying ?? false)
  useEffect(() => {
    if (!isPlaying) return
    let due = performance.now()
    let request = requestAnimationFrame(function step(now) {
      request = requestAnimationFrame(step)
      if (now < due) return
      const state = viewer.get()
      const cell = state.cells[n]
      const slices = state.stacks[cell?.stack ?? -1]?.slices ?? []
      const next = ((cell?.index ?? 0) + 1) % Math.max(1, slices.length)
      const slice = slices[next]
      if (slice === undefined || store.read(slice) === null) return
      goTo(viewer, n, next)
      due = Math.max(due, now - 200) + cineMilliseconds(viewer, store, n)
    })
    return () => cancelAnimationFrame(request)
  }, [isPlaying, viewer, store, n])
}
