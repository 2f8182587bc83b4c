/** Whose charts were opened last since the sign-in; the server knows, this terminal keeps nothing. */
import type { PatientRow, RecentAnswer } from '../../model/api/patients.ts'
import { useAnswer } from '../api/use-answer.ts'
import { useWords } from '../language/language.tsx'
import { FoundPatients } from './found-patients.tsx'

export function RecentPatients({ onChoose }: { onChoose: (patient: PatientRow) => void }) {
  const { words } = useWords()
  // A way back that fails is no way back: the search above says what is wrong with the server.
  const { answer } = useAnswer<RecentAnswer>('/api/patients/recent')
  if (answer === null || answer.patients.length === 0) return null
  return (
    <div className="recent-patients">
      <h2>{words.find.recent}</h2>
      <FoundPatients patients={answer.patients} onChoose={onChoose} />
    </div>
  )
}
