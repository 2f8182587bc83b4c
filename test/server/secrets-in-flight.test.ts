/** What is taken back while somebody's secret is being weighed is taken back: no badge, passphrase or session slips through. */
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { BadgesAnswer, PassphraseAnswer, SessionsAnswer } from '../../model/api/administration.ts'
import { openAccounts } from '../../server/access/accounts.ts'
import { PASSWORD, startTestServer, type Terminal, type TestServer } from './running-server.ts'

let server: TestServer
let it: Terminal
beforeAll(async () => {
  server = await startTestServer(null)
  const state = new Database(`${server.dataDirectory}/state/state.sqlite`)
  for (const user of ['it-1', 'it-2']) {
    const account = { user, displayName: user, role: 'it', demo: false } as const
    await openAccounts(state).add(account, PASSWORD)
  }
  state.close()
  it = await signIn('it-1', PASSWORD)
})
afterAll(async () => {
  await server.stop()
})

async function signIn(user: string, password: string): Promise<Terminal> {
  const terminal = server.visitor()
  await terminal.send('POST', '/api/session', { user, password })
  return terminal
}

async function status(terminal: Terminal, method: string, path: string, body?: object) {
  return (await terminal.send(method, path, body)).status
}

async function reset(user: string): Promise<string> {
  const body = { user, reason: 'stolen' }
  const answer = await it.send('POST', '/api/accounts/passphrase', body)
  return PassphraseAnswer.parse(await answer.json()).passphrase
}

test('a badge that is revoked opens nothing', async () => {
  for (let n = 0; n < 3; n += 1) {
    const issued = await it.send('POST', '/api/badges', { users: ['it-2'] })
    const [badge] = BadgesAnswer.parse(await issued.json()).badges
    const finder = server.visitor()
    const claim = { badge: badge?.secret, pin: badge?.pin }
    const revoke = { serial: badge?.serial, reason: 'lost' }
    const [, revoked] = await Promise.all([
      status(finder, 'POST', '/api/session', claim),
      status(it, 'POST', '/api/badges/revocation', revoke),
    ])
    expect(revoked).toBe(204)
    expect(await status(finder, 'GET', '/api/session')).toBe(401)
  }
})

test('a passphrase that is given anew opens nothing, and gives no other', async () => {
  let passphrase = await reset('it-2')
  for (let n = 0; n < 3; n += 1) {
    const thief = await signIn('it-2', passphrase)
    const mine = `by the thief, number ${n}`
    const late = server.visitor()
    const [given] = await Promise.all([
      reset('it-2'),
      status(late, 'POST', '/api/session', { user: 'it-2', password: passphrase }),
      status(thief, 'POST', '/api/session/passphrase', { current: passphrase, next: mine }),
    ])
    expect(await status(thief, 'GET', '/api/session')).toBe(401)
    expect(await status(late, 'GET', '/api/session')).toBe(401)
    expect(await status(await signIn('it-2', mine), 'GET', '/api/session')).toBe(401)
    expect(await status(await signIn('it-2', given), 'GET', '/api/session')).toBe(200)
    passphrase = given
  }
})

test('a session that is ended, or unlocked by another line, is not given out', async () => {
  const terminal = await signIn('yamada', PASSWORD)
  await terminal.send('POST', '/api/session/lock', {})
  const unlock = () => status(terminal, 'POST', '/api/session/unlock', { password: PASSWORD })
  expect((await Promise.all([unlock(), unlock()])).sort()).toEqual([200, 401])
  expect(await status(terminal, 'GET', '/api/session')).toBe(200)

  await terminal.send('POST', '/api/session/lock', {})
  const list = SessionsAnswer.parse(await (await it.send('GET', '/api/sessions')).json())
  const id = list.sessions.find((session) => session.user === 'yamada')?.id
  const unlocking = unlock()
  const ended = await status(it, 'POST', '/api/sessions/end', { id, reason: 'stolen' })
  // Unlocked first, it has another name.
  expect([ended, await unlocking]).toEqual(ended === 204 ? [204, 401] : [404, 200])
})
