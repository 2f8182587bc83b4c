/** Who is signed in where; IT ends any of them. */
import { useState } from 'react'
import type { SessionsAnswer } from '../../model/api/administration.ts'
import { ROLE_WORDS } from '../../model/codes/roles.ts'
import { useAnswer } from '../api/use-answer.ts'
import { useWords } from '../language/language.tsx'
import { facilityNow, formatMoment } from '../parts/dates.ts'
import { Failure } from '../parts/failure.tsx'
import { ReasonDialog } from './reason-dialog.tsx'
import { useOfficeWords } from './words.ts'

type OpenSession = SessionsAnswer['sessions'][number]

export function Sessions() {
  const { words, code } = useWords()
  const office = useOfficeWords()
  const { answer, error, retry } = useAnswer<SessionsAnswer>('/api/sessions')
  const [ending, setEnding] = useState<OpenSession | null>(null)
  return (
    <section className="office" aria-labelledby="office-title">
      <h1 id="office-title">{office.sessions.title}</h1>
      <div className="choices">
        <button type="button" onClick={retry}>
          {office.sessions.refresh}
        </button>
      </div>
      {error !== null && <Failure error={error} retry={retry} />}
      {answer === null && error === null && <p role="status">{words.reading}</p>}
      {answer?.sessions.length === 0 && <p className="notice">{office.sessions.none}</p>}
      {answer !== null && answer.sessions.length > 0 && (
        <table className="rows">
          <thead>
            <tr>
              <th scope="col">{office.sessions.user}</th>
              <th scope="col">{office.sessions.role}</th>
              <th scope="col">{office.sessions.terminal}</th>
              <th scope="col">{office.sessions.since}</th>
              <th scope="col">{office.sessions.last}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {answer.sessions.map((each) => (
              <tr key={each.id}>
                <th scope="row">
                  <b>{each.user}</b>
                </th>
                <td>{code(ROLE_WORDS, each.role)}</td>
                <td className="time">{each.terminal}</td>
                <td className="time">{formatMoment(facilityNow(new Date(each.since)))}</td>
                <td>
                  <span className="time">
                    {formatMoment(facilityNow(new Date(each.lastRequest)))}
                  </span>{' '}
                  {each.locked && <span className="mark">{office.sessions.locked}</span>}
                </td>
                <td className="row-actions">
                  <button type="button" onClick={() => setEnding(each)}>
                    {office.sessions.end}
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {ending !== null && (
        <ReasonDialog
          title={`${ending.user} ${ending.terminal}`}
          warning={office.sessions.endWarning}
          act={office.sessions.end}
          path="/api/sessions/end"
          body={{ id: ending.id }}
          onClose={() => setEnding(null)}
          onDone={retry}
        />
      )}
    </section>
  )
}
