/** The terminals that may ask at all, and shutting one out at once. */
import { useState } from 'react'
import type { TerminalsAnswer } from '../../model/api/administration.ts'
import { PLACES } from '../../model/codes/places.ts'
import { useAnswer } from '../api/use-answer.ts'
import { useWords } from '../language/language.tsx'
import { facilityNow, formatDay, formatMoment } from '../parts/dates.ts'
import { Failure } from '../parts/failure.tsx'
import { LogDeliveryLine } from './log-delivery.tsx'
import { ReasonDialog } from './reason-dialog.tsx'
import { useOfficeWords } from './words.ts'

type ListedTerminal = TerminalsAnswer['terminals'][number]

export function Terminals() {
  const { words, code } = useWords()
  const office = useOfficeWords()
  const { answer, error, retry } = useAnswer<TerminalsAnswer>('/api/terminals')
  const [revoking, setRevoking] = useState<string | null>(null)
  const time = (at: string) => (at === '' ? '' : formatMoment(facilityNow(new Date(at))))
  return (
    <section className="office" aria-labelledby="office-title">
      <h1 id="office-title">{office.terminals.title}</h1>
      <LogDeliveryLine />
      {error !== null && <Failure error={error} retry={retry} />}
      {answer === null && error === null && <p role="status">{words.reading}</p>}
      {answer !== null && <Certificates own={answer.certificates} />}
      {answer?.terminals.length === 0 && <p className="notice">{office.terminals.none}</p>}
      {answer !== null && answer.terminals.length > 0 && (
        <table className="rows">
          <thead>
            <tr>
              <th scope="col">{office.terminals.name}</th>
              <th scope="col">{office.terminals.place}</th>
              <th scope="col">{office.terminals.addresses}</th>
              <th scope="col">{office.terminals.requested}</th>
              <th scope="col">{office.terminals.approved}</th>
              <th scope="col">{office.terminals.until}</th>
              <th scope="col">{office.terminals.state}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {answer.terminals.map((each) => (
              <tr key={each.name}>
                <th scope="row">
                  <b>{each.name}</b>
                </th>
                <td>{code(PLACES, each.place)}</td>
                <td className="time">{each.addresses.join(' ')}</td>
                <td>
                  {each.requestedBy} <span className="time">{time(each.requestedAt)}</span>
                  <small>{each.reason}</small>
                </td>
                <td>
                  {each.approvedBy} <span className="time">{time(each.approvedAt)}</span>
                </td>
                <td className="time">
                  {each.expiresAt !== '' && formatDay(facilityNow(new Date(each.expiresAt)))}
                </td>
                <td>
                  <State terminal={each} />
                </td>
                <td className="row-actions">
                  {each.revokedAt === '' && (
                    <button type="button" onClick={() => setRevoking(each.name)}>
                      {office.terminals.revoke}
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {revoking !== null && (
        <ReasonDialog
          title={revoking}
          warning={office.terminals.revokeWarning}
          act={office.terminals.revoke}
          path="/api/terminals/revocation"
          body={{ name: revoking }}
          onClose={() => setRevoking(null)}
          onDone={retry}
        />
      )}
    </section>
  )
}

/** The longest known outage was ten weeks: one that ends sooner may end during this one. */
const SOON_MILLISECONDS = 70 * 86_400_000

function endsSoon(expiresAt: string): boolean {
  return expiresAt !== '' && Date.parse(expiresAt) - Date.now() < SOON_MILLISECONDS
}

function Certificates({ own }: { own: TerminalsAnswer['certificates'] }) {
  const { terminals: words } = useOfficeWords()
  const day = (at: string) => formatDay(facilityNow(new Date(at)))
  return own.map(({ of, from, expiresAt }) => (
    <p key={of} className={endsSoon(expiresAt) ? 'failure' : 'notice'}>
      {words.own[of]}: {words.goodFrom(day(from), day(expiresAt))}
      {endsSoon(expiresAt) && ` ${words.endsSoon}`}
    </p>
  ))
}

function State({ terminal }: { terminal: ListedTerminal }) {
  const { terminals: words } = useOfficeWords()
  const { revokedAt, revokedBy, revokedReason, approvedAt, expiresAt } = terminal
  if (revokedAt !== '') {
    return <span className="none">{words.revoked(revokedBy, revokedReason)}</span>
  }
  if (approvedAt === '') return <span className="missing">{words.waiting}</span>
  if (Date.parse(expiresAt) <= Date.now()) return <span className="missing">{words.expired}</span>
  if (endsSoon(expiresAt)) return <span className="missing">{words.endsSoon}</span>
  return <b>{words.good}</b>
}
