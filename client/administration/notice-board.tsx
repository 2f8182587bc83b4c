/** Notices as the coordinator follows them: posted, read by whom, withdrawn. */
import { type FormEvent, useState } from 'react'
import type { NoticesAnswer } from '../../model/api/phase.ts'
import { PLACE_IDS, PLACES } from '../../model/codes/places.ts'
import { request } from '../api/request.ts'
import { useAnswer } from '../api/use-answer.ts'
import { useWords } from '../language/language.tsx'
import { facilityNow, formatMoment } from '../parts/dates.ts'
import { Failure } from '../parts/failure.tsx'
import { useOfficeWords } from './words.ts'

export function NoticeBoard() {
  const { words } = useWords()
  const office = useOfficeWords()
  const { answer, error, retry } = useAnswer<NoticesAnswer>('/api/notices')
  const [failure, setFailure] = useState<unknown>(null)
  const act = (method: string, path: string, body?: object) => {
    setFailure(null)
    return request(method, path, { body })
      .then(retry)
      .catch((refused: unknown) => {
        setFailure(refused)
        throw refused
      })
  }
  return (
    <section aria-labelledby="notices-title">
      <h2 id="notices-title">{office.phases.notices}</h2>
      <NewNotice onPost={(body) => act('POST', '/api/notices', body)} />
      {failure !== null && <Failure error={failure} />}
      {error !== null && <Failure error={error} retry={retry} />}
      {answer === null && error === null && <p role="status">{words.reading}</p>}
      {answer?.notices.length === 0 && <p className="notice">{office.phases.noNotices}</p>}
      <ul className="notice-list">
        {answer?.notices.map((notice) => (
          <li key={notice.id} className={notice.withdrawnAt === '' ? undefined : 'none'}>
            <p>{notice.text}</p>
            <small>
              {notice.postedBy} {formatMoment(facilityNow(new Date(notice.at)))} ·{' '}
              <Where places={notice.places} />
            </small>
            <details>
              <summary>{office.phases.readBy(notice.acknowledgedBy.length)}</summary>
              {notice.acknowledgedBy.map((each) => each.user).join(words.listComma)}
            </details>
            {notice.withdrawnAt === '' ? (
              <button
                type="button"
                onClick={() => void act('DELETE', `/api/notices/${notice.id}`).catch(() => {})}
              >
                {office.phases.withdraw}
              </button>
            ) : (
              <small>{office.phases.withdrawn}</small>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Where({ places }: { places: readonly string[] }) {
  const { words, code } = useWords()
  const office = useOfficeWords()
  if (places.length === 0) return office.phases.everywhere
  return places.map((place) => code(PLACES, place)).join(words.listComma)
}

function NewNotice({ onPost }: { onPost: (body: object) => Promise<unknown> }) {
  const { code } = useWords()
  const office = useOfficeWords()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const entered = new FormData(form)
    const body = { text: String(entered.get('text') ?? ''), places: entered.getAll('place') }
    // What was refused stays in the box; the sentence stands beneath it.
    onPost(body)
      .then(() => form.reset())
      .catch(() => {})
  }
  return (
    <form className="new-notice" onSubmit={submit}>
      <label>
        {office.phases.newNotice}
        <textarea name="text" rows={2} maxLength={500} required />
      </label>
      <fieldset>
        <legend>
          {office.phases.where} <small>({office.phases.everywhere})</small>
        </legend>
        {PLACE_IDS.map((place) => (
          <label key={place}>
            <input type="checkbox" name="place" value={place} /> {code(PLACES, place)}
          </label>
        ))}
      </fieldset>
      <button type="submit" className="primary">
        {office.phases.post}
      </button>
    </form>
  )
}
