/** Charts that open only with a stated reason, which the auditor reads. */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Problem } from '../../model/api/common.ts'
import { startTestServer, type Terminal, type TestServer } from './running-server.ts'
import { buildSmallHospital, HANAKO } from './small-hospital.ts'

const SANSHO = new URL('../../scripts/sansho', import.meta.url).pathname

let server: TestServer
let clinician: Terminal
beforeAll(async () => {
  server = await startTestServer(buildSmallHospital)
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
