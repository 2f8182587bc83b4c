/** A FHIR line that names no patient is no fact of anybody; where another line ties it to one, their chart says that it is missing there. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LabsAnswer } from '../../model/api/chart/labs.ts'
import {
  fhirFact,
  fhirPatient,
  type LoadedServer,
  lines,
  startLoadedServer,
} from './loaded-server.ts'

const result = (id: string) => ({
  resourceType: 'Observation',
  ...{ id, status: 'final', code: { text: `項目 ${id}` }, valueQuantity: { value: 140 } },
  effectiveDateTime: '2022-10-01',
})
const of = (number: string, resource: object) => ({
  ...resource,
  subject: { reference: `Patient/p${number}` },
})
const report = (id: string, ...results: string[]) => ({
  resourceType: 'DiagnosticReport',
  ...{ id, status: 'final', code: { text: '血液検査' }, effectiveDateTime: '2022-10-01' },
  result: results.map((each) => ({ reference: `Observation/${each}` })),
})

const FILES = {
  'Patient.ndjson': lines(fhirPatient('1'), fhirPatient('2'), fhirPatient('3')),
  'DiagnosticReport.ndjson': lines(
    report('r1', 'o1', 'o2', 'o9'),
    of('2', report('r2', 'o3')),
    report('r4', 'o8'),
  ),
  'Observation.ndjson': lines(of('1', result('o1')), of('1', result('o2')), result('o3')),
  'Encounter.ndjson': lines({
    resourceType: 'Encounter',
    ...{ id: 'e1', status: 'finished', class: { code: 'AMB' }, period: { start: '2022-10-01' } },
  }),
  'Procedure.ndjson': lines(
    fhirFact('Procedure', '3', {
      ...{ id: 'x1', status: 'completed', code: { text: '切開' }, performedDateTime: '2022-10-01' },
      encounter: { reference: 'Encounter/e1' },
    }),
  ),
}

let loaded: LoadedServer
beforeAll(async () => {
  loaded = await startLoadedServer(FILES, { asOf: '2022-11-10T03:00' })
}, 120_000)
afterAll(() => loaded?.stop())

async function gapsOf(patient: string) {
  const { patientGaps } = LabsAnswer.parse(await loaded.part(patient, 'labs'))
  return patientGaps.map(({ dataType, date, reason, detail }) => [dataType, date, reason, detail])
}

test('a report without a patient is missing on the chart of its results, once for all of them', async () => {
  expect(await gapsOf('1')).toEqual([
    [
      ...['DiagnosticReport', '2022-10-01', 'unknown-patient'],
      'DiagnosticReport/r1: it names no patient; its results are of this patient',
    ],
  ])
})

test('a result without a patient is missing on the chart of its report, and is none of its results', async () => {
  expect(await gapsOf('2')).toEqual([
    [
      ...['Observation', '2022-10-01', 'unknown-patient'],
      'Observation/o3: it names no patient; a report of this patient has it as a result',
    ],
  ])
  expect(LabsAnswer.parse(await loaded.part('2', 'labs')).results).toEqual([])
})

test('a visit without a patient is missing on the chart of what was done in it', async () => {
  expect(await gapsOf('3')).toEqual([
    [
      ...['Encounter', '2022-10-01', 'unknown-patient'],
      'Encounter/e1: it names no patient; another record of this patient refers to it',
    ],
  ])
})
