/** What the newest results say of infections, in a list: those that the source marks as positive, by name; none marked; never measured. */
import type { WardPatient } from '../../model/api/patients.ts'
import { useWords } from '../language/language.tsx'

export function InfectionMark({ infections }: { infections: WardPatient['infections'] }) {
  const { words } = useWords()
  const { state, results } = infections
  if (state === 'marked') {
    return (
      <>
        {results.map((result) => (
          <span key={result} className="mark allergy">
            {result}
          </span>
        ))}
      </>
    )
  }
  return (
    <span className={state === 'tested' ? 'none' : 'missing'}>{words.infection.state[state]}</span>
  )
}
