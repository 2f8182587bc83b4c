/** One warning, or whether to resuscitate: when it was said first, so that what is old never looks current. */
import type { SummaryAnswer } from '../../model/api/chart/summary.ts'
import { isPlainControl, ORDER_CONTROL_WORDS } from '../../model/codes/medication-words.ts'
import { isFinalStatus, RESULT_STATUS_WORDS } from '../../model/codes/result-words.ts'
import { useWords } from '../language/language.tsx'
import { ClinicalTime } from '../parts/clinical-time.tsx'

export function AlertLine({ of }: { of: SummaryAnswer['alerts'][number] }) {
  const { words, code } = useWords()
  const isStatement = of.kind !== 'warning'
  // A result answers its item; a problem, an order or a title says it by its name, and what else it has is a note.
  const isAnswer = isStatement && of.text !== '' && /result|directive/.test(of.origin)
  const isOrder = of.origin === 'order'
  const isPlain = isOrder ? isPlainControl(of.status) : isFinalStatus(of.status)
  return (
    <>
      <ClinicalTime time={of.at} to="day" />{' '}
      {isStatement && (
        <span className={of.stay === 'present' ? 'mark' : 'mark missing'}>
          {words.summary.alertStay[of.stay]}
        </span>
      )}{' '}
      {isAnswer ? of.name : <b>{of.name}</b>}{' '}
      {of.text !== '' && (isAnswer ? <b>{of.text}</b> : <small>{of.text}</small>)}{' '}
      {of.until !== '' && <small>{words.summary.alertUntil(of.until)}</small>}{' '}
      {!isPlain && (
        <span className="mark missing">
          {code(isOrder ? ORDER_CONTROL_WORDS : RESULT_STATUS_WORDS, of.status)}
        </span>
      )}{' '}
      {isStatement && <small>{words.summary.alertOrigin[of.origin]}</small>}
    </>
  )
}
