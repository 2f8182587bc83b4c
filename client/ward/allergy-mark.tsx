/** Whether a patient of a list has allergies, in one word: あり, なし, 不明 and 読取不能 are four. */
import type { ListedFacts } from '../../model/api/patients.ts'
import { useWords } from '../language/language.tsx'

export function AllergyMark({ state }: { state: ListedFacts['allergyState'] }) {
  const { words } = useWords()
  const look = {
    present: 'mark allergy',
    'none-known': 'none',
    'no-record': 'missing',
    unreadable: 'mark missing',
  }
  return <span className={look[state]}>{words.allergy.state[state]}</span>
}
