/** Server-sent events through real connections: what somebody changes stands on every screen, and a line can't be abused. */
import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Status } from '../../model/api/session.ts'
import { openNotices } from '../../server/access/notices.ts'
import { openStateDatabase } from '../../server/access/state-database.ts'
import { startTestServer, type TestServer } from './running-server.ts'

let server: TestServer
beforeEach(async () => {
  server = await startTestServer(null)
})
afterEach(async () => {
  await server.stop()
})

/** The statuses one line tells, one after the other; ends when the line does. */
async function* statuses(): AsyncGenerator<Status, undefined> {
  const answer = await server.visitor().send('GET', '/api/events')
  expect(answer.headers.get('content-type')).toContain('text/event-stream')
  expect(answer.headers.get('cache-control')).toBe('no-store')
  let text = ''
  for await (const part of answer.body ?? []) {
    text += Buffer.from(part).toString('utf8')
    const events = text.split('\n\n')
    text = events.pop() ?? ''
    for (const event of events) {
      const data = /^event: status\ndata: (.*)$/.exec(event)?.[1]
      if (data !== undefined) yield Status.parse(JSON.parse(data))
    }
  }
  return undefined
}

async function sansho(...args: string[]): Promise<void> {
  const env = { ...process.env, LC_ALL: 'C' }
  const all = [...args, '--data', server.dataDirectory]
  await promisify(execFile)(resolve('scripts/sansho'), all, { env })
}

test('a phase and a place set by another program are told to every line', async () => {
  const lines = [statuses(), statuses()]
  for (const line of lines) expect((await line.next()).value?.phase.phase).toBe(2)
  await sansho('phase', 'open', 'er', '--reason', '救急を開ける')
  for (const line of lines) {
    expect((await line.next()).value?.phase.openPlaces).toEqual(['reference-centre', 'er', 'it'])
  }
  await sansho('phase', 'set', '4', '--reason', '復旧')
  for (const line of lines) {
    const told = (await line.next()).value?.phase
    expect(told).toMatchObject({ phase: 4, opensCharts: false, openPlaces: [] })
  }
})

test('a notice to some places is told there and nowhere else', async () => {
  const line = statuses()
  expect((await line.next()).value?.notices).toEqual([])
  const state = openStateDatabase(server.dataDirectory)
  const notices = openNotices(state)
  notices.post('手術室だけ', '統括', ['or'])
  notices.post('参照センターと手術室', '統括', ['or', 'reference-centre'])
  state.close()
  const told = (await line.next()).value?.notices.map((each) => each.text)
  expect(told).toEqual(['参照センターと手術室'])
})

test('a terminal holds six lines: the seventh ends the oldest', async () => {
  const oldest = statuses()
  await oldest.next()
  for (let n = 0; n < 6; n += 1) await statuses().next()
  expect((await oldest.next()).done).toBe(true)
})

test('lines end when the server stops, and do not hold it up', async () => {
  const line = statuses()
  await line.next()
  const stopped = server.server.stop()
  expect((await line.next()).done).toBe(true)
  await stopped
  server = await startTestServer(null)
})
