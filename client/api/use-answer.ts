/** An answer of the server for as long as a screen shows it. */
import { useCallback, useEffect, useState } from 'react'
import { request } from './request.ts'

export interface Answered<T> {
  /** null while it is awaited and after a failure. */
  readonly answer: T | null
  readonly error: unknown
  readonly retry: () => void
}

/** GETs `path`, again when it changes; a request that is no longer wanted is aborted. */
export function useAnswer<T>(path: string): Answered<T> {
  const [state, setState] = useState<{ path: string; answer: T | null; error: unknown }>({
    path,
    answer: null,
    error: null,
  })
  const [attempt, setAttempt] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` asks again
  useEffect(() => {
    const control = new AbortController()
    request<T>('GET', path, { signal: control.signal })
      .then((answer) => setState({ path, answer, error: null }))
      .catch((error: unknown) => {
        if (!control.signal.aborted) setState({ path, answer: null, error })
      })
    return () => control.abort()
  }, [path, attempt])
  const retry = useCallback(() => {
    setState({ path, answer: null, error: null })
    setAttempt((count) => count + 1)
  }, [path])
  const fresh = state.path === path
  return { answer: fresh ? state.answer : null, error: fresh ? state.error : null, retry }
}
