/** One resource → its records, or why there are none. */
import type { ClinicalRecord, RecordVersion, Standing } from '../../../model/records.ts'
import { absenceOf } from './absence.ts'
import { readAllergyIntolerance } from './allergy-intolerance.ts'
import { readCondition } from './condition.ts'
import { isDirective, readConsent } from './consent.ts'
import { chartIdOf, type FhirContext, patientKey } from './context.ts'
import {
  type Binaries,
  binariesIn,
  readBinary,
  readComposition,
  readDiagnosticReport,
  readDocumentReference,
  replacedBy,
} from './document.ts'
import { readEncounter } from './encounter.ts'
import { confidentialityOf, judge } from './gate.ts'
import { readImmunization } from './immunization.ts'
import { type Bundle, type FoundResource, originOf } from './items.ts'
import { type Json, list, obj, str } from './json.ts'
import { knownOf } from './known-resources.ts'
import { readMedicationRequest, readMedicationStatement } from './medication.ts'
import { readMedicationAdministration } from './medication-administration.ts'
import { readMedicationDispense } from './medication-dispense.ts'
import { readObservation } from './observation.ts'
import { readPatient } from './patient.ts'
import { readFlag, readProcedure } from './procedure.ts'
import type { Reading } from './reading.ts'
import { foreignRelease } from './release.ts'
import { readImagingStudy, readNutritionOrder, readServiceRequest } from './service-request.ts'
import { tiedToPatient } from './ties.ts'
import { toldGap } from './told-gap.ts'
import { unreadName } from './unread-name.ts'
import { focusedOn, type ReadResource, subjectOf, unread, withoutPatient } from './whose.ts'

type Reader = (reading: Reading, binaries: Binaries) => readonly ClinicalRecord[]

const READERS: ReadonlyMap<string, Reader> = new Map(
  Object.entries<Reader>({
    AllergyIntolerance: readAllergyIntolerance,
    Composition: readComposition,
    Condition: readCondition,
    Consent: readConsent,
    DiagnosticReport: readDiagnosticReport,
    DocumentReference: readDocumentReference,
    Encounter: readEncounter,
    Flag: readFlag,
    ImagingStudy: readImagingStudy,
    Immunization: readImmunization,
    MedicationAdministration: readMedicationAdministration,
    MedicationDispense: readMedicationDispense,
    MedicationRequest: readMedicationRequest,
    MedicationStatement: readMedicationStatement,
    NutritionOrder: readNutritionOrder,
    Observation: (reading) => readObservation(reading),
    Procedure: readProcedure,
    ServiceRequest: readServiceRequest,
  }),
)
/** Named by others, or about the exchange itself: nothing of it stands on a chart by itself. */
const SUPPORTING = new Set([
  'Practitioner',
  'PractitionerRole',
  'Organization',
  'Location',
  'Medication',
  'Specimen',
  'Endpoint',
  'HealthcareService',
  'OperationOutcome',
  'CapabilityStatement',
  'MessageHeader',
  'Provenance',
  'AuditEvent',
])
const NO_BINARIES: Binaries = () => null
/** Ids of this form are not used twice. */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export interface ResourceReader {
  read(found: FoundResource): ReadResource
}

export function resourceReader(
  reading: Reading,
  folder: string,
  path: string,
  context: FhirContext,
): ResourceReader {
  let bundle: Bundle | null = null
  let binaries = NO_BINARIES
  let release = ''
  const folderScope = `${folder}|`
  let prefixType = ''
  let prefixScope = ''
  let prefix = ''

  function enter(next: Bundle | null): void {
    if (next === bundle) return
    bundle = next
    binaries = next === null ? NO_BINARIES : binariesIn(next.entries)
    release = next === null ? '' : releaseOf(next)
  }

  /** The patient's own resource names its chart itself. */
  function ownChart({ resource, fullUrl }: FoundResource): string {
    const known = knownOf(resource, fullUrl)
    if (known?.type !== 'Patient' || chartIdOf(known) === '') return ''
    const origin = bundle === null ? folder : originOf(path, bundle)
    const chart = context.charts.get(patientKey(origin, known))
    reading.patientId = chart ?? chartIdOf(known)
    if (chart !== undefined) {
      reading.problem(
        'Patient.identifier',
        known.number,
        'another patient of this source has the same number: kept apart',
      )
    }
    return reading.patientId
  }

  function versionOf(type: string, resource: Json): RecordVersion | undefined {
    const id = str(resource.id)
    if (id === '') return undefined
    const isShared =
      bundle === null || bundle.type === 'searchset' || bundle.type === 'history' || UUID.test(id)
    const scope = isShared ? folderScope + (bundle?.server ?? '') : reading.scope
    if (type !== prefixType || scope !== prefixScope) {
      prefixType = type
      prefixScope = scope
      prefix = `${scope}${type}/`
    }
    const meta = obj(resource.meta)
    const updated = reading.sortable(meta?.lastUpdated)
    const version = str(meta?.versionId)
    const time = version === '' ? updated : `${updated}#${version.padStart(10, '0')}`
    const replaces = resource.relatesTo === undefined ? NONE : replacedBy(resource, scope)
    return { key: prefix + id, time, replaces }
  }

  return {
    read(found) {
      enter(found.bundle)
      reading.begin(found)
      const { resource } = found
      const type = str(resource.resourceType)
      const foreign = release || foreignRelease(type, resource)
      if (foreign !== '') {
        reading.patientOf(subjectOf(resource))
        return unread('other-version', `${foreign} is not read`)
      }
      if (SUPPORTING.has(type)) return SUPPORTS
      if (type === 'Parameters') return parameters(resource, reading)
      const patientId =
        type === 'Patient' ? ownChart(found) : reading.patientOf(subjectOf(resource))
      if (patientId !== '') reading.tie()
      if (type === 'Binary') return binary(reading, bundle)
      const told = type === 'Basic' ? toldGap(resource) : null
      if (told !== null) return told
      const isRead = type !== 'Consent' || isDirective(resource)
      const reader = isRead ? READERS.get(type) : undefined
      if (reader === undefined && type !== 'Patient') {
        return unread('not-interpreted', patientId === '' ? type : unreadName(type, reading))
      }
      if (patientId === '') return tiedToPatient(found, reading) ?? withoutPatient(resource)
      const verdict = judge(type, resource)
      if ('unsafe' in verdict)
        return unread('unsafe', `cannot be interpreted safely: ${verdict.unsafe}`)
      const other = resource.focus === undefined ? '' : focusedOn(resource, reading)
      if (other !== '')
        return unread('unsafe', `it is about another than its patient: focus ${other}`)
      const records = reader === undefined ? readPatient(reading) : reader(reading, binaries)
      const only = records[0]
      const absence = only === undefined ? '' : absenceOf(only)
      if (absence !== '') return unread('not-interpreted', absence)
      mark(records, verdict.standing, versionOf(type, resource), confidentialityOf(resource))
      return { outcome: 'loaded', records }
    },
  }
}

const NONE: readonly string[] = []
const SUPPORTS: ReadResource = { outcome: 'supporting' }

/**
 * What an operation was given or gave (FHIR R4 parameters). Resources in it may be a question, an example or an answer: none of them is taken for
 * a record, and the patient of whom all speak is told so.
 */
function parameters(resource: Json, reading: Reading): ReadResource {
  const held = resourcesIn(resource)
  if (held.length === 0) return SUPPORTS
  const patients = new Set(held.map((each) => reading.patientOf(subjectOf(each))))
  const [patient = ''] = patients.size === 1 ? patients : []
  reading.patientId = patient
  const types = new Set(held.map((each) => str(each.resourceType)))
  return unread('not-interpreted', `Parameters that hold ${[...types].join(', ')}`)
}

/** Of the parameters and their parts, whatever their depth. */
function resourcesIn(holder: Json): Json[] {
  const found: Json[] = []
  const waiting = [...list(holder.parameter)]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const resource = obj(next.resource)
    if (resource !== null) found.push(resource)
    waiting.push(...list(next.part))
  }
  return found
}

function binary(reading: Reading, bundle: Bundle | null): ReadResource {
  const parts = readBinary(reading)
  if (parts !== null) return { outcome: 'loaded', records: parts }
  return bundle === null ? unread('not-interpreted', 'no document refers to it') : SUPPORTS
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** Set on the fresh records themselves: copying each costs as much as reading it. */
function mark(
  records: readonly ClinicalRecord[],
  standing: Standing,
  version: RecordVersion | undefined,
  confidentiality: '' | 'R' | 'V',
): void {
  for (const record of records as readonly Mutable<ClinicalRecord>[]) {
    if (standing !== 'current') record.standing = standing
    if (version !== undefined) record.version = version
    if (confidentiality !== '') record.confidentiality = confidentiality
  }
}

/** A Bundle is of one release: what one entry gives away holds for all. */
function releaseOf(bundle: Bundle): string {
  for (const { resource } of bundle.entries) {
    const foreign = foreignRelease(str(resource.resourceType), resource)
    if (foreign !== '') return foreign
  }
  return ''
}
