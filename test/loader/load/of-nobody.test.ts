/** A FHIR line that names no patient is in no chart: the report says which it was, in which file and line, and the load says that something is missing. */
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { report, sansho, temporaryFolder } from './medium.ts'

const work = temporaryFolder()
afterAll(() => fs.rmSync(work, { recursive: true }))

const RESOURCES = [
  {
    resourceType: 'Patient',
    id: 'p1',
    identifier: [{ system: 'urn:oid:1.2.392.100495.20.3.51.11310000000', value: '601' }],
    birthDate: '1950-01-01',
  },
  {
    resourceType: 'Observation',
    id: 'o1',
    status: 'final',
    subject: { reference: 'Patient/p1' },
    code: { text: 'Na' },
    valueQuantity: { value: 140 },
  },
  {
    resourceType: 'DiagnosticReport',
    id: 'r1',
    status: 'final',
    code: { text: '血液検査' },
    result: [{ reference: 'Observation/o1' }],
    effectiveDateTime: '2022-10-01',
  },
  { resourceType: 'Condition', id: 'c1', code: { text: '糖尿病' } },
  {
    resourceType: 'MedicationDispense',
    id: 'd1',
    status: 'completed',
    medicationCodeableConcept: { text: 'アムロジピン' },
  },
  {
    resourceType: 'Consent',
    id: 'k1',
    status: 'active',
    category: [{ coding: [{ code: 'dnr' }] }],
  },
]

test('each is refused, counted, and named with its file and line', () => {
  const medium = path.join(work, 'medium')
  fs.mkdirSync(medium)
  fs.writeFileSync(
    path.join(medium, 'export.ndjson'),
    RESOURCES.map((each) => JSON.stringify(each)).join('\n'),
  )
  const outcome = sansho('load', medium, '--data', path.join(work, 'data'), '--json')
  expect(outcome.code).toBe(3)
  const { resources, generalGaps } = report(outcome)
  expect(resources).toMatchObject({ seen: 6, loaded: 2, refused: 4 })
  const named = (
    generalGaps as { dataType: string; reason: string; path: string; detail: string }[]
  )
    .map(({ dataType, reason, path: file, detail }) => [dataType, reason, file, detail])
    .sort()
  expect(named).toEqual([
    ['Condition', 'unknown-patient', 'export.ndjson', 'line 4: it names no patient'],
    ['Consent', 'unknown-patient', 'export.ndjson', 'line 6: it names no patient'],
    ['DiagnosticReport', 'unknown-patient', 'export.ndjson', 'line 3: it names no patient'],
    ['MedicationDispense', 'unknown-patient', 'export.ndjson', 'line 5: it names no patient'],
  ])
})
