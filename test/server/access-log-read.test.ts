/** The auditor reads the access log over HTTP: by patient, person, kind and time, page by page, and whether it is whole. */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LogSearchAnswer, LogVerdict } from '../../model/api/access-log.ts'
import { openAccounts } from '../../server/access/accounts.ts'
import { CHAIN_START, type Head, nextRow } from '../../server/audit/entry.ts'
import { openAuditLog } from '../../server/audit/log.ts'
import { INSERT } from '../../server/audit/schema.ts'
import { shareWork } from '../../server/audit/shared-work.ts'
import { PASSWORD, startTestServer, type Terminal, type TestServer } from './running-server.ts'
import { buildSmallHospital, HANAKO } from './small-hospital.ts'

let server: TestServer
let auditor: Terminal
beforeAll(async () => {
  server = await startTestServer(buildSmallHospital)
  const state = new Database(`${server.dataDirectory}/state/state.sqlite`)
  const account = { user: 'kansa', displayName: '監査', role: 'auditor', demo: false } as const
  await openAccounts(state).add(account, PASSWORD)
  state.close()
  auditor = server.visitor()
  await auditor.send('POST', '/api/session', { user: 'kansa', password: PASSWORD })
  const clinician = await server.clinician()
  const chart = await clinician.open(HANAKO)
  await clinician.send('GET', `/api/charts/${chart}/labs`)
})
afterAll(async () => {
  await server.stop()
})

const ALL = { patientId: '', user: '', action: '', from: '', to: '', before: null }

async function search(asked: Partial<typeof ALL> | { before: number }): Promise<LogSearchAnswer> {
  const answer = await auditor.send('POST', '/api/log/search', { ...ALL, ...asked })
  expect(answer.status).toBe(200)
  return LogSearchAnswer.parse(await answer.json())
}

test('answers by patient, by person, by kind and by time, newest first', async () => {
  const { entries } = await search({ patientId: HANAKO.replace(/^0+/, '') })
  expect(entries.map((entry) => entry.action)).toContain('chart.open')
  expect(new Set(entries.map((entry) => entry.patientId.replace(/^0+/, '')))).toEqual(
    new Set([HANAKO.replace(/^0+/, '')]),
  )
  const numbers = entries.map((entry) => entry.sequence)
  expect(numbers).toEqual([...numbers].sort((a, b) => b - a))
  const own = await search({ user: 'yamada' })
  expect(own.entries.length).toBeGreaterThan(2)
  expect(own.entries.every((entry) => entry.actor === 'yamada')).toBe(true)
  const opened = await search({ action: 'session.open' })
  expect(opened.entries.map((entry) => entry.actor)).toEqual(['yamada', 'kansa'])
  expect((await search({ to: '2020-01-01T00:00:00Z' })).entries).toEqual([])
  expect((await search({ from: '2020-01-01T00:00:00Z' })).entries.length).toBeGreaterThan(3)
})

test('is itself written down, with whom was asked for', async () => {
  await search({ patientId: '0000777' })
  const { entries } = await search({ action: 'audit.read' })
  expect(entries.some((entry) => entry.patientId === '0000777' && entry.actor === 'kansa')).toBe(
    true,
  )
})

test('read from the middle, it is written down as from its end; only the next page of an answer is the same reading', async () => {
  const readings = () => server.audit().filter((row) => row.action === 'audit.read').length
  const count = readings()
  const { entries } = await search({ before: 1_000_000_000 })
  expect(entries.length).toBeGreaterThan(3)
  expect(readings()).toBe(count + 1)
  await search({ before: 3 })
  expect(readings()).toBe(count + 2)
})

test('finds at once what lies behind many thousands of entries', async () => {
  const own = await startTestServer(null, (dataDirectory) => {
    openAuditLog(dataDirectory).close()
    const log = new Database(join(dataDirectory, 'audit/audit.sqlite'))
    const insert = log.prepare(INSERT)
    const now = new Date()
    log.transaction(() => {
      let last: Head = CHAIN_START
      for (let n = 0; n < 120_000; n++) {
        const patientId = n === 7 ? '0000777' : '0000888'
        const row = nextRow(
          last,
          { actor: 'a', terminal: 't', action: 'x', patientId, detail: {} },
          now,
        )
        insert.run(row)
        last = row
      }
    })()
    log.close()
  })
  const state = new Database(`${own.dataDirectory}/state/state.sqlite`)
  const account = { user: 'kansa', displayName: '監査', role: 'auditor', demo: false } as const
  await openAccounts(state).add(account, PASSWORD)
  state.close()
  const reader = own.visitor()
  await reader.send('POST', '/api/session', { user: 'kansa', password: PASSWORD })
  const asked = { ...ALL, patientId: '777', action: 'x' }
  const answer = LogSearchAnswer.parse(
    await (await reader.send('POST', '/api/log/search', asked)).json(),
  )
  expect(answer.entries.map((entry) => entry.sequence)).toEqual([8])
  expect(answer.next).toBeNull()
  await own.stop()
})

test('finds a patient however the number is written', async () => {
  const wide = HANAKO.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)))
  for (const patientId of [wide, ` ${HANAKO} `, `00${HANAKO}`]) {
    const { entries } = await search({ patientId, action: 'chart.open' })
    expect(entries.map((entry) => entry.patientId)).toEqual([HANAKO])
  }
})

test('goes on page by page without losing or doubling an entry', async () => {
  const log = openAuditLog(server.dataDirectory)
  for (let n = 0; n < 250; n += 1) {
    log.append({ actor: 'x', terminal: 't', action: 'many.of', detail: { n } })
  }
  log.close()
  const readings = () => server.audit().filter((row) => row.action === 'audit.read').length
  const count = readings()
  const found: string[] = []
  let before: number | null = null
  do {
    const page: LogSearchAnswer = await search({ action: 'many.', before } as { before: number })
    found.push(...page.entries.map((entry) => entry.detail))
    before = page.next
  } while (before !== null)
  expect(found).toEqual(Array.from({ length: 250 }, (_, n) => `{"n":${249 - n}}`))
  expect(readings()).toBe(count + 1)
})

test('is verified to its end, with the head for paper; a changed entry is named', async () => {
  const verify = async () => {
    const answer = await auditor.send('POST', '/api/log/verification', {})
    return LogVerdict.parse(await answer.json())
  }
  const whole = await verify()
  expect(whole).toMatchObject({ whole: true, faults: [] })
  expect(whole.head?.hash).toMatch(/^[0-9a-f]{64}$/)
  const database = new Database(`${server.dataDirectory}/audit/audit.sqlite`)
  const trigger = database
    .prepare("SELECT sql FROM sqlite_schema WHERE name = 'audit_no_update'")
    .pluck()
    .get() as string
  database.exec('DROP TRIGGER audit_no_update')
  database.exec("UPDATE audit SET actor = 'nobody' WHERE sequence = 3")
  database.exec(trigger)
  database.close()
  const broken = await verify()
  expect(broken.whole).toBe(false)
  expect(broken.faults[0]).toMatchObject({ kind: 'changed', sequence: 3 })
})

test.each([
  [{ ...ALL, from: 'yesterday' }, 'from'],
  [{ ...ALL, before: 0 }, 'before'],
  [{ ...ALL, sql: '1' }, 'sql'],
])('a question %j is refused, naming %s', async (body, field) => {
  const answer = await auditor.send('POST', '/api/log/search', body)
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({ field })
})

test('however many ask whether it is whole, one verification runs and one waits; each answer holds who asked', async () => {
  const begun: { end: () => void }[] = []
  const verify = shareWork(
    () =>
      new Promise<number>((resolve) => {
        const number = begun.length + 1
        begun.push({ end: () => resolve(number) })
      }),
  )
  const first = verify()
  const waiting = Array.from({ length: 50 }, verify)
  expect(begun).toHaveLength(1)
  begun[0]?.end()
  expect(await first).toBe(1)
  await expect.poll(() => begun.length).toBe(2)
  const late = verify()
  begun[1]?.end()
  expect(new Set(await Promise.all(waiting))).toEqual(new Set([2]))
  await expect.poll(() => begun.length).toBe(3)
  begun[2]?.end()
  expect(await late).toBe(3)
  expect(begun).toHaveLength(3)

  const before = (await search({})).entries[0]?.sequence ?? 0
  const answers = await Promise.all(
    Array.from({ length: 12 }, async () => {
      const answer = await auditor.send('POST', '/api/log/verification', {})
      return LogVerdict.parse(await answer.json())
    }),
  )
  expect(Math.min(...answers.map((each) => each.entries))).toBeGreaterThan(before)
  const { entries } = await search({ action: 'audit.read' })
  expect(entries.filter(({ detail }) => detail.includes('"verify"')).length).toBeGreaterThan(11)
})

test('a verification leaves the server’s own lock on the log as it was: no other program takes it for unused', async () => {
  const { ino } = statSync(join(server.dataDirectory, 'audit/audit.sqlite'))
  const locks = () =>
    readFileSync('/proc/locks', 'utf8')
      .split('\n')
      .filter((line) => line.includes(` ${process.pid} `) && line.includes(`:${ino} `))
      .map((line) => line.replace(/^\d+: /, ''))
  const before = locks()
  expect(before).toHaveLength(1)
  await auditor.send('POST', '/api/log/verification', {})
  expect(locks()).toEqual(before)
})

test('a verification that fails fails for who waited, and not for who asks later', async () => {
  let fails = true
  const verify = shareWork(async () => {
    if (fails) throw new Error('no disk')
    return 'whole'
  })
  await expect(Promise.all([verify(), verify()])).rejects.toThrow('no disk')
  fails = false
  expect(await verify()).toBe('whole')
})
