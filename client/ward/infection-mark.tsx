/** What results say of infections, in a list: those that are not clearly negative now, or were positive, by name; all negative; unreadable; never measured. */
import type { ListedFacts } from '../../model/api/patients.ts'
import { useWords } from '../language/language.tsx'
import { ClinicalTime } from '../parts/clinical-time.tsx'

export function InfectionMark({ infections }: { infections: ListedFacts['infections'] }) {
  const { words } = useWords()
  const { state, results } = infections
  if (state === 'marked') {
    return (
      <>
        {results.map(({ text, sense, earlier }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows are read only and never move
          <span key={at} className="mark allergy">
            {text}
            {earlier === null && sense === 'unread' && <small> {words.infection.unread}</small>}
            {earlier !== null && (
              <>
                {' '}
                {(earlier.at === null ? words.infection.undated : words.infection.earlier)[sense]}{' '}
                <ClinicalTime time={earlier} to="day" />
              </>
            )}
          </span>
        ))}
      </>
    )
  }
  const look = { tested: 'none', 'no-record': 'missing', unreadable: 'mark missing' }
  return <span className={look[state]}>{words.infection.state[state]}</span>
}
