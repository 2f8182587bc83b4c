/** Everything of this patient that is missing, was not interpreted, or was kept only as text. */
import type { SummaryAnswer } from '../../../model/api/chart/summary.ts'
import { fieldProblemText } from '../../../model/codes/field-problem-words.ts'
import { useWords } from '../../language/language.tsx'
import { formatMoment } from '../../parts/dates.ts'
import { GapTable, isSpan } from '../../parts/gap-notice.tsx'
import { PartFrame } from '../part-frame.tsx'

export function Gaps() {
  return (
    <PartFrame<SummaryAnswer> of="summary" areas={[]}>
      {(summary) => <GapSheet summary={summary} />}
    </PartFrame>
  )
}

function GapSheet({ summary }: { summary: SummaryAnswer }) {
  const { words, language } = useWords()
  const own = summary.patientGaps.filter((gap) => !isSpan(gap))
  const spans = summary.patientGaps.filter(isSpan).sort((a, b) => b.date.localeCompare(a.date))
  return (
    <>
      <h2>{words.gaps.ofPatient}</h2>
      <p>{words.gaps.threeSentences}</p>
      <p className="gaps-meaning">{words.gaps.afterAsOf(formatMoment(summary.asOf))}</p>
      {own.length === 0 ? (
        <p className="notice">{words.gaps.noneForPatient}</p>
      ) : (
        <GapTable gaps={own} />
      )}
      {spans.length > 0 && (
        <>
          <h2>{words.gaps.ofBackup}</h2>
          <GapTable gaps={spans} />
        </>
      )}
      <h2>{words.gaps.fieldProblems}</h2>
      {summary.fieldProblems.length === 0 ? (
        <p className="none">{words.gaps.noFieldProblems}</p>
      ) : (
        <table className="rows">
          <thead>
            <tr>
              <th scope="col">{words.gaps.place}</th>
              <th scope="col">{words.gaps.sourceText}</th>
              <th scope="col">{words.gaps.reason}</th>
            </tr>
          </thead>
          <tbody>
            {summary.fieldProblems.map((problem, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: field problems have no identity and never move
              <tr key={index}>
                <td className="time">{problem.place}</td>
                <td className="breakable">{problem.text}</td>
                <td>{fieldProblemText(problem.reason, language)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  )
}
