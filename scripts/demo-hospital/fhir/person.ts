/** Patient, AllergyIntolerance, Condition. */
import type { AllergyIntolerance, Condition, Patient } from '@medplum/fhirtypes'
import type { Chart } from '../chart.ts'
import type { Allergen, Problem } from '../events.ts'
import { date, dateTime, HOSPITAL_NUMBER, patientKey, subject } from './datatypes.ts'

const REPRESENTATION = 'http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation'
const TERMINOLOGY = 'http://terminology.hl7.org/CodeSystem'

export function patientResource({ person, deceasedAt }: Chart): Patient {
  const name = (representation: string, family: string, given: string) => ({
    extension: [{ url: REPRESENTATION, valueCode: representation }],
    family,
    given: [given],
  })
  return {
    resourceType: 'Patient',
    id: patientKey(person),
    identifier: [
      { use: 'usual', system: HOSPITAL_NUMBER, value: person.id },
      ...(person.priorId === ''
        ? []
        : [{ use: 'old' as const, system: HOSPITAL_NUMBER, value: person.priorId }]),
    ],
    name: [
      name('IDE', person.family, person.given),
      name('SYL', person.familyKana, person.givenKana),
    ],
    gender: person.sex === 'M' ? 'male' : 'female',
    birthDate: date(person.birth),
    ...(deceasedAt === null ? {} : { deceasedDateTime: dateTime(deceasedAt) }),
  }
}

const CATEGORIES: Readonly<Record<string, 'medication' | 'food' | 'environment'>> = {
  DA: 'medication',
  FA: 'food',
  EA: 'environment',
}
const SEVERITIES = { SV: 'severe', MO: 'moderate', MI: 'mild' } as const

/** The newest list that still holds; what it struck off is refuted. */
export function allergyResources({ person, allergyLists }: Chart): AllergyIntolerance[] {
  const current = allergyLists.filter(({ flag }) => flag === '1')
  const newest = current.toSorted((a, b) => b.sentAt - a.sentAt)[0]
  return (newest?.entries ?? []).map((allergen, at) => ({
    resourceType: 'AllergyIntolerance',
    id: `${patientKey(person)}-a${at + 1}`,
    ...(allergen.action === 'D'
      ? { verificationStatus: status('allergyintolerance-verification', 'entered-in-error') }
      : { clinicalStatus: status('allergyintolerance-clinical', 'active') }),
    ...category(allergen),
    code: codeOfAllergen(allergen),
    patient: subject(person),
    recordedDate: date(allergen.reportedAt),
    ...onsetOf(allergen),
    ...(allergen.reaction === ''
      ? {}
      : {
          reaction: [
            {
              manifestation: [{ text: allergen.reaction }],
              ...(allergen.severity === '' ? {} : { severity: SEVERITIES[allergen.severity] }),
            },
          ],
        }),
  }))
}

/** `2020-02`, to the precision that is known, else in words. */
function onsetOf({ onset, onsetText }: Allergen) {
  const known = /^(\d{4})(\d\d)?(\d\d)?$/.exec(onset)?.slice(1) ?? []
  const parts = known.filter((part) => part !== undefined)
  if (parts.length > 0) return { onsetDateTime: parts.join('-') }
  return onsetText === '' ? {} : { onsetString: onsetText }
}

const NONE = 'アレルギーなし'
const NO_KNOWN_ALLERGY = { system: 'http://snomed.info/sct', code: '716186003' }

function codeOfAllergen({ system, code, name }: Allergen): AllergyIntolerance['code'] {
  const own = { system: `urn:demo:${system}`, code, display: name }
  return { coding: name === NONE ? [NO_KNOWN_ALLERGY, own] : [own], text: name }
}

function category({ category }: Allergen): Pick<AllergyIntolerance, 'category'> {
  const known = CATEGORIES[category]
  return known === undefined ? {} : { category: [known] }
}

function status(system: string, code: string) {
  return { coding: [{ system: `${TERMINOLOGY}/${system}`, code }] }
}

export function conditionResources({ person, problems }: Chart): Condition[] {
  return problems.map((problem, at) => ({
    resourceType: 'Condition',
    id: `${patientKey(person)}-c${at + 1}`,
    clinicalStatus: status('condition-clinical', problem.ended === null ? 'active' : 'resolved'),
    verificationStatus: status(
      'condition-ver-status',
      problem.suspected ? 'provisional' : 'confirmed',
    ),
    code: codeOf(problem),
    subject: subject(person),
    onsetDateTime: date(problem.since),
    ...(problem.ended === null ? {} : { abatementDateTime: date(problem.ended.at) }),
    recordedDate: date(problem.since),
  }))
}

function codeOf({ diagnosis, suspected }: Problem): Condition['code'] {
  return {
    coding: [
      { system: 'http://medis.or.jp/CodeSystem/master-disease-keyNumber', code: diagnosis.code },
      { system: 'http://hl7.org/fhir/sid/icd-10', code: diagnosis.icd10 },
    ],
    text: suspected ? `${diagnosis.name}の疑い` : diagnosis.name,
  }
}
