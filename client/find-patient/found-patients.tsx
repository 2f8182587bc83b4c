/** The rows of people found: enough to tell similar ones apart. */

import type { KeyboardEvent } from 'react'
import type { PatientRow } from '../../model/api/patients.ts'
import { useWords } from '../language/language.tsx'
import { Age, BirthDate, placeText, Sex } from '../parts/identity.tsx'
import { PatientCells } from './patient-cells.tsx'

interface FoundPatientsProps {
  readonly patients: readonly PatientRow[]
  readonly onChoose: (patient: PatientRow) => void
}

export function FoundPatients({ patients, onChoose }: FoundPatientsProps) {
  const { words } = useWords()
  return (
    <table className="rows found">
      <thead>
        <tr>
          <th scope="col">{words.identity.id}</th>
          <th scope="col">{words.identity.name}</th>
          <th scope="col">{words.identity.birthDate}</th>
          <th scope="col">{words.identity.age}</th>
          <th scope="col">{words.identity.sex}</th>
          <th scope="col">{words.identity.place}</th>
          <th scope="col">{words.identity.remarks}</th>
        </tr>
      </thead>
      <tbody onKeyDown={moveBetweenRows}>
        {patients.map((patient) => (
          <tr key={patient.patientId} className="choosable">
            <PatientCells
              patient={patient}
              onChoose={() => onChoose(patient)}
              beneath={
                patient.mergedFrom !== '' && (
                  <small className="missing">{words.identity.mergedFrom(patient.mergedFrom)}</small>
                )
              }
            />
            <td>
              <BirthDate time={patient.birthDate} />
            </td>
            <td>
              <Age age={patient.age} />
            </td>
            <td>
              <Sex sex={patient.sex} />
            </td>
            <td>
              {placeText(patient) || <span className="none">{words.identity.notInWard}</span>}
            </td>
            <td>
              <Remarks patient={patient} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Remarks({ patient }: { patient: PatientRow }) {
  const { words } = useWords()
  return (
    <>
      {patient.sameName && <span className="mark missing">{words.identity.sameName}</span>}
      {patient.similarName && <span className="mark">{words.identity.similarName}</span>}
      {patient.deceased && <span className="mark deceased">{words.identity.deceased}</span>}
    </>
  )
}

/** Arrow keys walk through the rows; above the first one lies the search box. */
export function moveBetweenRows(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-patient-row]')]
  const at = rows.indexOf(document.activeElement as HTMLElement)
  if (at < 0) return
  event.preventDefault()
  const next = at + (event.key === 'ArrowDown' ? 1 : -1)
  if (next < 0) document.getElementById('find-box')?.focus()
  else rows[next]?.focus()
}
