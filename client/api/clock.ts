/** How far this terminal's clock is off the appliance's, told by the time that every answer carries. Neither is known to be right. */
import { useSyncExternalStore } from 'react'

/** Less is the way of the answer, and nothing that a reader of a chart would notice. */
const NOTICED_MILLISECONDS = 60_000

let minutes = 0
const listeners = new Set<() => void>()

/** @param date an answer's `Date` */
export function noteClock(date: string | null): void {
  const off = Date.now() - Date.parse(date ?? '')
  if (Number.isNaN(off)) return
  const next = Math.abs(off) < NOTICED_MILLISECONDS ? 0 : Math.round(off / 60_000)
  if (next === minutes) return
  minutes = next
  for (const listener of listeners) listener()
}

/** Minutes by which the terminal is ahead; below 0 = behind; 0 = near enough. */
export function useClockOff(): number {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => minutes,
  )
}
