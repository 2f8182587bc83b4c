/** The rows of a list: who, since or for when, where, and the same marks as in a ward. */

import type { ListAnswer, ListedPatient } from '../../model/api/lists.ts'
import { moveBetweenRows } from '../find-patient/found-patients.tsx'
import { PatientCells } from '../find-patient/patient-cells.tsx'
import { useWords } from '../language/language.tsx'
import { ClinicalTime } from '../parts/clinical-time.tsx'
import { formatMoment } from '../parts/dates.ts'
import { Age, BirthDate, placeText, Sex } from '../parts/identity.tsx'
import { Known } from '../parts/known.tsx'
import { MoreRows } from '../parts/more-rows.tsx'
import { FactCells } from '../ward/fact-cells.tsx'
import { PatientRemarks } from '../ward/patient-remarks.tsx'
import { RestrictedMark } from '../ward/restricted-mark.tsx'

const STEP = 100

interface ListTableProps {
  readonly answer: ListAnswer
  readonly onChoose: (patient: ListedPatient) => void
}

export function ListTable({ answer, onChoose }: ListTableProps) {
  const { words } = useWords()
  const { list, patients } = answer
  const grouped = list === 'department' || list === 'attending'
  const what =
    list === 'discharged' || list === 'operations' || list === 'admissions'
      ? words.lists.what[list]
      : ''
  return (
    <MoreRows rows={patients} step={STEP}>
      {(shown) => (
        <table className="rows">
          <thead>
            <tr>
              <th scope="col">{grouped ? words.wards.admitted : words.lists.at[list]}</th>
              <th scope="col">{words.identity.id}</th>
              <th scope="col">{words.identity.name}</th>
              <th scope="col">{words.identity.birthDate}</th>
              <th scope="col">{words.identity.sex}</th>
              {what !== '' && <th scope="col">{what}</th>}
              <th scope="col">{words.identity.place}</th>
              <th scope="col">{words.wards.department}</th>
              <th scope="col">{words.wards.mainProblem}</th>
              <th scope="col">{words.allergy.title}</th>
              <th scope="col">{words.infection.title}</th>
              <th scope="col">{words.identity.remarks}</th>
            </tr>
          </thead>
          <tbody onKeyDown={moveBetweenRows}>
            {shown.map((patient, at) => (
              <Row
                // biome-ignore lint/suspicious/noArrayIndexKey: one patient may stand in it twice, and no row moves
                key={at}
                patient={patient}
                to={grouped ? 'day' : 'moment'}
                hasTitle={what !== ''}
                onChoose={onChoose}
              />
            ))}
          </tbody>
        </table>
      )}
    </MoreRows>
  )
}

interface RowProps {
  readonly patient: ListedPatient
  readonly to: 'day' | 'moment'
  readonly hasTitle: boolean
  readonly onChoose: (patient: ListedPatient) => void
}

function Row({ patient, to, hasTitle, onChoose }: RowProps) {
  const { words } = useWords()
  return (
    <tr className="choosable">
      <td>
        <ClinicalTime time={patient.at} to={to} />
      </td>
      <PatientCells patient={patient} onChoose={() => onChoose(patient)} />
      <td>
        <BirthDate time={patient.birthDate} />
        <small>
          <Age age={patient.age} />
        </small>
      </td>
      <td className="time">
        <Sex sex={patient.sex} />
      </td>
      {hasTitle && (
        <td>
          {patient.title === null ? <RestrictedMark /> : <Known text={patient.title} />}
          {patient.bookedAsOf !== undefined && (
            <small> {words.summary.plannedAsOf(formatMoment(patient.bookedAsOf))}</small>
          )}
        </td>
      )}
      <td className="listed-place">{placeOf(patient) || <Absence patient={patient} />}</td>
      <td>
        <Known text={patient.department} />
        <small className="time">{patient.attending}</small>
      </td>
      <FactCells facts={patient.facts} />
      <td>
        <PatientRemarks patient={patient} />
      </td>
    </tr>
  )
}

function placeOf(patient: ListedPatient): string {
  return patient.admittedAt === null ? '' : placeText(patient)
}

/** In the hospital without a bed, or not in it at as-of. */
function Absence({ patient }: { patient: ListedPatient }) {
  const { words } = useWords()
  if (patient.admittedAt === null) return <span className="none">{words.identity.notInWard}</span>
  return <span className="missing">{words.wards.noBed}</span>
}
