/**
 * FHIR R4 Basic: each gap of a chart, for a receiver that is a program. R4 has no resource for what is known to be missing; Basic is
 * the one for what it has none for. People read the same sentence in the document's section.
 */
import type { Basic } from '@medplum/fhirtypes'
import { GAP, GAP_DATA_TYPE, GAP_DETAIL, GAP_SOURCE } from '../../model/codes/sansho-systems.ts'
import { chartProvenance } from '../charts/gaps.ts'
import { type FhirChart, metaOf, subjectOf } from './chart.ts'
import { gapText } from './gaps.ts'

export function gapResources(chart: FhirChart): (Basic & { readonly id: string })[] {
  const { patientGaps, sources } = chartProvenance(chart.generation, chart.patient)
  return patientGaps.map((gap, at) => {
    const { dataType, date, reason, detail } = gap
    // Where one source speaks nobody asks whose gap it is.
    const source = sources.length > 1 ? gap.source : ''
    const extension = [
      { url: GAP_DATA_TYPE, valueString: dataType },
      { url: GAP_DETAIL, valueString: detail },
      { url: GAP_SOURCE, valueString: source },
    ].filter(({ valueString }) => valueString !== '')
    return {
      resourceType: 'Basic',
      id: chart.naming.id('Basic', `gap-${at}`),
      meta: metaOf(chart),
      // FHIR has no empty arrays (R4, section 2.6.2).
      ...(extension.length === 0 ? {} : { extension }),
      code: { coding: [{ system: GAP, code: reason }], text: gapText(gap) },
      subject: subjectOf(chart),
      ...(/^\d{4}-\d{2}-\d{2}$/.test(date) ? { created: date } : {}),
    }
  })
}
