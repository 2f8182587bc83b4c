/**
 * The same patients as another vendor's system would export them: FHIR R4 Bulk Data, JP Core codes. Patients, visits and stays,
 * allergies, diagnoses, laboratory results, cultures, the temperature chart, prescriptions, injections, what was given, examinations,
 * diets and documents, each as it is now: Bulk Data holds no superseded versions. Written from the events, not from the SS-MIX2
 * messages.
 */
import type { Resource } from '@medplum/fhirtypes'
import type { Chart } from '../chart.ts'
import type { ClinicalEvent, Person } from '../events.ts'
import type { Bed } from '../hospital.ts'
import type { Medium } from '../medium.ts'
import { administrationResources } from './administrations.ts'
import { cultureResources } from './cultures.ts'
import { documentResource, procedureResources } from './documents.ts'
import {
  dietResource,
  examDoneResource,
  examOrderResource,
  labOrderResources,
  physiologyResources,
} from './examinations.ts'
import { labResources } from './laboratory.ts'
import { injectionResource, prescriptionResources } from './medications.ts'
import { allergyResources, conditionResources, patientResource } from './person.ts'
import { encounterResources, locationResources } from './stays.ts'
import { vitalResources } from './vitals.ts'

/** Patients in one file of each type, so that no file grows with the hospital. */
const PATIENTS_IN_A_FILE = 50

export interface BulkData {
  /** @param prior what was filed under a number that was merged: it is the same patient's */
  add(chart: Chart, prior: Chart | null): void
  /** Writes what is left. */
  finish(): void
}

export function openBulkData(medium: Medium): BulkData {
  let lines = new Map<string, string[]>()
  let patients = 0
  let part = 1
  const places = new Map<string, Resource>()
  const use = (bed: Bed) => {
    for (const place of locationResources(bed)) places.set(place.id ?? '', place)
  }
  const put = (resource: Resource) => {
    const known = lines.get(resource.resourceType) ?? []
    known.push(JSON.stringify(resource))
    lines.set(resource.resourceType, known)
  }
  const flush = () => {
    for (const [type, each] of lines) {
      medium.write(`${type}.${part}.ndjson`, Buffer.from(`${each.join('\n')}\n`))
    }
    lines = new Map()
    part += 1
  }
  return {
    add(chart, prior) {
      for (const resource of resourcesOf(chart, prior, use)) put(resource)
      patients += 1
      if (patients % PATIENTS_IN_A_FILE === 0) flush()
    },
    finish() {
      for (const place of places.values()) put(place)
      if (lines.size > 0) flush()
    },
  }
}

/** Of the number that was merged, only the archive's messages are left: no documents. */
function resourcesOf(chart: Chart, prior: Chart | null, use: (bed: Bed) => void): Resource[] {
  const { person } = chart
  const kept = (prior?.events ?? []).filter(({ kind }) => kind !== 'document')
  const events = [...chart.events, ...kept].filter(({ flag }) => flag === '1')
  return [
    patientResource(chart),
    ...encounterResources(person, events, use),
    ...allergyResources(chart),
    ...conditionResources(chart),
    ...events.flatMap((event) => resourcesOfEvent(person, event)),
  ]
}

function resourcesOfEvent(person: Person, event: ClinicalEvent): Resource[] {
  switch (event.kind) {
    case 'labs':
      return labResources(person, event)
    case 'labOrder':
      return labOrderResources(person, event)
    case 'culture':
      return cultureResources(person, event)
    case 'prescription':
      return prescriptionResources(person, event)
    case 'injection':
      return [injectionResource(person, event)]
    case 'administration':
      return administrationResources(person, event)
    case 'examOrder':
      return [examOrderResource(person, event)]
    case 'examDone':
      return examDoneResource(person, event)
    case 'physiology':
      return physiologyResources(person, event)
    case 'diet':
      return [dietResource(person, event)]
    case 'document':
      return event.readings === undefined
        ? [documentResource(person, event), ...procedureResources(person, event)]
        : vitalResources(person, event)
    case 'movement':
      return []
  }
}
