/** As of when the data speaks, from which generation and sources, and how much of it is missing. */
import { useEffect, useState } from 'react'
import type { Status } from '../../model/api/session.ts'
import { AS_OF_BASIS_WORDS } from '../../model/codes/chart-words.ts'
import { PHASE_WORDS } from '../../model/codes/phase-words.ts'
import { PLACES } from '../../model/codes/places.ts'
import { useClockOff } from '../api/clock.ts'
import { useWords } from '../language/language.tsx'
import { ageOfData, facilityNow, formatMoment } from '../parts/dates.ts'

export function DataStatus({ status }: { status: Status | null }) {
  const { words, code } = useWords()
  return (
    <div className="data-status">
      <strong className="read-only">{words.frame.readOnly}</strong>
      {status === null ? (
        <span>{words.reading}</span>
      ) : status.asOf === null || status.generation === null ? (
        status.unopened === '' && <span className="missing">{words.frame.nothingLoaded}</span>
      ) : (
        <>
          <span className="as-of">
            {words.frame.asOf} <b className="time">{formatMoment(status.asOf)}</b>
            <DataAge asOf={status.asOf} />
          </span>
          <span className={status.gapCount > 0 ? 'gap-count missing' : 'gap-count'}>
            {status.gapCount > 0 ? words.frame.gapCount(status.gapCount) : words.frame.noGaps}
          </span>
          {status.partial !== '' && <span className="missing">{words.frame.partial}</span>}
          <Sources status={status} />
        </>
      )}
      {status !== null && status.unopened !== '' && (
        <span className="missing">{words.frame.unopened(status.unopened)}</span>
      )}
      {status !== null && (
        <span className="phase">
          {code(PHASE_WORDS, String(status.phase.phase))} {code(PLACES, status.place)}
          {!status.phase.opensCharts && ` ${words.frame.chartsClosedHere}`}
        </span>
      )}
      <ClockOff />
      {status?.demo === true && <span className="demo">{words.frame.demo}</span>}
    </div>
  )
}

function ClockOff() {
  const { words } = useWords()
  const minutes = useClockOff()
  if (minutes === 0) return null
  const { clockAhead, clockBehind } = words.frame
  return (
    <span className="missing">{minutes > 0 ? clockAhead(minutes) : clockBehind(-minutes)}</span>
  )
}

/** `（3日前の時点）` by this terminal's clock, which may be wrong: a time ahead of it is said, not hidden. */
function DataAge({ asOf }: { asOf: string }) {
  const { words } = useWords()
  const [now, setNow] = useState(() => facilityNow(new Date()))
  useEffect(() => {
    const timer = setInterval(() => setNow(facilityNow(new Date())), 60_000)
    return () => clearInterval(timer)
  }, [])
  const age = ageOfData(asOf, now)
  return <span>{age === null ? words.frame.ahead : words.frame.ago[age.unit](age.count)}</span>
}

function Sources({ status }: { status: Status }) {
  const { words, code } = useWords()
  return (
    <details className="sources">
      <summary>
        {words.frame.generation} <span className="time">{status.generation}</span>
        {words.frame.sourceCount(status.sources.length)}
      </summary>
      <table className="rows">
        <thead>
          <tr>
            <th scope="col">{words.gaps.source}</th>
            <th scope="col">{words.frame.asOf}</th>
            <th scope="col">{words.frame.basis}</th>
          </tr>
        </thead>
        <tbody>
          {status.sources.map((source) => (
            <tr key={source.label}>
              <td>{source.label}</td>
              <td className="time">{formatMoment(source.asOf)}</td>
              <td>{code(AS_OF_BASIS_WORDS, source.asOfBasis)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}
