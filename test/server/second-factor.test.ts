/** Authenticator apps and one-time passwords: what a sign-in by passphrase asks for beyond the passphrase. */
import { spawnSync } from 'node:child_process'
import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AccountsAnswer } from '../../model/api/administration.ts'
import { Problem } from '../../model/api/common.ts'
import { SecondFactorAnswer } from '../../model/api/session.ts'
import { openAccounts } from '../../server/access/accounts.ts'
import { asBase32, codeOf, enrolmentUri, stepOfCode } from '../../server/access/one-time-code.ts'
import { openSecondFactors } from '../../server/access/second-factors.ts'
import { openStateDatabase } from '../../server/access/state-database.ts'
import { readStateKey } from '../../server/access/state-key.ts'
import { PASSWORD, startTestServer, type Terminal, type TestServer } from './running-server.ts'

const SANSHO = new URL('../../scripts/sansho', import.meta.url).pathname
const STEP = 30_000
/** Of RFC 6238's and RFC 4226's test values. */
const RFC_SECRET = Buffer.from('12345678901234567890')
const OWN = 'violet kettle orbit lantern'

let server: TestServer
let it: Terminal
beforeAll(async () => {
  server = await startTestServer(null)
  const state = openStateDatabase(server.dataDirectory)
  await openAccounts(state).add(
    { user: 'it-1', displayName: '情報', role: 'it', demo: false },
    PASSWORD,
  )
  state.close()
  it = server.visitor()
  await it.send('POST', '/api/session', { user: 'it-1', password: PASSWORD })
})
afterAll(async () => {
  await server.stop()
})

function sansho(...args: string[]) {
  const env = { ...process.env, LC_ALL: 'C', SANSHO_DATA: server.dataDirectory }
  return spawnSync(SANSHO, ['user', ...args], { encoding: 'utf8', env })
}

/** Status and, of a refusal, its code. */
async function said(terminal: Terminal, method: string, path: string, body?: object) {
  const answer = await terminal.send(method, path, body)
  const text = await answer.text()
  return answer.status < 400
    ? String(answer.status)
    : `${answer.status} ${Problem.parse(JSON.parse(text)).type.split(':').at(-1)}`
}

const signIn = (body: object) => said(server.visitor(), 'POST', '/api/session', body)

function unBase32(text: string): Buffer {
  const bits = [...text].map((letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  )
  const bytes = bits.join('').match(/.{8}/g) ?? []
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)))
}

const codeNow = (base32: string, steps = 0) =>
  codeOf(unBase32(base32), Math.floor(Date.now() / STEP) + steps)

describe('codes', () => {
  test.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('at second %i are those of RFC 6238, appendix B', (second, code) => {
    const step = Math.floor(second / 30)
    expect(codeOf(RFC_SECRET, step)).toBe(code)
    expect(stepOfCode(RFC_SECRET, code, second * 1000)).toBe(step)
  })

  test('of one step before and after are taken, of two are not; typed wide and parted is no mistake', () => {
    const now = 1_800_000_000_000
    const step = now / STEP
    const taken = (steps: number) => stepOfCode(RFC_SECRET, codeOf(RFC_SECRET, step + steps), now)
    expect([-2, -1, 0, 1, 2].map(taken)).toEqual([null, step - 1, step, step + 1, null])
    const wide = codeOf(RFC_SECRET, step).replaceAll(/\d/g, (digit) =>
      String.fromCodePoint(0xff10 + Number(digit)),
    )
    expect(stepOfCode(RFC_SECRET, `${wide.slice(0, 3)} ${wide.slice(3)}`, now)).toBe(step)
    for (const wrong of ['', '12345', '1234567', 'abcdef']) {
      expect(stepOfCode(RFC_SECRET, wrong, now)).toBeNull()
    }
  })

  test('are made from what the app is told: base32 without padding, and an address', () => {
    expect(asBase32(RFC_SECRET)).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')
    expect(unBase32(asBase32(RFC_SECRET))).toEqual(RFC_SECRET)
    const address = new URL(enrolmentUri('山田.花子', 'ABC'))
    expect(address.href).toMatch(/^otpauth:\/\/totp\/Sansho:%E5%B1%B1/)
    expect(Object.fromEntries(address.searchParams)).toEqual({ secret: 'ABC', issuer: 'Sansho' })
  })

  test('are each good once, in whatever order they are shown, and only for their person', () => {
    const database = openStateDatabase(join(server.dataDirectory, 'codes'))
    database.exec(`INSERT INTO account (user, display_name, role, password, demo, created_at)
      VALUES ('a', 'A', 'it', '', 0, ''), ('b', 'B', 'it', '', 0, '')`)
    let now = 1_800_000_000_000
    const factors = openSecondFactors(database, Buffer.alloc(32, 7), () => now)
    const secret = unBase32(factors.begin('a', true) ?? '')
    expect(factors.begin('a', true)).toBeNull()
    const code = (steps: number) => codeOf(secret, now / STEP + steps)
    expect(factors.accept('b', code(0))).toBe(false)
    expect(factors.accept('a', code(0))).toBe(true)
    expect(factors.accept('a', code(0))).toBe(false)
    expect(factors.accept('a', code(-1))).toBe(false)
    expect(factors.accept('a', code(1))).toBe(true)
    now += STEP
    expect(factors.accept('a', code(0))).toBe(false)
    now += STEP
    expect(factors.accept('a', code(0))).toBe(true)
    database.exec(
      `INSERT INTO second_factor SELECT 'b', sealed, 0, confirmed_at FROM second_factor`,
    )
    now += STEP
    expect(() => factors.accept('b', code(0))).toThrow('sealed by another key')
    database.close()
  })
})

describe('an authenticator app', () => {
  test('is registered by its person, asked for at every sign-in by passphrase, and removed by IT', async () => {
    const person = await server.clinician()
    const begin = (password: string) =>
      person.send('POST', '/api/session/second-factor', { password })
    expect((await begin('not theirs')).status).toBe(401)
    const begun = await begin(PASSWORD)
    expect(begun.status).toBe(201)
    const { secret, uri } = SecondFactorAnswer.parse(await begun.json())
    expect(uri).toContain(`secret=${secret}`)
    const claim = { user: 'yamada', password: PASSWORD }
    // Not confirmed: who mistyped it is not shut out.
    expect(await signIn(claim)).toBe('200')
    const confirm = (code: string) =>
      said(person, 'POST', '/api/session/second-factor/confirmation', { code })
    expect(await confirm('000000x')).toBe('403 code-mismatch')
    expect(await confirm(codeNow(secret, -1))).toBe('204')
    expect(await said(person, 'POST', '/api/session/second-factor', { password: PASSWORD })).toBe(
      '409 second-factor-there',
    )
    expect(await signIn(claim)).toBe('401 code-needed')
    expect(await signIn({ ...claim, code: codeNow(secret, -1) })).toBe('401 wrong-code')
    expect(await signIn({ ...claim, password: 'wrong', code: codeNow(secret) })).toBe(
      '401 wrong-login',
    )
    const code = codeNow(secret)
    const both = await Promise.all([signIn({ ...claim, code }), signIn({ ...claim, code })])
    expect(both.sort()).toEqual(['200', '401 wrong-code'])
    // A screen that they have unlocked before asks for no code.
    await said(person, 'POST', '/api/session/lock', {})
    expect(await said(person, 'POST', '/api/session/unlock', { password: PASSWORD })).toBe('200')

    const { accounts } = AccountsAnswer.parse(await (await it.send('GET', '/api/accounts')).json())
    const shown = Object.fromEntries(accounts.map((each) => [each.user, each.secondFactor]))
    expect(shown).toMatchObject({ yamada: true, 'it-1': false })
    const removal = { user: 'yamada', reason: 'phone lost' }
    expect(await said(it, 'POST', '/api/accounts/second-factor/removal', removal)).toBe('204')
    expect(await said(person, 'GET', '/api/session')).toBe('401 not-signed-in')
    expect(await signIn(claim)).toBe('200')

    const log = server.audit().map(({ action, detail }) => `${action} ${detail}`)
    expect(log).toEqual(
      expect.arrayContaining([
        'second-factor.begin {}',
        'second-factor.confirm {}',
        'session.asked {"why":"code-needed"}',
        'session.refused {"why":"wrong-code"}',
        'session.open {"secondFactor":true}',
        'second-factor.remove {"reason":"phone lost","user":"yamada"}',
      ]),
    )
    expect(log.join('\n')).not.toContain(secret)
  })

  test('registered at the machine: wrong codes lock the person like wrong passphrases; the secret lies nowhere in the open', async () => {
    expect(sansho('second-factor', 'yamada').status).toBe(2)
    expect(sansho('second-factor', 'nobody', '--reason', 'x').status).toBe(4)
    const given = sansho('second-factor', 'yamada', '--reason', 'asked for it')
    expect(given.status, given.stderr).toBe(0)
    expect(given.stdout).toContain('▀')
    const secret = /To type instead: ([A-Z2-7 ]+)\n/.exec(given.stdout)?.[1]?.replaceAll(' ', '')
    expect(secret).toHaveLength(32)
    expect(sansho('second-factor', 'yamada', '--reason', 'again').status).toBe(4)
    const state = join(server.dataDirectory, 'state')
    for (const name of readdirSync(state)) {
      if (!statSync(join(state, name)).isFile()) continue
      // By another process: closing the file here would drop the locks of the server in this one.
      const bytes = spawnSync('cat', [join(state, name)]).stdout
      expect(bytes.includes(secret ?? ''), name).toBe(false)
      expect(bytes.includes(unBase32(secret ?? '')), name).toBe(false)
    }
    expect(statSync(join(state, 'second-factor.key')).mode & 0o777).toBe(0o600)

    const claim = { user: 'yamada', password: PASSWORD }
    const answers: string[] = []
    for (let n = 0; n < 6; n += 1) answers.push(await signIn({ ...claim, code: '12345' }))
    expect(answers).toEqual([...Array(5).fill('401 wrong-code'), '429 locked'])
    expect(await signIn({ ...claim, code: codeNow(secret ?? '') })).toBe('429 locked')
    expect(sansho('unlock', 'yamada', '--reason', 'x').status).toBe(0)
    expect(await signIn({ ...claim, code: codeNow(secret ?? '') })).toBe('200')
    expect(sansho('second-factor', 'yamada', '--reason', 'x', '--remove').status).toBe(0)
    expect(await signIn(claim)).toBe('200')
  })

  test('whose key was lost lets nobody in by the passphrase alone', async () => {
    const database = openStateDatabase(server.dataDirectory)
    const key = readStateKey(server.dataDirectory)
    const other = openSecondFactors(database, Buffer.from(key).reverse())
    other.begin('yamada', true)
    const claim = { user: 'yamada', password: PASSWORD }
    expect(await signIn(claim)).toBe('401 code-needed')
    expect(await signIn({ ...claim, code: '123456' })).toBe('500 failed')
    other.remove('yamada')
    database.close()
  })
})

describe('the first administrator', () => {
  const first = (...args: string[]) => {
    const env = { ...process.env, LC_ALL: 'C' }
    const all = ['user', 'first', ...args]
    return spawnSync(SANSHO, all, { encoding: 'utf8', env })
  }
  const secretOf = (text: string) => /(?:\w{5}-){3}\w{5}/.exec(text)?.[0] ?? ''

  test('comes in by a one-time password, that only sets their own, once, in time', async () => {
    const own = await startTestServer(null)
    const data = ['--data', own.dataDirectory]
    const enter = (body: object) => said(own.visitor(), 'POST', '/api/session', body)
    const early = secretOf(first('kanri', ...data).stdout)
    const made = first('kanri', '--hours', '2', ...data)
    expect(made.status, made.stderr).toBe(0)
    const secret = secretOf(made.stdout)
    expect(await enter({ user: 'kanri', password: early, next: OWN })).toBe('401 wrong-login')
    const claim = { user: 'kanri', password: secret }
    expect(await enter(claim)).toBe('401 own-passphrase-needed')
    expect(await enter({ ...claim, next: 'passwordpassword' })).toBe('400 weak-passphrase')
    expect(await enter({ ...claim, next: secret })).toBe('400 weak-passphrase')
    const state = new Database(join(own.dataDirectory, 'state/state.sqlite'))
    const setEnd = (until: string) =>
      state.prepare(`UPDATE account SET one_time_until = ? WHERE user = 'kanri'`).run(until)
    setEnd('2020-01-01T00:00:00.000Z')
    expect(await enter({ ...claim, next: OWN })).toBe('401 one-time-over')
    setEnd(new Date(Date.now() + 60_000).toISOString())
    const both = await Promise.all([
      enter({ ...claim, next: OWN }),
      enter({ ...claim, next: `${OWN} too` }),
    ])
    expect(both).toEqual(['200', '401 wrong-login'])
    expect(await enter(claim)).toBe('401 wrong-login')
    expect(await enter({ user: 'kanri', password: OWN, next: 'another of my own' })).toBe(
      '400 bad-request',
    )
    expect(await enter({ user: 'kanri', password: OWN })).toBe('200')
    expect(first('kanri', ...data).status).toBe(4)
    expect(first('second', ...data).stderr).toContain('there is an administrator (kanri)')
    const log = own.audit()
    expect(JSON.stringify(log)).not.toContain(secret)
    expect(log.filter(({ action }) => action === 'account.first')).toHaveLength(2)
    expect(log.some(({ actor, action }) => action === 'passphrase.set' && actor === 'kanri')).toBe(
      true,
    )
    state.close()
    await own.stop()
  })

  test('chooses their own at a machine without a browser; until then the one-time password approves nothing', async () => {
    const data = ['--data', join(server.dataDirectory, 'console')]
    expect(first('yamada', '--hours', '0', ...data).status).toBe(2)
    const [oneTime, password] = ['one-time', 'own'].map((name) => join(server.dataDirectory, name))
    writeFileSync(oneTime ?? '', secretOf(first('kanri', ...data).stdout))
    writeFileSync(password ?? '', OWN)
    const apply = (file: string) =>
      spawnSync(
        SANSHO,
        [
          ...['terminal', 'request', 'er-1', '--place', 'er', '--allow', '192.0.2.7'],
          ...['--reason', 'x', '--by', 'kanri', '--password-file', file, ...data],
        ],
        { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } },
      )
    expect(apply(oneTime ?? '').stderr).toContain('one-time password')
    const choose = (file: string) =>
      first(
        'kanri',
        '--choose',
        '--one-time-file',
        file,
        '--password-file',
        password ?? '',
        ...data,
      )
    const wrong = join(server.dataDirectory, 'wrong')
    writeFileSync(wrong, 'not the one that was shown')
    expect(choose(password ?? '').status).toBe(2)
    expect(choose(wrong).status).toBe(4)
    expect(choose(oneTime ?? '').stdout).toContain('a password of their own')
    expect(choose(oneTime ?? '').status).toBe(4)
    const applied = apply(password ?? '')
    expect(applied.status, applied.stderr).toBe(0)
  })
})
