/** FHIR R4 Encounter: visits and stays. */
import type { Encounter, EncounterLocation } from '@medplum/fhirtypes'
import { type NumberedEncounter, readAllEncounters } from '../charts/stays.ts'
import { type FhirChart, type Lazy, localName, metaOf, subjectOf } from './chart.ts'
import { periodOf, textConcept } from './datatypes.ts'

const STATUS: Readonly<Record<string, Encounter['status']>> = {
  'in-progress': 'in-progress',
  'on-leave': 'onleave',
  finished: 'finished',
  planned: 'planned',
}
const ACT_CODE = 'http://terminology.hl7.org/CodeSystem/v3-ActCode'

export function encounterResources(chart: FhirChart): Lazy<Encounter>[] {
  return readAllEncounters(chart.generation, chart.patient).map((found) => {
    const id = chart.naming.id('Encounter', localName(chart, 'encounter', found.id))
    return { id, make: () => encounterResource(chart, id, found) }
  })
}

function encounterResource(chart: FhirChart, id: string, found: NumberedEncounter): Encounter {
  const { encounter } = found
  const location = placesOf(found)
  const isStay = encounter.class === 'inpatient'
  const period = periodOf(encounter.startAt, encounter.endAt)
  const serviceType = textConcept(encounter.department)
  const reasons = [encounter.reason, ...encounter.particulars].flatMap(
    (words) => textConcept(words) ?? [],
  )
  const disposition = textConcept(encounter.disposition)
  return {
    resourceType: 'Encounter',
    id,
    meta: metaOf(chart),
    status: STATUS[encounter.status] ?? 'unknown',
    class: {
      system: ACT_CODE,
      code: isStay ? 'IMP' : 'AMB',
      display: isStay ? 'inpatient encounter' : 'ambulatory',
    },
    subject: subjectOf(chart),
    ...(serviceType === undefined ? {} : { serviceType }),
    ...(encounter.attending === ''
      ? {}
      : { participant: [{ individual: { display: encounter.attending } }] }),
    ...(period === undefined ? {} : { period }),
    ...(reasons.length === 0 ? {} : { reasonCode: reasons }),
    ...(disposition === undefined
      ? {}
      : { hospitalization: { dischargeDisposition: disposition } }),
    ...(location.length === 0 ? {} : { location }),
  }
}

const PLACE_TYPE = 'http://terminology.hl7.org/CodeSystem/location-physical-type'

/** Ward, room and bed, each by its kind: the backup knows their names only. */
function placesOf({ encounter, room, bed }: NumberedEncounter): EncounterLocation[] {
  const places = [
    ['wa', encounter.ward],
    ['ro', room],
    ['bd', bed],
  ] as const
  return places
    .filter(([, name]) => name !== '')
    .map(([code, display]) => ({
      location: { display },
      physicalType: { coding: [{ system: PLACE_TYPE, code }] },
    }))
}
