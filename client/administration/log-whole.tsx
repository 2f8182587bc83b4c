/** Whether the log is whole, and its head for paper. */
import { useState } from 'react'
import type { LogVerdict } from '../../model/api/access-log.ts'
import { request } from '../api/request.ts'
import { facilityNow, formatMoment } from '../parts/dates.ts'
import { Failure } from '../parts/failure.tsx'
import { useOfficeWords } from './words.ts'

export function LogWhole() {
  const { log } = useOfficeWords()
  const [verdict, setVerdict] = useState<LogVerdict | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const verify = async () => {
    setBusy(true)
    setError(null)
    setVerdict(null)
    try {
      setVerdict(await request<LogVerdict>('POST', '/api/log/verification', { body: {} }))
    } catch (failure) {
      setError(failure)
    }
    setBusy(false)
  }
  return (
    <div className="log-whole">
      <button type="button" disabled={busy} onClick={() => void verify()}>
        {busy ? log.verifying : log.verify}
      </button>
      {error !== null && <Failure error={error} />}
      {verdict !== null && <Verdict verdict={verdict} />}
    </div>
  )
}

function Verdict({ verdict }: { verdict: LogVerdict }) {
  const { log } = useOfficeWords()
  const { whole, entries, checkpoints, unsealed, head, publicKey, faults, faultCount } = verdict
  return (
    <div role="status">
      <p className={whole ? 'notice' : 'failure'}>
        <b>{whole ? log.whole(entries) : log.broken(faultCount)}</b>{' '}
        {log.checkpoints(checkpoints, unsealed)}
      </p>
      {faults.length > 0 && (
        <ul>
          {faults.map((fault) => (
            <li key={`${fault.kind} ${fault.sequence}`}>
              {fault.sequence === fault.last ? fault.sequence : `${fault.sequence} – ${fault.last}`}
              : {log.fault[fault.kind]}
            </li>
          ))}
        </ul>
      )}
      {whole && head !== null && (
        <dl className="facts">
          <dt>{log.head}</dt>
          <dd className="hash">
            {head.sequence}:{head.hash} ({formatMoment(facilityNow(new Date(head.at)))})
          </dd>
          {publicKey !== '' && (
            <>
              <dt>{log.key}</dt>
              <dd className="hash">{publicKey}</dd>
            </>
          )}
          <dt />
          <dd>
            <small>{log.truncation}</small>
          </dd>
        </dl>
      )}
    </div>
  )
}
