/** Stands where a list would say what is in a chart that opens with a reason only. */
import { useWords } from '../language/language.tsx'

export function RestrictedMark() {
  const { words } = useWords()
  return <span className="mark">{words.wards.restricted}</span>
}
