/** Patients of FHIR Bundles who share an id, or have none and no number of the hospital: each has a chart of their own. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SummaryAnswer } from '../../model/api/chart/summary.ts'
import { type LoadedServer, startLoadedServer } from './loaded-server.ts'

interface Stated {
  readonly fullUrl: string
  readonly id?: string
  readonly name: string
  readonly birthDate: string
  readonly allergy: string
}

function bundle({ fullUrl, id, name, birthDate, allergy }: Stated): string {
  const patient = { resourceType: 'Patient', id, name: [{ text: name }], birthDate }
  const stated = {
    resourceType: 'AllergyIntolerance',
    clinicalStatus: { coding: [{ code: 'active' }] },
    code: { text: allergy },
    patient: { reference: fullUrl },
  }
  const request = { method: 'POST', url: 'Patient' }
  const entry = [
    { fullUrl, resource: patient, request },
    { resource: stated, request },
  ]
  return JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry })
}

const A = '11111111-aaaa-4aaa-8aaa-000000000001'
const B = '22222222-bbbb-4bbb-8bbb-000000000002'
const AT = 'https://ehr.example/fhir/Patient/1'
const at = (server: string, path: string, resource: object) => {
  const [resourceType, id] = path.split('/')
  return { fullUrl: `https://${server}/fhir/${path}`, resource: { resourceType, id, ...resource } }
}
const person = (value: string, birthDate: string) => ({
  identifier: [{ system: 'urn:oid:1.2.392.100495.20.3.51.11310000000', value }],
  name: [{ text: value }],
  birthDate,
})
const allergyOf = (reference: string, text: string) => ({ patient: { reference }, code: { text } })
const SEVERAL = {
  resourceType: 'Bundle',
  type: 'searchset',
  entry: [
    at('a', 'Patient/1', person('300', '1950-01-01')),
    at('b', 'Patient/1', person('400', '1960-01-01')),
    at('a', 'AllergyIntolerance/9', allergyOf('Patient/1', 'Milk')),
    at('b', 'AllergyIntolerance/9', allergyOf('Patient/1', 'Nuts')),
    at('b', 'AllergyIntolerance/10', allergyOf('https://a/fhir/Patient/1', 'Eggs')),
    at('c', 'AllergyIntolerance/9', allergyOf('Patient/1', 'of somebody at c')),
  ],
}

const FILES = {
  'a.json': bundle({
    fullUrl: `urn:uuid:${A}`,
    name: 'A',
    birthDate: '1950-01-01',
    allergy: 'Milk',
  }),
  'b.json': bundle({
    fullUrl: `urn:uuid:${B}`,
    name: 'B',
    birthDate: '1960-01-01',
    allergy: 'Nuts',
  }),
  'c.json': bundle({ fullUrl: AT, id: '1', name: 'C', birthDate: '1970-01-01', allergy: 'Eggs' }),
  'd.json': bundle({ fullUrl: AT, id: '1', name: 'D', birthDate: '1980-01-01', allergy: 'Soy' }),
  'several.json': JSON.stringify(SEVERAL),
}

let loaded: LoadedServer
beforeAll(async () => {
  loaded = await startLoadedServer(FILES, { asOf: '2022-06-01' })
}, 60_000)
afterAll(() => loaded.stop())

async function openingOf(chart: string) {
  const { banner, allergies } = SummaryAnswer.parse(await loaded.part(chart, 'summary'))
  return [banner.name, allergies.map(({ substance }) => substance)]
}

test('who is only named by the entry that would create them has a chart under that name', async () => {
  expect(await openingOf(`Patient/${A}`)).toEqual(['A', ['Milk']])
  expect(await openingOf(`Patient/${B}`)).toEqual(['B', ['Nuts']])
})

test('two persons whom two Bundles give one id are not one chart', async () => {
  expect(await openingOf('Patient/1')).toEqual(['C', ['Eggs']])
  expect(await openingOf('d.json#Patient/1')).toEqual(['D', ['Soy']])
})

test('what several servers gave in one Bundle stands apart: Patient/1 is somebody else on each', async () => {
  const [name, allergies] = await openingOf('300')
  expect(name).toBe('300')
  expect(allergies).toHaveLength(2)
  expect(allergies).toEqual(expect.arrayContaining(['Milk', 'Eggs']))
  expect(await openingOf('400')).toEqual(['400', ['Nuts']])
})
