/** The session of this terminal: taken up again after a reload, ended by the person, by time, or by the server. */
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Session } from '../../model/api/session.ts'
import { ApiError, request, whenUnauthorised } from '../api/request.ts'
import { usePresence } from './terminal-left-alone.ts'

/** Why the last session ended; `unconfirmed` = signed out here, but the server could not be told yet. */
export type Ending = 'none' | 'signed-out' | 'unconfirmed' | 'expired'

/** How often a sign-out that did not reach the server is sent again. */
const RESEND_MILLISECONDS = 5_000

interface SessionState {
  /** undefined = not known yet; null = nobody is signed in. */
  readonly session: Session | null | undefined
  readonly ending: Ending
  readonly signedIn: (session: Session) => void
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

  useEffect(() => {
    const control = new AbortController()
    request<Session>('GET', '/api/session', { signal: control.signal })
      .then(setSession)
      .catch(() => {
        if (!control.signal.aborted) setSession(null)
      })
    const stop = whenUnauthorised(() => end('expired'))
    return () => {
      control.abort()
      stop()
    }
  }, [end])

  const signOut = useCallback(() => {
    // The screen first: what the server answers must not decide what stays visible.
    end('unconfirmed')
    stopResending.current?.()
    stopResending.current = sendSignOut(() => setEnding('signed-out'))
  }, [end])

  const signedIn = useCallback((next: Session) => {
    stopResending.current?.()
    setEnding('none')
    setSession(next)
  }, [])

  usePresence({
    idleSeconds: session?.idleSeconds ?? null,
    onLeft: signOut,
    onPresent: () => {
      request<Session>('GET', '/api/session').catch((error: unknown) => {
        if (error instanceof ApiError && error.status === 401) end('expired')
      })
    },
  })
  return { session, ending, signedIn, signOut }
}

/** Sends the sign-out until it arrives. Returns the way to give up. */
function sendSignOut(onConfirmed: () => void): () => void {
  let stopped = false
  const send = async () => {
    try {
      await request('DELETE', '/api/session')
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
