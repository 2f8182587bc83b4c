/**
 * What other resources refer to, cut down to what a chart shows of it: who a patient is, a doctor's name, a bed's ward.
 * Everything is plain data: it crosses threads.
 */
import type { Staff } from '../../../model/records/values.ts'
import { type Json, list, obj, str, strings } from './json.ts'
import { chartNumberOf } from './patient-identity.ts'
import { keysOf, withoutVersion } from './references.ts'

export interface KnownPatient {
  readonly type: 'Patient'
  readonly id: string
  /** The hospital's own number, '' when the resource has none. See patient-identity.ts. */
  readonly number: string
  readonly system: string
  readonly birthDate: string
  readonly updated: string
}

export interface KnownLocation {
  readonly type: 'Location'
  readonly name: string
  /** FHIR location-physical-type: wa, ro, bd, … '' = not said. */
  readonly physical: string
  /** A FHIR reference, '' = none. */
  readonly partOf: string
}

export type Known =
  | KnownPatient
  | KnownLocation
  | { readonly type: 'Practitioner'; readonly staff: Staff }
  | {
      readonly type: 'PractitionerRole'
      readonly practitioner: string
      readonly name: string
      readonly organization: string
    }
  | { readonly type: 'Organization'; readonly name: string }
  | { readonly type: 'Medication'; readonly resource: Json }
  | { readonly type: 'Specimen'; readonly resource: Json }
  /** The organism of a culture: under the key of each member of its Observation, and under `valueKey` of the Observation itself. */
  | { readonly type: 'Observation'; readonly memberOf: string }
  /** A stay: only those of an in-patient class are known. */
  | { readonly type: 'Encounter'; readonly isOver: boolean; readonly end: string }
  /** Of nobody, as far as it says: see ties.ts. `place`: `DiagnosticReport/9`; `detail`: what ties it. */
  | {
      readonly type: 'Untied'
      readonly place: string
      readonly of: string
      readonly date: string
      readonly detail: string
    }
  /** Whose content a Binary is: by the DocumentReference or DiagnosticReport that refers to it. */
  | {
      readonly type: 'Binary'
      readonly subject: string
      /** Its document's key: `exports/|DocumentReference/7`. */
      readonly owner: string
      readonly title: string
    }

export type KnownType = Known['type']

/** What others refer to; every other type is never asked for. */
export const KNOWN_TYPES: ReadonlySet<string> = new Set<KnownType>([
  'Patient',
  'Location',
  'Practitioner',
  'PractitionerRole',
  'Organization',
  'Medication',
  'Specimen',
])

/** HL7 v3 ActEncounterCode below inpatient, observation and short stay. */
export const INPATIENT: ReadonlySet<string> = new Set(['IMP', 'ACUTE', 'NONAC', 'OBSENC', 'SS'])

/** @param fullUrl of its Bundle entry, '' = none. @returns null for resources that nobody refers to. */
export function knownOf(resource: Json, fullUrl: string): Known | null {
  switch (str(resource.resourceType)) {
    case 'Patient': {
      const { number, system } = chartNumberOf(resource)
      const updated = str(obj(resource.meta)?.lastUpdated)
      const birthDate = str(resource.birthDate)
      const id = str(resource.id) || idOfUrl(fullUrl)
      return { type: 'Patient', id, number, system, birthDate, updated }
    }
    case 'Location': {
      const physical = list(obj(resource.physicalType)?.coding)
      return {
        type: 'Location',
        name: str(resource.name) || str(list(resource.identifier)[0]?.value) || str(resource.id),
        physical: str(physical.find((coding) => PHYSICAL.has(str(coding.code)))?.code),
        partOf: str(obj(resource.partOf)?.reference),
      }
    }
    case 'Practitioner': {
      const code = str(list(resource.identifier)[0]?.value) || str(resource.id)
      return { type: 'Practitioner', staff: { code, name: personName(resource) } }
    }
    case 'PractitionerRole':
      return {
        type: 'PractitionerRole',
        practitioner: str(obj(resource.practitioner)?.reference),
        name: str(obj(resource.practitioner)?.display),
        organization: str(obj(resource.organization)?.reference),
      }
    case 'Organization':
      return { type: 'Organization', name: str(resource.name) }
    case 'Medication': {
      const { code, form, ingredient, contained, status } = resource
      return {
        type: 'Medication',
        resource: shallow({ code, form, ingredient, contained, status }),
      }
    }
    case 'Specimen': {
      return { type: 'Specimen', resource: shallow({ type: resource.type }) }
    }
    case 'Encounter':
      return stayOf(resource)
    default:
      return null
  }
}

/** An entry that is still to be created has no id: `urn:uuid:…` names it in its Bundle (R4 bundle.html#references). */
function idOfUrl(fullUrl: string): string {
  return /(?:^urn:uuid:|\/Patient\/)([A-Za-z0-9\-.]{1,64})$/.exec(fullUrl)?.[1] ?? ''
}

/** Levels of any resource's elements: a contained Medication's ingredient's strength is ten deep. */
const DEEPEST = 30

/** Without what is nested so deep that it could not be handed to another thread. */
function shallow(elements: Json): Json {
  return Object.fromEntries(
    Object.entries(elements).filter(([, value]) => isShallow(value, DEEPEST)),
  )
}

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  return levels > 0 && Object.values(value).every((member) => isShallow(member, levels - 1))
}

/** The Binaries that a document's attachments lie in, by their reference. */
export function binariesOf(resource: Json, scope: string): [key: string, known: Known][] {
  const type = str(resource.resourceType)
  const subject = str(obj(resource.subject)?.reference)
  const owner = `${scope}|${type}/${str(resource.id)}`
  return attachmentsOf(resource).flatMap((attachment) => {
    const key = /(?:^|\/)(Binary\/[A-Za-z0-9\-.]+)/.exec(str(attachment.url))?.[1]
    const title = str(attachment.title)
    return key === undefined
      ? []
      : [[key, { type: 'Binary', subject, owner, title }] as [string, Known]]
  })
}

/** The members (FHIR R4 Observation.hasMember) of one that has a value in words, by their references. */
export function membersOf(resource: Json): [key: string, known: Known][] {
  const memberOf = valueWords(resource)
  if (memberOf === '') return []
  return list(resource.hasMember)
    .map(({ reference }) => withoutVersion(str(reference)))
    .filter((key) => key !== '')
    .map((key) => [key, { type: 'Observation', memberOf }])
}

/** The key of what an Observation's own value is, beside that of what it is a member of. */
export function valueKey(reference: string): string {
  return `value of ${reference}`
}

/** The organism that others may derive from (FHIR R4 Observation.derivedFrom), under its own references. */
export function organismOf(resource: Json): [key: string, known: Known][] {
  const memberOf = valueWords(resource)
  if (memberOf === '' || resource.interpretation !== undefined) return []
  return keysOf(resource, '').map((key) => [valueKey(key), { type: 'Observation', memberOf }])
}

/** A value that is a name and no measurement, its own or that of its first component; '' = it has none. */
export function valueWords(resource: Json): string {
  return ownWords(resource) || ownWords(list(resource.component)[0] ?? {})
}

function ownWords(resource: Json): string {
  const concept = obj(resource.valueCodeableConcept)
  const [coding] = list(concept?.coding)
  return (
    str(concept?.text) || str(coding?.display) || str(coding?.code) || str(resource.valueString)
  )
}

/** DocumentReference.content.attachment, DiagnosticReport.presentedForm. */
export function attachmentsOf(resource: Json): readonly Json[] {
  if (resource.resourceType === 'DiagnosticReport') return list(resource.presentedForm)
  return list(list(resource.content).map(({ attachment }) => attachment))
}

function stayOf(resource: Json): Known | null {
  if (!INPATIENT.has(str(obj(resource.class)?.code))) return null
  const end = str(obj(resource.period)?.end)
  return { type: 'Encounter', isOver: end !== '' || resource.status === 'finished', end }
}

/** FHIR R4 location-physical-type: what a place of a stay is made of. */
const PHYSICAL = new Set([
  'wa',
  'ro',
  'bd',
  'lvl',
  'wi',
  'bu',
  'si',
  'area',
  'co',
  'ho',
  've',
  'rd',
  'ca',
  'jdn',
])
const KANJI = 'IDE'

/** The ideographic name of a Practitioner where it has one, else the first that is not old. */
function personName(resource: Json): string {
  const names = list(resource.name).filter((name) => name.use !== 'old')
  const name = names.find((each) => representationOf(each) === KANJI) ?? names[0]
  if (name === undefined) return ''
  return str(name.text) || [str(name.family), ...strings(name.given)].filter(Boolean).join(' ')
}

/** ISO 21090 EN representation of a HumanName: IDE kanji, SYL kana, ABC alphabet; '' = not said (JP Core). */
export function representationOf(name: Json): string {
  const said = list(name.extension).find(({ url }) =>
    str(url).endsWith('/iso21090-EN-representation'),
  )
  return str(said?.valueCode)
}
