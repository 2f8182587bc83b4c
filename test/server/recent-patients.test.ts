/** The charts opened last: this session's alone, and gone with it. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { RecentAnswer } from '../../model/api/patients.ts'
import { PASSWORD, startTestServer, type Terminal, type TestServer } from './running-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer((g) => {
    for (let at = 1; at <= 12; at++) g.patient({ id: `${at}`, kanji: ['患者', `${at}`] })
    g.patient({ id: 'old', mergedInto: 1 })
  })
})
afterAll(() => server.stop())

async function recent(terminal: Terminal): Promise<string[]> {
  const answer = await terminal.send('GET', '/api/patients/recent')
  return RecentAnswer.parse(await answer.json()).patients.map(({ patientId }) => patientId)
}

test('each patient once, newest first, ten at most; a merged id as its survivor', async () => {
  const terminal = await server.clinician()
  expect(await recent(terminal)).toEqual([])
  for (const id of ['2', 'old', '3', '2']) await terminal.open(id)
  expect(await recent(terminal)).toEqual(['2', '3', '1'])
  for (let at = 1; at <= 12; at++) await terminal.open(`${at}`)
  expect(await recent(terminal)).toEqual(['12', '11', '10', '9', '8', '7', '6', '5', '4', '3'])
})

test('another session of the same person knows nothing of them, and signing out forgets them', async () => {
  const terminal = await server.clinician()
  await terminal.open('5')
  await terminal.send('DELETE', '/api/session')
  expect((await terminal.send('GET', '/api/patients/recent')).status).toBe(401)
  await terminal.send('POST', '/api/session', { user: 'yamada', password: PASSWORD })
  expect(await recent(terminal)).toEqual([])
})

test('names shown are written down, none shown is not', async () => {
  const terminal = await server.clinician()
  const before = server.audit().length
  await recent(terminal)
  expect(server.audit()).toHaveLength(before)
  await terminal.open('7')
  await recent(terminal)
  expect(server.audit().at(-1)).toMatchObject({
    action: 'patients.recent',
    detail: '{"patients":1}',
  })
})
