/** The auditor's screen: who did what, about whom, when; and whether the log is whole. */
import { type FormEvent, useState } from 'react'
import type { LogSearchAnswer, LogSearchRequest } from '../../model/api/access-log.ts'
import { request } from '../api/request.ts'
import { useWords } from '../language/language.tsx'
import { Failure } from '../parts/failure.tsx'
import { LogDeliveryLine } from './log-delivery.tsx'
import { LogTable } from './log-table.tsx'
import { LogWhole } from './log-whole.tsx'
import { RestrictedOpenings } from './restricted-openings.tsx'
import { readMoment } from './typed-moment.ts'
import { useOfficeWords } from './words.ts'

/** As typed: `2022/10/31 09:10`. */
const LONGEST_MOMENT = 16

type Question = Omit<LogSearchRequest, 'before'>

interface Found {
  readonly question: Question
  readonly entries: LogSearchAnswer['entries']
  readonly next: number | null
}

export function AccessLog() {
  const { words } = useWords()
  const { log } = useOfficeWords()
  const [found, setFound] = useState<Found | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [isNoMoment, setIsNoMoment] = useState(false)
  const [busy, setBusy] = useState(false)

  const ask = async (question: Question, before: number | null, so: LogSearchAnswer['entries']) => {
    setBusy(true)
    setError(null)
    try {
      const body: LogSearchRequest = { ...question, before }
      const { entries, next } = await request<LogSearchAnswer>('POST', '/api/log/search', { body })
      setFound({ question, entries: [...so, ...entries], next })
    } catch (failure) {
      setError(failure)
    }
    setBusy(false)
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const question = readQuestion(new FormData(event.currentTarget))
    setIsNoMoment(question === null)
    if (question === null) setFound(null)
    else void ask(question, null, [])
  }
  return (
    <section className="office" aria-labelledby="office-title">
      <h1 id="office-title">
        {log.title} <small>{log.logged}</small>
      </h1>
      <LogWhole />
      <LogDeliveryLine />
      <RestrictedOpenings />
      <h2>{log.every}</h2>
      <form className="log-question" onSubmit={submit}>
        <label>
          {log.patientId}
          <input name="patientId" maxLength={64} autoComplete="off" />
        </label>
        <label>
          {log.user}
          <input name="user" maxLength={64} autoComplete="off" spellCheck={false} />
        </label>
        <label>
          {log.action}
          <input name="action" maxLength={64} autoComplete="off" spellCheck={false} />
        </label>
        <MomentBox name="from" />
        <MomentBox name="to" />
        <button type="submit" className="primary" disabled={busy}>
          {log.search}
        </button>
      </form>
      {isNoMoment && (
        <p className="failure" role="alert">
          {log.noMoment}
        </p>
      )}
      {error !== null && <Failure error={error} />}
      {found !== null && found.entries.length > 0 && <LogTable entries={found.entries} />}
      {found?.entries.length === 0 && found.next === null && <p className="notice">{log.none}</p>}
      {found !== null && found.next !== null && (
        <button
          type="button"
          disabled={busy}
          onClick={() => void ask(found.question, found.next, found.entries)}
        >
          {log.more}
        </button>
      )}
      {busy && <p role="status">{words.reading}</p>}
    </section>
  )
}

function MomentBox({ name }: { name: 'from' | 'to' }) {
  const { log } = useOfficeWords()
  return (
    <label>
      {log[name]}
      <input
        name={name}
        size={LONGEST_MOMENT + 2}
        maxLength={LONGEST_MOMENT}
        autoComplete="off"
        placeholder={log.momentExample}
      />
    </label>
  )
}

/** Null when one of the two times is none. */
function readQuestion(entered: FormData): Question | null {
  const text = (name: string) => String(entered.get(name) ?? '').trim()
  const from = readMoment(text('from'), 'from')
  const to = readMoment(text('to'), 'to')
  if (from === null || to === null) return null
  return { patientId: text('patientId'), user: text('user'), action: text('action'), from, to }
}
