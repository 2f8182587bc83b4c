/** Whether the server still answers: counted from the requests that are made anyway. */
import { useSyncExternalStore } from 'react'

/** Failures in a row after which the screen says that the server is gone; one may be chance. */
const FAILURES_BEFORE_NOTICE = 2

let failures = 0
let lostAt: number | null = null
const listeners = new Set<() => void>()

/** The server answered, whatever it said. */
export function noteAnswer(): void {
  failures = 0
  if (lostAt === null) return
  lostAt = null
  tell()
}

/** A request got no answer. */
export function noteSilence(): void {
  failures += 1
  if (failures < FAILURES_BEFORE_NOTICE || lostAt !== null) return
  lostAt = Date.now()
  tell()
}

/** The moment (milliseconds since the epoch) since which the server is lost; null while it answers. */
export function useServerLostAt(): number | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => lostAt,
  )
}

function tell(): void {
  for (const listener of listeners) listener()
}
