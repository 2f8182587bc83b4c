/** How a medicine is taken, as its order or its administration tells it: nothing of a FHIR Dosage is lost on the way to the chart. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MedicationsAnswer } from '../../model/api/chart/medications.ts'
import {
  fhirFact,
  fhirPatient,
  type LoadedServer,
  lines,
  startLoadedServer,
} from './loaded-server.ts'

const TIMINGS: readonly (readonly [dosage: object, usage: readonly string[]])[] = [
  [repeat({ frequency: 2, period: 1.0, periodUnit: 'd' }), ['1日2回 2 × per day']],
  [
    repeat({ frequency: 1, frequencyMax: 2, period: 4, periodMax: 6, periodUnit: 'h' }),
    ['4～6時間に1～2回 1～2 × per 4～6 h'],
  ],
  [repeat({ frequency: 1, period: 1, periodUnit: 'wk' }), ['週1回 1 × per week']],
  [repeat({ period: 0.5, periodUnit: 'h' }), ['0.5時間に1回 1 × per 0.5 h']],
  [
    repeat({
      frequency: 1,
      period: 2,
      periodUnit: 'd',
      dayOfWeek: ['fri'],
      timeOfDay: ['21:30:00'],
    }),
    ['2日に1回 1 × per 2 days 金曜 fri 21:30'],
  ],
  [repeat({ count: 4, countMax: 6 }), ['計4～6回 4～6 × in all']],
  [repeat({ duration: 30, durationMax: 60, durationUnit: 'min' }), ['1回30～60分 30～60 min each']],
  [
    repeat({ boundsRange: { low: { value: 7 }, high: { value: 10, unit: '日' } } }),
    ['期間 for 7～10日'],
  ],
  [repeat({ when: ['AC'], offset: 30 }), ['食前 before meal AC 30分 min']],
  [
    { timing: { event: ['2022-11-01T08:00:00+09:00', '2022-11-03T08:00:00+09:00'] } },
    ['2022-11-01T08:00:00+09:00 2022-11-03T08:00:00+09:00'],
  ],
  // Words that say it already, in wide figures, and words that don't.
  [
    {
      text: '１日２回　朝夕食後',
      ...repeat({ frequency: 2, period: 1, periodUnit: 'd', when: ['PC'] }),
    },
    ['１日２回　朝夕食後'],
  ],
  [
    { text: 'Take as told', ...repeat({ frequency: 4, period: 1, periodUnit: 'd', when: ['PC'] }) },
    ['Take as told', '1日4回 4 × per day 食後 after meal PC'],
  ],
  [
    { timing: { code: { text: 'BID' }, repeat: { frequency: 2, period: 1, periodUnit: 'd' } } },
    ['BID', '1日2回 2 × per day'],
  ],
  [
    {
      asNeededCodeableConcept: { text: '疼痛時' },
      maxDosePerPeriod: {
        numerator: { value: 3, unit: '錠' },
        denominator: { value: 1, unit: '日' },
      },
    },
    ['頓用: 疼痛時', '最大 3錠/1日'],
  ],
  [
    {
      text: '体重により',
      doseAndRate: [
        { type: { text: 'ordered' }, doseQuantity: { value: 5, unit: 'mg' } },
        { type: { text: 'calculated' }, doseQuantity: { value: 4.8, unit: 'mg' } },
      ],
    },
    ['体重により ordered 5mg / calculated 4.8mg'],
  ],
]

function repeat(values: object): object {
  return { timing: { repeat: values } }
}

const order = (id: string, more: object) =>
  fhirFact('MedicationRequest', '1', {
    id,
    status: 'active',
    intent: 'order',
    medicationCodeableConcept: { text: `薬 ${id}` },
    ...more,
  })

const EXTENSION = 'http://jpfhir.jp/fhir/core/Extension/StructureDefinition'
const SITE = 'http://hl7.org/fhir/StructureDefinition/bodySite'
const ARM = {
  resourceType: 'BodyStructure',
  id: 'arm',
  location: { text: '腕' },
  locationQualifier: [{ text: '左' }],
}
const SYRINGE = { resourceType: 'Device', id: 'syringe', type: { text: 'シリンジ' } }
const site = {
  extension: [
    { url: SITE, valueReference: { reference: '#arm' } },
    { url: `${EXTENSION}/JP_MedicationDosage_SiteComment`, valueString: '左利きのため右は避ける' },
  ],
}
/** As in JP Core: dose and rate in entries of their own. */
const DRIP = order('drip', {
  contained: [ARM, SYRINGE],
  priority: 'stat',
  dosageInstruction: [
    {
      extension: [
        { url: `${EXTENSION}/JP_MedicationDosage_Line`, valueCodeableConcept: { text: '主管' } },
        {
          url: `${EXTENSION}/JP_MedicationDosage_Device`,
          valueReference: { reference: 'Device/syringe' },
        },
      ],
      site,
      route: { text: '静脈注射' },
      method: {
        text: '静注(末梢)',
        extension: [
          { url: `${EXTENSION}/JP_MedicationDosage_MethodComment`, valueString: '緩徐に' },
        ],
      },
      doseAndRate: [
        { doseQuantity: { value: 510, unit: 'mL' } },
        {
          rateRatio: {
            extension: [
              { url: `${EXTENSION}/JP_MedicationDosage_RateComment`, valueString: '５時間で' },
            ],
            numerator: { value: 102, unit: 'mL' },
            denominator: { value: 1, unit: 'h' },
          },
        },
      ],
    },
  ],
  dispenseRequest: {
    extension: [
      {
        url: `${EXTENSION}/JP_MedicationRequest_DispenseRequest_InstructionForDispense`,
        valueCodeableConcept: { text: '遮光' },
      },
    ],
  },
})

/** Tapered: the second dosage has no end. */
const TAPER = order('taper', {
  dosageInstruction: [
    {
      sequence: 1,
      ...repeat({ boundsPeriod: { start: '2022-10-01', end: '2022-10-07' } }),
      doseAndRate: [
        { doseQuantity: { value: 20, unit: 'mg' }, rateQuantity: { value: 5, unit: 'mL/h' } },
      ],
    },
    {
      sequence: 2,
      ...repeat({ boundsPeriod: { start: '2022-10-08' } }),
      doseAndRate: [{ doseQuantity: { value: 10, unit: 'mg' } }],
    },
  ],
})

const GIVEN = fhirFact('MedicationAdministration', '1', {
  id: 'given',
  status: 'completed',
  contained: [ARM, SYRINGE],
  medicationCodeableConcept: { text: 'ホリゾン注' },
  effectiveDateTime: '2022-11-01T10:05:00+09:00',
  device: [{ reference: '#syringe' }],
  extension: [
    {
      url: `${EXTENSION}/JP_MedicationAdministration_Requester`,
      valueReference: { display: '医師 一郎' },
    },
    {
      url: `${EXTENSION}/JP_MedicationAdministration_UncategorizedComment`,
      valueString: '穿刺困難',
    },
  ],
  dosage: {
    extension: [
      {
        url: `${EXTENSION}/JP_MedicationAdministration_Dosage_DosageComment`,
        valueString: '痙攣のため主治医に確認',
      },
    ],
    site,
    dose: { value: 2, unit: 'mL' },
  },
})

const DISPENSED = fhirFact('MedicationDispense', '1', {
  id: 'dispensed',
  status: 'completed',
  medicationCodeableConcept: { text: 'ムコダイン錠' },
  whenHandedOver: '2022-11-01T10:55:00+09:00',
  extension: [
    {
      url: `${EXTENSION}/JP_MedicationRequest_DosageInstruction_UsageDuration`,
      valueDuration: { value: 3, unit: '日', code: 'd' },
    },
    { url: `${EXTENSION}/JP_MedicationDispense_Preparation`, valueString: '一包化' },
  ],
  dosageInstruction: [
    { route: { text: '静脈内' }, doseAndRate: [{ rateQuantity: { value: 20, unit: 'mL/h' } }] },
  ],
})

const timed = TIMINGS.map(([dosage], at) => order(`t${at}`, { dosageInstruction: [dosage] }))

let loaded: LoadedServer
let answer: MedicationsAnswer
beforeAll(async () => {
  const files = {
    'export.ndjson': lines(fhirPatient('1'), ...timed, DRIP, TAPER, GIVEN, DISPENSED),
  }
  loaded = await startLoadedServer(files, { asOf: '2022-11-10T03:00' })
  answer = MedicationsAnswer.parse(await loaded.part('1', 'medications'))
}, 120_000)
afterAll(() => loaded?.stop())

const orderOf = (drug: string) =>
  answer.orders.find(({ components }) => components[0]?.drug === `薬 ${drug}`)

test.each(TIMINGS.map(([dosage, usage], at) => [JSON.stringify(dosage), usage, at] as const))(
  'timing %s',
  (_, usage, at) => {
    expect(orderOf(`t${at}`)?.usage).toEqual(usage)
  },
)

test('an injection says its line, side, device, comments, and a dose and a rate that are told apart', () => {
  expect(orderOf('drip')).toMatchObject({
    form: 'injection',
    components: [{ dose: '510', unit: 'mL' }],
    rate: '102 mL/h',
    device: 'シリンジ',
    usage: [
      '静注(末梢)',
      'ライン: 主管',
      '部位コメント: 左利きのため右は避ける',
      '手技コメント: 緩徐に',
      '速度コメント: ５時間で',
      '左 腕',
    ],
    note: '至急（stat）\n調剤指示: 遮光',
  })
})

test('of a sequence each dosage has its own dose, rate and time, and an end that is open stays so', () => {
  expect(orderOf('taper')).toMatchObject({
    usage: ['期間 for 2022-10-01～2022-10-07 20mg 5mL/h', '期間 for 2022-10-08～ 10mg'],
    endAt: { at: null },
    currentBy: 'status',
  })
})

test('what was given says where, with what, who asked for it and every comment', () => {
  expect(
    answer.administrations.find(({ drug }) => drug === 'ホリゾン注')?.note.split('\n'),
  ).toEqual([
    '投与コメント: 痙攣のため主治医に確認',
    '部位コメント: 左利きのため右は避ける',
    '左 腕',
    '投与装置: シリンジ',
    '指示者: 医師 一郎',
    'コメント: 穿刺困難',
  ])
})

test('what was handed out says its days, route, rate and how it was prepared', () => {
  expect(answer.dispenses).toMatchObject([
    { duration: '3 日', usage: ['速度 20 mL/h', '静脈内'], note: '調製: 一包化' },
  ])
})
