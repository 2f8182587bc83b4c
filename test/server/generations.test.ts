/** Readers see the old generation or the new one, never a mix. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Status } from '../../model/api/session.ts'
import { openAccounts } from '../../server/access/accounts.ts'
import { openRestrictedCharts } from '../../server/access/restricted-charts.ts'
import { openStateDatabase } from '../../server/access/state-database.ts'
import { followCurrentGeneration } from '../../server/generations/current-generation.ts'
import { openGeneration } from '../../server/generations/open-generation.ts'
import { statement } from '../../server/generations/statement.ts'
import { GenerationBuilder } from './generation-builder.ts'
import { PASSWORD, startTestServer } from './running-server.ts'

const FAMILY = statement<{ family: string }>('SELECT family FROM patient WHERE patient_id = @id')

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sansho-generations-'))
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(directory, { recursive: true })
})

function publish(dataDirectory: string, id: string, family: string): GenerationBuilder {
  const generation = new GenerationBuilder(dataDirectory, id)
  generation.patient({ id: '1', kanji: [family, '花子'] })
  generation.publish()
  return generation
}

/** Lets the server look at the link again without waiting for its second to pass. */
function passSeconds(seconds: number): void {
  const now = performance.now()
  vi.spyOn(performance, 'now').mockImplementation(() => now + seconds * 1000)
}

test('a borrowed generation stays the same and open until it is given back', () => {
  publish(directory, 'first', '旧姓')
  const current = followCurrentGeneration(directory, () => {})
  const before = current.borrow()
  publish(directory, 'second', '新姓')
  passSeconds(2)
  const after = current.borrow()
  expect(before?.generation.get(FAMILY, { id: '1' })?.family).toBe('旧姓')
  expect(after?.generation.get(FAMILY, { id: '1' })?.family).toBe('新姓')
  before?.giveBack()
  expect(() => before?.generation.get(FAMILY, { id: '1' })).toThrow('not open')
  after?.giveBack()
  expect(after?.generation.get(FAMILY, { id: '1' })?.family).toBe('新姓')
  current.close()
})

test('a generation that cannot be opened leaves the old one in use, and says why', () => {
  publish(directory, 'first', '旧姓')
  const lines: string[] = []
  const current = followCurrentGeneration(directory, (line) => lines.push(line))
  current.borrow()?.giveBack()
  const broken = publish(directory, 'second', '新姓')
  writeFileSync(join(broken.directory, 'chart.sqlite'), 'not a database')
  passSeconds(2)
  const lent = current.borrow()
  expect(lent?.generation.facts.id).toBe('first')
  expect(current.unopened()).toBe('second')
  expect(lines.at(-1)).toMatch(/second can't be opened.*; first stays in use/)
  current.close()
})

test('a read model with a journal or a write-ahead log beside it is not opened', () => {
  for (const suffix of ['-wal', '-journal']) {
    const { directory: folder } = publish(directory, `with${suffix}`, '姓')
    writeFileSync(join(folder, `chart.sqlite${suffix}`), '')
    expect(() => openGeneration(folder)).toThrow(`chart.sqlite${suffix} lies beside the read model`)
  }
})

test('another schema is refused by its number', () => {
  const { directory: folder } = publish(directory, 'future', '姓')
  const database = new Database(join(folder, 'chart.sqlite'))
  database.pragma('user_version = 99')
  database.close()
  expect(() => openGeneration(folder)).toThrow('schema 99')
})

test('nothing can be written through an open generation', () => {
  const { directory: folder } = publish(directory, 'sealed', '姓')
  const generation = openGeneration(folder)
  for (const sql of [
    `UPDATE patient SET family = 'x'`,
    'DELETE FROM patient',
    'CREATE TABLE x (y)',
    'CREATE TEMP TABLE x (y)',
  ]) {
    expect(() => generation.get(statement(sql)), sql).toThrow()
  }
  generation.close()
})

test('an open chart goes on in the new generation, under the same handle', async () => {
  const server = await startTestServer((g) => {
    g.patient({ id: '1', kanji: ['旧姓', '花子'] })
  })
  const terminal = await server.clinician()
  const chart = await terminal.open('1')
  const next = new GenerationBuilder(server.dataDirectory, '20221111T0315Z-ffffff')
  next.patient({ id: '0' })
  next.patient({ id: '1', kanji: ['新姓', '花子'] })
  next.publish()
  passSeconds(2)
  const answer = await terminal.send('GET', `/api/charts/${chart}/summary`)
  expect(await answer.json()).toMatchObject({
    generation: '20221111T0315Z-ffffff',
    banner: { patientId: '1', name: '新姓　花子' },
  })
  await server.stop()
})

test('a file for another hospital and another program get nothing of a chart that was opened before a switch', async () => {
  const server = await startTestServer((g) => {
    g.patient({ id: '1', kanji: ['山田', '花子'] })
  })
  const state = openStateDatabase(server.dataDirectory)
  const account = { user: 'mado', displayName: '窓口', role: 'desk', demo: false } as const
  await openAccounts(state).add(account, PASSWORD)
  state.close()
  const desk = server.visitor()
  await desk.send('POST', '/api/session', { user: 'mado', password: PASSWORD })
  const chart = await desk.open('1')
  const other = new GenerationBuilder(server.dataDirectory, '20221111T0315Z-ffffff')
  other.patient({ id: '1', kanji: ['鈴木', '次郎'] })
  other.publish()
  passSeconds(2)
  const handOver = (handle: string) =>
    desk.send('POST', `/api/charts/${handle}/handovers`, {
      format: 'fhir',
      passphrase: 'seven quiet bridges, one lantern',
    })
  const refused = await handOver(chart)
  expect(refused.status).toBe(409)
  expect(await refused.json()).toMatchObject({ type: 'urn:sansho:problem:generation-changed' })
  expect(server.audit().map(({ action }) => action)).not.toContain('chart.export')
  const fhir = { Accept: 'application/fhir+json' }
  for (const path of [`Patient/${chart}`, `Condition?patient=${chart}`, `Condition/${chart}.1-x`]) {
    const answer = await desk.send('GET', `/fhir/R4/${path}`, undefined, fhir)
    expect(answer.status, path).toBe(409)
    expect(await answer.json()).toMatchObject({ issue: [{ code: 'conflict' }] })
  }
  for (const path of [
    'studies',
    'studies/1.2.3/series',
    'studies/1.2.3/series/4.5/instances/6.7',
  ]) {
    const answer = await desk.send('GET', `/api/charts/${chart}/dicomweb/${path}`)
    expect(answer.status, path).toBe(409)
  }
  expect((await handOver(await desk.open('1'))).status).toBe(200)
  await server.stop()
})

test('the reason for which a restricted chart was opened is not good for another person of its number', async () => {
  const server = await startTestServer((g) => {
    g.patient({ id: '1', kanji: ['山田', '花子'] })
  })
  const state = openStateDatabase(server.dataDirectory)
  openRestrictedCharts(state).add(['1'], 'jouhou', '職員')
  state.close()
  const terminal = await server.clinician()
  const asked = { patientId: '1', reason: '救急外来' }
  const opened = await terminal.send('POST', '/api/charts', asked)
  const { chart } = (await opened.json()) as { chart: string }
  const read = () => terminal.send('GET', `/api/charts/${chart}/summary`)
  expect((await read()).status).toBe(200)
  const other = new GenerationBuilder(server.dataDirectory, '20221111T0315Z-ffffff')
  other.patient({ id: '1', kanji: ['鈴木', '次郎'] })
  other.publish()
  passSeconds(2)
  const refused = await read()
  expect(refused.status).toBe(403)
  expect(await refused.json()).toMatchObject({ type: 'urn:sansho:problem:reason-needed' })
  expect(server.audit().at(-1)).toMatchObject({ action: 'chart.reason-asked', patientId: '1' })
  await server.stop()
})

test('one that is published and cannot be opened is named at every terminal, until another takes its place', async () => {
  const server = await startTestServer((g) => {
    g.patient({ id: '1', kanji: ['山田', '花子'] })
  })
  const status = async () => {
    const answer = await server.visitor().send('GET', '/api/status')
    return Status.parse(await answer.json())
  }
  const first = await status()
  expect(first.unopened).toBe('')
  const of = new GenerationBuilder(server.dataDirectory, '20221111T0315Z-ffffff')
  of.patient({ id: '1' })
  of.publish()
  const database = new Database(join(of.directory, 'chart.sqlite'))
  database.pragma('user_version = 4')
  database.close()
  passSeconds(2)
  const { generation, unopened } = await status()
  expect({ generation, unopened }).toEqual({
    generation: first.generation,
    unopened: '20221111T0315Z-ffffff',
  })
  publish(server.dataDirectory, '20221112T0315Z-ffffff', '山田')
  passSeconds(4)
  expect(await status()).toMatchObject({ generation: '20221112T0315Z-ffffff', unopened: '' })
  await server.stop()
})

test('under load the server switches without a failed request', async () => {
  const server = await startTestServer((g) => {
    g.patient({ id: '1', kanji: ['山田', '花子'] })
  })
  const terminal = await server.clinician()
  const chart = await terminal.open('1')
  const answers: { status: number; generation: string }[] = []
  let isOver = false
  const ask = async () => {
    while (!isOver) {
      const answer = await terminal.send('GET', `/api/charts/${chart}/summary`)
      const { generation } = (await answer.json()) as { generation: string }
      answers.push({ status: answer.status, generation })
    }
  }
  const asking = Promise.all(Array.from({ length: 8 }, ask))
  const published = Array.from({ length: 6 }, (_, i) => `20221111T031${i}Z-ffffff`)
  for (const [i, id] of published.entries()) {
    publish(server.dataDirectory, id, '山田')
    passSeconds(2 * (i + 1))
    const before = answers.length
    while (answers.length < before + 20) await new Promise((resolve) => setTimeout(resolve, 2))
  }
  isOver = true
  await asking
  expect(answers.filter(({ status }) => status !== 200)).toEqual([])
  const served = new Set(answers.map(({ generation }) => generation))
  for (const id of published) expect(served).toContain(id)
  await server.stop()
})
