/** FHIR R4 Immunization: what was given as a vaccination, or explicitly was not. */
import type { Immunization } from '@medplum/fhirtypes'
import { meaningOf } from '../../model/codes/meaning.ts'
import { isVaccination, LOT, SUBPOTENT, VACCINATION } from '../../model/codes/medication-words.ts'
import { type CodedAdministration, readCodedAdministrations } from '../charts/administrations.ts'
import { amountOf } from './amounts.ts'
import { type FhirChart, type Lazy, localName, metaOf, subjectOf } from './chart.ts'
import { conceptOf, dateTimeOf, textConcept } from './datatypes.ts'

/** HL7 v2.5 table 0322; FHIR's own words. R4 knows given and not given alone. */
const STATUS: Readonly<Record<string, Immunization['status']>> = {
  CP: 'completed',
  COMPLETED: 'completed',
  RE: 'not-done',
  NA: 'not-done',
  'NOT-DONE': 'not-done',
}

/** @returns null for what is no vaccination, or one whose status R4 has no word for: a MedicationAdministration says that */
export function vaccinationStatus({ given }: CodedAdministration): Immunization['status'] | null {
  if (!isVaccination(given.note)) return null
  return meaningOf(STATUS, given.status.trim().toUpperCase()) ?? null
}

export function immunizationResources(chart: FhirChart): Lazy<Immunization>[] {
  return readCodedAdministrations(chart.generation, chart.patient).flatMap((found) => {
    const status = vaccinationStatus(found)
    if (status === null) return []
    const id = chart.naming.id('Immunization', localName(chart, 'administration', found.id))
    return [{ id, make: () => immunizationResource(chart, id, { ...found, status }) }]
  })
}

function immunizationResource(
  chart: FhirChart,
  id: string,
  { given, drug, status }: CodedAdministration & Pick<Immunization, 'status'>,
): Immunization {
  const { lot, isSubpotent, rest } = notesOf(given.note)
  const dose = amountOf(given.amount)
  const notes = [given.amount !== '' && dose === null ? given.amount : '', ...rest].filter(
    (text) => text !== '',
  )
  const route = textConcept(given.route)
  return {
    resourceType: 'Immunization',
    id,
    meta: metaOf(chart, given.sources),
    ...(given.orderNo === '' ? {} : { identifier: [{ value: given.orderNo }] }),
    status,
    vaccineCode: conceptOf(drug, given.drug),
    patient: subjectOf(chart),
    ...occurrenceOf(given),
    ...(lot === '' ? {} : { lotNumber: lot }),
    ...(route === undefined ? {} : { route }),
    ...(dose === null ? {} : { doseQuantity: dose }),
    ...(given.performer === '' ? {} : { performer: [{ actor: { display: given.performer } }] }),
    ...(isSubpotent ? { isSubpotent } : {}),
    ...(notes.length === 0 ? {} : { note: notes.map((text) => ({ text })) }),
  }
}

/** What the read model keeps in the note's lines. */
function notesOf(note: string): { lot: string; isSubpotent: boolean; rest: string[] } {
  const lines = note.split('\n').filter((line) => line !== VACCINATION)
  const lot = lines.find((line) => line.startsWith(LOT)) ?? ''
  return {
    lot: lot.slice(LOT.length),
    isSubpotent: lines.includes(SUBPOTENT),
    rest: lines.filter((line) => line !== lot && line !== SUBPOTENT),
  }
}

/** R4 asks for a time: where none is known, that is said in its place. */
function occurrenceOf({
  startAt,
}: CodedAdministration['given']): Pick<Immunization, 'occurrenceDateTime' | 'occurrenceString'> {
  const at = dateTimeOf(startAt)
  if (at !== undefined) return { occurrenceDateTime: at }
  if (startAt.text !== '') return { occurrenceString: startAt.text }
  return { occurrenceString: '不明 / unknown' }
}
