/** Allergies: あり with every detail in sight, なし when the source says so, 記録なし and 読取不能 apart from both. */
import type { Allergy, ProblemsAnswer } from '../../../model/api/chart/problems.ts'
import {
  ALLERGY_CATEGORY_WORDS,
  ALLERGY_SEVERITY_WORDS,
  ALLERGY_STATUS_WORDS,
} from '../../../model/codes/allergy-words.ts'
import { useWords } from '../../language/language.tsx'
import { ClinicalTime } from '../../parts/clinical-time.tsx'
import { formatDay } from '../../parts/dates.ts'
import { Voices } from '../otherwise.tsx'

interface AllergyListProps {
  readonly allergies: readonly Allergy[]
  readonly state: ProblemsAnswer['allergyState']
}

export function AllergyList({ allergies, state }: AllergyListProps) {
  const { words } = useWords()
  const present = allergies.filter((each) => each.state === 'present')
  const stateLook = {
    present: 'allergy',
    'none-known': '',
    'no-record': 'missing',
    unreadable: 'missing',
  }
  return (
    <>
      <p className={`allergy-state ${stateLook[state]}`}>
        <strong>{words.allergy.statement[state]}</strong> {words.allergy.meaning[state]}
      </p>
      {present.length > 0 && (
        <table className="rows">
          <thead>
            <tr>
              <th scope="col">{words.allergy.substance}</th>
              <th scope="col">{words.allergy.reaction}</th>
              <th scope="col">{words.allergy.severity}</th>
              <th scope="col">{words.allergy.category}</th>
              <th scope="col">{words.allergy.onset}</th>
              <th scope="col">{words.allergy.reported}</th>
              <th scope="col">{words.allergy.origin}</th>
            </tr>
          </thead>
          <tbody>
            {present.map((allergy, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows are read only and never move
              <AllergyRow key={index} allergy={allergy} />
            ))}
          </tbody>
        </table>
      )}
    </>
  )
}

function AllergyRow({ allergy }: { allergy: Allergy }) {
  const { words, code } = useWords()
  const isVoid = allergy.deleted || !allergy.current
  const absent = <span className="none">{words.notWritten}</span>
  return (
    <tr className={isVoid ? 'void' : undefined}>
      <td>
        <b className={isVoid ? 'struck' : undefined}>{allergy.substance || words.unknown}</b>
        {allergy.deleted && <span className="mark missing">{words.allergy.deleted}</span>}
        {!allergy.deleted && !allergy.current && (
          <span className="mark missing">{words.allergy.superseded}</span>
        )}
        {allergy.clinicalStatus !== '' && (
          <span className="mark">{code(ALLERGY_STATUS_WORDS, allergy.clinicalStatus)}</span>
        )}
      </td>
      <td>{allergy.reaction || absent}</td>
      <td>{code(ALLERGY_SEVERITY_WORDS, allergy.severity) || absent}</td>
      <td>{code(ALLERGY_CATEGORY_WORDS, allergy.category) || absent}</td>
      <td>{allergy.onset === '' ? absent : onsetText(allergy.onset)}</td>
      <td>
        <ClinicalTime time={allergy.reportedAt} to="day" />
      </td>
      <td>
        {words.allergy.from[allergy.origin]}
        <Voices of={allergy} />
      </td>
    </tr>
  )
}

/** A day as all days are written; what is no day as the source wrote it. */
function onsetText(onset: string): string {
  return /^\d{4}(-\d\d){0,2}$/.test(onset) ? formatDay(onset) : onset
}
