/** What a mapping works with: one patient's chart in one generation, and how its resources are named. */
import type { Meta, Resource } from '@medplum/fhirtypes'
import { AS_OF } from '../../model/codes/sansho-systems.ts'
import type { PatientRef } from '../charts/patient.ts'
import type { Generation } from '../generations/open-generation.ts'

/** Gives resources their logical ids and ties them together: the door and the document do it differently. */
export interface Naming {
  /** @param local unique among the chart's resources of one type; '' for the patient */
  id(type: string, local: string): string
  reference(type: string, local: string): string
}

export interface FhirChart {
  readonly generation: Generation
  readonly patient: PatientRef
  readonly naming: Naming
  /** The hospital or a source restricts the chart. */
  readonly restricted: boolean
}

/** A resource that is made only when it is asked for: a page of a long list makes no others. */
export interface Lazy<Made extends Resource> {
  readonly id: string
  make(): Made
}

/** The name of a row: good in this generation only, so that it never names another fact after a switch. */
export function localName({ generation }: FhirChart, kind: string, row: number): string {
  return `${row}-${generation.seal(kind, row)}`
}

export function subjectOf({ naming }: FhirChart): { reference: string } {
  return { reference: naming.reference('Patient', '') }
}

/** Which generation spoke, and as of when. @param sources who states the fact, where several sources speak of it */
export function metaOf(chart: FhirChart, sources: readonly string[] = []): Meta {
  const { id, asOf } = chart.generation.facts
  return {
    ...securityOf(chart),
    source: `urn:sansho:generation:${id}`,
    tag: [
      { system: AS_OF, code: asOf, display: `${asOf} 時点 / as of ${asOf}` },
      ...sources.map((code) => ({ system: 'urn:sansho:source', code })),
    ],
  }
}

/**
 * The label that a restricted chart goes out with, on each resource and on the Bundle around them (FHIR R4 security-labels, HL7 v3
 * Confidentiality). The chart as a whole is restricted, so each fact of it is. That a source said more (V) is not kept.
 */
export function securityOf({ restricted }: Pick<FhirChart, 'restricted'>): Pick<Meta, 'security'> {
  if (!restricted) return {}
  const system = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality'
  return { security: [{ system, code: 'R', display: 'restricted' }] }
}

/** Logical ids of the door: the handle of the opened chart, good for this session only, and the fact's own name. */
export function doorNaming(handle: string): Naming {
  const id = (_type: string, local: string) => (local === '' ? handle : `${handle}.${local}`)
  return { id, reference: (type, local) => `${type}/${id(type, local)}` }
}
