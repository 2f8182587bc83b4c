/** What the person in charge tells every terminal, newest first, until it is withdrawn; who has read it says so. */
import { useState } from 'react'
import type { ShownNotice } from '../../model/api/phase.ts'
import { request } from '../api/request.ts'
import { useWords } from '../language/language.tsx'
import { facilityNow, formatMoment } from '../parts/dates.ts'
import { Failure } from '../parts/failure.tsx'

interface NoticesProps {
  readonly notices: readonly ShownNotice[]
  readonly signedIn: boolean
}

export function Notices({ notices, signedIn }: NoticesProps) {
  if (notices.length === 0) return null
  return (
    <ul className="notices" aria-live="polite">
      {notices.map((notice) => (
        <li key={notice.id}>
          <b>{notice.text}</b>{' '}
          <span className="muted">
            {notice.postedBy}{' '}
            <span className="time">{formatMoment(facilityNow(new Date(notice.at)))}</span>
          </span>{' '}
          {signedIn && <Acknowledge id={notice.id} />}
        </li>
      ))}
    </ul>
  )
}

function Acknowledge({ id }: { id: number }) {
  const { words } = useWords()
  const [done, setDone] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const acknowledge = () => {
    setError(null)
    request('POST', `/api/notices/${id}/acknowledgement`, { body: {} })
      .then(() => setDone(true))
      .catch(setError)
  }
  if (done) return <span className="muted">✓ {words.frame.acknowledged}</span>
  return (
    <>
      <button type="button" onClick={acknowledge}>
        {words.frame.acknowledge}
      </button>
      {error !== null && <Failure error={error} />}
    </>
  )
}
