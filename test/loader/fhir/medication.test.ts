import { describe, expect, it } from 'vitest'
import { only, readLines, SUBJECT } from './reading-door.ts'

const request = (more: object) => ({
  resourceType: 'MedicationRequest',
  id: 'm1',
  status: 'active',
  intent: 'order',
  ...SUBJECT,
  ...more,
})
const orderOf = (more: object) => only(readLines(request(more)), 'medicationOrder')
const DRUG = { medicationCodeableConcept: { text: 'ロキソニン錠60mg' } }
const dose = (value: number, unit: string) => ({ doseAndRate: [{ doseQuantity: { value, unit } }] })

describe('prescriptions', () => {
  it('JP Core: Rp group, usage, dose, days, total', () => {
    const order = orderOf({
      ...DRUG,
      identifier: [
        { system: 'http://jpfhir.jp/fhir/core/mhlw/IdSystem/Medication-RPGroupNumber', value: '2' },
        {
          system: 'http://jpfhir.jp/fhir/core/mhlw/IdSystem/MedicationAdministrationIndex',
          value: '1',
        },
      ],
      groupIdentifier: { value: 'RX1' },
      authoredOn: '2024-05-03',
      dosageInstruction: [
        {
          text: '1日3回毎食後',
          timing: { code: { text: '1日3回毎食後' } },
          additionalInstruction: [{ text: '粉砕' }],
          ...dose(1, '錠'),
        },
      ],
      dispenseRequest: {
        quantity: { value: 21, unit: '錠' },
        expectedSupplyDuration: { value: 7, unit: '日' },
      },
    })
    expect(order).toMatchObject({
      form: 'prescription',
      orderNo: 'RX1',
      groupNo: '2',
      control: 'active',
    })
    expect(order.components).toEqual([
      {
        role: '',
        drug: { display: 'ロキソニン錠60mg', codings: [] },
        dose: { text: '1', unit: { display: '錠', codings: [] } },
      },
    ])
    expect(order.usage.map(({ display }) => display)).toEqual(['1日3回毎食後', '粉砕'])
    expect([order.duration?.text, order.duration?.unit?.display, order.total?.text]).toEqual([
      '7',
      '日',
      '21',
    ])
  })

  it('says the days, times and length that a code leaves open, and why it is taken', () => {
    const order = orderOf({
      ...DRUG,
      reasonCode: [{ text: '関節リウマチ' }],
      reasonReference: [
        { reference: 'Condition/1', display: '間質性肺炎' },
        { reference: 'Condition/2' },
      ],
      courseOfTherapyType: { text: '長期' },
      dosageInstruction: [
        {
          timing: {
            code: { text: '週1回' },
            repeat: {
              dayOfWeek: ['mon'],
              timeOfDay: ['09:00:00'],
              when: ['ACM'],
              duration: 30,
              durationUnit: 'min',
              count: 4,
            },
          },
          ...dose(2, '錠'),
        },
      ],
    })
    expect(order.usage.map(({ display }) => display)).toEqual([
      '週1回',
      '月曜 mon 09:00 朝食前 before breakfast ACM 1回30分 30 min each 計4回 4 × in all',
    ])
    expect(order.note).toBe('理由: 関節リウマチ、間質性肺炎\n治療の期間: 長期')
    const [text] = orderOf({
      ...DRUG,
      dosageInstruction: [{ text: '毎週月曜の朝食前', timing: { repeat: { when: ['ACM'] } } }],
    }).usage
    expect(text?.display).toBe('毎週月曜の朝食前')
  })

  it('says how long before or after an event of the day', () => {
    const repeat = { when: ['ACM', 'HS'], offset: 30 }
    const [usage] = orderOf({ ...DRUG, dosageInstruction: [{ timing: { repeat } }] }).usage
    expect(usage?.display).toBe('朝食前 before breakfast ACM 就寝前 before sleep HS 30分 min')
  })

  it('says whether another product may be given, how often it may be repeated, and that it is only told', () => {
    const noteOf = (more: object) => orderOf({ ...DRUG, ...more }).note.split('\n')
    const reason = { text: '過去に副作用' }
    expect(noteOf({ substitution: { allowedBoolean: false, reason } })).toEqual([
      '他の製品への変更: 不可',
      '他の製品への変更の理由: 過去に副作用',
    ])
    expect(noteOf({ substitution: { allowedCodeableConcept: { text: '剤形のみ可' } } })).toEqual([
      '他の製品への変更: 剤形のみ可',
    ])
    expect(noteOf({ dispenseRequest: { numberOfRepeatsAllowed: 3 } })).toEqual([
      '再調剤（リフィル）: 3回まで',
    ])
    expect(noteOf({ reportedBoolean: true })).toEqual(['患者などからの聞き取り'])
    const silent = { dispenseRequest: { numberOfRepeatsAllowed: 0 }, reportedBoolean: false }
    expect(noteOf({ ...silent, substitution: { allowedBoolean: true } })).toEqual([''])
  })

  it('an administration and a vaccination say where and how they were given', () => {
    const given = readLines({
      resourceType: 'MedicationAdministration',
      id: 'a1',
      status: 'not-done',
      statusReason: [{ text: '拒否' }],
      effectiveDateTime: '2024-05-03',
      ...SUBJECT,
      ...DRUG,
      dosage: { site: { text: '左上腕' }, method: { text: '静注' } },
    })
    expect(only(given, 'administration').note).toBe('拒否\n左上腕\n静注')
    const vaccinated = readLines({
      resourceType: 'Immunization',
      id: 'i1',
      status: 'completed',
      vaccineCode: { text: 'B型肝炎' },
      occurrenceDateTime: '2024-05-03',
      patient: SUBJECT.subject,
      site: { text: '左腕' },
      protocolApplied: [{ series: '3回', doseNumberPositiveInt: 2, seriesDosesPositiveInt: 3 }],
    })
    expect(only(vaccinated, 'administration').note).toBe('予防接種\n左腕\n3回 2回目（全3回）')
  })

  it('an order says how urgent it is, where and why; a diet, what it must not hold', () => {
    const order = { id: 's1', status: 'active', intent: 'order', ...SUBJECT }
    const asked = readLines({
      ...order,
      resourceType: 'ServiceRequest',
      code: { text: '膝X線' },
      priority: 'stat',
      bodySite: [{ text: '両膝' }],
      reasonCode: [{ text: '転倒' }],
    })
    expect(only(asked, 'order').text).toBe('至急（stat）\n両膝\n転倒')
    const diet = readLines({
      ...order,
      resourceType: 'NutritionOrder',
      patient: SUBJECT.subject,
      dateTime: '2024-05-03',
      allergyIntolerance: [{ display: 'カシューナッツ' }],
      excludeFoodModifier: [{ text: '卵' }],
      oralDiet: {
        type: [{ text: '常食' }],
        nutrient: [{ modifier: { text: '食塩' }, amount: { value: 6, unit: 'g' } }],
        fluidConsistencyType: [{ text: 'とろみ' }],
      },
      enteralFormula: {
        baseFormulaProductName: 'エンシュア',
        administration: [{ quantity: { value: 240, unit: 'mL' } }],
        maxVolumeToDeliver: { value: 1440, unit: 'mL/d' },
      },
    })
    expect(only(diet, 'order').text.split('\n')).toEqual([
      '禁止・アレルギー: 卵、カシューナッツ',
      '食塩 6 g',
      'とろみ',
      'エンシュア',
      '240 mL',
      '最大 1440 mL/d',
    ])
  })

  it('reads when a course begins and ends, and where nothing says, says nothing', () => {
    const bounds = {
      timing: { repeat: { boundsPeriod: { start: '2024-05-03', end: '2024-05-09' } } },
    }
    const bounded = orderOf({ ...DRUG, dosageInstruction: [bounds] })
    expect([bounded.startAt?.at, bounded.endAt?.at]).toEqual(['2024-05-03', '2024-05-09'])
    const extension = [
      {
        url: 'http://jpfhir.jp/fhir/core/Extension/StructureDefinition/JP_MedicationDosage_PeriodOfUse',
        valuePeriod: { start: '2024-05-03' },
      },
    ]
    expect(orderOf({ ...DRUG, dosageInstruction: [{ extension }] }).startAt?.at).toBe('2024-05-03')
    const bare = orderOf(DRUG)
    expect([bare.startAt, bare.endAt, bare.duration]).toEqual([null, null, null])
  })

  it('a bounding duration is the duration', () => {
    const repeat = {
      frequency: 2,
      period: 1.0,
      periodUnit: 'd',
      boundsDuration: { value: 5, unit: '日' },
    }
    const order = orderOf({ ...DRUG, dosageInstruction: [{ timing: { repeat } }] })
    expect(order.duration).toMatchObject({ text: '5' })
    expect(order.usage[0]?.display).toBe('1日2回 2 × per day')
  })

  it('uneven doses and sequences are written out, none is taken for the dose', () => {
    const sequence = orderOf({
      ...DRUG,
      dosageInstruction: [
        { text: '朝', ...dose(2, '錠') },
        { text: '夕', ...dose(1, '錠') },
      ],
    })
    expect(sequence.components[0]?.dose).toBeNull()
    expect(sequence.usage.map(({ display }) => display)).toEqual(['朝 2錠', '夕 1錠'])
  })

  it('a sequence is read in its order, and what must not be exceeded is said', () => {
    const most = {
      numerator: { value: 4, unit: '錠' },
      denominator: { value: 1, unit: '日' },
    }
    const { usage } = orderOf({
      ...DRUG,
      dosageInstruction: [
        { sequence: 2, text: '次に' },
        { sequence: 1, text: '初めに', maxDosePerPeriod: most },
      ],
    })
    expect(usage.map(({ display }) => display)).toEqual(['初めに', '最大 4錠/1日', '次に'])
  })

  it('as needed is said', () => {
    const needed = { text: '疼痛時', asNeededBoolean: true }
    expect(
      orderOf({ ...DRUG, dosageInstruction: [needed] }).usage.map(({ display }) => display),
    ).toEqual(['疼痛時', '頓用'])
  })

  it('adds no zeros to a dose and drops none', () => {
    const line = JSON.stringify(request({ ...DRUG, dosageInstruction: [dose(0.5, 'mg')] })).replace(
      '0.5',
      '0.50',
    )
    expect(only(readLines(line), 'medicationOrder').components[0]?.dose?.text).toBe('0.50')
  })
})

describe('injections', () => {
  const MIX = {
    contained: [
      {
        resourceType: 'Medication',
        id: 'mix',
        ingredient: [
          {
            itemCodeableConcept: { text: 'ソリタ-T3号輸液' },
            strength: {
              numerator: { value: 1, unit: '袋' },
              denominator: { value: 1, unit: '回' },
            },
          },
          {
            itemCodeableConcept: { text: 'ビタメジン静注用' },
            strength: { numerator: { value: 1, unit: 'バイアル' } },
          },
        ],
      },
    ],
    medicationReference: { reference: '#mix' },
  }

  it('without a code of their own are their ingredients with strengths', () => {
    const rate = { doseAndRate: [{ rateQuantity: { value: 80, unit: 'mL/h' } }] }
    const order = orderOf({ ...MIX, dosageInstruction: [rate] })
    expect(order.form).toBe('injection')
    expect(
      order.components.map(
        ({ drug, dose }) => `${drug.display} ${dose?.text}${dose?.unit?.display}`,
      ),
    ).toEqual(['ソリタ-T3号輸液 1袋/回', 'ビタメジン静注用 1バイアル'])
    expect([order.rate?.text, order.rate?.unit?.display]).toEqual(['80', 'mL/h'])
  })

  it.each([
    [{ route: { coding: [{ code: 'IV' }] } }, {}],
    [{ doseAndRate: [{ rateRatio: { numerator: { value: 1 }, denominator: { value: 2 } } }] }, {}],
    [
      {},
      {
        meta: {
          profile: [
            'http://jpfhir.jp/fhir/core/StructureDefinition/JP_MedicationRequest_Injection',
          ],
        },
      },
    ],
  ])('are told by route, rate or profile: %j %j', (dosage, more) => {
    expect(orderOf({ ...DRUG, ...more, dosageInstruction: [dosage] }).form).toBe('injection')
  })

  it('are not told by the amount of a day, which is how JP Core writes an uneven dose of tablets', () => {
    const day = { value: 1, unit: '日', code: 'd' }
    const tablets = { value: 7, unit: '錠' }
    const dosage = {
      extension: [
        {
          url: 'http://jpfhir.jp/fhir/core/Extension/StructureDefinition/JP_MedicationDosage_UsageDuration',
          valueDuration: { value: 4, unit: '日' },
        },
      ],
      timing: { repeat: { boundsDuration: { value: 7, unit: '日' } } },
      doseAndRate: [{ rateRatio: { numerator: tablets, denominator: day } }],
    }
    const order = orderOf({ ...DRUG, dosageInstruction: [dosage] })
    expect(order).toMatchObject({
      form: 'prescription',
      rate: null,
      perDay: { text: '7', unit: { display: '錠' } },
      duration: { text: '7' },
    })
    expect(order.usage.map(({ display }) => display)).toContain('実投与 4日')
    const volume = { numerator: { value: 1000, unit: 'mL' }, denominator: day }
    const drip = orderOf({ ...DRUG, dosageInstruction: [{ doseAndRate: [{ rateRatio: volume }] }] })
    expect(drip).toMatchObject({ form: 'injection', perDay: null, rate: { text: '1000' } })
  })

  it('given as a mix keep every drug in the name', () => {
    const given = {
      resourceType: 'MedicationAdministration',
      id: 'a1',
      status: 'not-done',
      statusReason: [{ text: '患者拒否' }],
      ...SUBJECT,
      ...MIX,
      effectivePeriod: { start: '2024-05-03T09:00:00+09:00', end: '2024-05-03T10:00:00+09:00' },
      request: { reference: 'MedicationRequest/m1' },
    }
    const record = only(readLines(given), 'administration')
    expect(record.drug.display).toBe('ソリタ-T3号輸液 1袋/回 + ビタメジン静注用 1バイアル')
    expect(record).toMatchObject({
      status: 'not-done',
      note: '患者拒否',
      orderNo: 'm1',
    })
    expect(record.endAt?.at).toBe('2024-05-03T10:00:00')
  })

  it('of a Medication in another place of the file', () => {
    const medication = { resourceType: 'Medication', id: 'd1', code: { text: 'ヘパリン' } }
    const reading = readLines(
      medication,
      request({ medicationReference: { reference: 'Medication/d1' } }),
    )
    expect(only(reading, 'medicationOrder').components[0]?.drug.display).toBe('ヘパリン')
  })

  it('of a Medication that is nowhere are what they are displayed as, and it is said', () => {
    const displayed = orderOf({
      medicationReference: { reference: 'Medication/x', display: 'ワーファリン' },
    })
    expect(displayed.components[0]?.drug.display).toBe('ワーファリン')
    const reading = readLines(request({ medicationReference: { reference: 'Medication/x' } }))
    expect(only(reading, 'medicationOrder').components[0]?.drug.display).not.toBe('')
    expect(reading.problems[0]?.text).toBe('Medication/x')
  })
})

describe('statements and immunizations', () => {
  it('a statement keeps its status and its time', () => {
    const statement = {
      resourceType: 'MedicationStatement',
      id: 's1',
      status: 'not-taken',
      ...SUBJECT,
      ...DRUG,
      effectivePeriod: { start: '2024' },
    }
    const order = only(readLines(statement), 'medicationOrder')
    expect([order.control, order.startAt?.at]).toEqual(['not-taken', '2024'])
  })

  it('a vaccine that was not given or is subpotent says so', () => {
    const vaccine = (more: object) =>
      only(
        readLines({
          resourceType: 'Immunization',
          id: 'i1',
          status: 'completed',
          patient: SUBJECT.subject,
          vaccineCode: { text: 'MRワクチン' },
          occurrenceString: '1歳頃',
          ...more,
        }),
        'administration',
      )
    expect(vaccine({ status: 'not-done' }).status).toBe('not-done')
    expect(vaccine({ isSubpotent: true }).note).toContain('isSubpotent')
    expect(vaccine({}).startAt).toEqual({ text: '1歳頃', at: null })
  })
})
