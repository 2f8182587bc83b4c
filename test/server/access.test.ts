/** Who gets in, for how long, and how the server shows who it is. */
import { spawn, spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PeerCertificate, TLSSocket } from 'node:tls'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Problem } from '../../model/api/common.ts'
import { openLockout } from '../../server/access/lockout.ts'
import { hashPassword, verifyPassword } from '../../server/access/passwords.ts'
import { openSessions } from '../../server/access/sessions.ts'
import { openStateDatabase } from '../../server/access/state-database.ts'
import { DEFAULT_SETTINGS } from '../../server/settings.ts'
import { startServer } from '../../server/start.ts'
import { PASSWORD, startTestServer, type TestServer } from './running-server.ts'
import { buildSmallHospital, HANAKO } from './small-hospital.ts'

const IDLE_SECONDS = DEFAULT_SETTINGS.session.idleMinutes * 60
const LOCK_SECONDS = DEFAULT_SETTINGS.session.lockMinutes.er * 60
const ABSOLUTE_SECONDS = DEFAULT_SETTINGS.session.absoluteHours * 3600
const SANSHO = new URL('../../scripts/sansho', import.meta.url).pathname

let server: TestServer
let directory: string
beforeAll(async () => {
  server = await startTestServer(null)
  directory = mkdtempSync(join(tmpdir(), 'sansho-access-'))
})
afterAll(async () => {
  await server.stop()
  rmSync(directory, { recursive: true })
})

describe('signing in', () => {
  test('sets a cookie that scripts and other sites cannot use', async () => {
    const body = { user: 'yamada', password: PASSWORD }
    const answer = await server.visitor().send('POST', '/api/session', body)
    expect(answer.status).toBe(200)
    const cookie = answer.headers.get('Set-Cookie') ?? ''
    expect(cookie).toMatch(/^sansho-loopback=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
  })

  test('an unknown user and a wrong password get the same answer', async () => {
    const wrong = { user: 'yamada', password: 'x' }
    const unknown = { user: 'nobody', password: 'x' }
    const [first, second] = [
      await server.visitor().send('POST', '/api/session', wrong),
      await server.visitor().send('POST', '/api/session', unknown),
    ]
    expect([first.status, second.status]).toEqual([401, 401])
    expect(await first.text()).toBe(await second.text())
  })

  test('a person changes their own passphrase by the present one; their other sessions end', async () => {
    const own = await startTestServer(null)
    const [here, elsewhere] = [await own.clinician(), await own.clinician()]
    const change = async (current: string, next: string) => {
      const answer = await here.send('POST', '/api/session/passphrase', { current, next })
      return answer.status === 204
        ? 'changed'
        : Problem.parse(await answer.json())
            .type.split(':')
            .at(-1)
    }
    const signIn = async (password: string) =>
      (await own.visitor().send('POST', '/api/session', { user: 'yamada', password })).status
    const next = 'violet kettle orbit lantern'
    expect(await change('not the present one', next)).toBe('wrong-passphrase')
    for (const weak of ['short', 'passwordpassword', 'yamada yamada 1']) {
      expect(await change(PASSWORD, weak), weak).toBe('weak-passphrase')
    }
    expect((await elsewhere.send('GET', '/api/session')).status).toBe(200)
    expect(await change(PASSWORD, next)).toBe('changed')
    expect((await here.send('GET', '/api/session')).status).toBe(200)
    expect((await elsewhere.send('GET', '/api/session')).status).toBe(401)
    expect([await signIn(PASSWORD), await signIn(next)]).toEqual([401, 200])
    const written = own.audit().filter(({ action }) => action.startsWith('passphrase.'))
    expect(written.map(({ actor, action, detail }) => [actor, action, detail])).toEqual([
      ['yamada', 'passphrase.refused', '{}'],
      ['yamada', 'passphrase.set', '{}'],
    ])
    await own.stop()
  })

  test('nobody guesses the present passphrase at a terminal left signed in: five failures lock', async () => {
    const own = await startTestServer(null)
    const here = await own.clinician()
    const next = 'violet kettle orbit lantern'
    const guess = (current: string) =>
      here.send('POST', '/api/session/passphrase', { current, next }).then(({ status }) => status)
    const all = await Promise.all(Array.from({ length: 8 }, (_, n) => guess(`guess ${n}`)))
    expect(all.filter((status) => status === 403)).toHaveLength(5)
    expect(all.filter((status) => status === 429)).toHaveLength(3)
    expect(await guess(PASSWORD)).toBe(429)
    await own.stop()
  })

  test('signing out ends the session, everywhere', async () => {
    const terminal = await server.clinician()
    expect((await terminal.send('DELETE', '/api/session')).status).toBe(204)
    expect((await terminal.send('GET', '/api/session')).status).toBe(401)
    expect(server.audit().at(-1)).toMatchObject({ actor: 'yamada', action: 'session.close' })
  })

  test('five failures lock the user, known or not, even with the right password', async () => {
    const locked = await startTestServer(null)
    for (const user of ['yamada', 'nobody']) {
      for (let n = 0; n < 5; n += 1) {
        const body = { user, password: 'wrong' }
        expect((await locked.visitor().send('POST', '/api/session', body)).status).toBe(401)
      }
      const body = { user, password: PASSWORD }
      const answer = await locked.visitor().send('POST', '/api/session', body)
      expect(answer.status).toBe(429)
      expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(800)
      expect(Problem.parse(await answer.json()).type).toBe('urn:sansho:problem:locked')
    }
    const actions = locked.audit().map((row) => row.action)
    expect(actions.filter((action) => action === 'session.refused')).toHaveLength(10)
    expect(actions.filter((action) => action === 'session.locked')).toHaveLength(2)
    await locked.stop()
  })

  test('the password is nowhere in the state database or the access log', async () => {
    const state = new Database(join(server.dataDirectory, 'state/state.sqlite'), { readonly: true })
    const rows = state.prepare('SELECT * FROM account').all()
    state.close()
    expect(JSON.stringify(rows)).toContain('$argon2id$v=19$m=19456,t=2,p=1$')
    expect(JSON.stringify([rows, server.audit()])).not.toContain(PASSWORD)
  })
})

describe('sessions', () => {
  test('a locked one answers nothing until its own person is back, then everything as before, by another cookie', async () => {
    const own = await startTestServer(buildSmallHospital)
    const terminal = await own.clinician()
    const chart = await terminal.open(HANAKO)
    const status = async (method: string, path: string, body?: unknown) => {
      const answer = await terminal.send(method, path, body)
      return answer.status
    }
    expect(await status('POST', '/api/session/lock', {})).toBe(204)
    const refused = await terminal.send('GET', `/api/charts/${chart}/summary`)
    expect(refused.status).toBe(403)
    expect(Problem.parse(await refused.json()).type).toContain('session-locked')
    expect(await status('POST', '/api/patients/search', { query: 'ヤマダ' })).toBe(403)
    expect(await status('POST', '/api/session/passphrase', { current: PASSWORD, next: 'x' })).toBe(
      403,
    )
    expect((await terminal.send('GET', `/fhir/R4/Patient/${chart}`)).status).toBe(403)
    expect(await (await terminal.send('GET', '/api/session')).json()).toMatchObject({
      locked: true,
      lockSeconds: DEFAULT_SETTINGS.session.lockMinutes['reference-centre'] * 60,
    })
    expect(await status('POST', '/api/session/unlock', { password: 'wrong' })).toBe(401)
    expect(await status('POST', '/api/session/unlock', { password: PASSWORD, user: 'other' })).toBe(
      400,
    )
    const unlocked = await terminal.send('POST', '/api/session/unlock', { password: PASSWORD })
    expect(await unlocked.json()).toMatchObject({ user: 'yamada', locked: false })
    expect(unlocked.headers.get('Set-Cookie')).toMatch(/^sansho-loopback=[\w-]{43};/)
    expect(await status('GET', `/api/charts/${chart}/summary`)).toBe(200)
    expect(own.audit().map((row) => row.action)).toEqual(
      expect.arrayContaining(['session.lock', 'session.refused', 'session.unlock']),
    )
    await own.stop()
  })

  test('five wrong secrets at a locked screen lock the user out like five at the sign-in', async () => {
    const own = await startTestServer(null)
    const terminal = await own.clinician()
    await terminal.send('POST', '/api/session/lock', {})
    const statuses: number[] = []
    for (let n = 0; n < 6; n += 1) {
      const answer = await terminal.send('POST', '/api/session/unlock', { password: `no ${n}` })
      statuses.push(answer.status)
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429])
    await own.stop()
  })

  test('lock when left alone, end when idle and, whatever happens, at their limit; their token is stored only as a hash', () => {
    const database = openStateDatabase(directory)
    database.exec(`INSERT INTO account (user, display_name, role, password, demo, created_at)
      VALUES ('a', 'A', 'clinician', '', 0, '')`)
    let now = 1_000_000
    const ended: string[] = []
    const hanging = { drop: (key: string) => void ended.push(key), move: () => {} }
    const sessions = openSessions(database, DEFAULT_SETTINGS.session, hanging, () => now)
    const account = { user: 'a', displayName: 'A', role: 'clinician', demo: false } as const
    const idle = sessions.open(account, { terminal: '192.0.2.1' })
    expect(JSON.stringify(database.prepare('SELECT * FROM session').all())).not.toContain(
      idle.token,
    )
    now += LOCK_SECONDS * 1000 - 1
    expect(sessions.find(idle.token, 'er')).toMatchObject({ user: 'a', locked: false })
    now += LOCK_SECONDS * 1000
    expect(sessions.find(idle.token, 'er')?.locked).toBe(true)
    // Asking is no sign of life while it is locked.
    now += (IDLE_SECONDS - LOCK_SECONDS) * 1000 - 1
    expect(sessions.find(idle.token, 'er')?.locked).toBe(true)
    now += 1
    expect(sessions.find(idle.token, 'er')).toBeNull()
    expect(ended).toEqual([idle.session.key])

    const busy = sessions.open(account, { terminal: '192.0.2.1' })
    const end = now + ABSOLUTE_SECONDS * 1000
    while (now + 60_000 < end) {
      now += 60_000
      expect(sessions.find(busy.token, 'er')?.locked).toBe(false)
    }
    now = end
    expect(sessions.find(busy.token, 'er')).toBeNull()
    database.close()
  })

  test('lock when the clock is set back, and end when they would outlast their limit', () => {
    const database = openStateDatabase(directory)
    database.exec(`INSERT OR IGNORE INTO account (user, display_name, role, password, demo, created_at)
      VALUES ('a', 'A', 'clinician', '', 0, '')`)
    let now = 1_000_000_000
    const hanging = { drop: () => {}, move: () => {} }
    const sessions = openSessions(database, DEFAULT_SETTINGS.session, hanging, () => now)
    const account = { user: 'a', displayName: 'A', role: 'clinician', demo: false } as const
    const { token } = sessions.open(account, { terminal: '192.0.2.1' })
    now -= 30_000
    expect(sessions.find(token, 'er')?.locked).toBe(false)
    now -= 3_600_000
    // What was signed for twelve hours may not last thirteen.
    expect(sessions.find(token, 'er')).toBeNull()
    const late = sessions.open(account, { terminal: '192.0.2.1' })
    now += 5 * 3_600_000
    database.exec(`UPDATE session SET seen_at = ${now}`)
    now -= 3_600_000
    expect(sessions.find(late.token, 'er')?.locked).toBe(true)
    database.close()
  })

  test('a lock does not outlast the clock that made it', () => {
    const database = openStateDatabase(directory)
    let now = 50_000_000
    const lockout = openLockout(database, 'user', () => now)
    for (let n = 0; n < 5; n += 1) lockout.recordFailure('clock')
    expect(lockout.secondsLeft('clock')).toBe(15 * 60)
    now -= 3 * 3_600_000
    expect(lockout.secondsLeft('clock')).toBe(0)
    for (let n = 0; n < 5; n += 1) lockout.recordFailure('clock')
    expect(lockout.secondsLeft('clock')).toBe(15 * 60)
    database.close()
  })

  test('a lock ends after fifteen minutes', () => {
    const database = openStateDatabase(directory)
    let now = 5_000_000
    const lockout = openLockout(database, 'user', () => now)
    for (let n = 0; n < 5; n += 1) {
      expect(lockout.secondsLeft('b')).toBe(0)
      lockout.recordFailure('b')
      now += 60_000
    }
    expect(lockout.secondsLeft('B')).toBe(14 * 60)
    now += 14 * 60_000
    expect(lockout.secondsLeft('b')).toBe(0)
    database.close()
  })

  test('a password is the same through another input method, and no other is', async () => {
    const hash = await hashPassword('ﾊﾟｽﾜｰﾄﾞ abc 12345')
    expect(await verifyPassword('パスワード abc 12345', hash)).toBe(true)
    expect(await verifyPassword('パスワード abc 12346', hash)).toBe(false)
    expect(await verifyPassword('anything', null)).toBe(false)
  })
})

describe('HTTPS', () => {
  test('by a certificate of its own, kept across restarts, with a Secure cookie', async () => {
    const options = {
      dataDirectory: directory,
      host: '127.0.0.1',
      port: 0,
      https: true,
      demo: true,
      viewerDirectory: join(directory, 'dist'),
      log: () => {},
    }
    const first = await startServer(options)
    const fingerprint = first.certificate?.fingerprint
    await first.services.accounts.resetDemo(PASSWORD)
    const body = JSON.stringify({ user: 'demo', password: PASSWORD })
    const answer = await post(new URL('/api/session', first.address), body)
    await first.stop()
    expect(answer.status).toBe(200)
    expect(answer.cookie).toMatch(
      /^__Host-sansho=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    )
    expect(answer.headers['strict-transport-security']).toContain('max-age')
    expect(answer.protocol).toBe('TLSv1.3')
    expect(answer.certificate.subjectaltname).toContain('IP Address:127.0.0.1')
    const days = (Date.parse(answer.certificate.valid_to) - Date.now()) / 86_400_000
    expect(days).toBeGreaterThan(700)
    expect(Date.parse(answer.certificate.valid_from)).toBeLessThan(Date.now() - 6 * 86_400_000)
    expect(statSync(join(directory, 'state/tls/server.key')).mode & 0o777).toBe(0o600)

    const second = await startServer(options)
    expect(second.certificate).toMatchObject({ fingerprint, isNew: false })
    await second.stop()

    // A renewal that a loss of power broke off: the new key beside the old certificate, or an empty file.
    const tls = join(directory, 'state/tls')
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const another = privateKey.export({ type: 'pkcs8', format: 'pem' })
    for (const [file, content] of [
      ['server.key', another],
      ['server.key', ''],
      ['server.crt', ''],
    ] as const) {
      writeFileSync(join(tls, file), content)
      const anew = await startServer(options)
      expect(anew.certificate?.isNew, file).toBe(true)
      expect((await post(new URL('/api/session', anew.address), body)).status).toBe(200)
      await anew.stop()
    }
  })

  test('a browser that knows no TLS 1.3 is let in only where the hospital chose so', async () => {
    const data = join(directory, 'old-terminals')
    mkdirSync(data)
    const ask = async () => {
      const own = await startServer({
        dataDirectory: data,
        host: '127.0.0.1',
        port: 0,
        https: true,
        demo: false,
        viewerDirectory: '',
        log: () => {},
      })
      const tls = { maxVersion: 'TLSv1.2', rejectUnauthorized: false, agent: false } as const
      const asked = request(new URL('/api/status', own.address), tls).end()
      const [answer] = await once(asked, 'response').catch((error: Error) => [error.message])
      const protocol =
        typeof answer === 'string' ? answer : (answer.socket as TLSSocket).getProtocol()
      asked.destroy()
      await own.stop()
      return protocol
    }
    expect(await ask()).toMatch(/protocol version/)
    writeFileSync(join(data, 'settings.json'), '{"network": {"oldestTls": "1.2"}}')
    expect(await ask()).toBe('TLSv1.2')
  })

  test('the demo account signs in nowhere else', async () => {
    const plain = await startServer({
      dataDirectory: directory,
      host: '127.0.0.1',
      port: 0,
      https: false,
      demo: false,
      viewerDirectory: '',
      log: () => {},
    })
    const answer = await fetch(new URL('/api/session', plain.address), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ user: 'demo', password: PASSWORD }),
    })
    await plain.stop()
    expect(answer.status).toBe(401)
  })
})

interface Answered {
  readonly status: number
  readonly cookie: string
  readonly headers: Record<string, unknown>
  readonly protocol: string | null
  readonly certificate: PeerCertificate
}

function post(url: URL, body: string): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', Origin: url.origin }
    const asked = request(url, { method: 'POST', headers, rejectUnauthorized: false, agent: false })
    asked.on('error', reject)
    asked.on('response', (answer) => {
      const socket = answer.socket as TLSSocket
      const certificate = socket.getPeerCertificate()
      const protocol = socket.getProtocol()
      answer.resume()
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          cookie: answer.headers['set-cookie']?.[0] ?? '',
          headers: answer.headers,
          protocol,
          certificate,
        }),
      )
    })
    asked.end(body)
  })
}

describe('the command line', () => {
  const sansho = (...args: string[]) =>
    spawnSync(SANSHO, args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } })

  test('user add prints a password once, and refuses a second time', () => {
    const data = join(directory, 'cli')
    const added = sansho('user', 'add', 'suzuki', '--data', data)
    expect(added.status, added.stderr).toBe(0)
    expect(added.stdout).toMatch(/shown only now\): (\w{5}-){3}\w{5}\n$/)
    const again = sansho('user', 'add', 'suzuki', '--data', data)
    expect(again.status).toBe(4)
    expect(again.stderr).toContain('taken already')
  })

  test('user add takes a password from a file, of sixteen characters or more', () => {
    const data = join(directory, 'cli')
    const file = join(directory, 'password')
    writeFileSync(file, 'short\n')
    const short = sansho('user', 'add', 'sato', '--data', data, '--password-file', file)
    expect(short.status).toBe(2)
    expect(short.stderr).toContain('16')
    writeFileSync(file, `${PASSWORD}\n`)
    const added = sansho('user', 'add', 'sato', '--data', data, '--password-file', file)
    expect(added.status, added.stderr).toBe(0)
    expect(added.stdout).not.toContain(PASSWORD)
  })

  test.each([
    [['--host', '0.0.0.0', '--demo'], 4],
    [['--host', '0.0.0.0', '--http'], 4],
    [['--port', 'x'], 2],
    [['--nonsense'], 2],
  ])('serve %s ends with %i', (args, status) => {
    const refused = sansho('serve', '--data', join(directory, 'cli'), ...args)
    expect(refused.status, refused.stderr).toBe(status)
    expect(refused.stderr).toMatch(/^sansho serve: /)
  })

  test('serve prints its address, and stops when told', async () => {
    const child = spawn(
      SANSHO,
      ['serve', '--data', join(directory, 'cli'), '--port', '0', '--demo'],
      {
        env: { ...process.env, LC_ALL: 'C' },
      },
    )
    let output = ''
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
    for await (const chunk of child.stdout) {
      output += String(chunk)
      if (output.includes('to stop')) break
    }
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    expect(output).toMatch(/address: https:\/\/127\.0\.0\.1:\d+\/\n/)
    expect(output).toContain('Nothing has been loaded yet')
    expect(output).toMatch(/demo user: demo {2}password: (\w{5}-){3}\w{5}\n/)
  })
})
