/** What a statement that is not read is about, for the gap that tells it. */
import { all, attribute, type Element, one } from './element.ts'
import { isNegated, statementOf } from './entry.ts'
import type { Reading } from './reading.ts'

/** Longest value that a gap repeats: what is longer is in the text of its section. */
const LONGEST_VALUE = 100
const LONGEST_PARTS = 300

/** A medicine, a device, a relative, what an assertion asserts, else its code; with its value, and that it is denied. */
export function calledIn(statement: Element, reading: Reading): string {
  const product = productOf(statement)
  const code = one(statement, 'code')
  const isAssertion = attribute(code, 'code') === 'ASSERTION'
  const holders = [
    ...all(statement, 'participant').map((each) =>
      one(each, 'participantRole', 'playingDevice', 'code'),
    ),
    one(product, 'code'),
    isAssertion ? one(statement, 'value') : null,
    code,
    one(statement, 'subject', 'relatedSubject', 'code'),
  ]
  const named = holders.map((each) => reading.coded(each)?.display ?? '').find(Boolean)
  const name = named ?? reading.words(one(product, 'name'))
  const value = isAssertion ? '' : saidIn(statement, reading)
  const words = [name, value].filter((part) => part !== '').join(': ')
  return words !== '' && isNegated(statement) ? `否定 negated: ${words}` : words
}

/** What is supplied, or taken. */
function productOf(statement: Element): Element | null {
  const product =
    one(statement, 'product', 'manufacturedProduct') ??
    one(statement, 'consumable', 'manufacturedProduct')
  return one(product, 'manufacturedMaterial') ?? one(product, 'manufacturedLabeledDrug')
}

function saidIn(statement: Element, reading: Reading): string {
  if (statement.name === 'organizer') return partsIn(statement, reading)
  if (statement.name === 'act') return shortened(reading.words(one(statement, 'text')))
  return valueIn(statement, reading)
}

/** What an organizer holds: the diseases of a relative, the parts of an implant. */
function partsIn(organizer: Element, reading: Reading): string {
  const parts = all(organizer, 'component')
    .map(statementOf)
    .filter((part) => part !== null && part.name !== 'organizer')
    .map((part) => (part === null ? '' : calledIn(part, reading)))
  return shortened([...new Set(parts)].filter((part) => part !== '').join('、'), LONGEST_PARTS)
}

function shortened(words: string, longest = LONGEST_VALUE): string {
  return words.length > longest ? '' : words
}

function valueIn(statement: Element, reading: Reading): string {
  const value = one(statement, 'value')
  const quantity = reading.quantity(value)
  const words =
    quantity === null
      ? (reading.coded(value)?.display ?? reading.words(value))
      : `${quantity.text} ${quantity.unit?.display ?? ''}`.trim()
  return shortened(words)
}
