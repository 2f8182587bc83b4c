/**
 * What a profile adds to a resource (FHIR R4 extensibility) and no reader here knows by name: the histology of a tumour, the intent of a
 * treatment, the position a blood pressure was taken in. Each is told under the last word of its url, as its profile names it.
 */

import { type Json, list, obj, str } from './json.ts'
import { noteOf } from './labelled-words.ts'
import type { Reading } from './reading.ts'
import { spanInWords } from './times.ts'

/** Told in a place of their own, or about the exchange; those that this product wrote. */
const READ_ELSEWHERE =
  /^urn:sansho:|\/(JP_eCS_\w+|JP_MedicationAdministration_?\w+|JP_Medication\w*_(UsageDuration|Preparation)|data-absent-reason|composition-clinicaldocument-\w+)$/
/** Levels of extensions in extensions. */
const DEEPEST = 3

/** Lines as `histology-morphology-behavior: Infiltrating duct carcinoma`; none for codes and numbers that say nothing by themselves. */
export function furtherWords({ extension }: Json, reading: Reading): string {
  return extension === undefined ? '' : noteOf(list(extension).map((each) => lineOf(each, reading)))
}

function lineOf(extension: Json, reading: Reading): string {
  const url = str(extension.url)
  if (READ_ELSEWHERE.test(url)) return ''
  const words = wordsOf(extension, reading, DEEPEST)
  return words === '' ? '' : `${nameOf(url)}: ${words}`
}

function wordsOf(extension: Json, reading: Reading, levels: number): string {
  const nested = levels === 0 ? [] : list(extension.extension)
  const parts = nested.map((part) => wordsOf(part, reading, levels - 1))
  return [saidBy(extension, reading), ...parts].filter(Boolean).join('、')
}

function saidBy(extension: Json, reading: Reading): string {
  const concept = extension.valueCodeableConcept
  const coding = obj(extension.valueCoding)
  const amount = extension.valueQuantity ?? extension.valueDuration ?? extension.valueAge
  const quantity = reading.quantity(amount)
  return (
    reading.concept(concept ?? (coding === null ? null : { coding: [coding] }))?.display ||
    (quantity === null ? '' : `${quantity.text} ${quantity.unit?.display ?? ''}`.trim()) ||
    spanInWords(extension.valuePeriod) ||
    str(obj(extension.valueReference)?.display) ||
    str(obj(extension.valueAnnotation)?.text) ||
    str(extension.valueString) ||
    str(extension.valueMarkdown) ||
    str(extension.valueDateTime) ||
    str(extension.valueDate)
  )
}

function nameOf(url: string): string {
  return url.slice(Math.max(url.lastIndexOf('/'), url.lastIndexOf('#'), url.lastIndexOf(':')) + 1)
}
