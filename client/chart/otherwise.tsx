/** What another source says otherwise of a fact: never hidden behind the one that is shown first. */
import type { LabResult } from '../../model/api/chart/labs.ts'
import { isFinalStatus, isVoidStatus, RESULT_STATUS_WORDS } from '../../model/codes/result-words.ts'
import { STANDING_WORDS } from '../../model/codes/standing-words.ts'
import { useWords } from '../language/language.tsx'
import { ClinicalTime } from '../parts/clinical-time.tsx'
import { formatMoment } from '../parts/dates.ts'
import { useChart } from './open-chart.tsx'

/** `2022-10-31T06:45` */
const MINUTE = 16

function isSameMinute(a: string | null, b: string | null): boolean {
  return a !== null && a.slice(0, MINUTE) === b?.slice(0, MINUTE)
}

interface OtherwiseProps {
  readonly of: Pick<LabResult, 'otherwise'>
  /** Time of what is shown: the same one is not repeated. */
  readonly at?: string | null
}

export function Otherwise({ of: { otherwise }, at: shownAt = null }: OtherwiseProps) {
  const { words, code } = useWords()
  return otherwise?.map((other, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: statements are read only and never move
    <span className="otherwise" key={at}>
      <span aria-hidden="true">≠ </span>
      {words.voices.elsewhere(other.sources.join('・'))}{' '}
      {!isFinalStatus(other.status) && (
        <span className="status-word">{code(RESULT_STATUS_WORDS, other.status)}</span>
      )}
      {other.standing !== 'current' && (
        <span className="status-word">{code(STANDING_WORDS, other.standing)}</span>
      )}
      {isVoidStatus(other.status) || other.standing === 'deleted' ? (
        <s>{other.text}</s>
      ) : (
        <b>{other.text}</b>
      )}{' '}
      {other.unit} {other.flag}{' '}
      {!isSameMinute(other.at.at, shownAt) && <ClinicalTime time={other.at} />}
    </span>
  ))
}

/** Who says it, where several sources speak of the patient, and as of when; and what another one says otherwise. */
export function Voices({ of }: { of: Pick<LabResult, 'sources' | 'otherwise'> }) {
  return (
    <>
      <SourcesOf sources={of.sources} />
      <Otherwise of={of} />
    </>
  )
}

/** Each source with its own as-of, small; nothing where one source alone speaks of the patient. */
export function SourcesOf({ sources }: { sources: readonly string[] | undefined }) {
  const { words } = useWords()
  const { opened } = useChart()
  if (sources === undefined) return null
  const text = sources.map((label) => {
    const asOf = opened.sources.find((each) => each.label === label)?.asOf
    return asOf === undefined ? label : label + words.voices.asOf(formatMoment(asOf))
  })
  return (
    <small>
      {words.voices.source}{' '}
      {text.map((each, at) => (
        <span key={each} className="source">
          {each}
          {at < text.length - 1 && '・'}
        </span>
      ))}
    </small>
  )
}

/** Their names alone: on paper, whose foot says as of when each speaks, and where it is dense. */
export function SourceNames({ of: { sources } }: { of: Pick<LabResult, 'sources'> }) {
  const { words } = useWords()
  if (sources === undefined) return null
  return (
    <small>
      {words.voices.source} {sources.join('・')}
    </small>
  )
}
