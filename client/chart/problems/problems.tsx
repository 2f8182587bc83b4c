/** Problems with the main one first and the ended ones apart; allergies in their four states; operations, procedures, implants. */
import type { ReactNode } from 'react'
import type { ProblemRow, ProblemsAnswer } from '../../../model/api/chart/problems.ts'
import { useWords } from '../../language/language.tsx'
import { ClinicalTime } from '../../parts/clinical-time.tsx'
import { NoRecord } from '../../parts/no-record.tsx'
import { Voices } from '../otherwise.tsx'
import { PartFrame } from '../part-frame.tsx'
import { AllergyList } from './allergy-list.tsx'
import { ProcedureLists } from './procedure-list.tsx'

export function Problems() {
  const { words } = useWords()
  return (
    <PartFrame<ProblemsAnswer> of="problems" areas={['problems', 'allergies', 'orders']}>
      {(part) => (
        <>
          <h2>{words.allergy.title}</h2>
          <AllergyList allergies={part.allergies} state={part.allergyState} />
          <h2>{words.problems.active}</h2>
          <ProblemTable
            problems={mainFirst(part.problems.filter((each) => !each.ended))}
            none={
              <NoRecord
                text={words.problems.noActive}
                gaps={part.patientGaps}
                areas={['problems']}
              />
            }
          />
          <h2>{words.problems.ended}</h2>
          <ProblemTable
            problems={mainFirst(part.problems.filter((each) => each.ended))}
            none={
              <NoRecord
                text={words.problems.noEnded}
                gaps={part.patientGaps}
                areas={['problems']}
              />
            }
          />
          <ProcedureLists part={part} />
        </>
      )}
    </PartFrame>
  )
}

/** 主病名 before the others, otherwise in the order they came. */
export function mainFirst(problems: readonly ProblemRow[]): ProblemRow[] {
  return [...problems.filter((each) => each.main), ...problems.filter((each) => !each.main)]
}

interface ProblemTableProps {
  readonly problems: readonly ProblemRow[]
  /** What stands there instead when there are none. */
  readonly none: ReactNode
}

function ProblemTable({ problems, none }: ProblemTableProps) {
  const { words, note } = useWords()
  if (problems.length === 0) return none
  return (
    <table className="rows">
      <thead>
        <tr>
          <th scope="col">{words.problems.name}</th>
          <th scope="col">ICD-10</th>
          <th scope="col">{words.problems.diagnosed}</th>
          <th scope="col">{words.problems.onset}</th>
          <th scope="col">{words.problems.outcome}</th>
          <th scope="col">{words.problems.endedAt}</th>
          <th scope="col">{words.wards.department}</th>
          <th scope="col">{words.doctor}</th>
        </tr>
      </thead>
      <tbody>
        {problems.map((problem, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows are read only and never move
          <tr key={index}>
            <td>
              <ProblemName problem={problem} />
              {problem.note !== '' && <small className="note">{note(problem.note)}</small>}
              <Voices of={problem} />
            </td>
            <td className="time">{problem.icd10}</td>
            <td>
              <ClinicalTime time={problem.diagnosedAt} to="day" />
            </td>
            <td>
              <ClinicalTime time={problem.onsetAt} to="day" />
            </td>
            <td>{problem.outcome || <span className="none">{words.notWritten}</span>}</td>
            <td>
              {problem.ended ? (
                <ClinicalTime time={problem.endedAt} to="day" />
              ) : (
                <span className="none">{words.problems.goesOn}</span>
              )}
            </td>
            <td>{problem.department}</td>
            <td>{problem.doctor}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** The name with the words that change its meaning: 主病名, 疑い. */
export function ProblemName({ problem }: { problem: ProblemRow }) {
  const { words } = useWords()
  return (
    <>
      {problem.main && <span className="mark">{words.problems.main}</span>}
      <b className={problem.suspected ? 'suspected' : undefined}>{problem.name}</b>
      {problem.suspected && !problem.name.includes('疑い') && (
        <span className="mark missing">{words.problems.suspected}</span>
      )}
    </>
  )
}

/** When it was diagnosed; without that its onset, called so: what is known must not read as unknown. */
export function ProblemTime({ problem: { diagnosedAt, onsetAt } }: { problem: ProblemRow }) {
  const { words } = useWords()
  const isDiagnosisKnown = diagnosedAt.at !== null || diagnosedAt.text !== ''
  const isOnsetKnown = onsetAt.at !== null || onsetAt.text !== ''
  if (isDiagnosisKnown || !isOnsetKnown) return <ClinicalTime time={diagnosedAt} to="day" />
  return (
    <>
      {words.problems.onset} <ClinicalTime time={onsetAt} to="day" />
    </>
  )
}
