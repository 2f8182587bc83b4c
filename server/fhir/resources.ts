/** The resource types of a chart, by name. */
import type { Resource } from '@medplum/fhirtypes'
import { allergyResources } from './allergy-intolerance.ts'
import type { FhirChart, Lazy } from './chart.ts'
import { conditionResources } from './condition.ts'
import { documentResources } from './document-reference.ts'
import { encounterResources } from './encounter.ts'
import { imagingResources } from './imaging-study.ts'
import { immunizationResources } from './immunization.ts'
import { administrationResources } from './medication-administration.ts'
import { dispenseResources } from './medication-dispense.ts'
import { medicationResources } from './medication-request.ts'
import { observationResources } from './observation.ts'
import { procedureResources } from './procedure.ts'

/** Types that are searched by patient. */
export const CHART_TYPES = [
  'Encounter',
  'Condition',
  'AllergyIntolerance',
  'Observation',
  'MedicationRequest',
  'MedicationAdministration',
  'MedicationDispense',
  'Immunization',
  'Procedure',
  'DocumentReference',
  'ImagingStudy',
] as const
export type ChartType = (typeof CHART_TYPES)[number]

const READERS: Readonly<Record<ChartType, (chart: FhirChart) => Lazy<Resource>[]>> = {
  Encounter: encounterResources,
  Condition: conditionResources,
  AllergyIntolerance: allergyResources,
  Observation: observationResources,
  MedicationRequest: medicationResources,
  MedicationAdministration: administrationResources,
  MedicationDispense: dispenseResources,
  Immunization: immunizationResources,
  Procedure: procedureResources,
  DocumentReference: (chart) =>
    documentResources(chart, ({ document }, { part }) => ({
      url: chart.naming.reference('Binary', `${document}-${part}`),
    })),
  ImagingStudy: imagingResources,
}

/** Every resource of a type in the order of the chart; none is made before it is asked for. */
export function resourcesOf(chart: FhirChart, type: ChartType): Lazy<Resource>[] {
  return READERS[type](chart)
}
