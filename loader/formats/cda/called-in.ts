/** What a statement that is not read is about, for the gap that tells it. */
import { all, attribute, type Element, one } from './element.ts'
import { isNegated } from './entry.ts'
import type { Reading } from './reading.ts'

/** Longest value that a gap repeats: what is longer is in the text of its section. */
const LONGEST_VALUE = 100

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
  const value = isAssertion ? '' : valueIn(statement, reading) || textIn(statement, reading)
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

/** An act says in its text what an observation says in its value. */
function textIn(statement: Element, reading: Reading): string {
  const words = statement.name === 'act' ? reading.words(one(statement, 'text')) : ''
  return words.length > LONGEST_VALUE ? '' : words
}

function valueIn(statement: Element, reading: Reading): string {
  const value = one(statement, 'value')
  const quantity = reading.quantity(value)
  const words =
    quantity === null
      ? (reading.coded(value)?.display ?? reading.words(value))
      : `${quantity.text} ${quantity.unit?.display ?? ''}`.trim()
  return words.length > LONGEST_VALUE ? '' : words
}
