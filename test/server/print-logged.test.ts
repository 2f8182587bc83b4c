/** Printing is written down before it happens: who, whose chart, which parts. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from './running-server.ts'
import { buildSmallHospital, HANAKO } from './small-hospital.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer(buildSmallHospital)
})
afterAll(() => server.stop())

const PACKET = { form: 'packet', preset: 'or', parts: ['identity', 'labs'] }

test('a packet is written down with its preset and parts', async () => {
  const terminal = await server.clinician()
  const chart = await terminal.open(HANAKO)
  const answer = await terminal.send('POST', `/api/charts/${chart}/prints`, PACKET)
  expect(answer.status).toBe(204)
  const row = server.audit().at(-1)
  expect(row).toMatchObject({ action: 'chart.print', actor: 'yamada', patientId: HANAKO })
  expect(JSON.parse(row?.detail ?? '{}')).toMatchObject({
    form: 'packet',
    preset: 'or',
    parts: 'identity labs',
  })
})

test.each([
  ['an unknown part', { ...PACKET, parts: ['everything'] }, 'parts.0'],
  ['an unknown form', { ...PACKET, form: 'novel' }, 'form'],
  ['a field that is none', { ...PACKET, patientId: HANAKO }, 'patientId'],
])('%s is refused, and nothing is written down', async (_name, body, field) => {
  const terminal = await server.clinician()
  const chart = await terminal.open(HANAKO)
  const before = server.audit().length
  const answer = await terminal.send('POST', `/api/charts/${chart}/prints`, body)
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({ field })
  expect(server.audit().length).toBe(before)
})

test('a chart that another session opened is not found', async () => {
  const opener = await server.clinician()
  const chart = await opener.open(HANAKO)
  const other = await server.clinician()
  const answer = await other.send('POST', `/api/charts/${chart}/prints`, PACKET)
  expect(answer.status).toBe(404)
})

test('nobody prints who is not signed in', async () => {
  const answer = await server.visitor().send('POST', '/api/charts/any/prints', PACKET)
  expect(answer.status).toBe(401)
})
