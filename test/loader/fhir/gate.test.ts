import { describe, expect, it } from 'vitest'
import {
  all,
  bundle,
  CHART,
  only,
  PATIENT,
  readLines,
  readSource,
  SUBJECT,
} from './reading-door.ts'

const MINIMAL: Readonly<Record<string, object>> = {
  Observation: { code: { text: 'X' } },
  DiagnosticReport: { code: { text: 'X' } },
  Encounter: { class: { code: 'AMB' } },
  MedicationRequest: { intent: 'order', medicationCodeableConcept: { text: 'X' } },
  MedicationStatement: { medicationCodeableConcept: { text: 'X' } },
  MedicationAdministration: { medicationCodeableConcept: { text: 'X' } },
  Procedure: { code: { text: 'X' } },
  Immunization: { vaccineCode: { text: 'X' } },
  ServiceRequest: { intent: 'order', code: { text: 'X' } },
  NutritionOrder: { intent: 'order' },
  DocumentReference: { content: [] },
  Composition: { title: 'X' },
  ImagingStudy: {},
  Flag: { code: { text: 'X' } },
}
const make = (type: string, status: string | undefined) => ({
  resourceType: type,
  id: 'r',
  status,
  ...SUBJECT,
  patient: SUBJECT.subject,
  ...MINIMAL[type],
})
const concept = (code: string) => ({ coding: [{ code }] })

describe.each(Object.keys(MINIMAL))('%s', (type) => {
  it('entered in error is never current', () => {
    const { records } = readLines(make(type, 'entered-in-error'))
    expect(records.length).toBeGreaterThan(0)
    expect(records.map(({ standing }) => standing)).toEqual(records.map(() => 'deleted'))
  })

  it.each(['made-up', undefined])('status %s is not read', (status) => {
    const { records, parts } = readLines(make(type, status))
    expect(records).toEqual([])
    expect(parts.unread[0]).toMatchObject({ reason: 'unsafe', patientId: CHART, dataType: type })
  })

  it('with an unknown modifier extension is not read', () => {
    const resource = {
      ...make(type, 'completed'),
      modifierExtension: [{ url: 'urn:negated', valueBoolean: true }],
    }
    const { records, parts } = readLines(resource)
    expect(records).toEqual([])
    expect(parts.unread[0]).toMatchObject({ reason: 'unsafe', patientId: CHART })
    expect(parts.unread[0]?.detail).toContain('urn:negated')
  })
})

describe('modifiers inside a resource', () => {
  it('stop it as well', () => {
    const component = [{ code: { text: 'X' }, modifierExtension: [{ url: 'urn:m' }] }]
    const { parts } = readLines({ ...make('Observation', 'final'), component })
    expect(parts.unread[0]?.reason).toBe('unsafe')
  })

  it.each([
    ['RelatedPerson/fetus', 'unsafe'],
    ['Patient/donor', 'unsafe'],
    ['Patient/p1', undefined],
    ['Condition/tumour', undefined],
  ])('a result about %s in the record of a patient: %s', (reference, reason) => {
    const focus = [{ reference }]
    const { parts } = readLines({ ...make('Observation', 'final'), focus })
    expect(parts.unread[0]?.reason).toBe(reason)
  })
})

describe('problems', () => {
  const condition = (more: object) =>
    readLines({ resourceType: 'Condition', id: 'c', code: { text: '肺炎' }, ...SUBJECT, ...more })

  it('entered in error and refuted are never current, and a missing clinical status is not active', () => {
    for (const code of ['entered-in-error', 'refuted']) {
      expect(only(condition({ verificationStatus: concept(code) }), 'problem').standing).toBe(
        'deleted',
      )
    }
    const { standing, outcome } = only(condition({}), 'problem')
    expect([standing, outcome]).toEqual([undefined, null])
  })

  it('says the side, the gravity and the stage behind its name', () => {
    const found = condition({
      bodySite: [{ text: '左大腿骨' }],
      severity: { text: '重症' },
      stage: [{ summary: { text: 'stage II' } }],
    })
    expect(only(found, 'problem').suffixes).toEqual(['（左大腿骨、重症、stage II）'])
  })

  it('keeps what was written beside it', () => {
    const found = condition({ note: [{ text: '抗凝固療法中' }, { text: '他院で加療' }] })
    expect(only(found, 'problem').note).toBe('抗凝固療法中\n他院で加療')
    expect(only(condition({}), 'problem').note).toBe('')
  })

  it.each(['provisional', 'differential', 'unconfirmed'])('%s is suspected', (code) => {
    expect(only(condition({ verificationStatus: concept(code) }), 'problem').suspected).toBe(true)
  })

  it('a resolved one says so', () => {
    const { outcome } = only(condition({ clinicalStatus: concept('resolved') }), 'problem')
    expect(outcome?.display).toBe('resolved')
  })

  it.each([
    [{ onsetDateTime: '2020-05' }, { text: '2020-05', at: '2020-05' }],
    [{ onsetPeriod: { start: '2020' } }, { text: '2020', at: '2020' }],
    [{ onsetAge: { value: 34, unit: '歳' } }, { text: '34歳', at: null }],
    [
      { onsetRange: { low: { value: 3, unit: 'a' }, high: { value: 5, unit: 'a' } } },
      { text: '3a-5a', at: null },
    ],
    [{ onsetString: '幼少時' }, { text: '幼少時', at: null }],
  ])('%j', (more, expected) => {
    expect(only(condition(more), 'problem').onsetAt).toMatchObject(expected)
  })

  it('says both ends of a period in which it began, and what speaks for it', () => {
    const more = {
      onsetPeriod: { start: '2020-05', end: '2020-08' },
      evidence: [{ code: [{ text: '咳' }, { text: '発熱' }] }],
      note: [{ text: '経過観察' }],
    }
    expect(only(condition(more), 'problem').note).toBe(
      '根拠: 咳、発熱\n発症 2020-05～2020-08 の間\n経過観察',
    )
  })

  it('takes ICD-10 by system and the text where MEDIS has no code', () => {
    const code = {
      text: '感冒',
      coding: [
        {
          system: 'http://medis.or.jp/CodeSystem/master-disease-keyNumber',
          code: '99999999',
          display: '未コード化傷病名',
        },
        { system: 'http://jpfhir.jp/fhir/core/mhlw/CodeSystem/ICD10-2013-full', code: 'J00' },
      ],
    }
    const problem = only(condition({ code }), 'problem')
    expect([problem.condition.display, problem.icd10]).toEqual(['感冒', 'J00'])
  })
})

describe('allergies', () => {
  const allergy = (more: object) =>
    readLines({ resourceType: 'AllergyIntolerance', id: 'a', patient: SUBJECT.subject, ...more })

  it('none known is a state of its own', () => {
    const coding = [{ system: 'http://snomed.info/sct', code: '716186003' }]
    expect(only(allergy({ code: { coding } }), 'allergy').state).toBe('none-known')
    for (const text of ['アレルギーなし', 'No known allergies.', 'ＮＫＤＡ']) {
      expect(only(allergy({ code: { text } }), 'allergy').state, text).toBe('none-known')
    }
    for (const text of ['アレルギーなしと言うが蕁麻疹あり', 'ペニシリン']) {
      expect(only(allergy({ code: { text } }), 'allergy').state, text).toBe('present')
    }
  })

  it('shows the text before a generic code, with reaction and severity', () => {
    const record = only(
      allergy({
        code: { text: 'サルファ剤', coding: [{ code: '00M', display: '医薬品' }] },
        criticality: 'high',
        category: ['medication'],
        reaction: [{ manifestation: [{ text: '発疹' }], severity: 'moderate' }],
        clinicalStatus: concept('active'),
        verificationStatus: concept('unconfirmed'),
      }),
      'allergy',
    )
    expect(record).toMatchObject({ state: 'present', reaction: '発疹（moderate）' })
    const more = {
      substance: { text: 'バクタ' },
      exposureRoute: { text: '内服' },
      onset: '2012-06-12',
      note: [{ text: '30分後' }],
    }
    const told = allergy({ code: { text: 'サルファ剤' }, reaction: [more], lastOccurrence: '2013' })
    expect(only(told, 'allergy').reaction).toBe('バクタ 内服 2012-06-12 30分後 / 最終 2013')
    expect(record.substance?.display).toBe('サルファ剤')
    expect(record.severity?.display).toBe('high')
    expect(record.clinicalStatus?.display).toBe('active（unconfirmed）')
    expect(record.clinicalStatus?.codings[0]?.code).toBe('active')
  })

  it.each(['entered-in-error', 'refuted'])('%s is never current', (code) => {
    expect(only(allergy({ verificationStatus: concept(code) }), 'allergy').standing).toBe('deleted')
  })
})

describe('what looks like an order and is none', () => {
  it.each([
    [{ doNotPerform: true }, '実施しない'],
    [{ intent: 'plan' }, '計画'],
    [{ intent: 'proposal' }, '提案'],
    [{ intent: 'option' }, '選択肢'],
  ])('MedicationRequest %j is no medication order', (more, word) => {
    const reading = readLines({ ...make('MedicationRequest', 'active'), ...more })
    expect(all(reading, 'medicationOrder')).toEqual([])
    const { item } = only(reading, 'order')
    expect(item.display).toContain(word)
    expect(item.codings).toEqual([])
  })

  it('ServiceRequest with doNotPerform says so in its name', () => {
    const reading = readLines({ ...make('ServiceRequest', 'active'), doNotPerform: true })
    expect(only(reading, 'order').item.display).toContain('実施しない')
  })
})

describe('what says that there is none of something', () => {
  const IPS = 'http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips'
  const named = (code: string, display: string, system = IPS) => ({
    coding: [{ system, code, display }],
  })
  const PLACES = {
    AllergyIntolerance: 'code',
    Condition: 'code',
    Immunization: 'vaccineCode',
    MedicationRequest: 'medicationCodeableConcept',
    MedicationStatement: 'medicationCodeableConcept',
    Procedure: 'code',
  } as const
  const said = (type: keyof typeof PLACES, concept: object) =>
    readLines({ ...make(type, 'active'), ...STATUSES[type], [PLACES[type]]: concept })
  const STATUSES: Readonly<Record<string, object>> = {
    AllergyIntolerance: { status: undefined },
    Condition: { status: undefined },
    Immunization: { status: 'completed' },
    Procedure: { status: 'completed' },
  }

  it.each([
    ['AllergyIntolerance', 'no-allergy-info', 'no information: X'],
    ['Condition', 'no-known-problems', 'negated: X'],
    ['Condition', 'no-problem-info', 'no information: X'],
    ['Immunization', 'no-known-immunizations', 'negated: X'],
    ['MedicationRequest', 'no-known-medications', 'negated: X'],
    ['MedicationStatement', 'no-medication-info', 'no information: X'],
    ['Procedure', 'no-known-procedures', 'negated: X'],
  ] as const)('%s %s is in no list, and told', (type, code, detail) => {
    const { records, parts } = said(type, named(code, 'X'))
    expect(records).toEqual([])
    expect(parts.unread).toMatchObject([{ reason: 'not-interpreted', detail, patientId: CHART }])
  })

  it.each([
    ['Condition', '160245001'],
    ['MedicationStatement', '787481004'],
    ['Procedure', '787480003'],
  ] as const)('%s of the SNOMED CT code %s, too', (type, code) => {
    expect(said(type, named(code, 'X', 'http://snomed.info/sct')).records).toEqual([])
  })

  it.each([
    ['MedicationStatement', 'No known medications'],
    ['MedicationStatement', 'Patient is not taking any medications.'],
    ['MedicationStatement', 'No current medications or vaccines on file'],
    ['MedicationStatement', 'None'],
    ['MedicationRequest', '内服薬なし'],
    ['MedicationStatement', '現在の服用中の薬はありません'],
    ['Condition', 'No known problems'],
    ['Condition', '既往歴：特になし'],
    ['Procedure', 'No prior surgeries'],
    ['Immunization', 'No known immunizations'],
  ] as const)('%s in words alone, "%s", is in no list, and told', (type, text) => {
    const { records, parts } = said(type, { text })
    expect(records).toEqual([])
    expect(parts.unread).toMatchObject([{ detail: `negated: ${text}`, patientId: CHART }])
  })

  it.each([
    ['Condition', 'There is no information available about the problems'],
    ['AllergyIntolerance', 'No information available.'],
  ] as const)('%s "%s" is neither the thing nor its denial', (type, text) => {
    const { records, parts } = said(type, { text })
    expect(records).toEqual([])
    expect(parts.unread).toMatchObject([{ detail: `no information: ${text}` }])
  })

  it.each([
    ['MedicationStatement', 'Nonesuch 5 mg'],
    ['MedicationStatement', 'No. 7 tablet'],
    ['MedicationStatement', 'アスピリン（服用なし）'],
    ['MedicationStatement', 'No medications known to interact: aspirin'],
    ['Condition', 'No menses'],
    ['Condition', '無尿'],
    ['Procedure', 'No drug, CT only'],
    ['AllergyIntolerance', 'なし'],
    ['AllergyIntolerance', 'None-such protein'],
  ] as const)('%s "%s" stays what it is called', (type, text) => {
    expect(said(type, { text }).records).toHaveLength(1)
  })

  it.each([
    'No allergies',
    'No known drug or food allergies.',
    'None known',
    'NKFA',
    '薬剤アレルギーなし',
    '食物アレルギー歴は特になし',
  ])('"%s" is a denial of allergies, too', (text) => {
    expect(only(said('AllergyIntolerance', { text }), 'allergy').state).toBe('none-known')
  })

  it('of allergies, none known is what it is', () => {
    const allergy = said('AllergyIntolerance', named('no-known-allergies', 'No known allergies'))
    expect(only(allergy, 'allergy').state).toBe('none-known')
  })
})

describe('what is of a type that is not read', () => {
  const consent = {
    resourceType: 'Consent',
    status: 'active',
    patient: SUBJECT.subject,
    scope: concept('treatment'),
    category: [{ coding: [{ code: '59284-0', display: 'Consent Document' }] }],
    provision: {
      type: 'permit',
      code: [{ coding: [{ code: '5880005', display: 'Physical examination' }] }],
    },
  }
  const details = (...resources: readonly object[]) =>
    readLines(...resources).parts.unread.map(({ detail, count }) => [detail, count])

  it('is named in its gap by what it is about', () => {
    expect(details(consent)).toEqual([
      ['Consent: permit、Physical examination、Consent Document（active）', 1],
    ])
    expect(details({ ...consent, dateTime: '2021-09-01T10:00:00+09:00' })[0]?.[0]).toMatch(
      /（active 2021-09-01）$/,
    )
    const device = { display: 'ペースメーカー' }
    expect(
      details({ resourceType: 'DeviceUseStatement', status: 'active', ...SUBJECT, device }),
    ).toEqual([['DeviceUseStatement: ペースメーカー（active）', 1]])
    const father = { relationship: { text: '父' }, condition: [{ code: { text: '大腸癌' } }] }
    expect(
      details({
        resourceType: 'FamilyMemberHistory',
        status: 'completed',
        patient: SUBJECT.subject,
        ...father,
      }),
    ).toEqual([['FamilyMemberHistory: 父、大腸癌（completed）', 1]])
    expect(
      details({ resourceType: 'Claim', patient: SUBJECT.subject, type: { text: 'X' } }),
    ).toEqual([['Claim', 1]])
  })

  it('stands in one gap of its type, each thing once, to a length that can be read', () => {
    const goal = (text: string) => ({
      resourceType: 'Goal',
      lifecycleStatus: 'active',
      ...SUBJECT,
      description: { text },
    })
    expect(details(goal(' 歩行\r\n'), goal('減塩'), goal('歩行'))).toEqual([
      ['Goal: 歩行（active） / Goal: 減塩（active）', 3],
    ])
    const [[detail = '', count] = []] = details(
      ...Array.from({ length: 100 }, (_, at) => goal(`目標 ${at}`)),
    )
    expect(count).toBe(100)
    expect(String(detail).length).toBeLessThan(620)
    expect(detail).toMatch(/…$/)
  })

  it('of nobody is named by its type alone', () => {
    expect(details({ ...consent, patient: { reference: 'Patient/none' } })).toEqual([
      ['Consent', 1],
    ])
  })
})

describe('restricted records', () => {
  const security = (code: string) => ({
    meta: {
      security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code }],
    },
  })

  it.each(['R', 'V'])(
    'are read with their mark %s, so that the chart asks for a reason',
    (code) => {
      const { records, parts } = readLines({ ...make('Observation', 'final'), ...security(code) })
      expect(records[0]).toMatchObject({ kind: 'observationGroup', confidentiality: code })
      expect(parts).toMatchObject({ loaded: 1, refused: 0 })
    },
  )

  it('normal ones are not marked', () => {
    const reading = readLines({ ...make('Observation', 'final'), ...security('N') })
    expect(only(reading, 'observationGroup').confidentiality).toBeUndefined()
  })
})

describe('other releases of FHIR are refused by name', () => {
  it.each([
    ['DSTU2', { resourceType: 'MedicationOrder', patient: SUBJECT.subject }],
    ['DSTU2', { ...make('Observation', 'final'), comments: 'x' }],
    ['DSTU2', { ...make('Encounter', 'finished'), class: 'inpatient' }],
    ['DSTU2', { resourceType: 'Patient', id: 'p', name: [{ family: ['A', 'B'] }] }],
    ['STU3', { ...make('Observation', 'final'), context: { reference: 'Encounter/1' } }],
    ['STU3', { resourceType: 'Condition', ...SUBJECT, clinicalStatus: 'active' }],
    [
      'STU3',
      { resourceType: 'AllergyIntolerance', patient: SUBJECT.subject, clinicalStatus: 'active' },
    ],
    ['STU3', { ...make('MedicationRequest', 'active'), context: {} }],
    ['STU3', { ...make('MedicationAdministration', 'completed'), notGiven: true }],
    ['STU3', { ...make('Procedure', 'completed'), notDone: false }],
    ['STU3', { ...make('Immunization', 'completed'), notGiven: true }],
    ['STU3', { ...make('DocumentReference', 'current'), indexed: '2020' }],
    ['STU3', { ...make('ImagingStudy', 'available'), uid: 'urn:oid:1.2' }],
    ['R5', { resourceType: 'NutritionIntake', ...SUBJECT }],
    ['R5', { ...make('Encounter', 'completed'), class: [concept('IMP')] }],
    ['R5', { ...make('MedicationRequest', 'active'), medication: { concept: { text: 'X' } } }],
    ['R5', { ...make('Procedure', 'completed'), occurrenceDateTime: '2020' }],
  ])('%s: %j', (release, resource) => {
    const files = {
      'Patient.ndjson': JSON.stringify(PATIENT),
      'Data.ndjson': JSON.stringify(resource),
    }
    const parsed = readSource(files).get('Data.ndjson')
    expect(parsed?.outcome).toBe('notInterpreted')
    expect(parsed?.outcome === 'notInterpreted' && parsed.reason).toContain(release)
  })

  it('a Bundle with one such entry is refused as a whole', () => {
    const content = bundle('collection', [
      { resource: PATIENT },
      { resource: { resourceType: 'Condition', id: 'c', ...SUBJECT, clinicalStatus: 'active' } },
    ])
    const parsed = readSource({ 'a.json': content }).get('a.json')
    expect(parsed).toMatchObject({ outcome: 'notInterpreted' })
  })

  it('beside R4 lines only the foreign line is refused', () => {
    const reading = readLines(make('Observation', 'final'), {
      ...make('Observation', 'final'),
      comment: 'x',
    })
    expect(reading.parts).toMatchObject({ seen: 2, loaded: 1, refused: 1 })
    expect(reading.parts.unread[0]).toMatchObject({
      reason: 'other-version',
      where: 'line 2',
      patientId: CHART,
    })
  })

  it('XML is refused by name', () => {
    const parsed = readSource({
      'p.xml': '<?xml version="1.0"?><Patient xmlns="http://hl7.org/fhir"/>',
    }).get('p.xml')
    expect(parsed).toEqual({ outcome: 'notInterpreted', reason: 'FHIR in XML is not read' })
  })
})
