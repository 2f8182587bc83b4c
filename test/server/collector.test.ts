/** The access log at a syslog collector over TLS: everything, in order, also what was written while it was away; and no chart waits for it. */
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, type Server, type TLSSocket } from 'node:tls'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LogDelivery } from '../../model/api/access-log.ts'
import { openAccounts } from '../../server/access/accounts.ts'
import { openStateDatabase } from '../../server/access/state-database.ts'
import { readSettings } from '../../server/settings.ts'
import { startServer } from '../../server/start.ts'
import { PASSWORD, startTestServer, type Terminal, type TestServer } from './running-server.ts'
import { buildSmallHospital, HANAKO } from './small-hospital.ts'

const SANSHO = new URL('../../scripts/sansho', import.meta.url).pathname

/** Takes frames as RFC 6587 3.4.1 counts them, and keeps their messages. */
class Receiver {
  readonly messages: string[] = []
  #server: Server | null = null
  readonly #lines = new Set<TLSSocket>()

  async listen(name: string, port: number): Promise<number> {
    const [cert, key] = [readFileSync(`${name}.pem`), readFileSync(`${name}.key`)]
    const server = createServer({ cert, key }, (line) => this.#take(line))
    this.#server = server
    server.on('tlsClientError', () => {})
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }

  async leave(): Promise<void> {
    for (const line of this.#lines) line.destroy()
    await new Promise((resolve) => this.#server?.close(resolve))
  }

  #take(line: TLSSocket): void {
    this.#lines.add(line)
    let rest = Buffer.alloc(0)
    line.on('error', () => {})
    line.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk])
      for (;;) {
        const space = rest.indexOf(' ')
        const end = space + 1 + Number(rest.subarray(0, space).toString())
        if (space < 0 || rest.length < end) return
        this.messages.push(rest.subarray(space + 1, end).toString('latin1'))
        rest = rest.subarray(end)
      }
    })
  }

  lines(): string[] {
    return this.messages.map((message) => message.slice(message.indexOf('{')))
  }

  sequences(): number[] {
    return this.lines().map((line) => JSON.parse(line).sequence)
  }
}

const work = mkdtempSync(join(tmpdir(), 'sansho-collector-'))
const receiver = new Receiver()
let server: TestServer
let port = 0
let clinician: Terminal
let auditor: Terminal

function makeCertificate(name: string): string {
  const path = join(work, name)
  const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1']
  const kind = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  const out = ['-keyout', `${path}.key`, '-out', `${path}.pem`, '-days', '2']
  const made = spawnSync('openssl', [...kind, ...out, ...subject], { encoding: 'utf8' })
  expect(made.status, made.stderr).toBe(0)
  return path
}

const settingsFor = (address: string) =>
  JSON.stringify({ log: { collector: { address, caFile: join(work, 'collector.pem') } } })

beforeAll(async () => {
  makeCertificate('collector')
  makeCertificate('stranger')
  port = await receiver.listen(join(work, 'collector'), 0)
  server = await startTestServer(buildSmallHospital, (data) =>
    writeFileSync(join(data, 'settings.json'), settingsFor(`127.0.0.1:${port}`)),
  )
  const state = openStateDatabase(server.dataDirectory)
  const account = { user: 'kansa', displayName: '監査', role: 'auditor', demo: false } as const
  await openAccounts(state).add(account, PASSWORD)
  state.close()
  clinician = await server.clinician()
  auditor = server.visitor()
  await auditor.send('POST', '/api/session', { user: 'kansa', password: PASSWORD })
})
afterAll(async () => {
  await server.stop()
  await receiver.leave()
  rmSync(work, { recursive: true })
})

const delivery = async () =>
  LogDelivery.parse(await (await auditor.send('GET', '/api/log/delivery')).json()).collector

function head(): number {
  const log = new Database(join(server.dataDirectory, 'audit/audit.sqlite'), { readonly: true })
  const last = log.prepare<[], number>('SELECT max(sequence) FROM audit').pluck().get()
  log.close()
  return last ?? 0
}

const WITHIN = { timeout: 20_000, interval: 100 }
const hasAll = () => {
  const got = new Set(receiver.sequences())
  return Array.from({ length: head() }, (_, n) => n + 1).every((sequence) => got.has(sequence))
}

test('gets every entry as it is written, as RFC 5424 wants it, by other programs too', async () => {
  await clinician.open(HANAKO)
  await clinician.send('POST', '/api/patients/search', { query: '花子' })
  const restricted = spawnSync(
    SANSHO,
    ['restricted', 'add', '0000999', '--reason', '職員', '--data', server.dataDirectory],
    { encoding: 'utf8' },
  )
  expect(restricted.status, restricted.stderr).toBe(0)
  await expect.poll(hasAll, WITHIN).toBe(true)
  for (const message of receiver.messages) {
    expect(message).toMatch(
      /^<110>1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z [!-~]+ sansho - [\w.-]{1,32} - \{[ -~]+\}$/,
    )
  }
  const rows = receiver.lines().map((line) => JSON.parse(line))
  expect(rows.find((row) => row.action === 'restricted.add')?.detail).toContain('職員')
  expect(await delivery()).toMatchObject({ connected: true, behind: 0, problem: '' })
})

test('that is away blocks no chart; what was written meanwhile comes when it is back, in order and whole', async () => {
  await receiver.leave()
  await expect.poll(async () => (await delivery())?.connected, WITHIN).toBe(false)
  const chart = await clinician.open(HANAKO)
  for (let n = 0; n < 250; n += 1) {
    const answer = await clinician.send('GET', `/api/charts/${chart}/vitals`)
    await answer.arrayBuffer()
    expect(answer.status).toBe(200)
  }
  const away = await delivery()
  expect(away?.behind).toBeGreaterThan(250)
  expect(away?.problem).not.toBe('')
  expect(away?.oldestAt).toMatch(/^\d{4}-/)
  await receiver.listen(join(work, 'collector'), port)
  await expect.poll(hasAll, WITHIN).toBe(true)
  const first = [...new Set(receiver.sequences())]
  expect(first).toEqual([...first].sort((a, b) => a - b))

  const kept = join(work, 'kept.jsonl')
  const bySequence = new Map(receiver.lines().map((line) => [JSON.parse(line).sequence, line]))
  writeFileSync(kept, [...bySequence.values()].map((line) => `${line}\n`).join(''))
  const verified = spawnSync(
    SANSHO,
    ['audit', 'verify', '--data', server.dataDirectory, '--copy', kept],
    { encoding: 'utf8' },
  )
  expect(verified.status, verified.stdout + verified.stderr).toBe(0)
}, 60_000)

test('that cannot show the certificate that was agreed gets nothing', async () => {
  await receiver.leave()
  await expect.poll(async () => (await delivery())?.connected, WITHIN).toBe(false)
  const stranger = new Receiver()
  await stranger.listen(join(work, 'stranger'), port)
  await clinician.open(HANAKO)
  await expect.poll(async () => (await delivery())?.problem, WITHIN).toMatch(/self-signed/)
  expect(stranger.messages).toEqual([])
  await stranger.leave()
  await receiver.listen(join(work, 'collector'), port)
  await expect.poll(hasAll, WITHIN).toBe(true)
}, 60_000)

test('goes on where it was after a restart', async () => {
  const position = () =>
    JSON.parse(readFileSync(join(server.dataDirectory, 'audit/collector.json'), 'utf8')).sequence
  await expect.poll(() => position() > 100, WITHIN).toBe(true)
  const before = position()
  await server.server.stop()
  receiver.messages.length = 0
  const again = await startServer({
    dataDirectory: server.dataDirectory,
    host: '127.0.0.1',
    port: 0,
    https: false,
    demo: false,
    viewerDirectory: '',
    log: () => {},
  })
  await expect.poll(() => receiver.sequences().includes(head()), WITHIN).toBe(true)
  expect(Math.min(...receiver.sequences())).toBeGreaterThan(before)
  await again.stop()
}, 60_000)

test.each([
  [{ address: 'collector', caFile: '/x' }, 'log.collector.address'],
  [{ address: 'collector:0', caFile: '/x' }, 'log.collector.address'],
  [{ address: 'collector:6514' }, 'log.collector.caFile'],
  [{ address: 'collector:6514', caFile: '/x', keyFile: '/y' }, 'certificateFile and keyFile'],
])('settings %j are refused, naming what is wrong', (collector, named) => {
  writeFileSync(join(work, 'settings.json'), JSON.stringify({ log: { collector } }))
  expect(() => readSettings(work)).toThrow(named)
})
