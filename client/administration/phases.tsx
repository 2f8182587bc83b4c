/** The coordinator's screen: phase, places, notices. What is shown of phase and places is what every terminal is told. */
import { useState } from 'react'
import type { PhaseState } from '../../model/api/phase.ts'
import type { Status } from '../../model/api/session.ts'
import { PHASE_WORDS } from '../../model/codes/phase-words.ts'
import { PLACE_IDS, PLACES, type Place } from '../../model/codes/places.ts'
import { useWords } from '../language/language.tsx'
import { facilityNow, formatMoment } from '../parts/dates.ts'
import { NoticeBoard } from './notice-board.tsx'
import { ReasonDialog } from './reason-dialog.tsx'
import { useOfficeWords } from './words.ts'

const PHASES = [1, 2, 3, 4] as const

export function Phases({ status }: { status: Status | null }) {
  const { words } = useWords()
  if (status === null) {
    return (
      <p className="waiting" role="status">
        {words.reading}
      </p>
    )
  }
  return (
    <section className="office" aria-labelledby="office-title">
      <h1 id="office-title">{words.frame.screen.phases}</h1>
      <div className="office-columns">
        <div>
          <PhaseNow phase={status.phase} />
          <OpenPlaces phase={status.phase} />
        </div>
        <NoticeBoard />
      </div>
    </section>
  )
}

function PhaseNow({ phase: { phase, setBy, at, reason } }: { phase: PhaseState }) {
  const { code } = useWords()
  const words = useOfficeWords()
  const [wanted, setWanted] = useState<number | null>(null)
  return (
    <section aria-labelledby="phase-title">
      <h2 id="phase-title">{words.phases.now}</h2>
      <ol className="phase-list">
        {PHASES.map((each) => (
          <li key={each} aria-current={each === phase ? 'step' : undefined}>
            <b>{code(PHASE_WORDS, String(each))}</b>
            {each === phase ? (
              <span className="muted">
                {at === ''
                  ? words.phases.never
                  : words.phases.setBy(setBy, formatMoment(facilityNow(new Date(at))))}
                {reason !== '' && ` — ${reason}`}
              </span>
            ) : (
              <button type="button" onClick={() => setWanted(each)}>
                {words.phases.set}
              </button>
            )}
          </li>
        ))}
      </ol>
      {wanted !== null && (
        <ReasonDialog
          title={code(PHASE_WORDS, String(wanted))}
          warning={wanted === 4 ? words.phases.closing : ''}
          act={words.phases.set}
          path="/api/phase"
          body={{ phase: wanted }}
          onClose={() => setWanted(null)}
          onDone={() => {}}
        />
      )}
    </section>
  )
}

function OpenPlaces({ phase: { phase, openPlaces } }: { phase: PhaseState }) {
  const { code } = useWords()
  const words = useOfficeWords()
  const [wanted, setWanted] = useState<{ place: Place; open: boolean } | null>(null)
  const changes = phase === 2 || phase === 3
  return (
    <section aria-labelledby="places-title">
      <h2 id="places-title">{words.phases.places}</h2>
      {!changes && <p className="muted">{words.phases.fixed}</p>}
      <table className="rows">
        <thead>
          <tr>
            <th scope="col">{words.phases.place}</th>
            <th scope="col">{words.phases.state}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {PLACE_IDS.map((place) => {
            const open = openPlaces.includes(place)
            return (
              <tr key={place}>
                <th scope="row">{code(PLACES, place)}</th>
                <td>
                  <b className={open ? undefined : 'none'}>
                    {open ? words.phases.open : words.phases.closed}
                  </b>
                </td>
                <td className="row-actions">
                  {changes && (
                    <button type="button" onClick={() => setWanted({ place, open: !open })}>
                      {open ? words.phases.doClose : words.phases.doOpen}
                    </button>
                  )}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
      {wanted !== null && (
        <ReasonDialog
          title={code(PLACES, wanted.place)}
          warning=""
          act={wanted.open ? words.phases.doOpen : words.phases.doClose}
          path="/api/places"
          body={wanted}
          onClose={() => setWanted(null)}
          onDone={() => {}}
        />
      )}
    </section>
  )
}
