/** Those whom a patient could be taken for, with what tells them apart. */
import type { ReactNode } from 'react'
import type { PatientRow } from '../../model/api/patients.ts'
import { Age, BirthDate, placeText, Sex } from '../parts/identity.tsx'

interface OtherPeopleProps<Row extends PatientRow> {
  readonly people: readonly Row[]
  /** What stands first in each row. */
  readonly why?: (person: Row) => ReactNode
}

export function OtherPeople<Row extends PatientRow>({ people, why }: OtherPeopleProps<Row>) {
  return (
    <table className="rows">
      <tbody>
        {people.map((other) => (
          <tr key={other.patientId}>
            {why !== undefined && <td>{why(other)}</td>}
            <td className="time">{other.patientId}</td>
            <td>
              {other.name}
              <small>{other.kana}</small>
            </td>
            <td>
              <BirthDate time={other.birthDate} />
            </td>
            <td>
              <Age age={other.age} />
            </td>
            <td>
              <Sex sex={other.sex} />
            </td>
            <td>{placeText(other)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
