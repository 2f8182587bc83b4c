/** Search as you type: waits for a pause, drops what is no longer wanted, and remembers that Enter was pressed. */
import { useCallback, useEffect, useRef, useState } from 'react'
import type { SearchAnswer } from '../../model/api/patients.ts'
import { request } from '../api/request.ts'

/** Long enough that a scanner's whole id makes one request, short enough not to be noticed. */
const PAUSE_MILLISECONDS = 150

interface Search {
  /** What the box holds. */
  readonly query: string
  /** The answer to `query`; null while it is awaited. */
  readonly answer: SearchAnswer | null
  readonly error: unknown
  readonly type: (text: string) => void
  /** Enter: the answer to exactly this text goes to `onEntered`, at once or when it comes. */
  readonly enter: (text: string) => void
  readonly retry: () => void
}

export function useSearch(onEntered: (answer: SearchAnswer) => void): Search {
  const [query, setQuery] = useState('')
  const [result, setResult] = useState<{ query: string; answer: SearchAnswer } | null>(null)
  const [error, setError] = useState<unknown>(null)
  const running = useRef<AbortController | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)

  const stop = useCallback(() => {
    clearTimeout(timer.current)
    running.current?.abort()
  }, [])
  useEffect(() => stop, [stop])

  const ask = useCallback(
    async (text: string, entered: boolean) => {
      stop()
      const control = new AbortController()
      running.current = control
      try {
        const answer = await request<SearchAnswer>('POST', '/api/patients/search', {
          body: { query: text.trim() },
          signal: control.signal,
        })
        setResult({ query: text, answer })
        if (entered) onEntered(answer)
      } catch (failure) {
        if (!control.signal.aborted) setError(failure)
      }
    },
    [stop, onEntered],
  )

  const type = (text: string) => {
    stop()
    setQuery(text)
    setError(null)
    if (text.trim() === '') setResult(null)
    else timer.current = setTimeout(() => void ask(text, false), PAUSE_MILLISECONDS)
  }
  const enter = (text: string) => {
    if (text.trim() === '') return
    setQuery(text)
    setError(null)
    if (result?.query === text) onEntered(result.answer)
    else void ask(text, true)
  }
  const retry = () => {
    setError(null)
    void ask(query, false)
  }
  return {
    query,
    answer: result?.query === query ? result.answer : null,
    error,
    type,
    enter,
    retry,
  }
}
