/** What a pharmacy handed out is a kind of its own: readable, never an order, never counted twice beside the order that it is of. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MedicationsAnswer } from '../../model/api/chart/medications.ts'
import { SummaryAnswer } from '../../model/api/chart/summary.ts'
import { TimelineAnswer } from '../../model/api/chart/timeline.ts'
import { cdaDocument, section } from '../loader/cda/cda-document.ts'
import {
  fhirFact,
  fhirPatient,
  type LoadedServer,
  lines,
  startLoadedServer,
} from './loaded-server.ts'

const AMLODIPINE = { medicationCodeableConcept: { text: 'アムロジピン錠5mg' } }
const days = (value: number) => ({
  value,
  unit: '日',
  system: 'http://unitsofmeasure.org',
  code: 'd',
})

function order(number: string, id: string, authoredOn: string, more: object = {}): object {
  return fhirFact('MedicationRequest', number, {
    id,
    status: 'completed',
    intent: 'order',
    authoredOn,
    ...AMLODIPINE,
    dispenseRequest: { expectedSupplyDuration: days(30) },
    ...more,
  })
}

function dispense(number: string, id: string, day: string, more: object = {}): object {
  return fhirFact('MedicationDispense', number, {
    id,
    status: 'completed',
    ...AMLODIPINE,
    quantity: { value: 30, unit: '錠' },
    daysSupply: days(30),
    whenHandedOver: `${day}T15:00:00+09:00`,
    dosageInstruction: [{ text: '1日1回朝食後' }],
    ...more,
  })
}

const of = (id: string) => ({
  authorizingPrescription: [{ reference: `MedicationRequest/${id}` }],
})

const FHIR = [
  ...['401', '402', '403', '404', '405', '406', '408', '409'].map(fhirPatient),
  order('401', 'm1', '2022-10-25', { groupIdentifier: { value: 'Rx-9' } }),
  dispense('401', 'd1', '2022-10-25', of('m1')),
  dispense('402', 'd2', '2022-10-25', of('elsewhere')),
  dispense('403', 'd3', '2022-11-08', { status: 'preparation' }),
  dispense('403', 'd4', '2022-11-07', {
    status: 'declined',
    statusReasonCodeableConcept: { text: '来局せず' },
  }),
  dispense('403', 'd5', '2022-11-06', { status: 'entered-in-error' }),
  order('404', 'm4', '2022-08-01'),
  dispense('404', 'd6', '2022-10-25', of('m4')),
  order('405', 'm5', '2022-10-25', { status: 'stopped' }),
  dispense('405', 'd7', '2022-10-25', of('m5')),
  dispense('406', 'd8', '2022-09-01', { whenPrepared: '2022-08-31T10:00:00+09:00' }),
  // A cheaper product for the only order of its number.
  order('408', 'm8', '2022-10-25'),
  dispense('408', 'd9', '2022-10-25', {
    ...of('m8'),
    medicationCodeableConcept: { text: 'アムロジピンOD錠5mg「サンド」' },
    substitution: { wasSubstituted: true },
  }),
  dispense('409', 'd10', '2022-10-01', { daysSupply: undefined }),
]

const medicine = (inside: string) =>
  `<substanceAdministration classCode="SBADM" moodCode="INT"><templateId root="2.16.840.1.113883.10.20.22.4.16"/><id root="1.9" extension="rx1"/>
<statusCode code="completed"/><consumable><manufacturedProduct><manufacturedMaterial><code code="1" codeSystem="1.2.3" displayName="ワルファリン錠1mg"/></manufacturedMaterial></manufacturedProduct></consumable>
${inside}</substanceAdministration>`
const supply = (mood: string, template: string, more = '') =>
  `<supply classCode="SPLY" moodCode="${mood}"><templateId root="2.16.840.1.113883.10.20.22.4.${template}"/><statusCode code="completed"/><effectiveTime value="20221101"/><repeatNumber value="2"/><quantity value="60"/>${more}</supply>`
const product =
  '<product><manufacturedProduct><manufacturedMaterial><code code="2" codeSystem="1.2.3" displayName="ロキソプロフェン錠"/></manufacturedMaterial></manufacturedProduct></product>'
const CDA = cdaDocument({
  patient: '407',
  sections: [
    section(
      '10160-0',
      '処方',
      '<paragraph>本文</paragraph>',
      medicine(
        `<entryRelationship typeCode="REFR">${supply('EVN', '18')}</entryRelationship><entryRelationship typeCode="REFR">${supply('INT', '17')}</entryRelationship>`,
      ),
      supply('EVN', '18', product),
      supply('INT', '18', product),
    ),
  ],
})

let loaded: LoadedServer
beforeAll(async () => {
  const files = { 'fhir/export.ndjson': lines(...FHIR), 'cda/rx.xml': CDA }
  loaded = await startLoadedServer(files, { asOf: '2022-11-10T03:00' })
}, 120_000)
afterAll(() => loaded?.stop())

const medicationsOf = async (patient: string) =>
  MedicationsAnswer.parse(await loaded.part(patient, 'medications'))
const summaryOf = async (patient: string) =>
  SummaryAnswer.parse(await loaded.part(patient, 'summary'))

test('what, when, how much, for how long, of which order', async () => {
  const { orders, dispenses } = await medicationsOf('401')
  expect(orders).toHaveLength(1)
  expect(dispenses).toMatchObject([
    {
      drug: 'アムロジピン錠5mg',
      amount: '30 錠',
      duration: '30 日',
      usage: ['1日1回朝食後'],
      dispensedAt: { at: '2022-10-25T15:00:00' },
      lastsUntil: '2022-11-23',
      status: 'completed',
      // The prescription's own number, not the id that the reference names.
      orderNo: 'Rx-9',
      order: 'here',
    },
  ])
})

test('what an order of the first screen tells of is not told twice', async () => {
  for (const patient of ['401', '408']) {
    const { medications, dispensed } = await summaryOf(patient)
    expect([medications.length, dispensed.length], patient).toEqual([1, 0])
  }
})

test.each([
  ['402', 'its order is not in this backup', 'not-here'],
  ['404', 'its order is over, it was dispensed again', 'here'],
  ['409', 'it has no days, and is of the last 90', 'not-said'],
])('%s: what may still be at hand is told apart: %s', async (patient, _, expected) => {
  const { medications, dispensed } = await summaryOf(patient)
  expect(medications).toEqual([])
  expect(dispensed.map(({ drug, order }) => [drug, order])).toEqual([
    ['アムロジピン錠5mg', expected],
  ])
})

test.each([
  ['403', 'it was not handed out', ['preparation', 'declined']],
  ['405', 'its order was stopped', ['completed']],
  ['406', 'its days are over', ['completed']],
])('%s is not on the first screen, and is in the list: %s', async (patient, _, statuses) => {
  expect((await summaryOf(patient)).dispensed).toEqual([])
  const { dispenses } = await medicationsOf(patient)
  expect(dispenses.map(({ status }) => status)).toEqual(statuses)
})

test('a supply event of a CDA document, alone or within its medicine; what is only ordered is none', async () => {
  const { dispenses, orders } = await medicationsOf('407')
  expect(
    dispenses.map(({ drug, amount, note, order: of }) => [drug, amount, note, of]).sort(),
  ).toEqual([
    ['ロキソプロフェン錠', '60', '2回目', 'not-said'],
    ['ワルファリン錠1mg', '60', '2回目', 'here'],
  ])
  expect(orders.map(({ components }) => components[0]?.drug)).toEqual(['ワルファリン錠1mg'])
})

test('each has its place in the course, with its own kind', async () => {
  const { entries } = TimelineAnswer.parse(await loaded.part('403', 'timeline'))
  expect(entries.map(({ kind, code, cancelled }) => [kind, code, cancelled])).toEqual([
    ['dispense', 'preparation', false],
    ['dispense', 'declined', true],
  ])
})

test('what two sources dispensed alike stands once with both named; what differs stands twice, each telling of the other', async () => {
  const handed = (id: string, day: string, more: object = {}) => dispense('501', id, day, more)
  const two = await startLoadedServer(
    {
      'ehr/export.ndjson': lines(
        fhirPatient('501'),
        handed('a1', '2022-10-25'),
        handed('a2', '2022-10-01'),
      ),
      'pharmacy/export.ndjson': lines(
        fhirPatient('501'),
        handed('b1', '2022-10-25', { whenHandedOver: '2022-10-25', daysSupply: undefined }),
        handed('b2', '2022-10-01', { quantity: { value: 60, unit: '錠' } }),
      ),
    },
    { asOf: '2022-11-10T03:00', labels: ['ehr', 'pharmacy'] },
  )
  const answer = MedicationsAnswer.parse(await two.part('501', 'medications'))
  const { entries } = TimelineAnswer.parse(await two.part('501', 'timeline'))
  const { dispensed } = SummaryAnswer.parse(await two.part('501', 'summary'))
  await two.stop()
  const said = answer.dispenses.map(({ amount, sources, otherwise = [] }) => [
    ...[amount, sources?.join()],
    otherwise
      .map((other) => [other.sources.join(), /\d+ 錠/.exec(other.text)?.[0]].join(' '))
      .join(),
  ])
  expect(said.sort()).toEqual([
    ['30 錠', 'ehr', 'pharmacy 60 錠'],
    ['30 錠', 'ehr,pharmacy', ''],
    ['60 錠', 'pharmacy', 'ehr 30 錠'],
  ])
  expect(dispensed.map(({ sources }) => sources)).toEqual([['ehr', 'pharmacy']])
  expect(
    entries.filter(({ kind }) => kind === 'dispense').map(({ sources }) => sources?.join()),
  ).toContain('ehr,pharmacy')
}, 60_000)
