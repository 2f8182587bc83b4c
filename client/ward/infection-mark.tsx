/** What the newest results say of infections, in a list: those that are not clearly negative, by name; all negative; unreadable; never measured. */
import type { ListedFacts } from '../../model/api/patients.ts'
import { useWords } from '../language/language.tsx'

export function InfectionMark({ infections }: { infections: ListedFacts['infections'] }) {
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
  const look = { tested: 'none', 'no-record': 'missing', unreadable: 'mark missing' }
  return <span className={look[state]}>{words.infection.state[state]}</span>
}
