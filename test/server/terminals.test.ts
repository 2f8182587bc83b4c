/** Enrolled terminals through the command line and real TLS: only they are served, from where they may be, until revoked. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:https'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openAccounts } from '../../server/access/accounts.ts'
import { openStateDatabase } from '../../server/access/state-database.ts'
import { type RunningServer, startServer } from '../../server/start.ts'
import { ensureAuthority, issueTerminalCertificate } from '../../server/tls/authority.ts'
import { PASSWORD } from './running-server.ts'

const SANSHO = resolve('scripts/sansho')
const ADDRESS = 'https://127.0.0.1:8443'
let directory: string
let data: string
let passwordFile: string
let server: RunningServer

function sansho(...args: string[]) {
  const env = { ...process.env, LC_ALL: 'C' }
  return spawnSync(SANSHO, [...args, '--data', data], { encoding: 'utf8', env })
}

function apply(name: string, ...more: string[]) {
  const who = ['--by', 'sato', '--password-file', passwordFile]
  const what = ['--place', 'er', '--reason', '救急の参照']
  return sansho('terminal', 'request', name, ...what, ...who, ...more)
}

function approve(name: string, by = 'suzuki') {
  const where = ['--address', ADDRESS, '--out', join(directory, name)]
  return sansho('terminal', 'approve', name, ...where, '--by', by, '--password-file', passwordFile)
}

/** Enrols and returns what its browser would hold. */
function enrol(name: string, ...more: string[]): { pfx: Buffer; passphrase: string } {
  const applied = apply(name, ...more)
  expect(applied.status, applied.stderr).toBe(0)
  const approved = approve(name)
  expect(approved.status, approved.stderr).toBe(0)
  const passphrase = /shown only now\): (\S+)/.exec(approved.stdout)?.[1] ?? ''
  return { pfx: readFileSync(join(directory, name, `${name}.p12`)), passphrase }
}

interface Answered {
  readonly status: number
  readonly body: string
  readonly cookie: string
}

function ask(
  path: string,
  options: { agent?: Agent; body?: unknown; cookie?: string } = {},
): Promise<Answered> {
  const { agent = new Agent({ rejectUnauthorized: false }), body, cookie = '' } = options
  return new Promise((done, failed) => {
    const headers = { 'Content-Type': 'application/json', Cookie: cookie }
    const method = body === undefined ? 'GET' : 'POST'
    const asked = request(new URL(path, server.address), { method, headers, agent })
    asked.on('error', failed)
    asked.on('response', (answer) => {
      let text = ''
      answer.on('data', (chunk) => {
        text += String(chunk)
      })
      answer.on('end', () => {
        const [set = ''] = answer.headers['set-cookie'] ?? []
        done({ status: answer.statusCode ?? 0, body: text, cookie: set.split(';')[0] ?? '' })
      })
    })
    asked.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

/** A browser that trusts the appliance's authority and nothing else, and keeps its connections. */
function browser(held: { pfx: Buffer; passphrase: string }): Agent {
  const ca = readFileSync(join(data, 'state/tls/ca.crt'))
  return new Agent({ ...held, ca, keepAlive: true })
}

const SIGN_IN = { user: 'sato', password: PASSWORD }
let er: Agent
let elsewhere: Agent

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'sansho-terminals-'))
  data = join(directory, 'data')
  passwordFile = join(directory, 'password')
  writeFileSync(passwordFile, `${PASSWORD}\n`)
  const state = openStateDatabase(data)
  const accounts = openAccounts(state)
  for (const [user, role] of [
    ['sato', 'it'],
    ['suzuki', 'coordinator'],
    ['yamada', 'clinician'],
  ] as const) {
    await accounts.add({ user, displayName: user, role, demo: false }, PASSWORD)
  }
  state.close()
}, 60_000)
afterAll(async () => {
  await server.stop()
  rmSync(directory, { recursive: true })
})

describe('enrolling', () => {
  test('serve beyond this machine refuses without a terminal, and says how to enrol', () => {
    for (const where of [['--host', '0.0.0.0'], ['--terminals']]) {
      const refused = sansho('serve', '--port', '0', ...where)
      expect(refused.status, refused.stderr).toBe(4)
      expect(refused.stderr).toContain('sansho terminal request')
    }
  })

  test('takes two persons, each with their own passphrase and the right role', () => {
    expect(apply('two', '--allow', '127.0.0.1').status).toBe(0)
    const own = approve('two', 'sato')
    expect(own.status, own.stderr).toBe(4)
    expect(own.stderr).toContain('another person')
    expect(approve('two', 'yamada').status).toBe(4)
    const wrong = join(directory, 'wrong')
    writeFileSync(wrong, 'not the right one\n')
    const forged = ['--by', 'suzuki', '--password-file', wrong]
    const out = ['--address', ADDRESS, '--out', join(directory, 'forged')]
    expect(sansho('terminal', 'approve', 'two', ...out, ...forged).status).toBe(4)
    expect(sansho('terminal', 'list').stdout).toContain('applied for by sato')
    expect(approve('two').status).toBe(0)
    expect(approve('two').status).toBe(4)
  })

  test.each([
    [['Ward 1', '--allow', '127.0.0.1']],
    [['ward-1']],
    [['ward-1', '--allow', '10.0.0.0/33']],
    [['ward-1', '--allow', 'somewhere']],
    [['ward-1', '--allow', '10.0.0.1', '--place', 'kitchen']],
  ])('an application %j is refused', ([name = '', ...more]) => {
    expect(apply(name, ...more).status).toBe(2)
  })

  test('hands out a .p12 and a kiosk that reaches this server only; a name is not used twice', async () => {
    er = browser(enrol('er-1', '--allow', '127.0.0.0/8'))
    elsewhere = browser(enrol('er-2', '--allow', '10.9.9.9'))
    const out = join(directory, 'er-1')
    expect(statSync(join(out, 'er-1.p12')).mode & 0o777).toBe(0o600)
    const policy = JSON.parse(readFileSync(join(out, 'sansho.json'), 'utf8'))
    expect(policy).toMatchObject({ URLBlocklist: ['*'], URLAllowlist: [ADDRESS] })
    const registration = readFileSync(join(out, 'edge.reg'), 'utf16le')
    expect(registration).toContain('Microsoft\\Edge\\URLBlocklist]\r\n"1"="*"')
    expect(registration).toContain(String.raw`"1"="{\"pattern\":\"https://127.0.0.1:8443\"`)
    expect(apply('er-1', '--allow', '127.0.0.1').status).toBe(4)
    server = await startServer({
      dataDirectory: data,
      host: '127.0.0.1',
      port: 0,
      https: true,
      enrolledOnly: true,
      demo: false,
      viewerDirectory: join(directory, 'dist'),
      log: () => {},
    })
  })
})

describe('only enrolled terminals are served', () => {
  test('by a certificate of the same authority, which the browser trusts', async () => {
    const answer = await ask('/api/session', { agent: er, body: SIGN_IN })
    expect(answer.status, answer.body).toBe(200)
  })

  test('not a machine without a certificate, but for the health check', async () => {
    for (const path of ['/', '/api/session', '/api/STATUS', '/api/status/', '/api/nothing']) {
      const answer = await ask(path)
      expect(`${answer.status} ${answer.body}`, path).toMatch(/^403 .*not-enrolled/)
    }
    expect((await ask('/api/session', { body: SIGN_IN })).status).toBe(403)
    expect((await ask('/api/status')).status).toBe(200)
  })

  test('not by a certificate of an authority of the same name', async () => {
    const other = join(directory, 'other')
    const authority = await ensureAuthority(other)
    const { key, certificate } = await issueTerminalCertificate(authority, 'er-1')
    const agent = new Agent({ key, cert: certificate, rejectUnauthorized: false })
    expect((await ask('/api/session', { agent, body: SIGN_IN })).status).toBe(403)
  })

  test('not by one the authority signed but nobody approved', async () => {
    const { key, certificate } = await issueTerminalCertificate(await ensureAuthority(data), 'er-1')
    const agent = new Agent({ key, cert: certificate, rejectUnauthorized: false })
    expect((await ask('/api/session', { agent, body: SIGN_IN })).status).toBe(403)
  })

  test('not from an address it was not approved for', async () => {
    const answer = await ask('/api/session', { agent: elsewhere, body: SIGN_IN })
    expect(answer.status).toBe(403)
  })

  test('a cookie carried to another terminal is worth nothing', async () => {
    const { cookie } = await ask('/api/session', { agent: er, body: SIGN_IN })
    const thief = browser(enrol('er-3', '--allow', '127.0.0.1'))
    expect((await ask('/api/session', { agent: er, cookie })).status).toBe(200)
    expect((await ask('/api/session', { agent: thief, cookie })).status).toBe(401)
  })

  test('revoked: nothing from the next request on, on the open connection too', async () => {
    const { cookie } = await ask('/api/session', { agent: er, body: SIGN_IN })
    expect((await ask('/api/session', { agent: er, cookie })).status).toBe(200)
    expect(sansho('terminal', 'revoke', 'er-1', '--reason', '盗難').status).toBe(0)
    expect((await ask('/api/session', { agent: er, cookie })).status).toBe(403)
    expect(sansho('terminal', 'revoke', 'er-1', '--reason', 'again').status).toBe(4)
  })

  test('who was refused, enrolled and revoked stands in the log, with the terminal of each request', () => {
    const log = sansho('audit', 'export').stdout
    for (const word of [
      '"action":"terminal.request"',
      '"action":"terminal.approve"',
      '"action":"terminal.revoke"',
      '"action":"terminal.refused"',
      'address not approved',
      'own application',
      '"terminal":"er-1 127.0.0.1"',
    ]) {
      expect(log).toContain(word)
    }
  })
})
