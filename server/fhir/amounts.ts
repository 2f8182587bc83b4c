/** Numbers with their units as FHIR R4 quantities: the digits, the comparator and the unit as they were written. */
import type { Quantity, Range, Ratio } from '@medplum/fhirtypes'
import { systemUri, UCUM } from '../../model/codes/coding-systems.ts'
import type { Term } from '../generations/open-generation.ts'

interface Measured {
  /** What the source wrote, comparator included. */
  readonly text: string
  readonly number: number
  readonly comparator: string
  readonly unit: string
  readonly term: Term | null
}

/** A number with its comparator and unit. The unit is text; a code only where the source itself names UCUM. */
export function quantityOf({ text, number, comparator, unit, term }: Measured): Quantity {
  const ucum = term?.codings.find(([, , system]) => system !== '' && systemUri(system) === UCUM)
  return {
    value: asWritten(text, number),
    ...(isComparator(comparator) ? { comparator } : {}),
    ...(unit === '' ? {} : { unit }),
    ...(ucum === undefined || ucum[0] === '' ? {} : { system: UCUM, code: ucum[0] }),
  }
}

function isComparator(text: string): text is '<' | '<=' | '>' | '>=' {
  return ['<', '<=', '>', '>='].includes(text)
}

/** The number with the digits of the source (`24.0`, not `24`): FHIR decimals keep their precision (R4 datatypes, decimal). */
function asWritten(text: string, number: number): number {
  const literal = /-?\d[\d.]*$/.exec(text.trim())?.[0] ?? ''
  const isJson = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(literal) && Number(literal) === number
  // JSON.stringify writes it out literally; the types of a resource and of the language know numbers only.
  const { rawJSON } = JSON as unknown as { rawJSON(text: string): number }
  return isJson ? rawJSON(literal) : number
}

/**
 * What may follow a number as its unit: it begins like one and holds no further number but an exponent or what stands behind a stroke
 * (`mg/500mL`). In `1～2 錠`, `1,000 単位`, `1/2 錠` and `1 又は 2 錠` the first number alone would be another amount.
 */
const UNIT = /^\/?[\p{L}\p{So}%％‰°([{][^\d,，.~～〜…±×]*(?:(?<=m)[23])?(?:\/.*)?$/u
const EXPONENT = /^e[+-]?\d/i

/** An amount as the chart holds it (`3 錠`, `400ml/hr`): a plain number with its unit, else null. */
export function amountOf(text: string): Quantity | null {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)\s*(\D.*)?$/.exec(text.trim()) ?? []
  if (amount === undefined) return null
  if (unit !== '' && (!UNIT.test(unit) || EXPONENT.test(unit))) return null
  return quantityOf({ text: amount, number: Number(amount), comparator: '', unit, term: null })
}

/** From … to …, as the loader writes a FHIR Range (`1～2 錠`, `～2 錠`); null for anything else. */
export function spanOf(text: string): Range | null {
  const [, from = '', to = '', unit = ''] =
    /^(\d+(?:\.\d+)?)?\s*～\s*(\d+(?:\.\d+)?)?\s*(\D.*)?$/.exec(text.trim()) ?? []
  const [low, high] = [from, to].map((each) => (each === '' ? null : amountOf(`${each} ${unit}`)))
  if (!low && !high) return null
  return { ...(low ? { low } : {}), ...(high ? { high } : {}) }
}

/** An amount in an amount (`400 mg/500mL`); null where its unit has no stroke. */
export function ratioOf(text: string): Ratio | null {
  const [, above = '', below = ''] = /^([^/]+)\/([^/]+)$/.exec(text.trim()) ?? []
  const numerator = amountOf(above)
  const denominator = amountOf(/^\d/.test(below) ? below : `1 ${below}`)
  return numerator === null || denominator === null ? null : { numerator, denominator }
}
