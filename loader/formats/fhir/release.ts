/**
 * FHIR releases other than R4 (4.0.1, and 4.3 R4B where it is the same), told by what only they write. Such a resource is
 * refused by the name of its release: elements of one name mean other things there. Source: the difference pages of R4 and R5
 * (hl7.org/fhir/R4/diff.html, hl7.org/fhir/R5/diff.html).
 */
import { type Json, list, obj } from './json.ts'

const DSTU2 = 'FHIR DSTU2'
const STU3 = 'FHIR STU3'
const R5 = 'FHIR R5'

/** Types that R4 does not have. */
const FOREIGN_TYPES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    MedicationOrder: DSTU2,
    DiagnosticOrder: DSTU2,
    Conformance: DSTU2,
    ImagingObjectSelection: DSTU2,
    DeviceUseRequest: DSTU2,
    ProcedureRequest: 'FHIR DSTU2 or STU3',
    ReferralRequest: 'FHIR DSTU2 or STU3',
    BodySite: 'FHIR DSTU2 or STU3',
    ImagingManifest: STU3,
    DeviceComponent: 'FHIR DSTU2 or STU3',
    EligibilityRequest: 'FHIR DSTU2 or STU3',
    ProcessRequest: 'FHIR DSTU2 or STU3',
    Sequence: STU3,
    NutritionIntake: R5,
    ImagingSelection: R5,
    DeviceUsage: R5,
    DeviceDispense: R5,
    EncounterHistory: R5,
    GenomicStudy: R5,
    Permission: R5,
    Transport: R5,
    InventoryItem: R5,
    BiologicallyDerivedProductDispense: R5,
  }),
)

/** @returns '' for R4, else the release's name and what tells it: `FHIR STU3 (Condition.clinicalStatus is a code)`. */
export function foreignRelease(type: string, resource: Json): string {
  const foreign = FOREIGN_TYPES.get(type)
  if (foreign !== undefined) return `${foreign} (${type})`
  const sign = signOf(type, resource)
  return sign === '' ? '' : sign
}

function signOf(type: string, r: Json): string {
  switch (type) {
    case 'Observation':
      if (r.comment !== undefined) return sign(STU3, 'Observation.comment')
      if (r.comments !== undefined) return sign(DSTU2, 'Observation.comments')
      if (r.related !== undefined) return sign('FHIR DSTU2 or STU3', 'Observation.related')
      if (r.context !== undefined) return sign(STU3, 'Observation.context')
      return r.instantiatesReference !== undefined || r.triggeredBy !== undefined
        ? sign(R5, 'Observation.triggeredBy')
        : ''
    case 'Patient':
      if (r.careProvider !== undefined) return sign(DSTU2, 'Patient.careProvider')
      if (r.animal !== undefined) return sign('FHIR DSTU2 or STU3', 'Patient.animal')
      return Array.isArray(list(r.name)[0]?.family) ? sign(DSTU2, 'HumanName.family repeats') : ''
    case 'Encounter':
      if (typeof r.class === 'string') return sign(DSTU2, 'Encounter.class is a code')
      if (Array.isArray(r.class)) return sign(R5, 'Encounter.class repeats')
      return r.actualPeriod !== undefined || r.admission !== undefined
        ? sign(R5, 'Encounter.actualPeriod')
        : ''
    case 'Condition':
    case 'AllergyIntolerance':
      return problemSign(type, r)
    case 'MedicationRequest':
    case 'MedicationAdministration':
    case 'MedicationDispense':
    case 'MedicationStatement':
      return medicationSign(type, r)
    case 'Procedure':
      if (r.notPerformed !== undefined) return sign(DSTU2, 'Procedure.notPerformed')
      if (r.notDone !== undefined || r.context !== undefined) return sign(STU3, 'Procedure.notDone')
      return r.occurrenceDateTime !== undefined || r.occurrencePeriod !== undefined
        ? sign(R5, 'Procedure.occurrence')
        : ''
    case 'Immunization':
      if (r.wasNotGiven !== undefined) return sign(DSTU2, 'Immunization.wasNotGiven')
      if (r.notGiven !== undefined) return sign(STU3, 'Immunization.notGiven')
      return obj(r.manufacturer)?.concept !== undefined ||
        obj(r.manufacturer)?.reference instanceof Object
        ? sign(R5, 'Immunization.manufacturer')
        : ''
    default:
      return documentSign(type, r)
  }
}

function problemSign(type: string, r: Json): string {
  for (const name of ['clinicalStatus', 'verificationStatus']) {
    if (typeof r[name] === 'string') return sign('FHIR DSTU2 or STU3', `${type}.${name} is a code`)
  }
  if (type === 'AllergyIntolerance') {
    if (typeof r.status === 'string') return sign(DSTU2, 'AllergyIntolerance.status')
    if (r.substance !== undefined) return sign(DSTU2, 'AllergyIntolerance.substance')
    return obj(r.type) === null ? '' : sign(R5, 'AllergyIntolerance.type is a concept')
  }
  if (r.dateRecorded !== undefined) return sign(DSTU2, 'Condition.dateRecorded')
  if (r.context !== undefined || r.assertedDate !== undefined)
    return sign(STU3, 'Condition.context')
  return r.participant === undefined ? '' : sign(R5, 'Condition.participant')
}

function medicationSign(type: string, r: Json): string {
  const drug = obj(r.medication)
  if (drug !== null) return sign(R5, `${type}.medication is a reference or concept`)
  if (r.wasNotGiven !== undefined || r.wasNotTaken !== undefined) {
    return sign(DSTU2, `${type}.wasNotGiven`)
  }
  if (r.notGiven !== undefined || r.taken !== undefined) return sign(STU3, `${type}.notGiven`)
  if (type !== 'MedicationRequest') return ''
  if (r.context !== undefined || obj(r.requester)?.agent !== undefined) {
    return sign(STU3, 'MedicationRequest.context')
  }
  return ''
}

function documentSign(type: string, r: Json): string {
  switch (type) {
    case 'DocumentReference':
      if (r.indexed !== undefined || r.created !== undefined) {
        return sign('FHIR DSTU2 or STU3', 'DocumentReference.indexed')
      }
      return Array.isArray(r.context) ? sign(R5, 'DocumentReference.context repeats') : ''
    case 'Composition':
      if (Array.isArray(r.subject)) return sign(R5, 'Composition.subject repeats')
      return r.class === undefined ? '' : sign('FHIR DSTU2 or STU3', 'Composition.class')
    case 'DiagnosticReport':
      if (r.context !== undefined || r.codedDiagnosis !== undefined || r.image !== undefined) {
        return sign(STU3, 'DiagnosticReport.context')
      }
      return obj(r.composition) === null ? '' : sign(R5, 'DiagnosticReport.composition')
    case 'ImagingStudy':
      return typeof r.uid === 'string' ? sign('FHIR DSTU2 or STU3', 'ImagingStudy.uid') : ''
    case 'ServiceRequest':
      return obj(obj(r.code)?.concept) === null ? '' : sign(R5, 'ServiceRequest.code')
    default:
      return ''
  }
}

function sign(release: string, element: string): string {
  return `${release} (${element})`
}
