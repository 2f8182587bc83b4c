/** The session of this terminal: taken up again after a reload, locked and ended by the person, by time, or by the server. */
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Session } from '../../model/api/session.ts'
import { ApiError, request, whenSessionRefused } from '../api/request.ts'
import { listenToOtherTabs, tellOtherTabs } from './other-tabs.ts'
import { usePresence } from './terminal-left-alone.ts'

/** Why the last session ended; `unconfirmed` = signed out here, but the server could not be told yet. */
export type Ending = 'none' | 'signed-out' | 'unconfirmed' | 'expired'

/** How often a sign-out or a lock that did not reach the server is sent again. */
const RESEND_MILLISECONDS = 5_000

interface SessionState {
  /** undefined = not known yet; null = nobody is signed in. While it is locked, nothing of a patient may be shown. */
  readonly session: Session | null | undefined
  readonly ending: Ending
  /** Signed in, or unlocked. */
  readonly signedIn: (session: Session) => void
  readonly lock: () => void
  readonly signOut: () => void
}

export function useSession(): SessionState {
  const [session, setSession] = useState<Session | null | undefined>(undefined)
  const [ending, setEnding] = useState<Ending>('none')
  const stopResending = useRef<(() => void) | null>(null)

  const end = useCallback((how: Ending) => {
    setSession(null)
    setEnding(how)
  }, [])
  const cover = useCallback(() => setSession((now) => now && { ...now, locked: true }), [])

  useEffect(() => {
    const control = new AbortController()
    request<Session>('GET', '/api/session', { signal: control.signal })
      .then(setSession)
      .catch(() => {
        if (!control.signal.aborted) setSession(null)
      })
    const stop = whenSessionRefused((why) => (why === 'session-locked' ? cover() : end('expired')))
    return () => {
      control.abort()
      stop()
    }
  }, [cover, end])
  useEffect(
    () =>
      listenToOtherTabs((news) => {
        if (news === 'locked') cover()
        else if (news === 'ended') end('expired')
      }),
    [cover, end],
  )

  // The screen first, here and below: what the server answers must not decide what stays visible.
  const lock = useCallback(() => {
    cover()
    tellOtherTabs('locked')
    stopResending.current?.()
    stopResending.current = sendUntilItArrives('POST', '/api/session/lock', {}, () => {})
  }, [cover])

  const signOut = useCallback(() => {
    end('unconfirmed')
    tellOtherTabs('ended')
    stopResending.current?.()
    stopResending.current = sendUntilItArrives('DELETE', '/api/session', undefined, () =>
      setEnding('signed-out'),
    )
  }, [end])

  const signedIn = useCallback((next: Session) => {
    stopResending.current?.()
    setEnding('none')
    setSession(next)
  }, [])

  usePresence({
    idleSeconds: session == null || session.locked ? null : session.lockSeconds,
    onLeft: lock,
    onPresent: () => {
      request<Session>('GET', '/api/session')
        .then((now) => {
          if (now.locked) cover()
        })
        .catch((error: unknown) => {
          if (error instanceof ApiError && error.status === 401) end('expired')
        })
    },
  })
  return { session, ending, signedIn, lock, signOut }
}

/** Sends again and again while the server is silent; a session that is gone needs no more telling. Returns the way to give up. */
function sendUntilItArrives(
  method: string,
  path: string,
  body: object | undefined,
  onConfirmed: () => void,
): () => void {
  let stopped = false
  const send = async () => {
    try {
      await request(method, path, { body })
    } catch (error) {
      const gone = error instanceof ApiError && error.status === 401
      if (!gone) {
        if (!stopped) setTimeout(() => stopped || void send(), RESEND_MILLISECONDS)
        return
      }
    }
    if (!stopped) onConfirmed()
  }
  void send()
  return () => {
    stopped = true
  }
}
