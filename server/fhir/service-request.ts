/** FHIR R4 ServiceRequest: examinations and operations that are ordered for a time to come. What has a resource of its own is not here. */
import type { Coding, ServiceRequest } from '@medplum/fhirtypes'
import type { SummaryAnswer } from '../../model/api/chart/summary.ts'
import { meaningOf } from '../../model/codes/meaning.ts'
import { ORDER_CATEGORY } from '../../model/codes/sansho-systems.ts'
import { type FhirChart, metaOf, subjectOf } from './chart.ts'
import { departmentOf, timed } from './datatypes.ts'
import { earlySourceText } from './medication-request.ts'

const SNOMED = 'http://snomed.info/sct'
/** R4 example value set of ServiceRequest.category; the read model's categories of an order. */
const CATEGORIES: Readonly<Record<string, readonly Coding[]>> = {
  laboratory: [{ system: SNOMED, code: '108252007', display: 'Laboratory procedure' }],
  radiology: [{ system: SNOMED, code: '363679005', display: 'Imaging' }],
  operation: [{ system: SNOMED, code: '387713003', display: 'Surgical procedure' }],
  endoscopy: [],
  physiology: [],
}

type Scheduled = SummaryAnswer['scheduled'][number]

/** @param scheduled what is planned, or in course */
export function scheduledResources(
  chart: FhirChart,
  scheduled: readonly Scheduled[],
): (ServiceRequest & { readonly id: string })[] {
  return scheduled.flatMap(({ at, kind, title, department, plannedAsOf, sources }, index) => {
    const known = meaningOf(CATEGORIES, kind)
    if (known === undefined || title === '') return []
    return [
      {
        resourceType: 'ServiceRequest',
        id: chart.naming.id('ServiceRequest', `scheduled-${index}`),
        meta: metaOf(chart, sources),
        ...departmentOf(department),
        status: 'active',
        intent: 'order',
        category: [{ coding: [...known, { system: ORDER_CATEGORY, code: kind }] }],
        code: { text: title },
        subject: subjectOf(chart),
        ...timed('occurrenceDateTime', at),
        ...(plannedAsOf === undefined ? {} : { note: [{ text: earlySourceText(plannedAsOf) }] }),
      },
    ]
  })
}
