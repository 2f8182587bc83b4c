/** Keys that go through the planes of the active pane. */

import { useEffect, useRef } from 'react'
import { STEP_KEYS } from '../viewer/step-keys.ts'

/** @param step told how many planes further; infinite = to the first or the last */
export function useKeys(step: (steps: number) => void): void {
  const latest = useRef(step)
  latest.current = step
  useEffect(() => {
    const control = new AbortController()
    const onKey = (event: KeyboardEvent) => {
      const { target } = event
      const isOwn = target instanceof HTMLInputElement || target instanceof HTMLSelectElement
      const isReading = target instanceof Element && target.closest('.viewer-report') !== null
      const steps = STEP_KEYS[event.key]
      if (steps === undefined || isOwn || isReading) return
      if (event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      latest.current(steps)
    }
    // Captured: the screen around it keeps keys from the chart below.
    window.addEventListener('keydown', onKey, { capture: true, signal: control.signal })
    return () => control.abort()
  }, [])
}
