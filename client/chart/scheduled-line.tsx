/** One thing that is planned, or in course: when, of what kind, what, where. */
import type { SummaryAnswer } from '../../model/api/chart/summary.ts'
import { SCHEDULED_WORDS } from '../../model/codes/chart-words.ts'
import { useWords } from '../language/language.tsx'
import { ClinicalTime } from '../parts/clinical-time.tsx'

export function ScheduledLine({
  of: { at, kind, title },
}: {
  of: SummaryAnswer['scheduled'][number]
}) {
  const { code } = useWords()
  return (
    <>
      <ClinicalTime time={at} /> {code(SCHEDULED_WORDS, kind)} <b>{title}</b>
    </>
  )
}
