/** Whose a resource is: the patient it names, or why nobody's. Never a guess. */
import type { ClinicalRecord } from '../../../model/records.ts'
import type { UnreadReason } from '../format.ts'
import { type Json, list, obj, str } from './json.ts'
import { isInsurance } from './patient-identity.ts'
import type { Reading } from './reading.ts'
import type { ToldGap } from './told-gap.ts'

export type ReadResource =
  | { readonly outcome: 'loaded'; readonly records: readonly ClinicalRecord[] }
  | { readonly outcome: 'supporting' }
  | { readonly outcome: 'unread'; readonly reason: UnreadReason; readonly detail: string }
  | ToldGap

/** A resource that is in no list of the chart, and why. */
export function unread(reason: UnreadReason, detail: string): ReadResource {
  return { outcome: 'unread', reason, detail }
}

/** What FHIR R4 resources call the patient they are about. */
export function subjectOf(resource: Json): unknown {
  return (
    resource.subject ??
    resource.patient ??
    resource.beneficiary ??
    resource.for ??
    resource.individual
  )
}

/**
 * The person besides the patient whom an Observation in the patient's record is about (R4 observation, focus): a foetus, a donor. Their
 * values are not the patient's. A focus that is no person (a tumour, a device) is part of what was observed.
 */
export function focusedOn(resource: Json, reading: Reading): string {
  const own = str(obj(subjectOf(resource))?.reference)
  for (const focus of list(resource.focus)) {
    const reference = str(focus.reference)
    const [, type = str(focus.type)] =
      /(?:^|\/)(Patient|RelatedPerson|Group)\//.exec(reference) ?? []
    const isPerson = /^(Patient|RelatedPerson|Group)$/.test(type)
    const isOther = reference === '' || reference !== own
    if (isOther && (isPerson || reading.known(focus, 'Patient') !== null)) return reference || type
  }
  return ''
}

/** As JP-CLINS exchanges single resources: they belong to whoever has that number, which only a Patient tells. */
const BY_INSURANCE =
  'it names its patient by an insurance number alone, and no Patient in this backup has that number for itself'

/** A resource about a group, device or place is nobody's; one about a patient who cannot be told is refused. */
export function withoutPatient(resource: Json): ReadResource {
  const subject = obj(subjectOf(resource))
  const reference = str(subject?.reference)
  if (/^(Group|Device|Location|Practitioner|Organization|Substance)\//.test(reference)) {
    return unread('not-interpreted', `its subject is no patient: ${reference.split('/')[0]}`)
  }
  if (subject === null) return unread('unknown-patient', 'it names no patient')
  const logical = obj(subject.identifier)
  if (reference === '' && logical !== null && isInsurance(logical)) {
    return unread('unknown-patient', BY_INSURANCE)
  }
  return unread(
    'unknown-patient',
    'its patient is not in this backup, or cannot be told from another',
  )
}
