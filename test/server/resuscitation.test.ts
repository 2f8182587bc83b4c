/** Wherever a source says whether to resuscitate, or what the patient decided beforehand, the first screen tells it; what is over it does not. */
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SummaryAnswer } from '../../model/api/chart/summary.ts'
import { cdaDocument, section } from '../loader/cda/cda-document.ts'
import { labSegments, temporaryFolder, writeMessage } from '../loader/load/medium.ts'
import {
  fhirFact,
  fhirPatient,
  type LoadedServer,
  lines,
  startLoadedServer,
} from './loaded-server.ts'

const SCT = 'http://snomed.info/sct'
const LOINC = 'http://loinc.org'
const CONSENTS = 'http://terminology.hl7.org/CodeSystem/consentcategorycodes'
const coded = (system: string, code: string, display?: string) => ({
  coding: [{ system, code, ...(display === undefined ? {} : { display }) }],
})
const final = (code: object, effectiveDateTime: string, value: object, more: object = {}) => ({
  status: 'final',
  code,
  effectiveDateTime,
  ...value,
  ...more,
})
const consent = (number: string, rest: object) => ({
  resourceType: 'Consent',
  status: 'active',
  patient: { reference: `Patient/p${number}` },
  scope: coded('http://terminology.hl7.org/CodeSystem/consentscope', 'adr'),
  category: [coded(CONSENTS, 'dnr')],
  dateTime: '2021-09-01T10:00:00+09:00',
  ...rest,
})
const provision = (type: string, ...code: object[]) => ({ provision: { type, code } })
const condition = (number: string, id: string, rest: object) =>
  fhirFact('Condition', number, { id, recordedDate: '2022-01-02', ...rest })
const clinical = (code: string) => ({
  clinicalStatus: coded('http://terminology.hl7.org/CodeSystem/condition-clinical', code),
})
const order = (number: string, id: string, rest: object) =>
  fhirFact('ServiceRequest', number, {
    id,
    status: 'active',
    intent: 'order',
    authoredOn: '2022-10-01',
    ...rest,
  })

const NOT = coded(SCT, '304253006')
const FHIR = [
  ...['101', '102', '103', '104', '105', '106', '107', '108'].map(fhirPatient),
  // 101: consents
  consent('101', { id: 'c1', ...provision('permit', NOT) }),
  consent('101', {
    id: 'c2',
    category: [coded(CONSENTS, 'acd')],
    dateTime: '2020-03-04',
    ...provision('deny', coded(SCT, '52765003', 'Intubation')),
  }),
  consent('101', { id: 'c3', status: 'inactive', category: [coded(CONSENTS, 'hcd')] }),
  consent('101', { id: 'c4', status: 'entered-in-error', category: [coded(CONSENTS, 'polst')] }),
  consent('101', {
    id: 'c5',
    category: [coded(LOINC, '75320-2')],
    provision: { type: 'deny', code: [NOT], period: { end: '2022-10-31' } },
  }),
  consent('101', {
    id: 'c6',
    scope: coded('http://terminology.hl7.org/CodeSystem/consentscope', 'research'),
    category: [coded(CONSENTS, 'research')],
  }),
  // 102: the problem list
  condition('102', 'd1', {
    code: { text: 'DNAR', ...coded('http://hl7.org/fhir/sid/icd-10-cm', 'Z66') },
    ...clinical('active'),
  }),
  condition('102', 'd2', { code: coded(SCT, '450476008'), ...clinical('resolved') }),
  condition('102', 'd3', { code: coded(SCT, '304253006'), abatementDateTime: '2022-05-01' }),
  condition('102', 'd4', { code: coded('urn:local', 'Z66', '脂質異常症'), ...clinical('active') }),
  // 103: results of every category
  fhirFact('Observation', '103', {
    id: 'o1',
    category: [coded('http://terminology.hl7.org/CodeSystem/observation-category', 'laboratory')],
    ...final(coded(SCT, '304251008', 'Resuscitation status'), '2022-02-03', {
      valueCodeableConcept: coded(SCT, '450476008'),
    }),
  }),
  fhirFact('Observation', '103', {
    id: 'o2',
    ...final(coded(LOINC, '81351-9'), '2022-02-04', { valueBoolean: true }),
  }),
  fhirFact('Observation', '103', {
    id: 'o3',
    ...final(coded(LOINC, '100822-6'), '2022-02-05', {
      valueCodeableConcept: coded(LOINC, 'LA33470-8'),
    }),
  }),
  fhirFact('Observation', '103', {
    id: 'o4',
    ...final(coded(LOINC, '75320-2'), '2022-02-06', { valueString: 'リビングウィルあり' }),
  }),
  fhirFact('Observation', '103', {
    id: 'o5',
    ...final({ text: '経過' }, '2022-02-07', { valueString: 'DNARを説明した' }),
  }),
  // 104: orders
  order('104', 's1', { code: coded(LOINC, 'LA33471-6', 'No CPR: Do Not Attempt Resuscitation') }),
  order('104', 's2', {
    code: coded(SCT, '89666000', 'CPR'),
    intent: 'directive',
    doNotPerform: true,
  }),
  order('104', 's3', { status: 'revoked', code: { text: 'DNAR指示' } }),
  order('104', 's4', { status: 'completed', code: { text: 'DNR order' } }),
  // 105: full code and not, of one moment and of two
  fhirFact('Observation', '105', {
    id: 'f1',
    ...final({ text: 'Code status' }, '2022-09-01', { valueString: 'Full code' }),
  }),
  fhirFact('Observation', '105', {
    id: 'f2',
    ...final({ text: 'Code status' }, '2022-09-01', { valueString: 'DNR' }),
  }),
  // 108: one without a time beside one of a day
  fhirFact('Observation', '108', {
    id: 'u1',
    status: 'final',
    code: { text: 'Code status' },
    valueString: 'DNR',
  }),
  fhirFact('Observation', '108', {
    id: 'u2',
    ...final({ text: 'Code status' }, '2022-09-01', { valueString: 'Full code' }),
  }),
  // 107: daunorubicin
  order('107', 's5', { code: { text: 'DNR＋Ara-C療法' } }),
  fhirFact('DocumentReference', '107', {
    id: 'r2',
    status: 'current',
    description: 'DNR/AraC 療法 説明同意書',
    content: [{ attachment: { contentType: 'text/plain', data: 'QQ==' } }],
  }),
  // 106: a document
  fhirFact('DocumentReference', '106', {
    id: 'r1',
    status: 'current',
    date: '2022-03-03T10:00:00+09:00',
    description: 'DNARに関する同意書',
    content: [
      {
        attachment: { contentType: 'text/plain', data: Buffer.from('希望する').toString('base64') },
      },
    ],
  }),
]

const directive = (value: string, period: string, more = '') =>
  `<observation classCode="OBS" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.48"/>
<code code="75278-2" codeSystem="2.16.840.1.113883.6.1" displayName="Advance directive status"/><statusCode code="completed"/>
<effectiveTime>${period}</effectiveTime>${value}${more}</observation>`
const NOT_IN_CDA =
  '<value xsi:type="CD" code="304253006" displayName="Not for resuscitation" codeSystem="2.16.840.1.113883.6.96"/>'
const cda = (patient: string, ...entries: string[]) =>
  cdaDocument({
    id: patient,
    patient,
    sections: [section('42348-3', '事前指示', '<paragraph>本文</paragraph>', ...entries)],
  })
const organizer = (inside: string) =>
  `<organizer classCode="CLUSTER" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.108"/><statusCode code="completed"/><component>${inside}</component></organizer>`

const FILES = {
  'fhir/export.ndjson': lines(...FHIR),
  'cda/open.xml': cda(
    '201',
    organizer(directive(NOT_IN_CDA, '<low value="20110219"/><high nullFlavor="NI"/>')),
  ),
  'cda/ended.xml': cda(
    '202',
    directive(NOT_IN_CDA, '<low value="20110219"/><high value="20120101"/>'),
  ),
  'cda/void.xml': cda(
    '203',
    directive(NOT_IN_CDA, '<low value="20110219"/>').replace('completed', 'nullified'),
  ),
  'csv/sansho-mapping.yaml': `sansho: 1
name: lab
tables:
  - files: "table*.csv"
    kind: labs
    columns:
      patient: patient
      item: item
      value: value
      collected: collected
`,
  'csv/table.csv':
    'patient,item,value,collected\n301,DNARの有無,有,2022-04-05\n301,Na,140,2022-04-05\n',
}

/** SS-MIX2: a result with DNAR as its item, and one whose words alone speak of it. */
const OBX = ['DNAR||YES', 'NOTE||DNAR EXPLAINED'].map(
  (said, at) => `OBX|${at + 1}|ST|X${at}^${said.replace('||', '^99X||')}||||||F`,
)
const RESULTS = [...labSegments('1.0').slice(0, 3), ...OBX]
const SSMIX2 = temporaryFolder()
const MESSAGES = [
  writeMessage(SSMIX2, { patientId: '0000000401', type: 'ADT-00' }),
  writeMessage(SSMIX2, {
    patientId: '0000000401',
    type: 'OML-11',
    date: '20220501',
    segments: RESULTS,
  }),
].map((name) => [name, fs.readFileSync(path.join(SSMIX2, name), 'latin1')] as const)

let loaded: LoadedServer
beforeAll(async () => {
  loaded = await startLoadedServer(
    { ...FILES, ...Object.fromEntries(MESSAGES) },
    { asOf: '2022-11-10T03:00' },
  )
}, 120_000)
afterAll(async () => {
  await loaded?.stop()
  fs.rmSync(SSMIX2, { recursive: true })
})

async function told(patient: string): Promise<string[]> {
  const { alerts } = SummaryAnswer.parse(await loaded.part(patient, 'summary'))
  return alerts.map(({ kind, origin, name, text, until, status, at }) =>
    [at.text, kind, origin, name, text, until, status].filter((part) => part !== '').join(' | '),
  )
}

test('a consent that is an advance directive, in its own words; not one that is over, an error, or about research', async () => {
  expect(await told('101')).toEqual([
    '2021-09-01T10:00:00+09:00 | resuscitation | directive | dnr（蘇生を行わない / Do Not Resuscitate） | 許可 / permit: 304253006（蘇生を行わない / Not for resuscitation）',
    '2020-03-04 | directive | directive | acd（事前指示 / Advance Directive） | 拒否 / deny: Intubation',
  ])
})

test('a problem of that code or name until it ends; the letters of ICD-10-CM in another system are none', async () => {
  expect(await told('102')).toEqual(['2022-01-02 | resuscitation | problem | DNAR'])
})

test('a result of any category, by its code; prose is no status', async () => {
  expect(await told('103')).toEqual([
    '2022-02-06 | directive | result | 75320-2（事前指示 / Advance directive） | リビングウィルあり | final',
    '2022-02-05 | resuscitation | result | 100822-6（心肺蘇生の指示 / Cardiopulmonary resuscitation orders） | LA33470-8（CPR を行う / Yes CPR） | final',
    '2022-02-04 | resuscitation | result | 81351-9（蘇生を行わない指示（DNR・DNAR・AND）がある / DNR, DNAR or AND order is in place） | true | final',
    '2022-02-03 | resuscitation | result | Resuscitation status | 450476008（心肺蘇生を行わない / Not for attempted cardiopulmonary resuscitation） | final',
  ])
})

test('an order that stands, one not to do something too; not one that was revoked or is done', async () => {
  expect((await told('104')).sort()).toEqual([
    '2022-10-01 | resuscitation | order | No CPR: Do Not Attempt Resuscitation | active',
    '2022-10-01 | resuscitation | order | 実施しない指示（doNotPerform）: CPR | active',
  ])
})

test('two that differ at one moment are both told', async () => {
  expect((await told('105')).map((each) => each.split(' | ')[4])).toEqual(['Full code', 'DNR'])
})

test('one without a time may be the newer one: both are told', async () => {
  const texts = (await told('108')).join('\n')
  expect(texts).toContain('Full code')
  expect(texts).toContain('DNR')
})

test('a regimen whose drug has the same letters is none', async () => {
  expect(await told('107')).toEqual([])
})

test('of a document only that it is there', async () => {
  expect(await told('106')).toEqual([
    '2022-03-03T10:00:00+09:00 | resuscitation | document | DNARに関する同意書',
  ])
})

describe('an advance directive of a CDA document', () => {
  test.each([
    [
      '201',
      '20110219 | resuscitation | directive | Advance directive status | Not for resuscitation | completed',
    ],
    ['202', ''],
    ['203', ''],
  ])('%s', async (patient, expected) => {
    expect((await told(patient)).join()).toBe(expected)
  })
})

test('an item of a departmental table, by its name', async () => {
  expect(await told('301')).toEqual(['2022-04-05 | resuscitation | result | DNARの有無 | 有'])
})

test('an item of an SS-MIX2 result, by its name; not the words of another', async () => {
  expect(await told('0000000401')).toEqual([
    '202205010900 | resuscitation | result | DNAR | YES | F',
  ])
})
