/** FHIR R4 Observation: results and vital signs, one resource for each OBX; a blood pressure is one with its parts (blood-pressure.ts). */

import type { CodeableConcept, Observation, ObservationComponent } from '@medplum/fhirtypes'
import { meaningOf } from '../../model/codes/meaning.ts'
import { FLAG_WORDS } from '../../model/codes/result-words.ts'
import { OBSERVATION_CATEGORY } from '../../model/codes/sansho-systems.ts'
import { type Measurement, readMeasurements } from '../charts/measurements.ts'
import { otherwiseTexts } from '../charts/otherwise-text.ts'
import { quantityOf } from './amounts.ts'
import { withPressures } from './blood-pressure.ts'
import { bodyFacts } from './body-facts.ts'
import { type FhirChart, type Lazy, localName, metaOf, subjectOf } from './chart.ts'
import { conceptOf, instantOf, timed } from './datatypes.ts'

const CATEGORY = 'http://terminology.hl7.org/CodeSystem/observation-category'
const INTERPRETATION = 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation'
/** Pairs rows that belong together: organism and amount, drug and S/I/R (OBX-4). */
const SUB_ID = 'urn:sansho:sub-id'

/** FHIR's category of a category of the read model; those without one keep their own. */
const CATEGORIES: Readonly<Record<string, string>> = {
  laboratory: 'laboratory',
  microbiology: 'laboratory',
  physiology: 'procedure',
  endoscopy: 'procedure',
  radiology: 'imaging',
  'vital-signs': 'vital-signs',
}

type Status = Observation['status']
/** HL7 v2.5 table 0085; HL7 v3 ActStatus (CDA); FHIR's own words, those of a Consent too. A deleted or wrong result is in error, one that can't be obtained is cancelled. */
const STATUS: Readonly<Record<string, Status>> = {
  '': 'final',
  F: 'final',
  U: 'final',
  C: 'corrected',
  P: 'preliminary',
  S: 'preliminary',
  R: 'preliminary',
  A: 'preliminary',
  I: 'registered',
  D: 'entered-in-error',
  W: 'entered-in-error',
  X: 'cancelled',
  N: 'cancelled',
  COMPLETED: 'final',
  ACTIVE: 'preliminary',
  ABORTED: 'cancelled',
  NULLIFIED: 'entered-in-error',
  REGISTERED: 'registered',
  PRELIMINARY: 'preliminary',
  PARTIAL: 'preliminary',
  FINAL: 'final',
  AMENDED: 'amended',
  APPENDED: 'amended',
  CORRECTED: 'corrected',
  CANCELLED: 'cancelled',
  'ENTERED-IN-ERROR': 'entered-in-error',
  DRAFT: 'preliminary',
  PROPOSED: 'preliminary',
  // A directive that is not in force must not be told as one that is.
  REJECTED: 'cancelled',
  INACTIVE: 'cancelled',
}

/** Newest first; what the patient master alone says of the body last, for it has no time. */
export function observationResources(chart: FhirChart): Lazy<Observation>[] {
  const found = readMeasurements(chart.generation, chart.patient)
  const measured = withPressures(found).map(([first, ...others]) => {
    const group = localName(chart, 'observation', first.group.id)
    const id = chart.naming.id('Observation', `${group}-${first.seq}`)
    return { id, make: () => observationResource(chart, id, first, others) }
  })
  return [...measured, ...bodyFacts(chart, found)]
}

/** @param others the further parts of one measurement, whose first part is `found` */
function observationResource(
  chart: FhirChart,
  id: string,
  found: Measurement,
  others: readonly Measurement[],
): Observation {
  const { group, result } = found
  const parts = [found, ...others]
  const isWhole = others.length === 0
  const time = result.observedAt ?? group.collectedAt
  const issued = instantOf(group.reportedAt)
  const notes = [
    ...parts.map((each) => each.result.note),
    group.note,
    ...parts.flatMap((each) => otherwiseTexts(each.result)),
  ]
  const note = [...new Set(notes)].filter((text) => text !== '')
  return {
    resourceType: 'Observation',
    id,
    meta: metaOf(chart, result.sources),
    ...(result.subId === '' ? {} : { extension: [{ url: SUB_ID, valueString: result.subId }] }),
    ...(group.orderNo === '' ? {} : { basedOn: [{ identifier: { value: group.orderNo } }] }),
    status: meaningOf(STATUS, result.status.trim().toUpperCase()) ?? 'unknown',
    category: categoriesOf(found, isWhole),
    code: conceptOf(isWhole ? found.item : found.panel),
    subject: subjectOf(chart),
    ...timed('effectiveDateTime', time),
    ...(issued === undefined ? {} : { issued }),
    ...(isWhole
      ? saidOf(found)
      : { component: parts.map((each) => ({ code: conceptOf(each.item), ...saidOf(each) })) }),
    ...(note.length === 0 ? {} : { note: note.map((text) => ({ text })) }),
    ...(result.method === undefined ? {} : { method: { text: result.method } }),
    ...(group.specimen === '' ? {} : { specimen: { display: group.specimen } }),
    ...(group.category === 'microbiology' && group.parent !== ''
      ? { derivedFrom: [{ display: group.parent }] }
      : {}),
  }
}

type Said = Pick<ObservationComponent, 'interpretation' | 'referenceRange'> & Value

/** Value, flag and range: what an Observation and each of its components have alike. */
function saidOf(found: Measurement): Said {
  const { flag, range } = found.result
  const interpretation = interpretationOf(flag)
  return {
    ...measuredValue(found),
    ...(interpretation === undefined ? {} : { interpretation: [interpretation] }),
    ...(range === '' ? {} : { referenceRange: [{ text: range }] }),
  }
}

/** @param isWhole a result by itself: which panel it was of is then said as a category */
function categoriesOf({ group, panel }: Measurement, isWhole: boolean): CodeableConcept[] {
  const known = CATEGORIES[group.category]
  const own = { system: OBSERVATION_CATEGORY, code: group.category }
  const coding = known === undefined ? [own] : [{ system: CATEGORY, code: known }, own]
  return [{ coding }, ...(panel === null || !isWhole ? [] : [conceptOf(panel)])]
}

type Value = Pick<Observation, 'valueQuantity' | 'valueString' | 'dataAbsentReason'>

/** R4 asks for a reason where a vital sign has no value (vs-2); for any other result the source's silence is none. */
function measuredValue({ group, result, unit }: Measurement): Value {
  if (result.text === '') {
    if (group.category !== 'vital-signs') return {}
    const code = 'unknown'
    const system = 'http://terminology.hl7.org/CodeSystem/data-absent-reason'
    return { dataAbsentReason: { coding: [{ system, code }] } }
  }
  const name = unit?.display ?? ''
  const { text, number, comparator } = result
  if (number === null) return { valueString: name === '' ? text : `${text} ${name}` }
  return { valueQuantity: quantityOf({ text, number, comparator, unit: name, term: unit }) }
}

function interpretationOf(flag: string): CodeableConcept | undefined {
  if (flag === '') return undefined
  const words = meaningOf(FLAG_WORDS, flag.toUpperCase())
  return {
    ...(words === undefined
      ? {}
      : { coding: [{ system: INTERPRETATION, code: flag.toUpperCase() }] }),
    text: words === undefined ? flag : `${flag} ${words.ja} / ${words.en}`,
  }
}
