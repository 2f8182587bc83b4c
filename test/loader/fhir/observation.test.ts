import { describe, expect, it } from 'vitest'
import type { ClinicalRecord } from '../../../model/records.ts'
import {
  all,
  expectRecords,
  only,
  PATIENT,
  readLines,
  readSource,
  SUBJECT,
} from './reading-door.ts'

const observation = (more: object) => ({
  resourceType: 'Observation',
  id: 'o1',
  status: 'final',
  code: { text: 'X' },
  ...SUBJECT,
  ...more,
})
const groupOf = (more: object) => only(readLines(observation(more)), 'observationGroup')
const resultOf = (more: object) => {
  const [result, ...others] = groupOf(more).results
  if (result === undefined || others.length > 0) throw new Error('not one result')
  return result
}
const q = (value: number, unit = 'mg') => ({ value, unit })

describe('the eleven types of value[x]', () => {
  it.each([
    ['Quantity', { valueQuantity: q(4.5) }, '4.5', 4.5],
    [
      'CodeableConcept',
      { valueCodeableConcept: { coding: [{ code: '260385009', display: '陰性' }] } },
      '陰性',
      null,
    ],
    ['string', { valueString: '(2+)' }, '(2+)', null],
    ['a string of digits is no number', { valueString: '12' }, '12', null],
    ['boolean', { valueBoolean: false }, 'false', null],
    ['integer', { valueInteger: 15 }, '15', 15],
    ['Range', { valueRange: { low: q(1), high: q(2) } }, '1-2', null],
    ['Range open below', { valueRange: { high: q(2) } }, '<=2', null],
    [
      'Ratio',
      { valueRatio: { numerator: { value: 1 }, denominator: { value: 128 } } },
      '1:128',
      null,
    ],
    ['time', { valueTime: '08:30:00' }, '08:30:00', null],
    ['dateTime', { valueDateTime: '2024-05' }, '2024-05', null],
    [
      'Period',
      { valuePeriod: { start: '2024-05-01', end: '2024-05-02' } },
      '2024-05-01/2024-05-02',
      null,
    ],
    [
      'SampledData',
      { valueSampledData: { origin: q(0, 'mV'), period: 10, dimensions: 1, data: '1 2 3' } },
      '波形 3点 10ms間隔 mV',
      null,
    ],
    [
      'reason for none',
      { dataAbsentReason: { coding: [{ code: 'not-performed' }] } },
      'not-performed',
      null,
    ],
    [
      'reason in a primitive extension',
      {
        _valueString: {
          extension: [
            {
              url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason',
              valueCode: 'masked',
            },
          ],
        },
      },
      'masked',
      null,
    ],
    ['no value at all', {}, '', null],
    [
      'Quantity without a value',
      { valueQuantity: { unit: 'mg' }, dataAbsentReason: { text: '検体不良' } },
      '検体不良',
      null,
    ],
  ])('%s', (_, more, text, number) => {
    expect(resultOf(more)).toMatchObject({ text, number })
  })

  it.each(['<', '<=', '>', '>='] as const)('comparator %s stays with its number', (comparator) => {
    expect(resultOf({ valueQuantity: { ...q(5), comparator } })).toMatchObject({
      text: `${comparator}5`,
      comparator,
      number: 5,
    })
  })

  it('an unknown comparator makes no number', () => {
    const reading = readLines(observation({ valueQuantity: { ...q(5), comparator: 'ad' } }))
    const [result] = only(reading, 'observationGroup').results
    expect(result).toMatchObject({ text: 'ad5', number: null, comparator: '' })
    expect(reading.problems[0]?.text).toBe('ad')
  })

  it.each([
    ['valueAttachment', { contentType: 'image/png' }],
    ['valueString', ['a']],
    ['valueQuantity', null],
  ])('%s that R4 does not have is not blank: it cannot be read', (name, value) => {
    const reading = readLines(observation({ [name]: value }))
    expect(only(reading, 'observationGroup').results[0]).toMatchObject({
      text: '読めない値',
      number: null,
    })
    expect(reading.problems).toMatchObject([{ reason: 'a value that cannot be read' }])
  })

  it('the reason why a value is absent may stand in the value itself', () => {
    const extension = [
      {
        url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason',
        valueCode: 'not-performed',
      },
    ]
    expect(resultOf({ valueCodeableConcept: { extension } }).text).toBe('not-performed')
    expect(resultOf({ valueQuantity: { extension } }).text).toBe('not-performed')
  })

  it('shows the unit, and keeps its code', () => {
    const { unit } = resultOf({
      valueQuantity: {
        value: 1,
        unit: 'IU/L',
        code: '[iU]/L',
        system: 'http://unitsofmeasure.org',
      },
    })
    expect(unit).toEqual({
      display: 'IU/L',
      codings: [{ code: '[iU]/L', name: '', system: 'http://unitsofmeasure.org' }],
    })
    expect(resultOf({ valueQuantity: { value: 1, code: 'mm[Hg]' } }).unit?.display).toBe('mm[Hg]')
  })
})

describe('decimals as they are written', () => {
  const literal = (value: string, more = '') =>
    `{"resourceType":"Observation","id":"o","status":"final","code":{"text":"a \\"value\\": 7.00"},"subject":{"reference":"Patient/p1"},"identifier":[{"value":"9.0"}],${more}"valueQuantity": { "value" : ${value}, "unit":"mg"}}`
  const textOf = (line: string) => only(readLines(line), 'observationGroup').results[0]?.text

  it.each([
    '24.0',
    '24',
    '2.50',
    '0.000',
    '1e3',
    '1.0E-2',
    '-3.10',
    '0.0000001',
    '12345678901234567890.10',
  ])('%s', (value) => {
    expect(textOf(literal(value))).toBe(value)
  })

  it('tells spellings of one number apart within one resource', () => {
    const range = '"referenceRange":[{"low":{"value":2},"high":{"value":2.00}}],'
    const result = only(readLines(literal('2.0', range)), 'observationGroup').results[0]
    expect(result).toMatchObject({ text: '2.0', number: 2, range: '2-2.00' })
  })

  it('tells them apart within a Bundle', () => {
    const entry = (value: string) => `{"resource":${literal(value)}}`
    const line = `{"resourceType":"Bundle","type":"collection","entry":[${entry('5.0')},${entry('5')},${entry('5.00')}]}`
    const patient = {
      resource: { resourceType: 'Patient', id: 'p1', identifier: [{ value: '1' }] },
    }
    const whole = line.replace('"entry":[', `"entry":[${JSON.stringify(patient)},`)
    const texts = all(readLines(whole), 'observationGroup').map(({ results }) => results[0]?.text)
    expect(texts).toEqual(['5.0', '5', '5.00'])
  })

  it('tells them apart in a line that is there twice', () => {
    const line = literal('2.0', '"referenceRange":[{"low":{"value":2}}],')
    const groups = all(readLines(line, line), 'observationGroup')
    expect(groups.map(({ results }) => results[0]?.text)).toEqual(['2.0', '2.0'])
  })

  it('takes no number out of a text', () => {
    expect(textOf(literal('7'))).toBe('7')
  })
})

describe('panels and components', () => {
  const part = (text: string, value: object) => ({ code: { text }, ...value })

  it('a blood pressure is two results and a panel, without a value of its own', () => {
    const group = groupOf({
      code: { text: '血圧' },
      component: [
        part('収縮期', {
          valueQuantity: q(120, 'mmHg'),
          interpretation: [{ coding: [{ code: 'H' }] }],
        }),
        part('拡張期', { dataAbsentReason: { text: '測定不能' } }),
      ],
    })
    expect(group.panel?.display).toBe('血圧')
    expect(group.results.map(({ item, text, flag }) => [item.display, text, flag])).toEqual([
      ['収縮期', '120', 'H'],
      ['拡張期', '測定不能', ''],
    ])
  })

  it('a flag is the standard’s code among several, else the source’s own, else words', () => {
    const HL7 = 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation'
    const flagged = (...coding: object[]) =>
      groupOf({ valueInteger: 9, interpretation: [{ coding }] }).results[0]?.flag
    expect(flagged({ system: 'urn:local', code: '高' }, { system: HL7, code: 'H' })).toBe('H')
    expect(flagged({ system: 'urn:local', code: '高' })).toBe('高')
    expect(flagged({ display: 'High' })).toBe('High')
  })

  it('interpretations besides the flag are said, and how long was collected', () => {
    const result = resultOf({
      valueQuantity: q(6.1),
      interpretation: [{ coding: [{ code: 'H' }] }, { text: '臨床的に重要' }],
      effectivePeriod: { start: '2024-05-03T06:00:00+09:00', end: '2024-05-04T06:00:00+09:00' },
    })
    expect(result.flag).toBe('H')
    expect(result.note).toBe('判定: H、臨床的に重要\n期間 2024-05-03 06:00～2024-05-04 06:00')
    expect(resultOf({ valueQuantity: q(1), interpretation: [{ text: 'H' }] }).note).toBe('')
  })

  it('a value and components are all results', () => {
    const group = groupOf({ valueInteger: 9, component: [part('E', { valueInteger: 4 })] })
    expect(group.results.map(({ text }) => text)).toEqual(['9', '4'])
  })

  const organism = (id: string, name: string, ...members: string[]) => ({
    resourceType: 'Observation',
    id,
    status: 'final',
    category: [{ coding: [{ code: 'laboratory' }] }],
    code: { text: '培養同定' },
    valueCodeableConcept: { text: name },
    hasMember: members.map((reference) => ({ reference })),
    ...SUBJECT,
  })
  const drug = (id: string, flag: string, more: object = {}) => ({
    resourceType: 'Observation',
    id,
    status: 'final',
    category: [{ coding: [{ code: 'laboratory' }] }],
    code: { text: 'CPFX' },
    valueQuantity: { value: 0.5 },
    interpretation: [{ coding: [{ code: flag }] }],
    ...SUBJECT,
    ...more,
  })
  const parents = (records: readonly ClinicalRecord[]) =>
    records.flatMap((each) =>
      each.kind === 'observationGroup' && each.results[0]?.flag !== ''
        ? [[each.category, each.parent, each.results[0]?.flag]]
        : [],
    )
  const ofTwo = [
    ['microbiology', '大腸菌', 'S'],
    ['microbiology', '黄色ブドウ球菌', 'R'],
  ]

  it('susceptibilities of several organisms each name theirs, as members in lines', () => {
    const { records } = readLines(
      organism('a', '大腸菌', 'Observation/a1'),
      organism('b', '黄色ブドウ球菌', 'Observation/b1/_history/2'),
      drug('a1', 'S'),
      drug('b1', 'R'),
    )
    expect(parents(records)).toEqual(ofTwo)
  })

  it('also behind lines that hold something like what is looked for', () => {
    const { resourceType, ...rest } = organism('b', '黄色ブドウ球菌', 'Observation/b1')
    const { records } = readLines(
      drug('c', '', { note: [{ text: 'Members: MB, the "hasMember" of "MBX"' }] }),
      organism('a', '大腸菌', 'Observation/a1'),
      drug('d', '', { note: [{ text: 'hasMembers' }] }),
      { ...rest, resourceType },
      drug('a1', 'S'),
      drug('b1', 'R'),
    )
    expect(parents(records)).toEqual(ofTwo)
  })

  it('as what derives from them in lines, too', () => {
    const category = [{ coding: [{ code: 'microbiology' }] }]
    const { records } = readLines(
      { ...organism('a', '大腸菌'), category },
      {
        ...organism('b', ''),
        category,
        component: [{ code: { text: '菌名' }, valueString: '黄色ブドウ球菌' }],
      },
      drug('a1', 'S', { derivedFrom: [{ reference: 'Observation/a' }] }),
      drug('b1', 'R', { derivedFrom: [{ reference: 'Observation/b' }] }),
    )
    expect(parents(records)).toEqual(ofTwo)
  })

  it.each([
    ['as members', ['urn:uuid:3'], ['urn:uuid:4'], {}, {}],
    [
      'by what they derive from',
      [],
      [],
      { derivedFrom: [{ reference: 'urn:uuid:1' }] },
      { derivedFrom: [{ reference: 'Observation/b' }] },
    ],
  ])('in a Bundle %s', (_, first, second, ofFirst, ofSecond) => {
    const resources = [
      organism('a', '大腸菌', ...first),
      organism('b', '黄色ブドウ球菌', ...second),
      drug('a1', 'S', ofFirst),
      drug('b1', 'R', ofSecond),
      PATIENT,
    ]
    const entry = resources.map((resource, at) => ({ fullUrl: `urn:uuid:${at + 1}`, resource }))
    const bundle = JSON.stringify({ resourceType: 'Bundle', type: 'collection', entry })
    const { records } = expectRecords(readSource({ 'b.json': bundle }).get('b.json'))
    expect(parents(records)).toEqual(ofTwo)
  })

  it('a panel of members has no result', () => {
    expect(groupOf({ hasMember: [{ reference: 'Observation/x' }] }).results).toEqual([])
  })
})

describe('ranges', () => {
  const low = { low: q(13), high: q(30) }
  const type = (code: string) => ({ type: { coding: [{ code }] } })
  it.each([
    ['without type is the normal one', [low], '13-30'],
    ['of type normal', [{ ...low, ...type('normal') }], '13-30'],
    ['only text', [{ text: '陰性' }], '陰性'],
    ['one-sided', [{ low: q(90) }], '>=90'],
    [
      'normal beside treatment',
      [
        { ...low, ...type('normal') },
        { low: q(5), ...type('treatment') },
      ],
      '13-30',
    ],
    ['critical alone is named', [{ low: q(5), ...type('critical') }], 'critical: >=5'],
    [
      'of several groups none is chosen',
      [
        { ...low, appliesTo: [{ text: '男性' }] },
        { low: q(7), high: q(23), appliesTo: [{ text: '女性' }] },
      ],
      '男性: 13-30; 女性: 7-23',
    ],
  ])('%s', (_, referenceRange, expected) => {
    expect(resultOf({ valueInteger: 1, referenceRange }).range).toBe(expected)
  })
})

describe('names and codes', () => {
  const JLAC = { system: 'urn:oid:1.2.392.200119.4.504', code: '3B035000002327201', display: 'AST' }
  const LOCAL = { system: 'urn:local', code: '17', display: '尿酸' }
  const item = (code: object) => resultOf({ code }).item

  it('text first, standard coding first among codings', () => {
    const { display, codings } = item({ text: 'GOT', coding: [LOCAL, JLAC] })
    expect(display).toBe('GOT')
    expect(codings.map(({ code }) => code)).toEqual([JLAC.code, LOCAL.code])
  })
  it.each([
    'http://jpfhir.jp/fhir/clins/CodeSystem/JP_CLINS_ObsLabResult_InfectionLabo_CS',
    'http://jpfhir.jp/fhir/clins/CodeSystem/JLAC10/JP_CLINS_ObsLabResult_InfectionLabo_CS',
    'http://medis.or.jp/CodeSystem/master-JLAC10-17digits',
  ])(
    'the JLAC10 of JP-CLINS leads before the hospital’s own code and before JLAC11: %s',
    (system) => {
      const group = groupOf({
        code: {
          text: 'B型肝炎表面抗原',
          coding: [
            {
              system: 'http://jpfhir.jp/fhir/clins/CodeSystem/JP_CLINS_ObsLabResult_LocalCode_CS',
              code: '0000181800',
            },
            {
              system:
                'http://jpfhir.jp/fhir/clins/CodeSystem/JLAC11/JP_CLINS_ObsLabResult_InfectionLabo_CS',
              code: '5F0010000000',
            },
            { system, code: '5F016143002302311' },
          ],
        },
        valueString: '陽性',
      })
      expect(group.results[0]?.item.codings.map(({ code }) => code)).toEqual([
        '5F016143002302311',
        '5F0010000000',
        '0000181800',
      ])
      expect(group.category).toBe('laboratory')
    },
  )

  it('an answer code of a health checkup without its words does not read as an amount', () => {
    const coding = [{ system: 'urn:oid:1.2.392.200119.6.2101', code: '1' }]
    expect(resultOf({ valueCodeableConcept: { coding } }).text).toBe(
      '回答コード 1（意味の記載なし）',
    )
    const named = coding.map((each) => ({ ...each, display: '−' }))
    expect(resultOf({ valueCodeableConcept: { coding: named } }).text).toBe('−')
  })

  it('a placeholder text is passed over for the name of a coding', () => {
    expect(
      item({ text: '検査項目コード', coding: [LOCAL, { ...JLAC, display: undefined }] }).display,
    ).toBe('尿酸')
  })
  it('the code where nothing has a name', () => {
    expect(item({ coding: [{ ...JLAC, display: undefined }] }).display).toBe(JLAC.code)
  })
  it('something readable where there is nothing', () => {
    expect(item({}).display).not.toBe('')
  })
  it('is the same object for the same source text', () => {
    const [a, b] = all(readLines(observation({}), observation({ id: 'o2' })), 'observationGroup')
    expect(a?.results[0]?.item).toBe(b?.results[0]?.item)
  })
})

describe('times', () => {
  const at = (effectiveDateTime: string) => groupOf({ effectiveDateTime }).collectedAt
  it.each([
    ['2024', '2024'],
    ['2024-05', '2024-05'],
    ['2024-05-03', '2024-05-03'],
    ['2024-05-03T09:10:05+09:00', '2024-05-03T09:10:05'],
    ['2024-05-03T09:10:05.123456+09:00', '2024-05-03T09:10:05'],
    ['2024-05-31T23:10:05+09:00', '2024-05-31T23:10:05'],
    ['2024-02-29T00:00:00+09:00', '2024-02-29T00:00:00'],
    ['2024-05-03T23:10:05Z', '2024-05-04T08:10:05'],
    ['2023-12-31T20:00:00-05:00', '2024-01-01T10:00:00'],
    ['2024-02-28T20:00:00-05:00', '2024-02-29T10:00:00'],
    ['2023-02-28T20:00:00-05:00', '2023-03-01T10:00:00'],
    ['2024-03-01T01:30:00+14:00', '2024-02-29T20:30:00'],
    ['2024-01-01T00:30:00+10:00', '2023-12-31T23:30:00'],
    ['2024-05-03T09:10:00+05:30', '2024-05-03T12:40:00'],
    ['2024-05-03T09:10:00-03:30', '2024-05-03T21:40:00'],
    ['2024-05-03T09:10+09:00', '2024-05-03T09:10'],
    ['2024-05-03T09:10:05', '2024-05-03T09:10:05'],
    ['2024-02-30T09:10:05+09:00', null],
    ['2024-13-01T09:10:05+09:00', null],
    ['2024-05-03T24:00:00+09:00', null],
    ['昨日', null],
  ])('%s', (text, expected) => {
    expect(at(text)).toMatchObject({ text, at: expected })
  })

  it('takes the least date of a program for none', () => {
    const { records, problems } = readLines(
      observation({ valueQuantity: q(1), effectiveDateTime: '0001-01-01T00:00:00Z' }),
    )
    expect(records).toMatchObject([{ collectedAt: { at: null } }])
    expect(problems).toMatchObject([{ reason: 'no such day or time' }])
  })

  it('says when a time has no offset or cannot be understood', () => {
    const reading = readLines(
      observation({ effectiveDateTime: '2024-05-03T09:10:05', issued: 'x' }),
    )
    expect(reading.problems.map(({ text, where }) => [where, text])).toEqual([
      ['line 1 effective', '2024-05-03T09:10:05'],
      ['line 1 Observation.issued', 'x'],
    ])
  })

  it.each([
    [{ effectivePeriod: { start: '2024-05-01', end: '2024-05-02' } }, '2024-05-01'],
    [{ effectiveInstant: '2024-05-01T00:00:00Z' }, '2024-05-01T09:00:00'],
    [{ effectiveTiming: { event: ['2024-05-03'] } }, '2024-05-03'],
  ])('effective %j', (more, expected) => {
    expect(groupOf(more).collectedAt?.at).toBe(expected)
  })
})

describe('kinds', () => {
  const coding = (code: string) => [{ coding: [{ code }] }]
  const jlac = (oid: string, code: string) => ({
    code: { coding: [{ system: `urn:oid:1.2.392.200119.${oid}`, code }] },
  })
  it.each([
    [{ category: coding('laboratory') }, 'laboratory'],
    [{ category: coding('vital-signs') }, 'vital-signs'],
    [{ category: coding('social-history') }, 'other'],
    [
      {
        category: coding('survey'),
        code: { coding: [{ system: 'http://loinc.org', code: '9108-2' }] },
      },
      'intake-output',
    ],
    [
      {
        category: coding('exam'),
        code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
      },
      'vital-signs',
    ],
    [{ code: { coding: [{ system: 'http://loinc.org', code: '8480-6' }] } }, 'vital-signs'],
    [{ code: { coding: [{ system: 'urn:oid:1.2.392.200119.4.504', code: '1' }] } }, 'laboratory'],
    [jlac('4.504', '3B035000002327201'), 'laboratory'],
    [jlac('6.1005', '3D010000001926101'), 'laboratory'],
    [jlac('6.1005', '9N006000000000001'), 'vital-signs'],
    [{ ...jlac('6.1005', '9A751000000000001'), category: coding('exam') }, 'vital-signs'],
    [{ ...jlac('6.1005', '3D010000001926101'), category: coding('exam') }, 'laboratory'],
    [jlac('6.1005', '9N701000000000011'), 'other'],
    [{}, 'other'],
  ])('%j', (more, expected) => {
    expect(groupOf(more).category).toBe(expected)
  })

  it('takes specimen, performer and department from what it refers to', () => {
    const group = groupOf({
      contained: [{ resourceType: 'Specimen', id: 's', type: { text: '尿' } }],
      specimen: { reference: '#s' },
      performer: [{ reference: 'Practitioner/gone', display: '検査技師' }],
      extension: [
        {
          url: 'http://jpfhir.jp/fhir/eCS/Extension/StructureDefinition/JP_eCS_Department',
          valueCodeableConcept: { text: '総合診療科' },
        },
      ],
      note: [{ text: '溶血' }],
      method: { coding: [{ code: 'M1', display: '比色法' }] },
    })
    expect(group.specimen?.display).toBe('尿')
    expect(group.doctor?.name).toBe('検査技師')
    expect(group.department?.display).toBe('総合診療科')
    expect(group.results[0]?.note).toBe('溶血')
    expect(group.results[0]?.method?.display).toBe('比色法')
  })
})

describe('a code without a name', () => {
  it('stands as it came; whether to resuscitate is told in words, too', () => {
    const sct = (code: string) => ({ coding: [{ system: 'http://snomed.info/sct', code }] })
    const told = groupOf({ code: sct('304251008'), valueCodeableConcept: sct('304253006') })
    expect(told.results[0]).toMatchObject({
      item: { display: '304251008（蘇生の区分 / Resuscitation status）' },
      text: '304253006（蘇生を行わない / Not for resuscitation）',
    })
    expect(groupOf({ code: sct('302509004') }).results[0]?.item.display).toBe('302509004')
  })
})

describe('what kind of result it is', () => {
  const category = (...codes: string[]) => ({
    category: codes.map((code) => ({ coding: [{ code }] })),
  })
  it.each([
    ['the laboratory’s', category('laboratory'), 'laboratory'],
    ['a culture is of the laboratory, too', category('laboratory', 'MB'), 'microbiology'],
    ['an electrocardiogram (HL7 table 0074)', category('EC'), 'physiology'],
    ['an ultrasound of the heart', category('CUS'), 'physiology'],
    ['none that is known', category('survey'), 'other'],
    [
      'none said, a vital sign by its code',
      { code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] } },
      'vital-signs',
    ],
  ])('%s', (_, more, expected) => {
    expect(groupOf(more).category).toBe(expected)
  })
})
