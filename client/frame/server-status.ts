/** The state of the server, told by it as it changes and asked for again and again: which generation it serves, and whether it lives. */
import { useEffect, useState } from 'react'
import type { Status } from '../../model/api/session.ts'
import { request } from '../api/request.ts'

/** Often enough that a lost server is noticed within half a minute. */
const INTERVAL_MILLISECONDS = 15_000
/** Sooner while it does not answer, so that one lost packet is told from a lost server. */
const RETRY_MILLISECONDS = 5_000

/** The newest status; null until the first answer. An old one stays while the server is silent. */
export function useServerStatus(): Status | null {
  const [status, setStatus] = useState<Status | null>(null)
  useEffect(() => {
    const control = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const ask = async () => {
      let wait = INTERVAL_MILLISECONDS
      try {
        setStatus(await request<Status>('GET', '/api/status', { signal: control.signal }))
      } catch {
        // The failure is counted in connection.ts, which is what makes it visible.
        wait = RETRY_MILLISECONDS
      }
      if (!control.signal.aborted) timer = setTimeout(() => void ask(), wait)
    }
    void ask()
    // The browser connects again by itself; that the server is gone is told by the asking above.
    const events = new EventSource('/api/events')
    events.addEventListener('status', (event: MessageEvent<string>) => {
      setStatus(JSON.parse(event.data) as Status)
    })
    return () => {
      events.close()
      control.abort()
      clearTimeout(timer)
    }
  }, [])
  return status
}
