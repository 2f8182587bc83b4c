/** What the auditor sees first: who opened restricted charts, and why. */
import { useEffect, useState } from 'react'
import type { LogSearchAnswer, LogSearchRequest } from '../../model/api/access-log.ts'
import { request } from '../api/request.ts'
import { useWords } from '../language/language.tsx'
import { Failure } from '../parts/failure.tsx'
import { LogTable } from './log-table.tsx'
import { useOfficeWords } from './words.ts'

const QUESTION: LogSearchRequest = {
  patientId: '',
  user: '',
  action: 'chart.restricted',
  from: '',
  to: '',
  before: null,
}

export function RestrictedOpenings() {
  const { words } = useWords()
  const { log } = useOfficeWords()
  const [answer, setAnswer] = useState<LogSearchAnswer | null>(null)
  const [error, setError] = useState<unknown>(null)
  useEffect(() => {
    const control = new AbortController()
    const { signal } = control
    request<LogSearchAnswer>('POST', '/api/log/search', { body: QUESTION, signal })
      .then(setAnswer)
      .catch((failure: unknown) => signal.aborted || setError(failure))
    return () => control.abort()
  }, [])
  return (
    <section aria-labelledby="restricted-title">
      <h2 id="restricted-title">{log.restricted}</h2>
      {error !== null && <Failure error={error} />}
      {answer === null && error === null && <p role="status">{words.reading}</p>}
      {answer !== null && answer.entries.length === 0 && (
        <p className="none">{answer.next === null ? log.noRestricted : log.noRestrictedLately}</p>
      )}
      {answer !== null && answer.entries.length > 0 && <LogTable entries={answer.entries} />}
    </section>
  )
}
