/** FHIR R4 MedicationDispense: what a pharmacy handed out. */
import type { MedicationDispense } from '@medplum/fhirtypes'
import { meaningOf } from '../../model/codes/meaning.ts'
import { type CodedDispense, readCodedDispenses } from '../charts/dispenses.ts'
import { amountOf } from './amounts.ts'
import { type FhirChart, type Lazy, localName, metaOf, subjectOf } from './chart.ts'
import { conceptOf, timed } from './datatypes.ts'
import { RP_GROUP } from './medication-request.ts'

/** FHIR's own words; HL7 v3 ActStatus. */
const STATUS: Readonly<Record<string, MedicationDispense['status']>> = {
  preparation: 'preparation',
  'in-progress': 'in-progress',
  cancelled: 'cancelled',
  'on-hold': 'on-hold',
  completed: 'completed',
  stopped: 'stopped',
  aborted: 'stopped',
  declined: 'declined',
}

export function dispenseResources(chart: FhirChart): Lazy<MedicationDispense>[] {
  return readCodedDispenses(chart.generation, chart.patient).map((found) => {
    const local = localName(chart, 'dispense', found.id)
    const id = chart.naming.id('MedicationDispense', local)
    return { id, make: () => dispenseResource(chart, id, found) }
  })
}

function dispenseResource(
  chart: FhirChart,
  id: string,
  { dispense, drug }: CodedDispense,
): MedicationDispense {
  const { orderNo, group, status, performer, note, usage } = dispense
  const quantity = amountOf(dispense.amount)
  const days = amountOf(dispense.duration)
  // What is no plain number stands in words as it came.
  const words = [
    dispense.amount !== '' && quantity === null ? `数量 / quantity ${dispense.amount}` : '',
    dispense.duration !== '' && days === null ? `日数 / days ${dispense.duration}` : '',
    note,
  ].filter((text) => text !== '')
  return {
    resourceType: 'MedicationDispense',
    id,
    meta: metaOf(chart, dispense.sources),
    ...(group === '' ? {} : { identifier: [{ system: RP_GROUP, value: group }] }),
    status: meaningOf(STATUS, status.trim().toLowerCase()) ?? 'unknown',
    medicationCodeableConcept: conceptOf(drug, dispense.drug),
    subject: subjectOf(chart),
    ...(performer === '' ? {} : { performer: [{ actor: { display: performer } }] }),
    ...(orderNo === ''
      ? {}
      : {
          authorizingPrescription: [{ type: 'MedicationRequest', identifier: { value: orderNo } }],
        }),
    ...(quantity === null ? {} : { quantity }),
    ...(days === null ? {} : { daysSupply: days }),
    ...timed('whenHandedOver', dispense.dispensedAt),
    ...(words.length === 0 ? {} : { note: words.map((text) => ({ text })) }),
    ...(usage.length === 0 ? {} : { dosageInstruction: [{ text: usage.join(' ') }] }),
  }
}
