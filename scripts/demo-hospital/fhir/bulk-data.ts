/**
 * The same patients as another vendor's system would export them: FHIR R4 Bulk Data, JP Core codes. Patients, allergies, diagnoses,
 * laboratory results, prescriptions and injections, each as it is now: Bulk Data holds no superseded versions. Written from the events,
 * not from the SS-MIX2 messages.
 */
import type { Resource } from '@medplum/fhirtypes'
import type { Chart } from '../chart.ts'
import type { Medium } from '../medium.ts'
import { labResources } from './laboratory.ts'
import { injectionResource, prescriptionResources } from './medications.ts'
import { allergyResources, conditionResources, patientResource } from './person.ts'

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
  const flush = () => {
    for (const [type, each] of lines) {
      medium.write(`${type}.${part}.ndjson`, Buffer.from(`${each.join('\n')}\n`))
    }
    lines = new Map()
    part += 1
  }
  return {
    add(chart, prior) {
      for (const resource of resourcesOf(chart, prior)) {
        const type = resource.resourceType
        const known = lines.get(type) ?? []
        known.push(JSON.stringify(resource))
        lines.set(type, known)
      }
      patients += 1
      if (patients % PATIENTS_IN_A_FILE === 0) flush()
    },
    finish() {
      if (lines.size > 0) flush()
    },
  }
}

function resourcesOf(chart: Chart, prior: Chart | null): Resource[] {
  const { person } = chart
  const events = [...chart.events, ...(prior?.events ?? [])]
  return [
    patientResource(chart),
    ...allergyResources(chart),
    ...conditionResources(chart),
    ...events.flatMap((event): Resource[] => {
      if (!('flag' in event) || event.flag !== '1') return []
      if (event.kind === 'labs') return labResources(person, event)
      if (event.kind === 'prescription') return prescriptionResources(person, event)
      return event.kind === 'injection' ? [injectionResource(person, event)] : []
    }),
  ]
}
