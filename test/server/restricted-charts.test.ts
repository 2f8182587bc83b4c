/** Charts that open only with a stated reason, which the auditor reads. */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { Problem } from '../../model/api/common.ts'
import { ListAnswer, ListsAnswer } from '../../model/api/lists.ts'
import { WardPatient, WardsAnswer } from '../../model/api/patients.ts'
import { startTestServer, type Terminal, type TestServer } from './running-server.ts'
import { buildSmallHospital, DEAD, HANAKO } from './small-hospital.ts'

const SANSHO = new URL('../../scripts/sansho', import.meta.url).pathname

const LABELLED = '0000000901'
const BOOKED = '0000000903'
const LABELLED_BEFORE = '0000000902'

let server: TestServer
let clinician: Terminal
beforeAll(async () => {
  server = await startTestServer((generation) => {
    buildSmallHospital(generation)
    const labelled = generation.patient({ id: LABELLED, kanji: ['岡', '五'] })
    generation.insert('restricted_patient', { patient: labelled })
    const booked = {
      ...{ category: 'operation', control: 'NW', standing: 1, scheduled_at: '2022-11-10T13:00' },
      ...{ department_id: generation.term('外科'), item_id: generation.term('虫垂切除術') },
    }
    const other = generation.patient({ id: BOOKED, kanji: ['岸', '六'] })
    for (const patient of [labelled, other])
      generation.insert('clinical_order', { ...booked, patient })
    // Known by another number before.
    generation.patient({ id: LABELLED_BEFORE, kanji: ['岡', '五'], mergedInto: labelled })
  })
  clinician = await server.clinician()
})
afterAll(async () => {
  await server.stop()
})

function sansho(...args: string[]) {
  const env = { ...process.env, LANG: 'C', SANSHO_DATA: server.dataDirectory }
  return spawnSync(SANSHO, ['restricted', ...args], { encoding: 'utf8', env })
}

async function open(body: object) {
  const answer = await clinician.send('POST', '/api/charts', { patientId: HANAKO, ...body })
  const found = await answer.json()
  return answer.ok ? 'opened' : `${answer.status} ${Problem.parse(found).type.split(':').at(-1)}`
}

test('a listed chart opens with a reason only, by whatever way its number is written; both are in the log', async () => {
  expect(await open({})).toBe('opened')
  const bare = HANAKO.replace(/^0+/, '')
  expect(sansho('add', bare).status).toBe(2)
  expect(sansho('add', bare, '--reason', 'a colleague').status).toBe(0)
  expect(await open({})).toBe('403 reason-needed')
  expect(await open({ reason: '  ' })).toBe('403 reason-needed')
  const byFhir = await clinician.send('POST', '/fhir/R4/Patient/_search', `identifier=${HANAKO}`, {
    'Content-Type': 'application/x-www-form-urlencoded',
    Accept: 'application/fhir+json',
  })
  expect(byFhir.status).toBe(403)
  expect(await open({ reason: '救急対応' })).toBe('opened')
  const rows = server.audit().map((row) => `${row.action} ${row.patientId} ${row.detail}`)
  expect(rows).toContain(`restricted.add ${bare} {"reason":"a colleague"}`)
  expect(rows.filter((row) => row.startsWith(`chart.reason-asked ${HANAKO}`))).toHaveLength(3)
  expect(rows).toContain(`chart.restricted ${HANAKO} {"reason":"救急対応"}`)
})

test('of a restricted chart no list says what stands in it', async () => {
  const asked = async (path: string) => (await clinician.send('GET', path)).json()
  const { wards } = WardsAnswer.parse(await asked('/api/wards'))
  const { departments } = ListsAnswer.parse(await asked('/api/lists'))
  const paths = [
    `/api/wards/${wards[0]?.ward}`,
    `/api/lists/department?group=${departments[0]?.group}`,
  ]
  const problems = async () => {
    const answers = await Promise.all(paths.map(asked))
    return answers.map((answer) => {
      const { patients } = z.object({ patients: z.array(WardPatient) }).parse(answer)
      const facts = patients.find(({ patientId }) => patientId === HANAKO)?.facts
      return facts === null ? 'restricted' : facts?.mainProblem
    })
  }
  expect(sansho('remove', HANAKO, '--reason', 'no longer').status).toBe(0)
  expect(await problems()).toEqual(['進行胃癌', '進行胃癌'])
  expect(sansho('add', HANAKO, '--reason', 'a colleague').status).toBe(0)
  expect(await problems()).toEqual(['restricted', 'restricted'])
  const booked = ListAnswer.parse(await asked('/api/lists/operations?days=7'))
  expect(booked.patients.map(({ patientId, title, facts }) => [patientId, title, facts])).toEqual([
    [LABELLED, null, null],
    [BOOKED, '虫垂切除術', expect.objectContaining({ allergyState: 'no-record' })],
  ])
})

test('a list is brought in whole, shown, and taken back one by one', async () => {
  const list = join(server.dataDirectory, 'list.csv')
  writeFileSync(list, `患者番号,備考\r\n${HANAKO},職員\r\n0000999,\r\n`)
  const done = sansho('import', list, '--reason', 'staff')
  expect(done.stdout).toBe('1 charts are restricted (1 were listed already).\n')
  expect(sansho('list').stdout.split('\n').filter(Boolean)).toHaveLength(2)
  expect(await open({})).toBe('403 reason-needed')
  expect(sansho('remove', HANAKO, '--reason', 'no longer').status).toBe(0)
  expect(sansho('remove', HANAKO, '--reason', 'no longer').status).toBe(4)
  expect(await open({})).toBe('opened')
  writeFileSync(list, '番号\r\n')
  expect(sansho('import', list, '--reason', 'x').status).toBe(4)
})

test('a chart that a source labels as restricted opens with a reason only, by whichever of its numbers', async () => {
  for (const patientId of [LABELLED, LABELLED_BEFORE]) {
    expect(await open({ patientId })).toBe('403 reason-needed')
    expect(await open({ patientId, reason: '救急対応' })).toBe('opened')
  }
  expect(server.audit().map((row) => `${row.action} ${row.patientId}`)).toContain(
    `chart.restricted ${LABELLED}`,
  )
})

test('a chart that was open when it was restricted closes; one that was opened with a reason stays open', async () => {
  const chart = await clinician.open(DEAD)
  const paths = [
    `/api/charts/${chart}/summary`,
    `/api/charts/${chart}/images`,
    `/fhir/R4/Patient/${chart}`,
  ]
  const statuses = () =>
    Promise.all(paths.map(async (path) => (await clinician.send('GET', path)).status))
  expect(await statuses()).toEqual([200, 200, 200])
  expect(sansho('add', DEAD, '--reason', 'a colleague').status).toBe(0)
  expect(await statuses()).toEqual([403, 403, 403])
  const answer = await clinician.send('POST', '/api/charts', { patientId: DEAD, reason: '救急' })
  const reopened = (await answer.json()).chart
  expect((await clinician.send('GET', `/api/charts/${reopened}/summary`)).status).toBe(200)
  expect(await statuses()).toEqual([403, 403, 403])
})
