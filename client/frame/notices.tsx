/** What the person in charge tells every terminal, newest first, until it is withdrawn. */
import type { ShownNotice } from '../../model/api/phase.ts'
import { facilityNow, formatMoment } from '../parts/dates.ts'

export function Notices({ notices }: { notices: readonly ShownNotice[] }) {
  if (notices.length === 0) return null
  return (
    <ul className="notices" aria-live="polite">
      {notices.map((notice) => (
        <li key={notice.id}>
          <b>{notice.text}</b>{' '}
          <span className="muted">
            {notice.postedBy}{' '}
            <span className="time">{formatMoment(facilityNow(new Date(notice.at)))}</span>
          </span>
        </li>
      ))}
    </ul>
  )
}
