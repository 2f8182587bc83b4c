/**
 * The last positive result before one that is not: an antibody that faded, a carrier whose last swab was negative; and what could not
 * be read as either.
 */
import type { SummaryAnswer } from '../../model/api/chart/summary.ts'
import { useWords } from '../language/language.tsx'
import { ClinicalTime } from '../parts/clinical-time.tsx'

export function EarlierPositive({
  of: { earlier },
}: {
  of: Pick<SummaryAnswer['infections'][number], 'earlier'>
}) {
  const { words } = useWords()
  if (earlier === undefined) return null
  const { earlier: before, undated } = words.infection
  return (
    <span className="earlier-positive">
      {(earlier.at.at === null ? undated : before)[earlier.sense]}{' '}
      <b className="sense-other">
        {earlier.text} {earlier.flag}
      </b>{' '}
      <ClinicalTime time={earlier.at} to="day" />
    </span>
  )
}
