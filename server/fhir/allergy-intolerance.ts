/**
 * FHIR R4 AllergyIntolerance, by the three states of charts/allergies.ts.
 *
 * A denial of every kind of allergen becomes "no known allergy" (SNOMED CT 716186003) only where the whole chart says so. If a
 * list was unreadable, or an allergy stands beside it, no denial is given at all: gaps.ts tells why the list may be short.
 */

import type {
  AllergyIntolerance,
  AllergyIntoleranceReaction,
  CodeableConcept,
} from '@medplum/fhirtypes'
import { meaningOf } from '../../model/codes/meaning.ts'
import { type AllergyState, type CodedAllergy, readCodedAllergies } from '../charts/allergies.ts'
import { otherwiseTexts } from '../charts/otherwise-text.ts'
import { type FhirChart, type Lazy, localName, metaOf, subjectOf } from './chart.ts'
import { conceptOf, timed } from './datatypes.ts'

const CLINICAL = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical'
const VERIFICATION = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification'
const NO_KNOWN_ALLERGY = {
  system: 'http://snomed.info/sct',
  code: '716186003',
  display: 'No known allergy',
}

type Category = 'food' | 'medication' | 'environment' | 'biologic'
/** HL7 v2.5 table 0127; FHIR's own codes. */
const CATEGORIES: Readonly<Record<string, Category>> = {
  DA: 'medication',
  FA: 'food',
  EA: 'environment',
  AA: 'environment',
  PA: 'environment',
  food: 'food',
  medication: 'medication',
  environment: 'environment',
  biologic: 'biologic',
}
/** HL7 v2.5 table 0438; FHIR's own codes. What is not here is said in the note only. */
const VERIFICATIONS: Readonly<Record<string, string>> = {
  C: 'confirmed',
  CONFIRMED: 'confirmed',
  U: 'unconfirmed',
  P: 'unconfirmed',
  S: 'unconfirmed',
  D: 'unconfirmed',
  UNCONFIRMED: 'unconfirmed',
}
const ENDED: Readonly<Record<string, string>> = {
  I: 'inactive',
  INACTIVE: 'inactive',
  RESOLVED: 'resolved',
}

export function allergyResources(chart: FhirChart): Lazy<AllergyIntolerance>[] {
  const { coded, allergyState } = readCodedAllergies(chart.generation, chart.patient)
  return coded
    .filter((found) => isTold(found, allergyState))
    .map((found) => {
      const id = chart.naming.id('AllergyIntolerance', localName(chart, 'allergy', found.id))
      return { id, make: () => allergyResource(chart, id, found) }
    })
}

/** Whether a row may be given: a denial never while something is unreadable, or against an allergy that is present. */
export function isTold({ allergy, isGeneralDenial }: CodedAllergy, state: AllergyState): boolean {
  if (allergy.state === 'present') return true
  return isGeneralDenial ? state === 'none-known' : state !== 'unreadable'
}

function allergyResource(chart: FhirChart, id: string, found: CodedAllergy): AllergyIntolerance {
  const { allergy } = found
  const category = meaningOf(CATEGORIES, found.category?.code ?? '')
  const said = found.severity?.code ?? ''
  const note = notesOf(found)
  return {
    resourceType: 'AllergyIntolerance',
    id,
    meta: metaOf(chart, allergy.sources),
    ...standingOf(found),
    ...(category === undefined ? {} : { category: [category] }),
    ...(isCriticality(said) ? { criticality: said } : {}),
    code: codeOf(found),
    patient: subjectOf(chart),
    ...(allergy.onset === '' ? {} : { onsetString: allergy.onset }),
    ...timed('recordedDate', allergy.reportedAt),
    ...(note.length === 0 ? {} : { note: note.map((text) => ({ text })) }),
    ...(allergy.reaction === '' ? {} : { reaction: [reactionOf(found)] }),
  }
}

/** HL7 v2.5 table 0128; FHIR's own codes. Any other severity is said in the note only. */
const SEVERITIES: Readonly<Record<string, 'mild' | 'moderate' | 'severe'>> = {
  MI: 'mild',
  MO: 'moderate',
  SV: 'severe',
  mild: 'mild',
  moderate: 'moderate',
  severe: 'severe',
}

function reactionOf({ allergy, severity }: CodedAllergy): AllergyIntoleranceReaction {
  const degree = meaningOf(SEVERITIES, severity?.code ?? '')
  return {
    manifestation: [{ text: allergy.reaction }],
    ...(degree === undefined ? {} : { severity: degree }),
  }
}

function codeOf({ allergy, substance, isGeneralDenial }: CodedAllergy): CodeableConcept {
  const code = conceptOf(substance, substance?.display || denialOf(allergy.state))
  const { coding = [] } = code
  const isThere = coding.some(
    (each) => each.system === NO_KNOWN_ALLERGY.system && each.code === NO_KNOWN_ALLERGY.code,
  )
  return isGeneralDenial && !isThere ? { ...code, coding: [NO_KNOWN_ALLERGY, ...coding] } : code
}

function denialOf(state: 'present' | 'none-known'): string {
  return state === 'none-known'
    ? 'アレルギーなし / no known allergy'
    : '物質不明 / substance unknown'
}

type Standing = Pick<AllergyIntolerance, 'clinicalStatus' | 'verificationStatus'>

/**
 * Struck off: entered in error, and then no clinical status (ait-2). Known only from an old list: unconfirmed. Of a source in FHIR the
 * status holds both, what it says of the course and how sure it is.
 */
function standingOf({ allergy, clinicalStatus }: CodedAllergy): Standing {
  const verification = (code: string) => ({ coding: [{ system: VERIFICATION, code }] })
  if (allergy.deleted) return { verificationStatus: verification('entered-in-error') }
  const said = (clinicalStatus?.codings ?? []).map(([code]) => code.toUpperCase())
  const known = (words: Readonly<Record<string, string>>) =>
    said.map((code) => meaningOf(words, code)).find((word) => word !== undefined)
  const verified = allergy.current ? known(VERIFICATIONS) : 'unconfirmed'
  return {
    clinicalStatus: { coding: [{ system: CLINICAL, code: known(ENDED) ?? 'active' }] },
    ...(verified === undefined ? {} : { verificationStatus: verification(verified) }),
  }
}

const ORIGINS = {
  master: '患者基本情報 / patient master',
  order: 'オーダー / copied in an order',
} as const

type Criticality = NonNullable<AllergyIntolerance['criticality']>

function isCriticality(code: string): code is Criticality {
  return ['low', 'high', 'unable-to-assess'].includes(code)
}

/** Words that stand as a code in an element. A degree of severity is not one: its element is a reaction's, which there may be none of. */
const SAID = ['', 'low', 'high', 'unable-to-assess', 'active', 'inactive', 'resolved']

/** FHIR's own codes of the two statuses. */
function isStatus(code: string): boolean {
  return ['active', 'inactive', 'resolved', ...Object.values(VERIFICATIONS)].includes(code)
}

function isSaid(word: string): boolean {
  const own = word.toLowerCase()
  return SAID.includes(own) || meaningOf(CATEGORIES, own) === own
}

/** What the elements do not say: a word of the source is left out only where it is FHIR's own code. */
function notesOf({ allergy, clinicalStatus }: CodedAllergy): string[] {
  const statusCodes = (clinicalStatus?.codings ?? []).map(([code]) => code)
  const isStatusSaid =
    statusCodes.length > 0 ? statusCodes.every(isStatus) : isSaid(allergy.clinicalStatus)
  return [
    allergy.origin === 'list' ? '' : `出所 / from: ${ORIGINS[allergy.origin]}`,
    allergy.deleted ? '記録元が取り消した / struck off by the source' : '',
    !allergy.current && !allergy.deleted
      ? '旧版の記録だけにある（現在も有効かは不明） / only in a superseded record: whether it still holds is unknown'
      : '',
    isSaid(allergy.severity) ? '' : `重症度 / severity: ${allergy.severity}`,
    isSaid(allergy.category) ? '' : `種類 / kind: ${allergy.category}`,
    isStatusSaid ? '' : `状態 / status: ${allergy.clinicalStatus}`,
    ...otherwiseTexts(allergy),
  ].filter((text) => text !== '')
}
