/** What stands in a note of the read model, and is of a kind that its words alone do not tell: each under the name of its kind. */
import { type Json, list, str } from './json.ts'
import type { Reading } from './reading.ts'

/** `理由: 胸痛、発熱`; '' where none of the concepts says anything. */
export function labelled(reading: Reading, label: string, ...concepts: unknown[]): string {
  const said = concepts.map((each) => reading.concept(each)?.display ?? '')
  const words = [...new Set(said)].filter((word) => word !== '')
  return words.length === 0 ? '' : `${label}: ${words.join('、')}`
}

/** Why, as concepts: by code or words, and by what a condition that is referred to is called there. */
export function reasonsIn({ reasonCode, reasonReference }: Json): Json[] {
  const referred = list(reasonReference)
    .map(({ display }) => ({ text: str(display) }))
    .filter(({ text }) => text !== '')
  return [...list(reasonCode), ...referred]
}
