/** When a terminal must stop showing patients by itself: server gone too long, or nobody at the keyboard. */
import { useEffect, useEffectEvent, useState } from 'react'
import { listenToOtherTabs, tellOtherTabs } from './other-tabs.ts'

/** A clinician may finish reading; after that nobody could withdraw what the screen shows. */
const GRACE_MILLISECONDS = 5 * 60_000
/** A session is kept alive at most this often, and only by a person who moves. */
const KEEP_ALIVE_MILLISECONDS = 60_000
/** Other tabs need to hear of it only that often. */
const TELL_MILLISECONDS = 5_000
const SIGNS_OF_LIFE = ['keydown', 'pointerdown', 'wheel', 'pointermove'] as const

/** True once the server has been lost for the whole grace time; false again when it is back. */
export function useGraceOver(lostAt: number | null): boolean {
  const [over, setOver] = useState(false)
  useEffect(() => {
    setOver(false)
    if (lostAt === null) return
    const timer = setTimeout(() => setOver(true), lostAt + GRACE_MILLISECONDS - Date.now())
    return () => clearTimeout(timer)
  }, [lostAt])
  return over
}

interface Presence {
  /** Seconds without a sign of life after which `onLeft` is called; null = nobody reads. */
  readonly idleSeconds: number | null
  readonly onLeft: () => void
  /** Called now and then while somebody is there, also when reading needs no request. */
  readonly onPresent: () => void
}

/**
 * Milliseconds since it was made. Two clocks: the terminal's own may be set back, and the steady one stands still while the terminal
 * sleeps.
 */
function stopwatch(): () => number {
  const [wall, steady] = [Date.now(), performance.now()]
  return () => Math.max(Date.now() - wall, performance.now() - steady)
}

/** Watches for signs of life at this terminal, in whatever tab. */
export function usePresence({ idleSeconds, onLeft, onPresent }: Presence): void {
  const left = useEffectEvent(onLeft)
  const present = useEffectEvent(onPresent)
  useEffect(() => {
    if (idleSeconds === null) return
    let sinceSign = stopwatch()
    let sinceKept = stopwatch()
    let sinceTold: (() => number) | null = null
    const sign = () => {
      sinceSign = stopwatch()
      if (sinceTold === null || sinceTold() >= TELL_MILLISECONDS) {
        sinceTold = stopwatch()
        tellOtherTabs('present')
      }
      if (sinceKept() < KEEP_ALIVE_MILLISECONDS) return
      sinceKept = stopwatch()
      present()
    }
    const timer = setInterval(() => {
      if (sinceSign() > idleSeconds * 1000) left()
    }, 5_000)
    // Who reads in another tab has not left.
    const stopListening = listenToOtherTabs((news) => {
      if (news === 'present') sinceSign = stopwatch()
    })
    for (const event of SIGNS_OF_LIFE) addEventListener(event, sign, { passive: true })
    return () => {
      clearInterval(timer)
      stopListening()
      for (const event of SIGNS_OF_LIFE) removeEventListener(event, sign)
    }
  }, [idleSeconds])
}
