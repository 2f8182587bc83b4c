/**
 * What a receiver would act on, and what stands in the sender's FHIR in forms that do not go through unseen: amounts that are no plain number,
 * how sure an allergy is, directives that are not in force, times in words.
 */
import type { AllergyIntolerance, MedicationRequest } from '@medplum/fhirtypes'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Handover } from '../../server/handover/facts.ts'
import { faultsOf } from '../server/fhir/r4-validator.ts'
import { type HandedOn, handOn } from './hand-on.ts'

const NUMBER = '00000011'
const subject = { reference: 'Patient/p1' }
const SCT = 'http://snomed.info/sct'

function request(id: string, dosage: object | null, more: object = {}) {
  return {
    resourceType: 'MedicationRequest',
    id,
    identifier: [{ value: id }],
    status: 'active',
    intent: 'order',
    subject,
    medicationCodeableConcept: { text: id },
    authoredOn: '2022-11-09T09:00:00+09:00',
    ...(dosage === null ? {} : { dosageInstruction: [dosage] }),
    ...more,
  }
}

function allergy(id: string, verification: string) {
  const system = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-'
  return {
    resourceType: 'AllergyIntolerance',
    id,
    patient: subject,
    clinicalStatus: {
      coding: [{ system: `${system}clinical`, code: 'active', display: 'Active' }],
    },
    verificationStatus: { coding: [{ system: `${system}verification`, code: verification }] },
    code: { text: id },
  }
}

function directive(id: string, status: string) {
  return {
    resourceType: 'Consent',
    id,
    status,
    scope: { coding: [{ code: 'adr' }] },
    category: [{ coding: [{ code: 'dnr' }] }],
    patient: subject,
    dateTime: '2022-10-01',
    provision: {
      type: 'deny',
      code: [{ coding: [{ system: SCT, code: '304251008', display: 'Resuscitation' }] }],
    },
  }
}

const RESOURCES = [
  {
    resourceType: 'Patient',
    id: 'p1',
    identifier: [{ use: 'usual', value: NUMBER }],
    name: [{ family: '山', given: ['幸'] }],
    birthDate: '昭和33年頃',
  },
  request('one or two', {
    doseAndRate: [{ doseRange: { low: { value: 1, unit: '錠' }, high: { value: 2, unit: '錠' } } }],
  }),
  request('a thousand', { doseAndRate: [{ doseQuantity: { value: 1, unit: ',000 単位' } }] }),
  request('a half', { doseAndRate: [{ doseQuantity: { value: 1, unit: '/2 錠' } }] }),
  request('per area', { doseAndRate: [{ doseQuantity: { value: 75, unit: 'mg/m2' } }] }),
  request('three weeks', null, {
    dispenseRequest: { expectedSupplyDuration: { value: 21, unit: 'days' } },
  }),
  request('a day', {
    doseAndRate: [
      {
        doseQuantity: { value: 1, unit: '錠' },
        rateRatio: {
          numerator: { value: 3, unit: '錠' },
          denominator: { value: 1, unit: '日', code: 'd' },
        },
      },
    ],
  }),
  request('a mix', null, {
    medicationCodeableConcept: undefined,
    medicationReference: { reference: '#mix' },
    contained: [
      {
        resourceType: 'Medication',
        id: 'mix',
        ingredient: ['ドパミン', '糖液'].map((text) => ({
          itemCodeableConcept: { text },
          strength: {
            numerator: { value: 400, unit: 'mg' },
            denominator: { value: 500, unit: 'mL' },
          },
        })),
      },
    ],
  }),
  allergy('卵', 'unconfirmed'),
  allergy('小麦', 'confirmed'),
  directive('withdrawn', 'inactive'),
  {
    resourceType: 'Condition',
    id: 'c1',
    subject,
    clinicalStatus: { coding: [{ code: 'resolved' }] },
    code: { text: '喘息' },
    onsetAge: { value: 5, unit: '歳' },
    abatementString: '中学生の頃',
  },
  {
    resourceType: 'Observation',
    id: 'o1',
    status: 'final',
    subject,
    category: [{ coding: [{ code: 'laboratory' }] }],
    code: { coding: [{ system: 'urn:oid:1.2.3', code: 'A  1 ' }], text: '細菌検査' },
    effectiveDateTime: '2022-10-02T09:00:00+09:00',
    note: [{ text: '検体不足' }],
  },
  {
    resourceType: 'Observation',
    id: 'o2',
    status: 'final',
    subject,
    category: [{ coding: [{ code: 'laboratory' }] }],
    code: { text: '尿検査' },
    effectiveDateTime: '2022-10-03T09:00:00+09:00',
    component: [{ code: { text: '尿蛋白' }, valueString: '(-)' }],
  },
  {
    resourceType: 'Observation',
    id: 'o3',
    status: 'final',
    subject,
    category: [{ coding: [{ code: 'other' }] }],
    code: { coding: [{ system: 'http://loinc.org', code: '9108-2' }], text: '水分摂取量' },
    effectiveDateTime: '令和4年の秋',
    valueQuantity: { value: 800, unit: 'mL' },
  },
  ...[
    { id: 'h1', effectiveDateTime: '2022-10-01T09:00:00+09:00', valueString: '(-)' },
    { id: 'h2', effectiveDateTime: '令和4年の秋', valueString: '(+)' },
  ].map((result) => ({
    resourceType: 'Observation',
    status: 'final',
    subject,
    category: [{ coding: [{ code: 'laboratory' }] }],
    code: { text: 'HBs抗原' },
    ...result,
  })),
  {
    resourceType: 'ServiceRequest',
    id: 's1',
    status: 'active',
    intent: 'order',
    subject,
    category: [{ coding: [{ system: SCT, code: '387713003' }] }],
    code: { text: '人工膝関節置換術' },
    occurrenceDateTime: '2022-11-12T13:00:00+09:00',
  },
  {
    resourceType: 'Immunization',
    id: 'v1',
    status: 'completed',
    identifier: [{ value: 'IMM-1' }],
    patient: subject,
    vaccineCode: { text: 'ワクチン' },
    occurrenceDateTime: '2022-10-21',
  },
]

let handed: HandedOn
beforeAll(async () => {
  handed = await handOn(NUMBER, RESOURCES)
}, 120_000)
afterAll(() => handed.remove())

function sameInBoth(facts: (chart: Handover) => unknown, expected: unknown): void {
  expect(facts(handed.was)).toEqual(expected)
  expect(facts(handed.is)).toEqual(expected)
}

function resourcesOf<Found>(type: string): Found[] {
  return (handed.bundle.entry ?? [])
    .map(({ resource }) => resource)
    .filter((resource) => resource?.resourceType === type) as Found[]
}

test('all of it is valid R4', () => {
  for (const { resource } of handed.bundle.entry ?? []) expect(faultsOf(resource)).toEqual([])
})

test('a number that is only the beginning of an amount is never the dose', () => {
  const doses = new Map(
    resourcesOf<MedicationRequest>('MedicationRequest').map((each) => [
      each.identifier?.[0]?.value,
      each.dosageInstruction?.[0]?.doseAndRate,
    ]),
  )
  expect(Object.fromEntries(doses)).toEqual({
    'one or two': [
      { doseRange: { low: { value: 1, unit: '錠' }, high: { value: 2, unit: '錠' } } },
    ],
    'a thousand': undefined,
    'a half': undefined,
    'a day': [
      {
        doseQuantity: { value: 1, unit: '錠' },
        rateRatio: {
          numerator: { value: 3, unit: '錠' },
          denominator: expect.objectContaining({ value: 1, code: 'd' }),
        },
      },
    ],
    'per area': [{ doseQuantity: { value: 75, unit: 'mg/m2' } }],
    'three weeks': undefined,
    'a mix': undefined,
  })
  const amounts = ({ orders }: Handover) =>
    orders
      .filter(({ orderNo }) => orderNo === 'one or two' || orderNo === 'a mix')
      .flatMap(({ components }) => components.map(({ dose, unit }) => `${dose} ${unit}`))
  sameInBoth(
    ({ orders }) => orders.map(({ perDay }) => perDay).filter((amount) => amount !== ''),
    ['3 錠'],
  )
  sameInBoth(amounts, ['1～2 錠', '400 mg/500mL', '400 mg/500mL'])
})

test('how long an order lasts goes with it, whatever its unit is called; no instructions are none', () => {
  const lasting = ({ orders }: Handover) =>
    orders
      .filter(({ orderNo }) => orderNo === 'three weeks')
      .map(({ duration, coveredUntil, usage }) => [duration, coveredUntil, usage.join()])
  expect(lasting(handed.was)).toEqual([['21 days', '2022-11-29', '']])
  expect(lasting(handed.is)).toEqual([['21 days', '2022-11-29', '21 days']])
  const mix = ({ orders }: Handover) => orders.find(({ orderNo }) => orderNo === 'a mix')?.usage
  expect(mix(handed.was)).toEqual([])
})

test('an allergy that nobody confirmed is not told as one that somebody did', () => {
  const sure = resourcesOf<AllergyIntolerance>('AllergyIntolerance').map(
    ({ code, verificationStatus }) => [code?.text, verificationStatus?.coding?.[0]?.code],
  )
  expect(Object.fromEntries(sure)).toEqual({ 卵: 'unconfirmed', 小麦: undefined })
  sameInBoth(
    ({ allergies }) =>
      allergies.map(({ allergy: each }) => [
        each.substance,
        /unconfirmed/.test(each.clinicalStatus),
      ]),
    [
      ['卵', true],
      ['小麦', false],
    ],
  )
})

test('a directive that was withdrawn is none at the receiver’s either', () => {
  sameInBoth(({ alerts }) => alerts, [])
  sameInBoth(
    ({ measurements }) => measurements.some(({ result }) => /拒否|deny/.test(result.text)),
    true,
  )
})

test('an onset and an end in words stay', () => {
  sameInBoth(
    ({ problems }) => problems.map(({ onsetAt, endedAt }) => [onsetAt.text, endedAt.text]),
    [['5歳', '中学生の頃']],
  )
})

test('a result without a value is not said to be unknown; one of a panel stays in it', () => {
  sameInBoth(
    ({ measurements }) =>
      measurements
        .filter(({ group }) => group.category === 'laboratory')
        .map(({ item, panel, result }) => [item?.display, panel?.display, result.text]),
    [
      ['尿蛋白', '尿検査', '(-)'],
      ['細菌検査', undefined, ''],
      ['HBs抗原', undefined, '(-)'],
      ['HBs抗原', undefined, '(+)'],
    ],
  )
})

test('a vaccination keeps its number', () => {
  sameInBoth(({ administrations }) => administrations.map(({ orderNo }) => orderNo), ['IMM-1'])
})

test('times that nobody understood stay in the words of the source', () => {
  sameInBoth(({ banner }) => banner.birthDate, { at: null, text: '昭和33年頃' })
  sameInBoth(
    ({ measurements }) =>
      measurements
        .filter(({ group }) => group.category === 'intake-output')
        .map(({ group, result }) => [result.text, (result.observedAt ?? group.collectedAt).text]),
    [['800', '令和4年の秋']],
  )
})

test('an operation that is ordered for a day to come is told to the receiver', () => {
  sameInBoth(
    ({ scheduled }) => scheduled.map(({ kind, title, at }) => [kind, title, at.at]),
    [['operation', '人工膝関節置換術', '2022-11-12T13:00:00']],
  )
})

test('the page names a day to come in both languages, and calls nothing earlier that may be the newer', async () => {
  const page = (await handed.exported('folder')).get('index.html')?.toString() ?? ''
  expect(page).toContain('手術 / Operation')
  expect(page).toContain('HBs抗原（前後は不明 / earlier or later is unknown: 陽性 / positive）')
})
