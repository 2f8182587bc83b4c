/** FHIR R4 CapabilityStatement of the door: what may be asked, and that nothing can be written. */
import type { CapabilityStatement, CapabilityStatementRestResource } from '@medplum/fhirtypes'
import { PRODUCT_VERSION } from '../version.ts'
import { CHART_TYPES } from './resources.ts'
import { hasSubject } from './search-page.ts'

/** When what is said here last changed. */
const WRITTEN = '2026-11-30'

const HOW = `Read-only. Sign in as the viewer does (session cookie). POST Patient/_search with a form body identifier=<number> opens a
chart, which is written to the access log; its logical id is good for this session only and stands where a patient's id would.
Identifiers of patients are refused in URLs. Unknown search parameters are refused, not ignored. Every search result carries an
OperationOutcome that says as of when the backup speaks and what is missing from it.`

export function capabilityStatement(): CapabilityStatement {
  const read = { code: 'read' } as const
  const search = { code: 'search-type' } as const
  const patient: CapabilityStatementRestResource = {
    type: 'Patient',
    interaction: [read, search],
    searchParam: [{ name: 'identifier', type: 'token', documentation: 'POST _search only' }],
  }
  const binary: CapabilityStatementRestResource = { type: 'Binary', interaction: [read] }
  const parts = CHART_TYPES.map((type): CapabilityStatementRestResource => {
    const subject = { name: 'subject', type: 'reference', documentation: 'as patient' } as const
    const category = { name: 'category', type: 'token' } as const
    return {
      type,
      interaction: [read, search],
      searchParam: [
        { name: 'patient', type: 'reference', documentation: 'required' },
        ...(hasSubject(type) ? [subject] : []),
        ...(type === 'Observation' ? [category] : []),
      ],
    }
  })
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: WRITTEN,
    kind: 'instance',
    software: { name: 'Sansho 参照', version: PRODUCT_VERSION },
    implementation: {
      description: '電子カルテのバックアップの読み取り専用の参照 / read-only view of an EHR backup',
    },
    fhirVersion: '4.0.1',
    format: ['json'],
    rest: [{ mode: 'server', documentation: HOW, resource: [patient, ...parts, binary] }],
  }
}
