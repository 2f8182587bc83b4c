/** FHIR R4 MedicationAdministration: what was given, and what explicitly was not. */

import type { MedicationAdministration, MedicationAdministrationDosage } from '@medplum/fhirtypes'
import { meaningOf } from '../../model/codes/meaning.ts'
import { ADMINISTRATION_STATUS_WORDS } from '../../model/codes/medication-words.ts'
import { MEDICATION_FORM } from '../../model/codes/sansho-systems.ts'
import { type CodedAdministration, readCodedAdministrations } from '../charts/administrations.ts'
import { readOrderNumbers } from '../charts/medications.ts'
import { amountOf } from './amounts.ts'
import { type FhirChart, type Lazy, localName, metaOf, subjectOf } from './chart.ts'
import { absent, conceptOf, dateTimeOf, notUnderstood, textConcept } from './datatypes.ts'
import { vaccinationStatus } from './immunization.ts'
import { RP_GROUP } from './medication-request.ts'

/** HL7 v2.5 table 0322; FHIR's own words. Partly given counts as given, with the word beside it. */
const STATUS: Readonly<Record<string, MedicationAdministration['status']>> = {
  CP: 'completed',
  PA: 'completed',
  RE: 'not-done',
  NA: 'not-done',
  COMPLETED: 'completed',
  'NOT-DONE': 'not-done',
  'IN-PROGRESS': 'in-progress',
  'ON-HOLD': 'on-hold',
  STOPPED: 'stopped',
  'ENTERED-IN-ERROR': 'entered-in-error',
}

export function administrationResources(chart: FhirChart): Lazy<MedicationAdministration>[] {
  const orders = readOrderNumbers(chart.generation, chart.patient)
  const given = readCodedAdministrations(chart.generation, chart.patient)
  return given
    .filter((found) => vaccinationStatus(found) === null)
    .map((found) => {
      const local = localName(chart, 'administration', found.id)
      const id = chart.naming.id('MedicationAdministration', local)
      const isOrdered = orders.has(found.given.orderNo)
      return { id, make: () => administrationResource(chart, id, { ...found, isOrdered }) }
    })
}

function administrationResource(
  chart: FhirChart,
  id: string,
  { given, drug, isOrdered }: CodedAdministration & { readonly isOrdered: boolean },
): MedicationAdministration {
  const dosage = dosageOf(given)
  const status = meaningOf(STATUS, given.status.trim().toUpperCase()) ?? 'unknown'
  // FHIR's own word needs none beside it, nor does what means the same: CP, all of it was given.
  const words =
    given.status === status || given.status === 'CP'
      ? undefined
      : meaningOf(ADMINISTRATION_STATUS_WORDS, given.status)
  return {
    resourceType: 'MedicationAdministration',
    id,
    meta: metaOf(chart),
    ...identifiersOf(given, isOrdered),
    status,
    ...(words === undefined ? {} : { statusReason: [{ text: `${words.ja} / ${words.en}` }] }),
    category: { coding: [{ system: MEDICATION_FORM, code: given.form }] },
    medicationCodeableConcept: conceptOf(drug, given.drug),
    subject: subjectOf(chart),
    ...effectiveOf(given),
    ...(given.performer === '' ? {} : { performer: [{ actor: { display: given.performer } }] }),
    ...(given.note === '' ? {} : { note: [{ text: given.note }] }),
    ...(dosage === undefined ? {} : { dosage }),
  }
}

type Given = CodedAdministration['given']

/** The order by its number, and the Rp group in it; a number that no order of the chart has is the administration's own. */
function identifiersOf(
  { orderNo, group }: Given,
  isOrdered: boolean,
): Pick<MedicationAdministration, 'identifier' | 'request'> {
  const identifier = [
    ...(orderNo === '' || isOrdered ? [] : [{ value: orderNo }]),
    ...(group === '' ? [] : [{ system: RP_GROUP, value: group }]),
  ]
  return {
    ...(identifier.length === 0 ? {} : { identifier }),
    ...(isOrdered
      ? { request: { type: 'MedicationRequest', identifier: { value: orderNo } } }
      : {}),
  }
}

type Effective = Pick<MedicationAdministration, 'effectiveDateTime' | 'effectivePeriod'>

/** R4 asks for a time: where none is known, that is said in its place. */
function effectiveOf({ startAt, endAt }: Given): Effective {
  const [start, end] = [dateTimeOf(startAt), dateTimeOf(endAt)]
  if (start !== undefined && end !== undefined) return { effectivePeriod: { start, end } }
  if (start !== undefined) return { effectiveDateTime: start }
  return { effectivePeriod: notUnderstood(startAt) ?? absent() }
}

function dosageOf({ amount, rate, route }: Given): MedicationAdministrationDosage | undefined {
  const [dose, speed] = [amountOf(amount), amountOf(rate)]
  const by = textConcept(route)
  // R4 asks for a dose, a rate or a text (mad-1): the text says both as they came where they are no plain numbers.
  const text = [amount, rate].filter((each) => each !== '').join('、')
  if (text === '') return undefined
  const isPlain = (amount === '' || dose !== null) && (rate === '' || speed !== null)
  return {
    ...(isPlain ? {} : { text }),
    ...(by === undefined ? {} : { route: by }),
    ...(dose === null ? {} : { dose }),
    ...(speed === null ? {} : { rateQuantity: speed }),
  }
}
