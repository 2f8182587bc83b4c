/** What FHIR resources say besides their code, value and status, and what profiles add to them, stands where the fact is read. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LabsAnswer } from '../../model/api/chart/labs.ts'
import { MedicationsAnswer } from '../../model/api/chart/medications.ts'
import { ProblemsAnswer } from '../../model/api/chart/problems.ts'
import { SummaryAnswer } from '../../model/api/chart/summary.ts'
import { TimelineAnswer } from '../../model/api/chart/timeline.ts'
import { VitalsAnswer } from '../../model/api/chart/vitals.ts'
import {
  fhirFact,
  fhirPatient,
  type LoadedServer,
  lines,
  startLoadedServer,
} from './loaded-server.ts'

const MCODE = 'http://hl7.org/fhir/us/mcode/StructureDefinition'
const LEFT = [{ url: `${MCODE}/mcode-laterality-qualifier`, valueCodeableConcept: { text: '左' } }]
const DAY = '2022-10-01'

function fact(type: string, rest: object): object {
  return fhirFact(type, '1', { id: type.toLowerCase(), status: 'completed', ...rest })
}

const RESOURCES = [
  fhirFact('Condition', '1', {
    id: 'c1',
    code: { text: '乳癌' },
    bodySite: [{ text: '乳房', extension: LEFT }],
    evidence: [{ detail: [{ display: '生検報告' }] }],
    extension: [
      {
        url: `${MCODE}/mcode-histology-morphology-behavior`,
        valueCodeableConcept: { text: '浸潤性乳管癌' },
      },
    ],
  }),
  fact('Procedure', {
    code: { text: '乳房切除' },
    performedDateTime: DAY,
    bodySite: [{ text: '乳房', extension: LEFT }],
    complicationDetail: [{ display: '術後出血' }],
    usedReference: [{ display: '吻合器' }],
    location: { display: '手術室2' },
    performer: [
      { actor: { display: '外科 一郎' } },
      { actor: { display: '外科 二郎' }, function: { text: '助手' } },
    ],
    extension: [
      {
        url: `${MCODE}/mcode-radiotherapy-modality-and-technique`,
        extension: [
          { url: 'modality', valueCodeableConcept: { text: '電子線' } },
          { url: 'technique', valueCodeableConcept: { text: 'IMRT' } },
        ],
      },
    ],
  }),
  fact('ServiceRequest', {
    status: 'active',
    intent: 'order',
    code: { text: '手X線' },
    authoredOn: DAY,
    bodySite: [{ text: '手', extension: LEFT }],
    reasonReference: [{ display: '転倒' }],
    performer: [{ display: '放射線科' }],
    supportingInfo: [{ display: '妊娠の可能性なし' }],
  }),
  fact('ImagingStudy', {
    status: 'available',
    started: DAY,
    reasonCode: [{ text: '骨折疑い' }],
    series: [
      { description: 'PA', bodySite: { display: '手関節' }, laterality: { display: '左側' } },
    ],
  }),
  fact('NutritionOrder', {
    status: 'active',
    intent: 'order',
    dateTime: DAY,
    patient: { reference: 'Patient/p1' },
    enteralFormula: {
      baseFormulaProductName: 'エンシュア',
      administration: [
        {
          schedule: { repeat: { frequency: 3, period: 1, periodUnit: 'd' } },
          quantity: { value: 250, unit: 'mL' },
        },
      ],
    },
  }),
  fact('Immunization', {
    patient: { reference: 'Patient/p1' },
    vaccineCode: { text: '肺炎球菌' },
    occurrenceDateTime: DAY,
    expirationDate: '2023-03-31',
    reportOrigin: { text: '母子手帳' },
  }),
  fhirFact('AllergyIntolerance', '1', {
    id: 'a1',
    patient: { reference: 'Patient/p1' },
    code: { text: 'エビ' },
    reaction: [
      { manifestation: [{ text: '発疹' }], severity: 'mild' },
      { manifestation: [{ text: 'アナフィラキシー' }], severity: 'severe' },
    ],
  }),
  fact('Observation', {
    status: 'final',
    category: [{ coding: [{ code: 'vital-signs' }] }],
    code: { text: '体温' },
    effectiveDateTime: `${DAY}T09:00:00+09:00`,
    valueQuantity: { value: 37.5, unit: '℃' },
    bodySite: { text: '腋窩', extension: LEFT },
    note: [{ text: '入浴後' }],
    extension: [
      {
        url: 'http://hl7.org/fhir/StructureDefinition/observation-bodyPosition',
        valueCodeableConcept: { text: '座位' },
      },
    ],
  }),
  fhirFact('Observation', '1', {
    id: 'genes',
    status: 'final',
    category: [{ coding: [{ code: 'laboratory' }] }],
    code: { text: '調べた遺伝子' },
    effectiveDateTime: DAY,
    valueCodeableConcept: {
      coding: ['BRCA1', 'BRCA2'].map((display) => ({
        system: 'http://hgnc',
        code: display,
        display,
      })),
    },
  }),
  fact('Encounter', {
    status: 'finished',
    class: { code: 'IMP' },
    period: { start: '2022-09-01T10:00:00+09:00', end: '2022-09-05T10:00:00+09:00' },
    type: [{ text: '緊急入院' }],
    priority: { text: '至急' },
    reasonCode: [{ text: '肺炎' }],
    diagnosis: [{ condition: { display: '誤嚥性肺炎' }, use: { text: '退院時診断' } }],
    hospitalization: {
      admitSource: { text: '救急外来から' },
      specialArrangement: [{ text: '車椅子' }],
      dietPreference: [{ text: 'とろみ食' }],
      dischargeDisposition: { text: '施設へ退院' },
    },
  }),
  fhirFact('Encounter', '1', {
    id: 'e2',
    status: 'finished',
    class: { code: 'AMB' },
    type: [{ text: '再診' }],
    period: { start: DAY },
    hospitalization: { dischargeDisposition: { coding: [{ code: 'exp' }] } },
  }),
]

let loaded: LoadedServer
beforeAll(async () => {
  const files = { 'export.ndjson': lines(fhirPatient('1'), ...RESOURCES) }
  loaded = await startLoadedServer(files, { asOf: '2022-11-10T03:00' })
}, 120_000)
afterAll(() => loaded?.stop())

test('a problem says its side, its evidence, and what its profile adds', async () => {
  const { problems, allergies } = ProblemsAnswer.parse(await loaded.part('1', 'problems'))
  expect(problems).toMatchObject([
    {
      name: '乳癌（左 乳房）',
      note: '根拠: 生検報告\nmcode-histology-morphology-behavior: 浸潤性乳管癌',
    },
  ])
  // Of two reactions the graver one.
  expect(allergies).toMatchObject([{ substance: 'エビ', severity: 'severe' }])
})

test('a procedure says its side, complication, tools, place and everybody who took part', async () => {
  const { procedures } = ProblemsAnswer.parse(await loaded.part('1', 'problems'))
  expect(procedures[0]?.note.split('\n')).toEqual([
    '部位: 左 乳房',
    '合併症: 術後出血',
    '使用: 吻合器',
    '場所: 手術室2',
    'ほかの実施者: 外科 二郎（助手）',
    'mcode-radiotherapy-modality-and-technique: 電子線、IMRT',
  ])
})

test('an order says side, reason, to whom it goes; a study its part of the body; a tube feed how often', async () => {
  const { entries } = TimelineAnswer.parse(await loaded.part('1', 'timeline'))
  const linesOf = (title: string) => entries.find((each) => each.title === title)?.lines
  expect(linesOf('手X線')).toEqual(['左 手', '転倒', '依頼先: 放射線科', '参考: 妊娠の可能性なし'])
  expect(entries.flatMap((each) => each.lines)).toEqual(
    expect.arrayContaining([
      'PA 左側 手関節',
      '理由: 骨折疑い',
      '250 mL 1日3回 3 × per day',
      '退院先・転帰: 施設へ退院',
      '退院先・転帰: 死亡',
    ]),
  )
})

test('a result that is final says nothing of its status in the timeline', async () => {
  const { entries } = TimelineAnswer.parse(await loaded.part('1', 'timeline'))
  const lines = entries.flatMap((each) => each.lines).filter((line) => line.includes('BRCA1'))
  expect(lines).toEqual(['調べた遺伝子 BRCA1、BRCA2'])
})

test('a vaccination says where it is known from and until when the product was good', async () => {
  const { administrations } = MedicationsAnswer.parse(await loaded.part('1', 'medications'))
  expect(administrations[0]?.note).toBe('予防接種\n記録の元: 母子手帳\n有効期限: 2023-03-31')
})

test('a vital sign says where and in which position it was measured, and its note', async () => {
  const vitals = VitalsAnswer.parse(await loaded.part('1', `vitals?from=${DAY}&to=${DAY}`))
  expect(vitals.points).toMatchObject([
    { text: '37.5', site: '左 腋窩', note: 'observation-bodyPosition: 座位\n入浴後' },
  ])
})

test('a stay says of what kind it was, why, from where, to where, and what care is needed', async () => {
  const { encounters } = SummaryAnswer.parse(await loaded.part('1', 'summary'))
  expect(encounters).toMatchObject([
    { class: 'outpatient', reason: '', particulars: ['種類: 再診'], disposition: 'exp' },
    {
      class: 'inpatient',
      reason: '肺炎',
      particulars: [
        '種類: 緊急入院',
        '診断: 誤嚥性肺炎（退院時診断）',
        '緊急度: 至急',
        '来院・入院経路: 救急外来から',
        '食事: とろみ食',
        '配慮: 車椅子',
      ],
      disposition: '施設へ退院',
    },
  ])
})

test('a value of several codes of one system is all of them', async () => {
  const { results } = LabsAnswer.parse(await loaded.part('1', 'labs'))
  expect(results.map(({ text }) => text)).toEqual(['BRCA1、BRCA2'])
})
