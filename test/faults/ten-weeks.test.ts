/**
 * An appliance that lies ready for years, and then runs for ten weeks without its makers: the program itself, at other times of day
 * (shifted-clock.c), as an enrolled terminal sees it.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { Agent, request } from 'node:https'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { PeerCertificate, TLSSocket } from 'node:tls'
import Database from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openAccounts } from '../../server/access/accounts.ts'
import { openStateDatabase } from '../../server/access/state-database.ts'
import { openTerminals } from '../../server/access/terminals.ts'
import { ensureAuthority, issueTerminalCertificate } from '../../server/tls/authority.ts'
import { GenerationBuilder } from '../server/generation-builder.ts'
import { PASSWORD } from '../server/running-server.ts'
import { buildSmallHospital, HANAKO } from '../server/small-hospital.ts'
import { buildPreload } from './preload.ts'

const SANSHO = resolve('scripts/sansho')
const DAY_SECONDS = 86_400
const TEN_WEEKS = 70 * DAY_SECONDS
const YEAR = 365 * DAY_SECONDS

const directory = mkdtempSync(join(tmpdir(), 'sansho-weeks-'))
const data = join(directory, 'data')
const clockFile = join(directory, 'clock')
const library = buildPreload('shifted-clock', directory)
const environment = { ...process.env, LC_ALL: 'C', LD_PRELOAD: library, CLOCK_FILE: clockFile }
let terminal: { key: string; cert: string; ca: string }
let serving: { child: ChildProcess; address: string; said: () => string } | null = null

/** @param seconds added to the time of day; @param sinceBoot added to what timers go by */
function setClock(seconds: number, sinceBoot: number): void {
  const shift = Buffer.alloc(16)
  shift.writeBigInt64LE(BigInt(seconds))
  shift.writeBigInt64LE(BigInt(sinceBoot), 8)
  const file = openSync(clockFile, 'r+')
  writeSync(file, shift)
  closeSync(file)
}

beforeAll(async () => {
  const generation = new GenerationBuilder(data)
  buildSmallHospital(generation)
  generation.publish()
  const state = openStateDatabase(data)
  await openAccounts(state).add(
    { user: 'yamada', displayName: '山田', role: 'clinician', demo: false },
    PASSWORD,
  )
  const authority = await ensureAuthority(data)
  const { key, certificate, ...issued } = await issueTerminalCertificate(authority, 'rc-1')
  const terminals = openTerminals(state)
  const applied = {
    name: 'rc-1',
    place: 'reference-centre',
    addresses: ['127.0.0.1'],
    reason: 'test',
  } as const
  terminals.apply({ ...applied, requestedBy: 'a' })
  terminals.approve('rc-1', 'b', issued)
  terminal = { key, cert: certificate, ca: authority.certificate }
  state.close()
  writeFileSync(clockFile, Buffer.alloc(16))
})
afterEach(stopServing)
afterAll(() => {
  rmSync(directory, { recursive: true })
})

async function serve(): Promise<void> {
  const child = spawn(SANSHO, ['serve', '--terminals', '--port', '0', '--data', data], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  const ready = new Promise<string>((done, failed) => {
    const hear = (piece: Buffer) => {
      said += String(piece)
      const found = /address: (\S+)[\s\S]*to stop/.exec(said)?.[1]
      if (found !== undefined) done(found)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.on('exit', () => failed(new Error(said)))
  })
  serving = { child, address: await ready, said: () => said }
}

async function stopServing(): Promise<void> {
  if (serving === null) return
  const { child } = serving
  serving = null
  child.kill('SIGTERM')
  await once(child, 'exit')
}

interface Answered {
  readonly status: number
  readonly body: string
  readonly cookie: string
  readonly certificate: PeerCertificate
}

/** A new connection each time, by this test's own clock, which stays where it is: dates are looked at by the test. */
function ask(path: string, cookie: string, body?: unknown): Promise<Answered> {
  return new Promise((done, failed) => {
    const agent = new Agent({ ...terminal, rejectUnauthorized: false })
    const headers = { 'Content-Type': 'application/json', Cookie: cookie }
    const method = body === undefined ? 'GET' : 'POST'
    const asked = request(new URL(path, serving?.address), { method, headers, agent })
    asked.on('error', failed)
    asked.on('response', (answer) => {
      const certificate = (answer.socket as TLSSocket).getPeerCertificate()
      let text = ''
      answer.on('data', (chunk) => {
        text += String(chunk)
      })
      answer.on('end', () => {
        const [set = ''] = answer.headers['set-cookie'] ?? []
        const status = answer.statusCode ?? 0
        done({ status, body: text, cookie: set.split(';')[0] ?? '', certificate })
        agent.destroy()
      })
    })
    asked.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

/** Signs in, opens Hanako's chart and reads it. @returns what the terminal holds afterwards. */
async function readAChart(): Promise<{ cookie: string; certificate: PeerCertificate }> {
  const signedIn = await ask('/api/session', '', { user: 'yamada', password: PASSWORD })
  expect(signedIn.status, signedIn.body).toBe(200)
  const { cookie, certificate } = signedIn
  const opened = await ask('/api/charts', cookie, { patientId: HANAKO })
  expect(opened.status, opened.body).toBe(200)
  const { chart } = JSON.parse(opened.body) as { chart: string }
  const summary = await ask(`/api/charts/${chart}/summary`, cookie)
  expect(summary.status, summary.body).toBe(200)
  expect(summary.body).toContain('斎藤')
  return { cookie, certificate }
}

/** Days from the shifted now until a certificate's end. */
function daysLeft({ valid_to }: PeerCertificate, shiftedBy: number): number {
  return (Date.parse(valid_to) - Date.now()) / 1000 / DAY_SECONDS - shiftedBy / DAY_SECONDS
}

function lastEntryAt(): number {
  const database = new Database(join(data, 'audit/audit.sqlite'), { readonly: true })
  const at = database
    .prepare<[], string>('SELECT at FROM audit ORDER BY sequence DESC LIMIT 1')
    .pluck()
    .get()
  database.close()
  return Date.parse(at ?? '')
}

function expectWholeLog(): void {
  const verified = spawnSync(SANSHO, ['audit', 'verify', '--data', data], { encoding: 'utf8' })
  expect(verified.status, verified.stdout + verified.stderr).toBe(0)
}

test.skipIf(library === '')(
  'a server that runs for ten weeks goes on: the old session is over, the same person and terminal open charts (needs a C compiler, such as tcc)',
  async () => {
    await serve()
    const before = await readAChart()
    setClock(TEN_WEEKS, TEN_WEEKS)
    expect((await ask('/api/patients/search', before.cookie, { query: '斎藤' })).status).toBe(401)
    const after = await readAChart()
    expect(daysLeft(after.certificate, TEN_WEEKS)).toBeGreaterThan(600)
    expect(lastEntryAt()).toBeGreaterThan(Date.now() + (TEN_WEEKS - DAY_SECONDS) * 1000)
    expectWholeLog()
  },
)

test.skipIf(library === '')(
  'a server that runs for two years makes its certificate anew and shows it without a restart (needs a C compiler, such as tcc)',
  async () => {
    setClock(0, 0)
    await serve()
    setClock(2 * YEAR, 2 * YEAR)
    await expect
      .poll(async () => daysLeft((await ask('/api/status', '')).certificate, 2 * YEAR), {
        timeout: 10_000,
      })
      .toBeGreaterThan(600)
    expect(serving?.said()).toMatch(/certificate was made anew; its SHA-256 is (\w\w:){31}\w\w/)
    await readAChart()
    await stopServing()
    expectWholeLog()
  },
)

test.skipIf(library === '')(
  'after nine years in a cupboard the terminal that was enrolled then opens charts (needs a C compiler, such as tcc)',
  async () => {
    setClock(9 * YEAR, 0)
    await serve()
    const { certificate } = await readAChart()
    expect(daysLeft(certificate, 9 * YEAR)).toBeGreaterThan(600)
    await stopServing()
    expectWholeLog()
  },
)

test.skipIf(library === '')(
  'with a clock from before the authority was made nothing is served, and the refusal says to set it (needs a C compiler, such as tcc)',
  async () => {
    setClock(-12 * YEAR, 0)
    const refused = spawnSync(SANSHO, ['serve', '--terminals', '--port', '0', '--data', data], {
      encoding: 'utf8',
      env: environment,
      timeout: 60_000,
    })
    expect(refused.status).toBe(4)
    expect(refused.stderr).toMatch(/clock says .* before .*certificate/)
    expect(refused.stderr).toContain('date -s')
  },
)
