/**
 * The elements that turn a resource's meaning round (FHIR R4 isModifier): status, intent, verification, unknown
 * modifier extensions. What they say decides before anything else is read whether a fact may look valid.
 */
import type { Standing } from '../../../model/records.ts'
import { at, type Json, list, obj, str } from './json.ts'

export type Verdict =
  | { readonly standing: Standing }
  /** Must not be read by who does not know this element. */
  | { readonly unsafe: string }

const EVENT = 'preparation in-progress not-done on-hold stopped completed entered-in-error unknown'
const REQUEST = 'draft active on-hold revoked completed entered-in-error unknown'
/** FHIR R4 value sets behind `status`, required bindings. Types without one are not listed. */
const STATUSES: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    Observation: words(
      'registered preliminary final amended corrected cancelled entered-in-error unknown',
    ),
    DiagnosticReport: words(
      'registered partial preliminary final amended corrected appended cancelled entered-in-error unknown',
    ),
    Encounter: words(
      'planned arrived triaged in-progress onleave finished cancelled entered-in-error unknown',
    ),
    MedicationRequest: words(
      'active on-hold cancelled completed entered-in-error stopped draft unknown',
    ),
    MedicationStatement: words(
      'active completed entered-in-error intended stopped on-hold unknown not-taken',
    ),
    MedicationAdministration: words(
      'in-progress not-done on-hold completed entered-in-error stopped unknown',
    ),
    MedicationDispense: words(
      'preparation in-progress cancelled on-hold completed entered-in-error stopped declined unknown',
    ),
    Procedure: words(EVENT),
    Immunization: words('completed entered-in-error not-done'),
    ServiceRequest: words(REQUEST),
    NutritionOrder: words(`${REQUEST} draft`),
    DocumentReference: words('current superseded entered-in-error'),
    Composition: words('preliminary final amended entered-in-error'),
    ImagingStudy: words('registered available cancelled entered-in-error unknown'),
    Consent: words('draft proposed active rejected inactive entered-in-error'),
    Flag: words('active inactive entered-in-error'),
  }),
)
const ALLERGY_VERIFICATION = words('unconfirmed confirmed refuted entered-in-error presumed')
const ALLERGY_CLINICAL = words('active inactive resolved')
const CONDITION_VERIFICATION = words(
  'unconfirmed provisional differential confirmed refuted entered-in-error',
)
const CONDITION_CLINICAL = words('active recurrence relapse inactive remission resolved')
const CURRENT: Verdict = { standing: 'current' }
const DELETED: Verdict = { standing: 'deleted' }
const SUPERSEDED: Verdict = { standing: 'superseded' }

export function judge(type: string, resource: Json): Verdict {
  const modifier = unknownModifier(resource)
  if (modifier !== '') return { unsafe: `modifierExtension ${modifier}` }
  if (resource.implicitRules !== undefined) return { unsafe: 'implicitRules' }
  if (type === 'Condition') {
    return judgeProblem(resource, CONDITION_VERIFICATION, CONDITION_CLINICAL)
  }
  if (type === 'AllergyIntolerance') {
    return judgeProblem(resource, ALLERGY_VERIFICATION, ALLERGY_CLINICAL)
  }
  const known = STATUSES.get(type)
  if (known === undefined) return CURRENT
  const status = str(resource.status)
  if (!known.has(status)) return { unsafe: status === '' ? 'no status' : `status ${status}` }
  if (status === 'entered-in-error' || resource.docStatus === 'entered-in-error') return DELETED
  if (type === 'Encounter') return judgeEncounter(status)
  return status === 'superseded' ? SUPERSEDED : CURRENT
}

/** A stay that was cancelled never was; one of unknown status may or may not be going on. */
function judgeEncounter(status: string): Verdict {
  if (status === 'unknown') return { unsafe: 'status unknown' }
  return status === 'cancelled' ? DELETED : CURRENT
}

/** The code of a status that is a concept: `clinicalStatus`, `verificationStatus`. */
export function statusCode(resource: Json, element: string): string {
  const concept = obj(resource[element])
  return str(list(concept?.coding)[0]?.code) || str(concept?.text)
}

/** A refuted problem or allergy is none: the source holds it as not true (FHIR R4 con-5, ait-2 for entered-in-error). */
function judgeProblem(
  resource: Json,
  verifications: ReadonlySet<string>,
  statuses: ReadonlySet<string>,
): Verdict {
  const verification = statusCode(resource, 'verificationStatus')
  const clinical = statusCode(resource, 'clinicalStatus')
  if (verification !== '' && !verifications.has(verification)) {
    return { unsafe: `verificationStatus ${verification}` }
  }
  if (clinical !== '' && !statuses.has(clinical)) return { unsafe: `clinicalStatus ${clinical}` }
  return verification === 'entered-in-error' || verification === 'refuted' ? DELETED : CURRENT
}

/**
 * The URL of a modifier extension on the resource or on the elements of it that a chart reads; '' when there is none. No
 * modifier extension is known here: FHIR R4 extensibility says that such an element must then not be processed.
 */
function unknownModifier(resource: Json): string {
  const { component, dosageInstruction, dosage, reaction, location, content, provision } = resource
  return (
    urlOf(resource) ||
    urlAmong(component) ||
    urlAmong(dosageInstruction) ||
    urlAmong(dosage) ||
    urlAmong(reaction) ||
    urlAmong(location) ||
    urlAmong(content) ||
    urlAmong(provision)
  )
}

/** In an element of one or of several. */
function urlAmong(value: unknown): string {
  if (value === undefined) return ''
  if (!Array.isArray(value)) return urlOf(obj(value))
  for (const part of list(value)) {
    const url = urlOf(part)
    if (url !== '') return url
  }
  return ''
}

function urlOf(element: Json | null): string {
  if (element === null || element.modifierExtension === undefined) return ''
  return str(at(element.modifierExtension, 0, 'url')) || 'without url'
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '))
}

/** HL7 v3 Confidentiality in `meta.security`, `securityLabel` or `confidentiality`: R restricted, V very restricted; '' = no more than normal. */
export function confidentialityOf(resource: Json): '' | 'R' | 'V' {
  const meta = obj(resource.meta)
  const own = resource.confidentiality
  let found: '' | 'R' | 'V' = own === 'R' || own === 'V' ? own : ''
  if (meta?.security === undefined && resource.securityLabel === undefined) return found
  const labels = [
    ...list(meta?.security),
    ...list(resource.securityLabel).flatMap((label) => list(label.coding)),
  ]
  for (const { code, system } of labels) {
    if (!str(system).endsWith('Confidentiality')) continue
    if (code === 'V') return 'V'
    if (code === 'R') found = 'R'
  }
  return found
}
