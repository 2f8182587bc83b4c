/** Observation.value[x] (FHIR R4 observation) as people read it: a text that is always the source's, and a number only where it is one. */
import type { Result } from '../../../model/records/results.ts'
import type { Coded } from '../../../model/records/values.ts'
import { type Json, list, obj, str } from './json.ts'
import { absentReason } from './patient.ts'
import type { Reading } from './reading.ts'
import { spanText } from './reference-range.ts'

const COMPARATORS = new Set(['<', '<=', '>', '>='])
const PLAIN_NUMBER = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/

interface Value {
  readonly text: string
  readonly number: number | null
  readonly unit: Coded | null
  readonly comparator: Result['comparator']
}

/** Whether it has a value, or says why it has none. */
export function hasValue(part: Json): boolean {
  if (part.valueQuantity !== undefined || part.dataAbsentReason !== undefined) return true
  for (const name in part) if (name.startsWith('value') || name.startsWith('_value')) return true
  return false
}

/** Stands where the source gives a value of a kind or form that R4 does not have: a blank would say that there is none. */
const UNREADABLE = '読めない値'

/** The eleven types of Observation.value[x], in their order of frequency. */
export function valueIn(part: Json, reading: Reading): Value {
  const quantity = obj(part.valueQuantity)
  if (quantity !== null) return quantityValue(quantity, part, reading)
  if (part.valueInteger !== undefined) {
    const digits = reading.literal(part, 'valueInteger')
    if (digits !== '') return { ...plain(digits), number: numberOf(part.valueInteger, digits) }
  }
  const text = otherValue(part, reading) || absence(part, reading)
  if (text !== '') return plain(text, unitOf(part, reading))
  const name = Object.keys(part).find((key) => key.startsWith('value'))
  if (name === undefined) return plain('')
  reading.problem(name, '', 'a value that cannot be read')
  return plain(UNREADABLE)
}

function plain(text: string, unit: Coded | null = null): Value {
  return { text, number: null, unit, comparator: '' }
}

/** What a source wrote as a text in a number's place counts when it is one. */
function numberOf(value: unknown, digits: string): number | null {
  if (typeof value === 'number') return value
  return PLAIN_NUMBER.test(digits) ? Number(digits) : null
}

function quantityValue(quantity: Json, part: Json, reading: Reading): Value {
  const said = str(quantity.comparator)
  const digits = reading.literal(quantity, 'value')
  if (digits === '') return plain(absence(part, reading), reading.values.unit(quantity))
  const isKnown = COMPARATORS.has(said)
  if (said !== '' && !isKnown)
    reading.problem('valueQuantity.comparator', said, 'unknown comparator')
  return {
    text: said + digits,
    number: said === '' || isKnown ? numberOf(quantity.value, digits) : null,
    unit: reading.values.unit(quantity),
    comparator: isKnown ? (said as Result['comparator']) : '',
  }
}

function otherValue(part: Json, reading: Reading): string {
  if (part.valueCodeableConcept !== undefined) {
    return (
      severalIn(part.valueCodeableConcept) ||
      (reading.concept(part.valueCodeableConcept)?.display ?? '')
    )
  }
  if (part.valueString !== undefined) return str(part.valueString)
  if (typeof part.valueBoolean === 'boolean') return String(part.valueBoolean)
  const range = obj(part.valueRange)
  if (range !== null) return spanText(range, reading)
  const ratio = obj(part.valueRatio)
  if (ratio !== null) return ratioText(ratio, reading)
  const period = obj(part.valuePeriod)
  if (period !== null) return `${str(period.start)}/${str(period.end)}`
  const wave = obj(part.valueSampledData)
  if (wave !== null) return sampledText(wave, reading)
  return str(part.valueTime) || str(part.valueDateTime)
}

/**
 * Codings of a concept are translations of one another (R4 CodeableConcept); codes of one system that differ are several values all the same:
 * the genes that were studied. '' where there are none such.
 */
function severalIn(value: unknown): string {
  const { coding, text } = obj(value) ?? {}
  if (!Array.isArray(coding) || coding.length < 2 || str(text) !== '') return ''
  const codings = list(coding)
  const { system } = codings[0] ?? {}
  const words = codings.map(({ display, code }) => str(display) || str(code))
  const isOneList = str(system) !== '' && codings.every((each) => each.system === system)
  return isOneList ? [...new Set(words)].join('、') : ''
}

/** No value is not zero: the reason that the source gives stands in its place. */
function absence(part: Json, reading: Reading): string {
  const said = reading.concept(part.dataAbsentReason)
  if (said !== null) return said.display
  for (const name in part) {
    if (!name.startsWith('_value') && !name.startsWith('value')) continue
    const reason = absentReason(obj(part[name]))
    if (reason !== '') return reason
  }
  return ''
}

/** Unit of a Range: both ends carry the same one. A ratio writes its units in its text. */
function unitOf(part: Json, reading: Reading): Coded | null {
  const range = obj(part.valueRange)
  const end = obj(range?.low) ?? obj(range?.high)
  return end === null ? null : reading.values.unit(end)
}

function ratioText(ratio: Json, reading: Reading): string {
  const side = (value: unknown) => {
    const quantity = reading.quantity(value)
    return quantity === null ? '' : quantity.text + (quantity.unit?.display ?? '')
  }
  return `${side(ratio.numerator)}:${side(ratio.denominator)}`
}

/** A curve is no number: what it is made of is said instead. FHIR R4 SampledData. */
function sampledText(wave: Json, reading: Reading): string {
  const points = str(wave.data).trim().split(/\s+/).length
  const unit = obj(wave.origin) === null ? '' : (reading.quantity(wave.origin)?.unit?.display ?? '')
  return `波形 ${points}点 ${reading.literal(wave, 'period')}ms間隔 ${unit}`.trim()
}
