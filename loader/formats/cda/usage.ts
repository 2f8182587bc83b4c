/** How a medicine is taken, as people read it: timing, conditions, instructions, directions in words. */
import type { Coded } from '../../../model/records/values.ts'
import { drugOf } from './drugs.ts'
import { all, attribute, type Element, one } from './element.ts'
import { hasTemplate, related } from './entry.ts'
import type { Reading } from './reading.ts'
import { spanOf, timesOf, timingOf } from './timing.ts'

/** Instruction, and the older CCD's patient and fulfilment instructions. */
export const INSTRUCTIONS = [
  '2.16.840.1.113883.10.20.22.4.20',
  '2.16.840.1.113883.10.20.1.49',
  '2.16.840.1.113883.10.20.1.43',
]
/** Longest words of a statement that are directions for one medicine: what is longer is a row or a paragraph, and is in the document. */
const LONGEST_DIRECTIONS = 300

/** The timing, the condition for what is taken as needed, and the instructions as people read them. */
export function usageOf(activity: Element, times: readonly Element[], reading: Reading): Coded[] {
  const timing = times.map((each) => timingOf(each, reading)).filter((each) => each !== '')
  const instructions = related(activity, 'act')
    .filter((act) => hasTemplate(act, ...INSTRUCTIONS))
    .map((act) => reading.words(one(act, 'text')))
  const condition = one(activity, 'precondition', 'criterion')
  const when = condition === null ? '' : (reading.coded(one(condition, 'value'))?.display ?? '')
  const asNeeded = condition === null ? '' : `必要時 as needed ${when}`.trim()
  return [
    usageCode(activity, reading),
    ...timing,
    asNeeded,
    mostOf(activity, reading),
    ...instructions,
  ]
    .map((words) => reading.text(words))
    .filter((each) => each !== null)
}

/** Japanese prescriptions code the usage (JAMI 標準用法マスタ and those of hospitals) on the statement itself. */
function usageCode(activity: Element, reading: Reading): string {
  const code = one(activity, 'code')
  return attribute(code, 'codeSystem').startsWith('1.2.392.')
    ? (reading.coded(code)?.display ?? '')
    : ''
}

/** maxDoseQuantity: what must not be exceeded. */
function mostOf(activity: Element, reading: Reading): string {
  const [numerator, denominator] = ['numerator', 'denominator']
    .map((name) => reading.quantity(one(activity, 'maxDoseQuantity', name)))
    .map((each) => (each === null ? '' : `${each.text} ${each.unit?.display ?? ''}`.trim()))
  return numerator === '' || numerator === undefined ? '' : `最大 max ${numerator} / ${denominator}`
}

/**
 * Directions in words (C-CDA medication free text sig, .22.4.147, or the text of the activity), and the steps of a dose that
 * changes (.22.4.16, titration), each with its dose and time. Words that only name the drug say nothing new.
 */
export function directionsOf(activity: Element, drug: string, reading: Reading): Coded[] {
  const inside = related(activity, 'substanceAdministration').map((step) => {
    const dose = reading.quantity(one(step, 'doseQuantity'))
    const times = timesOf(step)
    const ofStep = one(step, 'consumable') === null ? '' : (drugOf(step, reading)?.display ?? '')
    return [
      ofStep === drug ? '' : ofStep,
      dose === null ? '' : `${dose.text} ${dose.unit?.display ?? ''}`.trim(),
      ...times.map((time) => timingOf(time, reading) || spanOf(time)),
      reading.words(one(step, 'text')),
    ]
      .filter((words) => words !== '')
      .join(' ')
  })
  // A row repeats the drug and its dates beside the directions: it stands where no timing and no dose are given by themselves.
  const isTold = one(activity, 'doseQuantity') !== null || one(activity, 'effectiveTime') !== null
  const isRow = isTold && reading.isRow(one(activity, 'text'))
  const own = isRow ? '' : reading.words(one(activity, 'text'))
  const namesDrug = own.length > LONGEST_DIRECTIONS || namesOf(activity, reading).includes(own)
  const words = [namesDrug || own === drug ? '' : own, ...inside]
  return [...new Set(words)].map(reading.text).filter((each) => each !== null)
}

/** Every name that the drug goes by. */
function namesOf(activity: Element, reading: Reading): string[] {
  const product = one(activity, 'consumable', 'manufacturedProduct')
  const material = one(product, 'manufacturedMaterial') ?? one(product, 'manufacturedLabeledDrug')
  const code = one(material, 'code')
  return [
    attribute(code, 'displayName'),
    ...all(code, 'translation').map((each) => attribute(each, 'displayName')),
    reading.words(one(code, 'originalText')),
    reading.words(one(material, 'name')),
  ]
}
