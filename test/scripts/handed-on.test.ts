/**
 * A chart that came as FHIR is handed over as FHIR by the command, and loaded from what the receiver gets: what another system's
 * FHIR says in its own ways must stand in the second chart as in the first.
 */
import type { Bundle, Patient } from '@medplum/fhirtypes'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isMarkedRestricted } from '../../server/charts/patient.ts'
import type { Generation } from '../../server/generations/open-generation.ts'
import type { Handover } from '../../server/handover/facts.ts'
import { faultsOf } from '../server/fhir/r4-validator.ts'
import { type HandedOn, handOn } from './hand-on.ts'

const NUMBER = '00000010'
let handed: HandedOn
let bundle: Bundle
let first: Generation
let second: Generation
let was: Handover
let is: Handover

const subject = { reference: 'Patient/p1' }
const text = (words: string) => ({
  contentType: 'text/plain; charset=utf-8',
  data: Buffer.from(words).toString('base64'),
})
const RESOURCES = [
  {
    resourceType: 'Patient',
    id: 'p1',
    meta: {
      security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' }],
    },
    identifier: [
      { use: 'usual', system: 'urn:oid:1.2.3', value: 'RESEARCH-7' },
      { system: 'urn:oid:1.2.392.100495.20.3.51.11311234567', value: NUMBER },
    ],
    name: [{ family: 'Walker', given: ['Kathy'] }],
    birthDate: '1958-03-02',
    gender: 'female',
  },
  {
    resourceType: 'Observation',
    id: 'abo',
    status: 'final',
    subject,
    category: [{ coding: [{ code: 'laboratory' }] }],
    code: { coding: [{ system: 'http://loinc.org', code: '883-9' }], text: '血液型 ABO' },
    effectiveDateTime: '2022-10-01T09:00:00+09:00',
    valueString: 'A',
  },
  {
    resourceType: 'DiagnosticReport',
    id: 'r1',
    status: 'final',
    subject,
    category: [{ coding: [{ code: 'LAB' }] }],
    code: { text: '肝機能検査' },
    effectiveDateTime: '2022-10-02T09:00:00+09:00',
    conclusion: 'AST 高値。再検を要する',
    presentedForm: [{ ...text('検査報告書'), title: 'report.txt' }],
  },
  {
    resourceType: 'DiagnosticReport',
    id: 'r2',
    status: 'cancelled',
    subject,
    code: { text: '脳波' },
    effectiveDateTime: '2022-10-03T09:00:00+09:00',
    presentedForm: [{ ...text('中止された検査'), title: 'eeg.txt' }],
  },
  {
    resourceType: 'DocumentReference',
    id: 'd1',
    status: 'current',
    docStatus: 'preliminary',
    subject,
    type: { text: '経過記録' },
    date: '2022-10-04T09:00:00+09:00',
    content: [{ attachment: { ...text('下書き'), title: 'draft.txt' } }],
  },
  {
    resourceType: 'AllergyIntolerance',
    id: 'a1',
    patient: subject,
    clinicalStatus: { coding: [{ code: 'active' }] },
    category: ['food'],
    criticality: 'high',
    code: { text: '小麦' },
    reaction: [{ manifestation: [{ text: '腹痛' }] }],
  },
  {
    resourceType: 'MedicationRequest',
    id: 'm1',
    meta: {
      profile: ['http://jpfhir.jp/fhir/core/StructureDefinition/JP_MedicationRequest_Injection'],
    },
    status: 'completed',
    intent: 'order',
    subject,
    groupIdentifier: { value: 'J-77' },
    medicationCodeableConcept: { text: 'メロペネム' },
    authoredOn: '2022-10-05T09:00:00+09:00',
    dosageInstruction: [{ route: { text: '静注' } }],
  },
  {
    resourceType: 'MedicationAdministration',
    id: 'g1',
    status: 'completed',
    subject,
    request: { identifier: { value: 'J-77' } },
    medicationCodeableConcept: { text: 'メロペネム' },
    effectiveDateTime: '2022-10-05T10:00:00+09:00',
    dosage: {
      dose: { value: 1.0, unit: 'g' },
      route: { coding: [{ system: 'http://snomed.info/sct', code: '47625008' }], text: '静注' },
    },
  },
  {
    resourceType: 'MedicationDispense',
    id: 'x1',
    status: 'completed',
    subject,
    authorizingPrescription: [{ identifier: { value: 'J-78' } }],
    medicationCodeableConcept: { text: 'アムロジピン錠5mg' },
    quantity: { value: 28, unit: '錠' },
    daysSupply: { value: 28, unit: '日' },
    whenHandedOver: '2022-10-20T15:00:00+09:00',
    dosageInstruction: [{ text: '1日1回朝食後' }],
  },
  {
    resourceType: 'Immunization',
    id: 'v1',
    status: 'completed',
    patient: subject,
    vaccineCode: { text: 'インフルエンザワクチン' },
    occurrenceDateTime: '2022-10-21',
    lotNumber: 'AB12',
    isSubpotent: true,
    protocolApplied: [{ doseNumberPositiveInt: 2, seriesDosesPositiveInt: 2 }],
  },
  {
    resourceType: 'Observation',
    id: 'bp',
    status: 'final',
    subject,
    category: [{ coding: [{ code: 'vital-signs' }] }],
    code: { coding: [{ system: 'http://loinc.org', code: '85354-9' }], text: '血圧' },
    effectiveDateTime: '2022-10-22T09:00:00+09:00',
    component: [
      {
        code: { coding: [{ system: 'http://loinc.org', code: '8480-6' }], text: '収縮期血圧' },
        valueQuantity: { value: 128, unit: 'mmHg' },
      },
      {
        code: { coding: [{ system: 'http://loinc.org', code: '8462-4' }], text: '拡張期血圧' },
        valueQuantity: { value: 76, unit: 'mmHg' },
        interpretation: [{ coding: [{ code: 'H' }] }],
      },
    ],
  },
  {
    resourceType: 'Condition',
    id: 'c1',
    subject,
    modifierExtension: [{ url: 'urn:unknown', valueBoolean: true }],
    code: { text: '読めない病名' },
    onsetDateTime: '2022-10-07',
  },
  {
    resourceType: 'Condition',
    id: 'c2',
    subject,
    clinicalStatus: { coding: [{ code: 'remission', display: 'Remission' }] },
    code: { text: '潰瘍性大腸炎' },
    onsetDateTime: '2020-04',
    abatementDateTime: '2021-05-06',
  },
  { resourceType: 'CarePlan', id: 'p1', status: 'active', intent: 'plan', subject },
  {
    resourceType: 'Procedure',
    id: 'o1',
    status: 'not-done',
    subject,
    category: { coding: [{ system: 'http://snomed.info/sct', code: '387713003' }] },
    code: { text: '腹腔鏡下胆嚢摘出術' },
    performedDateTime: '2022-10-06T13:00:00+09:00',
  },
]

beforeAll(async () => {
  handed = await handOn(NUMBER, RESOURCES)
  ;({ bundle, first, second, was, is } = handed)
}, 120_000)
afterAll(() => handed.remove())

const sameInBoth = (facts: (chart: Handover) => unknown, expected: unknown) => {
  expect(facts(was)).toEqual(expected)
  expect(facts(is)).toEqual(expected)
}

test('what is handed over is valid R4', () => {
  for (const each of [bundle, ...(bundle.entry ?? []).map(({ resource }) => resource)]) {
    expect(faultsOf(each)).toEqual([])
  }
})

test('the receiver’s chart speaks as of the same moment, not of the day on which it was handed over', () => {
  expect([first.facts.asOf, second.facts.asOf]).toEqual(['2022-11-10T03:15', '2022-11-10T03:15'])
})

test('a chart that its source restricts is restricted again', () => {
  for (const [generation, { patient }] of [[first, was] as const, [second, is] as const]) {
    expect(isMarkedRestricted(generation, patient)).toBe(true)
  }
})

test('the chart’s own number is the medical record number; a name in letters is none in kanji', () => {
  const patient = bundle.entry?.find(({ resource }) => resource?.resourceType === 'Patient')
    ?.resource as Patient
  expect(patient.identifier).toEqual([
    {
      use: 'usual',
      type: { coding: [expect.objectContaining({ code: 'MR' })] },
      system: 'urn:oid:1.2.392.100495.20.3.51.11311234567',
      value: NUMBER,
    },
    { system: 'urn:oid:1.2.3', value: 'RESEARCH-7' },
  ])
  expect(patient.name).toMatchObject([{ text: 'Walker Kathy', extension: [{ valueCode: 'ABC' }] }])
  sameInBoth(({ banner }) => banner.name, 'Walker Kathy')
})

test('what the chart took out of a result is given once', () => {
  sameInBoth(({ banner }) => banner.bloodAbo, 'A')
  sameInBoth(
    ({ measurements }) =>
      measurements
        .filter(({ group }) => group.category === 'laboratory')
        .map(({ result }) => result.text),
    ['A'],
  )
})

test('an allergy keeps its criticality as FHIR has it, and no note of ours stands with its reaction', () => {
  sameInBoth(
    ({ allergies }) =>
      allergies.map(({ allergy }) => [allergy.substance, allergy.severity, allergy.reaction]),
    [['小麦', 'high', '腹痛']],
  )
})

test('an injection by a route in words is one again, and belongs to its order', () => {
  sameInBoth(
    ({ orders }) => orders.map((order) => [order.form, order.category]),
    [['injection', '']],
  )
  sameInBoth(
    ({ administrations }) =>
      administrations
        .filter(({ note }) => note === '')
        .map((given) => [given.form, given.orderNo, given.amount]),
    [['injection', 'J-77', '1 g']],
  )
})

test('a problem in remission is one that has ended, and no note says it a second time', () => {
  sameInBoth(
    ({ problems }) => problems.map((each) => [each.ended, each.outcome, each.note]),
    [[true, 'Remission', '']],
  )
  const found = bundle.entry?.find(({ resource }) => resource?.resourceType === 'Condition')
  expect(found?.resource).toMatchObject({ clinicalStatus: { coding: [{ code: 'remission' }] } })
})

test('a problem known by its onset alone says so on the page, too', async () => {
  const files = await handed.exported('folder')
  const page = files.get('index.html')?.toString() ?? ''
  expect(page).toContain('発症 / onset 2020-04')
  expect(page).toContain('ほかの番号 / other numbers RESEARCH-7')
})

test('an operation that was not done is one that was not done', () => {
  sameInBoth(
    ({ procedures }) => procedures.map((each) => [each.name, each.category, each.cancelled]),
    [['腹腔鏡下胆嚢摘出術', 'operation', true]],
  )
})

test('a report’s conclusion, its kind, a draft and a cancelled report stay what they are', () => {
  const kinds = ({ documents }: Handover) =>
    documents
      .filter(({ row }) => !row.title.includes('Handover'))
      .map(({ row, stored }) => [
        row.category,
        /draft|preliminary|cancelled/.exec(`${row.status}${row.title}`)?.[0] ?? '',
        stored?.parts.map(({ name }) => name),
      ])
  sameInBoth(kinds, [
    ['progress-note', 'preliminary', ['draft.txt']],
    ['examination-report', 'cancelled', ['eeg.txt']],
    ['examination-report', '', ['report.txt', '結論 / conclusion']],
  ])
})

test('what the sender could not read is a gap of the receiver’s chart, too', () => {
  const told = ({ provenance }: Handover) =>
    provenance.patientGaps.map(({ area, dataType, reason }) => [area, dataType, reason]).sort()
  sameInBoth(told, [
    ['problems', 'CarePlan', 'not-interpreted'],
    ['problems', 'Condition', 'unsafe'],
  ])
  const [unsafe] = is.provenance.patientGaps.filter(({ reason }) => reason === 'unsafe')
  expect(unsafe?.detail).toContain('at the sender')
  expect(unsafe?.detail).toContain('modifierExtension urn:unknown')
})

test('what was dispensed stays dispensed', () => {
  sameInBoth(
    ({ dispenses }) =>
      dispenses.map(({ drug, amount, duration, usage, dispensedAt, orderNo, status }) => [
        drug,
        amount,
        duration,
        usage,
        dispensedAt.at,
        orderNo,
        status,
      ]),
    [
      [
        'アムロジピン錠5mg',
        '28 錠',
        '28 日',
        ['1日1回朝食後'],
        '2022-10-20T15:00:00',
        'J-78',
        'completed',
      ],
    ],
  )
})

test('a vaccination goes out as one, with its lot', () => {
  const types = (bundle.entry ?? []).map(({ resource }) => resource?.resourceType)
  expect(types.filter((type) => type === 'Immunization')).toHaveLength(1)
  expect(types.filter((type) => type === 'MedicationAdministration')).toHaveLength(1)
  sameInBoth(
    ({ administrations }) => administrations.map(({ drug, note }) => [drug, note]),
    [
      ['インフルエンザワクチン', '予防接種\n効力不足（isSubpotent）\nLot AB12\n2回目（全2回）'],
      ['メロペネム', ''],
    ],
  )
})

test('a blood pressure stays one measurement of two values', () => {
  sameInBoth(
    ({ measurements }) =>
      measurements
        .filter(({ group }) => group.category === 'vital-signs')
        .map(({ panel, item, result }) => [
          panel?.display,
          item?.display,
          result.text,
          result.flag,
          result.range,
        ]),
    [
      ['血圧', '収縮期血圧', '128', '', ''],
      ['血圧', '拡張期血圧', '76', 'H', ''],
    ],
  )
})
