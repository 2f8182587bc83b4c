/** What must be known of a patient of a list before anything else is: marks with a word each. */
import type { WardPatient } from '../../model/api/patients.ts'
import { useWords } from '../language/language.tsx'

export type Remarked = Pick<
  WardPatient,
  'onLeave' | 'sameName' | 'similarName' | 'deceased' | 'gapCount'
>

export function PatientRemarks({ patient }: { patient: Remarked }) {
  const { words } = useWords()
  return (
    <>
      {patient.onLeave && <span className="mark">{words.wards.onLeave}</span>}
      {patient.sameName && <span className="mark missing">{words.identity.sameName}</span>}
      {patient.similarName && <span className="mark">{words.identity.similarName}</span>}
      {patient.deceased && <span className="mark deceased">{words.identity.deceased}</span>}
      {patient.gapCount > 0 && (
        <span className="mark missing">{words.gaps.count(patient.gapCount)}</span>
      )}
    </>
  )
}
