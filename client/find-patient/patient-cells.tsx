/** The first cells of a patient's row, the same in every list: the number that opens, then the name in both ways of writing. */
import { Known } from '../parts/known.tsx'

interface PatientCellsProps {
  readonly patient: { readonly patientId: string; readonly name: string; readonly kana: string }
  readonly onChoose: () => void
  /** Said beneath the number. */
  readonly beneath?: React.ReactNode
}

export function PatientCells({ patient, onChoose, beneath }: PatientCellsProps) {
  return (
    <>
      <td className="time">
        <button type="button" data-patient-row className="row-button" onClick={onChoose}>
          {patient.patientId}
        </button>
        {beneath}
      </td>
      <td>
        <b className="found-name">
          <Known text={patient.name} />
        </b>
        <small>{patient.kana}</small>
      </td>
    </>
  )
}
