/** The cells of a list that tell of a chart's content: main problem, allergies, infections; of a restricted chart that they are in it. */
import type { ListedFacts } from '../../model/api/patients.ts'
import { useWords } from '../language/language.tsx'
import { AllergyMark } from './allergy-mark.tsx'
import { InfectionMark } from './infection-mark.tsx'
import { RestrictedMark } from './restricted-mark.tsx'

export function FactCells({ facts }: { facts: ListedFacts | null }) {
  const { words } = useWords()
  if (facts === null) {
    return (
      <td colSpan={3}>
        <RestrictedMark />
      </td>
    )
  }
  return (
    <>
      <td>{facts.mainProblem || <span className="none">{words.noRecord}</span>}</td>
      <td>
        <AllergyMark state={facts.allergyState} />
      </td>
      <td>
        <InfectionMark infections={facts.infections} />
      </td>
    </>
  )
}
