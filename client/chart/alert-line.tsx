/** One warning, or whether to resuscitate: when it was said first, so that what is old never looks current. */
import type { SummaryAnswer } from '../../model/api/chart/summary.ts'
import { isFinalStatus, RESULT_STATUS_WORDS } from '../../model/codes/result-words.ts'
import { useWords } from '../language/language.tsx'
import { ClinicalTime } from '../parts/clinical-time.tsx'

export function AlertLine({ of }: { of: SummaryAnswer['alerts'][number] }) {
  const { words, code } = useWords()
  const isStatement = of.kind === 'resuscitation'
  return (
    <>
      <ClinicalTime time={of.at} to="day" />{' '}
      {isStatement && (
        <span className={of.stay === 'present' ? 'mark' : 'mark missing'}>
          {words.summary.alertStay[of.stay]}
        </span>
      )}{' '}
      {isStatement ? of.name : <b>{of.name}</b>} {of.text !== '' && <b>{of.text}</b>}{' '}
      {of.until !== '' && <small>{words.summary.alertUntil(of.until)}</small>}{' '}
      {!isFinalStatus(of.status) && (
        <span className="mark missing">{code(RESULT_STATUS_WORDS, of.status)}</span>
      )}{' '}
      {isStatement && <small>{words.summary.alertOrigin}</small>}
    </>
  )
}
