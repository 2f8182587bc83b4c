/** Range, and the reference ranges of an Observation (FHIR R4), as written. */
import { type Json, list, obj, str } from './json.ts'
import type { Reading } from './reading.ts'

/**
 * Ranges as the source gives them. `type` normal or none is the range of a result; others (treatment, critical) are named and never
 * stand alone as if they were normal. Several normal ones are all written with whom they apply to: none is chosen.
 */
export function rangeOf(ranges: readonly Json[], reading: Reading): string {
  const [first] = ranges
  if (first === undefined) return ''
  if (ranges.length === 1 && isPlainRange(first)) return spanText(first, reading) || str(first.text)
  const written = ranges.map((range) => oneRange(range, reading))
  const normal = written.filter(({ meaning }) => meaning === '' || meaning === 'normal')
  const shown = normal.length > 0 ? normal : written
  if (shown.length === 1 && shown[0]?.meaning !== undefined && normal.length === 1) {
    return shown[0].text
  }
  return shown
    .map(({ text, meaning, label }) => {
      const name = normal.length > 0 ? label : [meaning, label].filter(Boolean).join(' ')
      return name === '' ? text : `${name}: ${text}`
    })
    .join('; ')
}

function isPlainRange(range: Json): boolean {
  return range.type === undefined && range.appliesTo === undefined && range.age === undefined
}

function oneRange(range: Json, reading: Reading) {
  const span = spanText(range, reading)
  const said = str(range.text)
  const type = obj(range.type)
  const to = list(range.appliesTo)
    .map((group) => reading.concept(group)?.display ?? '')
    .filter((group) => group !== '')
  const age = obj(range.age)
  if (age !== null) to.push(`${spanText(age, reading)}${ageUnit(age, reading)}`)
  return {
    text: span || said,
    meaning: type === null ? '' : str(list(type.coding)[0]?.code) || str(type.text),
    label: to.join(' '),
  }
}

function ageUnit(age: Json, reading: Reading): string {
  return reading.quantity(age.low ?? age.high)?.unit?.display ?? ''
}

/** `1-2`, `<=2`; '' for a range without ends. */
export function spanText(range: Json, reading: Reading): string {
  const low = numberOf(range.low, reading)
  const high = numberOf(range.high, reading)
  if (low === '' && high === '') return ''
  if (low === '') return `<=${high}`
  return high === '' ? `>=${low}` : `${low}-${high}`
}

function numberOf(value: unknown, reading: Reading): string {
  const quantity = obj(value)
  return quantity === null ? '' : str(quantity.comparator) + reading.literal(quantity, 'value')
}
