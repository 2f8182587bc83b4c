/** What stands in a note of the read model, and is of a kind that its words alone do not tell: each under the name of its kind. */
import { type NoteLabel, noteLine } from '../../../model/codes/note-labels.ts'
import { type Json, list, str } from './json.ts'
import type { Reading } from './reading.ts'

const NO_WORDS: readonly string[] = []

/** `理由: 胸痛、発熱`; '' where none of the concepts says anything. */
export function labelled(reading: Reading, label: NoteLabel, concepts: readonly unknown[]): string {
  return noteLine(label, wordsOf(reading, concepts))
}

/** `胸痛、発熱`: what the concepts say, each word once. */
export function wordsOf(reading: Reading, concepts: readonly unknown[]): string {
  let first = ''
  let words = NO_WORDS
  for (const concept of concepts) {
    const word = reading.concept(concept)?.display ?? ''
    if (word === '' || word === first || words.includes(word)) continue
    if (first === '') first = word
    else words = [...words, word]
  }
  return words === NO_WORDS ? first : [first, ...words].join('、')
}

/** What an extension says, a concept or words (JP Core comments are either), under its label; '' where it says nothing. */
export function extensionText(reading: Reading, label: NoteLabel, extension: Json): string {
  const concept = reading.concept(extension.valueCodeableConcept)
  return noteLine(label, concept?.display ?? str(extension.valueString))
}

/** A note of these lines, without those that say nothing. */
export function noteOf(lines: readonly string[]): string {
  let note = ''
  for (const line of lines) if (line !== '') note = note === '' ? line : `${note}\n${line}`
  return note
}

/** What references are called where they stand, as concepts. */
export function displaysIn(references: unknown): Json[] {
  return list(references)
    .map(({ display }) => ({ text: str(display) }))
    .filter(({ text }) => text !== '')
}

/** Why, as concepts: by code or words, and by what a condition that is referred to is called there. */
export function reasonsIn({ reasonCode, reasonReference }: Json): readonly Json[] {
  if (reasonReference === undefined) return list(reasonCode)
  return [...list(reasonCode), ...displaysIn(reasonReference)]
}
