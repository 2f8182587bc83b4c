/** Identity before content: id, full name and birth date, read once more by a person before the chart opens. */
import { useEffect, useRef, useState } from 'react'
import type { OpenChartAnswer } from '../../model/api/chart/opening.ts'
import type { PatientRow, SearchAnswer } from '../../model/api/patients.ts'
import { nameKey } from '../../model/search-keys.ts'
import { ApiError, request } from '../api/request.ts'
import { useWords } from '../language/language.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Failure } from '../parts/failure.tsx'
import { Age, BirthDate, placeText, Sex } from '../parts/identity.tsx'
import { Known } from '../parts/known.tsx'
import { OtherPeople } from './other-people.tsx'
import { SimilarNamed } from './similar-named.tsx'

/** Scanners may end an id with CR and LF: the second of them must not confirm what nobody has read yet. */
const SECOND_LINE_END_MILLISECONDS = 400

/** As many as the server lists at once; where there are more, the screen says so. */
const MOST_NAMED_ALIKE = 200

interface ConfirmIdentityProps {
  readonly patient: PatientRow
  /** Rows that are on the screen already: the same-named among them are shown before the server answers. */
  readonly known: readonly PatientRow[]
  readonly onClose: () => void
  readonly onOpen: (opened: OpenChartAnswer) => void
}

export function ConfirmIdentity({ patient, known, onClose, onOpen }: ConfirmIdentityProps) {
  const { words } = useWords()
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const [reason, setReason] = useState('')
  const [shownAt] = useState(() => performance.now())
  const open = async () => {
    setBusy(true)
    setError(null)
    const body = { patientId: patient.patientId, reason }
    try {
      onOpen(await request<OpenChartAnswer>('POST', '/api/charts', { body }))
    } catch (failure) {
      setError(failure)
      setBusy(false)
    }
  }
  return (
    <Dialog title={words.confirm.title} onClose={onClose} className="confirm">
      <p className="confirm-id time">{patient.patientId}</p>
      {patient.mergedFrom !== '' && (
        <p className="missing">{words.identity.mergedFrom(patient.mergedFrom)}</p>
      )}
      <p className="confirm-name">
        <Known text={patient.name} />
        <span>
          <Known text={patient.kana} />
        </span>
      </p>
      <dl className="facts">
        <dt>{words.identity.birthDate}</dt>
        <dd className="confirm-birth">
          <BirthDate time={patient.birthDate} /> <Age age={patient.age} />
        </dd>
        <dt>{words.identity.sex}</dt>
        <dd>
          <Sex sex={patient.sex} />
        </dd>
        <dt>{words.identity.place}</dt>
        <dd>{placeText(patient) || words.identity.notInWard}</dd>
      </dl>
      {patient.deceased && <p className="mark deceased">{words.identity.deceased}</p>}
      {patient.sameName && <SameNamed patient={patient} known={known} />}
      {patient.similarName && <SimilarNamed patient={patient} known={known} />}
      {error !== null && <Failure error={error} />}
      {(reason !== '' || isReasonNeeded(error)) && <Reason reason={reason} onReason={setReason} />}
      <div className="dialog-buttons">
        <button type="button" onClick={onClose}>
          {words.confirm.no}
        </button>
        <button
          type="button"
          className="primary"
          data-first-focus
          disabled={busy}
          onClick={(event) => {
            const byKey = event.detail === 0
            if (!byKey || performance.now() - shownAt > SECOND_LINE_END_MILLISECONDS) void open()
          }}
        >
          {words.confirm.yes}
        </button>
      </div>
      <p className="confirm-note">{words.confirm.logged}</p>
    </Dialog>
  )
}

function isReasonNeeded(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'reason-needed'
}

/** Of a restricted chart: what is most often said, or anything else. */
function Reason({ reason, onReason }: { reason: string; onReason: (text: string) => void }) {
  const { words } = useWords()
  const box = useRef<HTMLInputElement>(null)
  useEffect(() => {
    box.current?.focus()
  }, [])
  return (
    <div className="confirm-reason">
      <label>
        {words.confirm.reason}
        <input
          ref={box}
          value={reason}
          maxLength={500}
          autoComplete="off"
          onChange={(event) => onReason(event.target.value)}
        />
      </label>
      <div className="choices">
        {words.confirm.reasons.map((each) => (
          <button key={each} type="button" onClick={() => onReason(each)}>
            {each}
          </button>
        ))}
      </div>
    </div>
  )
}

function SameNamed({ patient, known }: { patient: PatientRow; known: readonly PatientRow[] }) {
  const { words } = useWords()
  const { others, state } = useSameNamed(patient, known)
  return (
    <div className="same-name" role="alert">
      <h3>{words.confirm.sameName}</h3>
      {others.length > 0 && <OtherPeople people={others} />}
      {state === 'asking' ? (
        <p>{words.find.searching}</p>
      ) : others.length === 0 ? (
        <p>{words.confirm.sameNameNotListed}</p>
      ) : (
        state === 'incomplete' && <p className="missing">{words.confirm.sameNameMore}</p>
      )}
    </div>
  )
}

interface SameNamedPeople {
  readonly others: readonly PatientRow[]
  /** `incomplete` = the server could not be asked, or had more hits than it answers. */
  readonly state: 'asking' | 'complete' | 'incomplete'
}

/** The others of the same name: those on the screen at once, then all whom the server finds by either way of writing it. */
function useSameNamed(patient: PatientRow, known: readonly PatientRow[]): SameNamedPeople {
  const [people, setPeople] = useState<SameNamedPeople>(() => ({
    others: sameNamedAmong(patient, known),
    state: 'asking',
  }))
  useEffect(() => {
    const control = new AbortController()
    const ask = (query: string) =>
      request<SearchAnswer>('POST', '/api/patients/search', {
        body: { query, limit: MOST_NAMED_ALIKE },
        signal: control.signal,
      })
    // Somebody whose kana is not recorded is found by kanji alone, and the other way round.
    const queries = [patient.kana, patient.name].filter((text) => text !== '')
    void Promise.allSettled(queries.map(ask)).then((answers) => {
      if (control.signal.aborted) return
      const found = answers.flatMap((each) =>
        each.status === 'fulfilled' ? each.value.patients : [],
      )
      const whole = answers.every((each) => each.status === 'fulfilled' && !each.value.truncated)
      setPeople({
        others: sameNamedAmong(patient, [...known, ...found]),
        state: whole ? 'complete' : 'incomplete',
      })
    })
    return () => control.abort()
  }, [patient, known])
  return people
}

function sameNamedAmong(patient: PatientRow, rows: readonly PatientRow[]): PatientRow[] {
  const others = rows.filter((other) => isSameNamed(patient, other))
  return [...new Map(others.map((other) => [other.patientId, other])).values()]
}

/** Another person whose kanji or kana read the same. */
export function isSameNamed(patient: PatientRow, other: PatientRow): boolean {
  if (other.patientId === patient.patientId) return false
  const same = (a: string, b: string) => a !== '' && nameKey(a) === nameKey(b)
  return same(patient.name, other.name) || same(patient.kana, other.kana)
}
