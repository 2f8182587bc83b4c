/**
 * Resources that name no patient and are tied to one by another: the result of a report, a section's entry of a document, the report
 * of results. R4 lets no subject pass along a reference (DiagnosticReport.result, Composition.section.entry), so they are no facts of that
 * patient; they are missing on their chart.
 */
import type { FoundResource } from './items.ts'
import { type Json, list, obj, str } from './json.ts'
import type { Known } from './known-resources.ts'
import type { Reading } from './reading.ts'
import { keysOf, withoutVersion } from './references.ts'
import { dayOf } from './times.ts'
import { type ReadResource, subjectOf, unread } from './whose.ts'

/** R4 types that need not name their patient. */
export const MAY_BE_NOBODYS: ReadonlySet<string> = new Set([
  'DiagnosticReport',
  'DocumentReference',
  'Encounter',
  'Observation',
])

const BY_REPORT = 'it names no patient; a report of this patient has it as a result'
const BY_DOCUMENT = 'it names no patient; a document of this patient refers to it'
const BY_RESULT = 'it names no patient; its results are of this patient'
const BY_OTHER = 'it names no patient; another record of this patient refers to it'

/** Of lines, whose ties lie in other files: what is of nobody, under its own references and under those of its results. */
export function untiedIn(resource: Json): [key: string, known: Known][] {
  const type = str(resource.resourceType)
  if (!MAY_BE_NOBODYS.has(type) || subjectOf(resource) !== undefined) return []
  const place = `${type}/${str(resource.id)}`
  const date = dayOf(resource)
  const untied = (detail: string): Known => ({ type: 'Untied', place, of: type, date, detail })
  return [
    ...keysOf(resource, '').map((key): [string, Known] => [untiedKey(key), untied('')]),
    ...referencesOf(resource.result).map((key): [string, Known] => [
      reportKey(key),
      untied(BY_RESULT),
    ]),
  ]
}

export type Untied = Extract<Known, { type: 'Untied' }>

/** What of nobody's this resource of a patient ties to them. */
export function tiedBy(resource: Json, lookUp: (key: string) => Known | null): Untied[] {
  const type = str(resource.resourceType)
  const told = (references: readonly string[], detail: string) =>
    references.map((reference) => withDetail(lookUp(untiedKey(reference)), detail))
  const isReport = type === 'DiagnosticReport'
  return [
    ...told(isReport ? referencesOf(resource.result) : [], BY_REPORT),
    ...told(type === 'Composition' ? entriesOf(resource) : [], BY_DOCUMENT),
    ...told(
      [
        ...referencesOf(resource.hasMember),
        ...referencesOf(resource.derivedFrom),
        ...referencesOf([resource.encounter]),
      ],
      BY_OTHER,
    ),
    ...keysOf(resource, '').map((key) => withDetail(lookUp(reportKey(key)), BY_RESULT)),
  ].filter((each) => each !== null)
}

function withDetail(known: Known | null, detail: string): Untied | null {
  return known?.type === 'Untied' ? { ...known, detail } : null
}

function untiedKey(reference: string): string {
  return `untied ${reference}`
}

function reportKey(reference: string): string {
  return `report of ${reference}`
}

/** The same within a Bundle, whose entries lie side by side. */
export function tiedToPatient(
  { resource, fullUrl, bundle }: FoundResource,
  reading: Reading,
): ReadResource | null {
  if (bundle === null || subjectOf(resource) !== undefined) return null
  const own = keysOf(resource, fullUrl)
  const names = (references: readonly string[], keys: readonly string[]) =>
    references.some((reference) => keys.includes(reference))
  const results = referencesOf(resource.result)
  const holders = bundle.entries.flatMap((entry) => {
    const { resourceType: type } = entry.resource
    if (type === 'DiagnosticReport' && names(referencesOf(entry.resource.result), own))
      return [{ resource: entry.resource, tie: BY_REPORT }]
    if (type === 'Composition' && names(entriesOf(entry.resource), own))
      return [{ resource: entry.resource, tie: BY_DOCUMENT }]
    if (results.length > 0 && names(results, keysOf(entry.resource, entry.fullUrl)))
      return [{ resource: entry.resource, tie: BY_RESULT }]
    return []
  })
  const patients = new Set(holders.map((holder) => reading.patientOf(subjectOf(holder.resource))))
  const [holder] = holders
  if (holder === undefined || patients.size !== 1 || patients.has('')) {
    reading.patientId = ''
    return null
  }
  return unread('unknown-patient', holder.tie)
}

function referencesOf(value: unknown): string[] {
  return list(value).map(({ reference }) => withoutVersion(str(reference)))
}

/** What a Composition is of, and what its sections list, whatever their depth. */
function entriesOf(composition: Json): string[] {
  const found = [withoutVersion(str(obj(composition.encounter)?.reference))]
  const waiting = [...list(composition.section)]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    found.push(...referencesOf(next.entry))
    waiting.push(...list(next.section))
  }
  return found.filter((reference) => reference !== '')
}
