/** IT about people, badges, sessions and terminals; and people who come in by a badge. */
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  AccountsAnswer,
  BadgesAnswer,
  PassphraseAnswer,
  SessionsAnswer,
} from '../../model/api/administration.ts'
import { Problem } from '../../model/api/common.ts'
import { checkDigitOf } from '../../model/codes/badge-secret.ts'
import { openAccounts } from '../../server/access/accounts.ts'
import { PASSWORD, startTestServer, type Terminal, type TestServer } from './running-server.ts'
import { buildSmallHospital, HANAKO } from './small-hospital.ts'

let server: TestServer
let it: Terminal
beforeAll(async () => {
  server = await startTestServer(buildSmallHospital)
  const state = new Database(`${server.dataDirectory}/state/state.sqlite`)
  const accounts = openAccounts(state)
  const people = [
    { user: 'it-1', displayName: '情報 太郎', role: 'it', demo: false },
    { user: 'suzuki', displayName: '鈴木', role: 'clinician', demo: false },
  ] as const
  for (const account of people) await accounts.add(account, PASSWORD)
  state.close()
  it = await signIn({ user: 'it-1', password: PASSWORD })
})
afterAll(async () => {
  await server.stop()
})

async function signIn(body: object): Promise<Terminal> {
  const terminal = server.visitor()
  const answer = await terminal.send('POST', '/api/session', body)
  expect(answer.status).toBe(200)
  return terminal
}

/** Status and, of a refusal, its code. */
async function said(terminal: Terminal, method: string, path: string, body?: object) {
  const answer = await terminal.send(method, path, body)
  const text = await answer.text()
  return answer.status < 400
    ? String(answer.status)
    : `${answer.status} ${Problem.parse(JSON.parse(text)).type.split(':').at(-1)}`
}

async function issueTo(user: string) {
  const answer = await it.send('POST', '/api/badges', { users: [user] })
  expect(answer.status).toBe(201)
  const [badge] = BadgesAnswer.parse(await answer.json()).badges
  if (badge === undefined) throw new Error('no badge was issued')
  return badge
}

async function accountOf(user: string) {
  const answer = AccountsAnswer.parse(await (await it.send('GET', '/api/accounts')).json())
  return answer.accounts.find((account) => account.user === user)
}

const aWrongPin = (pin: string) => (pin === '504030' ? '504031' : '504030')

describe('a badge and its PIN', () => {
  test('sign in and unlock, are kept only as hashes, and are in the log by their number', async () => {
    const badge = await issueTo('suzuki')
    expect(badge).toMatchObject({ user: 'suzuki', displayName: '鈴木', role: 'clinician' })
    expect(badge.secret).toMatch(/^\d{40}$/)
    expect(badge.pin).toMatch(/^\d{6}$/)
    const { secret, pin } = badge
    const wide = [...secret].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join('')
    const terminal = await signIn({ badge: wide, pin })
    expect(await (await terminal.send('GET', '/api/session')).json()).toMatchObject({
      user: 'suzuki',
    })
    const chart = await terminal.open(HANAKO)
    await terminal.send('POST', '/api/session/lock', {})
    const wrong = { badge: secret, pin: aWrongPin(pin) }
    expect(await said(terminal, 'POST', '/api/session/unlock', wrong)).toBe('401 wrong-badge')
    expect(await said(terminal, 'POST', '/api/session/unlock', { badge: secret, pin })).toBe('200')
    expect(await said(terminal, 'GET', `/api/charts/${chart}/summary`)).toBe('200')
    const state = new Database(`${server.dataDirectory}/state/state.sqlite`)
    const kept = JSON.stringify(state.prepare('SELECT * FROM badge').all())
    state.close()
    expect(kept).not.toContain(secret)
    expect(kept).not.toContain(`"${pin}"`)
    const log = JSON.stringify(server.audit())
    expect(log).not.toContain(secret)
    expect(log).toContain(`{\\"badge\\":${badge.serial}}`)
  })

  test('nobody unlocks the screen of another, and who tried is in the log', async () => {
    const other = await server.clinician()
    await other.send('POST', '/api/session/lock', {})
    const { secret, pin, serial } = await issueTo('suzuki')
    expect(await said(other, 'POST', '/api/session/unlock', { badge: secret, pin })).toBe(
      '403 not-your-screen',
    )
    expect(server.audit().at(-1)).toMatchObject({
      actor: 'suzuki',
      action: 'session.refused',
      detail: JSON.stringify({ badge: serial, why: 'not-your-screen' }),
    })
    expect(await said(other, 'POST', '/api/session/unlock', { password: PASSWORD })).toBe('200')
  })

  test('an unknown badge, a misread one and a wrong PIN get the same answer; five wrong PINs lock the person', async () => {
    const { secret, pin } = await issueTo('suzuki')
    const digits = '1'.repeat(39)
    const unknown = digits + checkDigitOf(digits)
    const misread = secret.replace(/^./, (digit) => String((Number(digit) + 1) % 10))
    for (const badge of [unknown, misread, 'no badge']) {
      expect(await said(server.visitor(), 'POST', '/api/session', { badge, pin })).toBe(
        '401 wrong-badge',
      )
    }
    const wrong = { badge: secret, pin: aWrongPin(pin) }
    const answers: string[] = []
    for (let n = 0; n < 6; n += 1) {
      answers.push(await said(server.visitor(), 'POST', '/api/session', wrong))
    }
    expect(answers).toEqual([...Array(5).fill('401 wrong-badge'), '429 locked'])
    expect((await accountOf('suzuki'))?.lockedSeconds).toBeGreaterThan(800)
    expect(await said(server.visitor(), 'POST', '/api/session', { badge: secret, pin })).toBe(
      '429 locked',
    )
    const unlock = { user: 'suzuki', reason: 'asked in person' }
    expect(await said(it, 'POST', '/api/accounts/unlock', { user: 'suzuki' })).toBe(
      '400 bad-request',
    )
    expect(await said(it, 'POST', '/api/accounts/unlock', unlock)).toBe('204')
    for (let n = 0; n < 4; n += 1) await said(server.visitor(), 'POST', '/api/session', wrong)
    await said(it, 'POST', '/api/accounts/unlock', unlock)
    // The ninth is behind us; the tenth wrong one in a row ends the badge, whatever was unlocked in between.
    expect(await said(server.visitor(), 'POST', '/api/session', wrong)).toBe('401 wrong-badge')
    await said(it, 'POST', '/api/accounts/unlock', unlock)
    expect(await said(server.visitor(), 'POST', '/api/session', { badge: secret, pin })).toBe(
      '401 wrong-badge',
    )
    expect((await accountOf('suzuki'))?.badge).toBeNull()
    await said(it, 'POST', '/api/accounts/unlock', unlock)
  })

  test('a revoked one, a replaced one and one of a disabled person open nothing, and what they opened ends', async () => {
    const first = await issueTo('suzuki')
    const byFirst = await signIn(claimOf(first))
    const unlockedByFirst = await signIn({ user: 'suzuki', password: PASSWORD })
    await said(unlockedByFirst, 'POST', '/api/session/lock', {})
    await said(unlockedByFirst, 'POST', '/api/session/unlock', claimOf(first))
    const byPassphrase = await signIn({ user: 'suzuki', password: PASSWORD })
    const second = await issueTo('suzuki')
    expect(await said(server.visitor(), 'POST', '/api/session', claimOf(first))).toBe(
      '401 wrong-badge',
    )
    for (const opened of [byFirst, unlockedByFirst]) {
      expect(await said(opened, 'GET', '/api/session')).toBe('401 not-signed-in')
    }
    expect(await said(byPassphrase, 'GET', '/api/session')).toBe('200')
    const terminal = await signIn(claimOf(second))
    const revoke = { serial: second.serial, reason: 'lost' }
    expect(await said(it, 'POST', '/api/badges/revocation', revoke)).toBe('204')
    expect(await said(it, 'POST', '/api/badges/revocation', revoke)).toBe('404 not-found')
    expect(await said(terminal, 'GET', '/api/session')).toBe('401 not-signed-in')
    expect(await said(server.visitor(), 'POST', '/api/session', claimOf(second))).toBe(
      '401 wrong-badge',
    )
    expect(await said(it, 'POST', '/api/badges', { users: ['suzuki', 'nobody'] })).toBe(
      '404 not-found',
    )
    const third = await issueTo('suzuki')
    const disable = { user: 'suzuki', reason: 'left the house' }
    expect(await said(it, 'POST', '/api/accounts/disable', disable)).toBe('204')
    expect(await said(server.visitor(), 'POST', '/api/session', claimOf(third))).toBe(
      '401 wrong-badge',
    )
    expect(await said(it, 'POST', '/api/badges', { users: ['suzuki'] })).toBe('404 not-found')
  })
})

function claimOf({ secret, pin }: { secret: string; pin: string }) {
  return { badge: secret, pin }
}

describe('accounts and sessions', () => {
  test('IT adds a person, gives a forgotten passphrase anew, and ends a session, each logged with its reason', async () => {
    const person = { user: 'kato', displayName: '加藤 花', role: 'desk', lastDay: '2099-12-31' }
    const answer = await it.send('POST', '/api/accounts', person)
    expect(answer.status).toBe(201)
    const first = PassphraseAnswer.parse(await answer.json())
    const terminal = await signIn({ user: 'kato', password: first.passphrase })
    expect(await accountOf('kato')).toMatchObject({ role: 'desk', signedInAt: ['127.0.0.1'] })
    expect(await said(it, 'POST', '/api/accounts', person)).toBe('409 user-exists')
    const bent = { ...person, user: 'bent', displayName: 'A\u202eB' }
    expect(await said(it, 'POST', '/api/accounts', bent)).toMatch(/^400 /)
    expect(await said(it, 'POST', '/api/accounts', { ...person, user: 'a b' })).toBe(
      '400 bad-request',
    )
    expect(await said(it, 'POST', '/api/accounts', { ...person, user: 'demo' })).toBe(
      '409 user-exists',
    )

    const reset = await it.send('POST', '/api/accounts/passphrase', {
      user: 'kato',
      reason: 'forgotten',
    })
    const second = PassphraseAnswer.parse(await reset.json())
    expect(await said(terminal, 'GET', '/api/session')).toBe('401 not-signed-in')
    expect(
      await said(server.visitor(), 'POST', '/api/session', {
        user: 'kato',
        password: first.passphrase,
      }),
    ).toBe('401 wrong-login')
    const again = await signIn({ user: 'kato', password: second.passphrase })

    const list = SessionsAnswer.parse(await (await it.send('GET', '/api/sessions')).json())
    const own = list.sessions.find((session) => session.user === 'kato')
    expect(own).toMatchObject({ role: 'desk', terminal: '127.0.0.1', locked: false })
    const end = { id: own?.id ?? '', reason: 'left open' }
    expect(await said(it, 'POST', '/api/sessions/end', end)).toBe('204')
    expect(await said(again, 'GET', '/api/session')).toBe('401 not-signed-in')
    expect(await said(it, 'POST', '/api/sessions/end', end)).toBe('404 not-found')
    const log = server.audit().map((row) => `${row.actor} ${row.action} ${row.detail}`)
    expect(log).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^it-1 account\.add .*"user":"kato"/),
        'it-1 passphrase.reset {"reason":"forgotten","user":"kato"}',
        expect.stringMatching(/^it-1 session\.end .*"reason":"left open".*"user":"kato"/),
      ]),
    )
    expect(log.join('\n')).not.toContain(second.passphrase)
  })
})
