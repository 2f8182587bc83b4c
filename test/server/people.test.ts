/** The verbs about people, sessions and phases, and the rules for what somebody may choose as a passphrase. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { weaknessOf } from '../../server/access/passphrase-rules.ts'
import { generatePassphrase } from '../../server/access/passwords.ts'
import { DEFAULT_SETTINGS, readSettings } from '../../server/settings.ts'
import { startServer } from '../../server/start.ts'
import { PASSWORD, startTestServer, type TestServer } from './running-server.ts'

const SANSHO = new URL('../../scripts/sansho', import.meta.url).pathname

let server: TestServer
let directory: string
beforeAll(async () => {
  server = await startTestServer(null)
  directory = mkdtempSync(join(tmpdir(), 'sansho-people-'))
})
afterAll(async () => {
  await server.stop()
  rmSync(directory, { recursive: true })
})

function sansho(...args: string[]) {
  const all = [...args, '--data', server.dataDirectory]
  return spawnSync(SANSHO, all, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } })
}

async function signIn(user: string, password: string): Promise<number> {
  const answer = await server.visitor().send('POST', '/api/session', { user, password })
  return answer.status
}

describe('a chosen passphrase', () => {
  test.each([
    ['fifteen letters', 'too-short'],
    ['passwordpassword', 'common'],
    ['Password Password', 'common'],
    ['ｐａｓｓｗｏｒｄｐａｓｓｗｏｒｄ', 'common'],
    ['byouin-byouin-byouin', 'common'],
    ['aaaaaaaaaaaaaaaaaaaa', 'repetition'],
    ['kame8kame8kame8kame8', 'repetition'],
    ['abcdefghijklmnopqr', 'repetition'],
    ['98765432101234567', 'repetition'],
    ['さくらさくらさくらさくらさくらさ', 'repetition'],
    ['yamadahanako2026', 'user-name'],
    ['Yamada-Hanako 2026!', 'user-name'],
    ['correct horse 炎 battery', null],
    ['手術室のまどから見える山は青い', 'too-short'],
    ['手術室のまどから見える山はまだ青い', null],
    ['my7cats sleep all day', null],
    ['P@ssw0rd!P@ssw0rd!', 'common'],
    ['Hospital@2026!!!!', 'common'],
    ['welcome2 welcome2 77', 'common'],
    ['sakura1998hanako0707', 'common'],
    ['Administrator-2026!', 'common'],
    ['violet kettle orbit lantern', null],
    ['tokyo tower at half past nine', null],
    ['夜勤明けの味噌汁は沁みる、ほんとうに', null],
  ])('%s: %s', (text, weakness) => {
    expect(weaknessOf(text, 'yamadahanako')).toBe(weakness)
  })

  test('made by the machine, always passes', () => {
    for (let n = 0; n < 200; n += 1) expect(weaknessOf(generatePassphrase(), 'abc')).toBeNull()
  })

  test('is refused by user add with the reason', () => {
    const file = join(directory, 'common')
    writeFileSync(file, 'passwordpassword\n')
    const refused = sansho('user', 'add', 'weak', '--password-file', file)
    expect(refused.status).toBe(2)
    expect(refused.stderr).toContain('one of the common ones')
  })
})

describe('people', () => {
  test('a Shift_JIS list from Excel is registered; each can sign in by the sheet', async () => {
    const list = join(directory, 'staff.csv')
    const sheet = join(directory, 'sheet.html')
    // 職員番号,氏名,職種,有効期限 / s001,"斎藤 花子, 主任",看護師,2099/12/31 / s002,髙橋,情報, (code page 932)
    const hex =
      '904588f594d48d862c8e8196bc2c90458eed2c974c8cf88afa8cc00d0a733030312c228dd693' +
      'a12089d48e712c208ee59443222c8ac58cec8e742c323039392f31322f33310d0a733030322c' +
      'eee08bb42c8fee95f12c0d0a'
    writeFileSync(list, Buffer.from(hex, 'hex'))
    const imported = sansho('user', 'import', list, '--sheet', sheet)
    expect(imported.status, imported.stderr).toBe(0)
    expect(imported.stdout).toContain('2 people')
    expect(statSync(sheet).mode & 0o777).toBe(0o600)
    const html = readFileSync(sheet, 'utf8')
    expect(html).toContain('<td>斎藤 花子, 主任</td><td>s001</td><td>clinician</td>')
    expect(html).toContain('<td>髙橋</td><td>s002</td><td>it</td>')
    expect(html).toContain('<td>2099-12-31</td>')
    const passphrases = [...html.matchAll(/<td>((?:\w{5}-){3}\w{5})<\/td>/g)].map(
      ([, each]) => each,
    )
    expect(await signIn('s001', passphrases[0] ?? '')).toBe(200)
    expect(await signIn('s002', passphrases[1] ?? '')).toBe(200)
    expect(imported.stdout).not.toContain(passphrases[0])
    expect(JSON.stringify(server.audit())).not.toContain(passphrases[0])
    expect(sansho('user', 'import', list, '--sheet', sheet).status).toBe(4)
  })

  test('a list with faults registers nobody and names every fault by its row', () => {
    const list = join(directory, 'faults.csv')
    const sheet = join(directory, 'none.html')
    const rows = [
      'user,name,role,expires',
      'a b,A,desk,',
      'n1,N,king,2026-02-30',
      'n2,N,it,',
      'n2,N,it,',
      'n3,"\u202eN\u001b[2J",it,',
    ]
    writeFileSync(list, `\ufeff${rows.join('\r\n')}\r\n`)
    const refused = sansho('user', 'import', list, '--sheet', sheet)
    expect(refused.status).toBe(4)
    for (const line of [
      'row 2: "a b" no user',
      'row 3: "king"',
      'row 3: "2026-02-30"',
      'row 5: "n2"',
      'row 6: "\ufffdN\ufffd[2J" no name',
    ]) {
      expect(refused.stderr).toContain(line)
    }
    expect(() => statSync(sheet)).toThrow('ENOENT')
    expect(sansho('user', 'list').stdout).not.toContain('n2')
  })

  test.each(['N\u202e', 'a\nb', 'x\u001b[2J', ' ', 'あ'.repeat(101), 'N\ufeffN'])(
    'a name that would mislead on a screen is nobody’s: %j',
    (name) => {
      const refused = sansho('user', 'add', 'misnamed', '--display-name', name)
      expect(refused.status).toBe(2)
      expect(sansho('user', 'list').stdout).not.toContain('misnamed')
    },
  )

  test('unlock ends a lock, disable ends an account and its sessions; both with a reason', async () => {
    for (let n = 0; n < 5; n += 1) await signIn('yamada', 'wrong')
    expect(await signIn('yamada', PASSWORD)).toBe(429)
    expect(sansho('user', 'list').stdout).toMatch(/^yamada\tclinician\tlocked/m)
    expect(sansho('user', 'unlock', 'yamada').status).toBe(2)
    expect(sansho('user', 'unlock', 'nobody', '--reason', 'x').status).toBe(4)
    expect(sansho('user', 'unlock', 'yamada', '--reason', 'badge shown').status).toBe(0)
    const terminal = await server.clinician()
    expect((await terminal.send('GET', '/api/session')).status).toBe(200)
    const added = sansho('user', 'add', 'suzuki', '--role', 'desk', '--expires', '2099-01-31')
    const password = /(?:\w{5}-){3}\w{5}/.exec(added.stdout)?.[0] ?? ''
    expect(await signIn('suzuki', password)).toBe(200)
    expect(sansho('user', 'disable', 'suzuki', '--reason', 'left').status).toBe(0)
    expect(await signIn('suzuki', password)).toBe(401)
    expect(sansho('user', 'list').stdout).toMatch(/^suzuki\tdesk\tdisabled\t2099-01-31/m)
    const details = server.audit().map((row) => `${row.action} ${row.detail}`)
    expect(details).toContain('account.unlock {"reason":"badge shown","user":"yamada"}')
    expect(details).toContain('account.disable {"reason":"left","user":"suzuki"}')
  })
})

describe('sessions', () => {
  test('are listed with their terminal and ended by the machine, at once', async () => {
    const terminal = await server.clinician()
    const lines = sansho('session', 'list', '--json').stdout.trim().split('\n')
    const mine = lines.map((line) => JSON.parse(line)).filter((each) => each.user === 'yamada')
    expect(mine.at(-1)).toMatchObject({ role: 'clinician', terminal: '127.0.0.1' })
    expect(sansho('session', 'end', mine.at(-1).id).status).toBe(2)
    const ended = sansho('session', 'end', mine.at(-1).id, '--reason', 'left open')
    expect(ended.status, ended.stderr).toBe(0)
    expect((await terminal.send('GET', '/api/session')).status).toBe(401)
    expect(sansho('session', 'end', 'ffffffffffff', '--reason', 'x').status).toBe(4)
    const other = await server.clinician()
    expect(sansho('session', 'end', '--user', 'yamada', '--reason', 'x').status).toBe(0)
    expect((await other.send('GET', '/api/session')).status).toBe(401)
  })

  test('one a person, if the hospital says so', async () => {
    const data = server.dataDirectory
    writeFileSync(
      join(data, 'settings.json'),
      '{"session":{"oneSessionPerPerson":true,"lockMinutes":{"reference-centre":3}}}',
    )
    const strict = await startServer({
      dataDirectory: data,
      host: '127.0.0.1',
      port: 0,
      https: false,
      demo: false,
      viewerDirectory: '',
      log: () => {},
    })
    const url = new URL('/api/session', strict.address)
    const open = async () => {
      const headers = { 'Content-Type': 'application/json' }
      const body = JSON.stringify({ user: 'yamada', password: PASSWORD })
      const answer = await fetch(url, { method: 'POST', headers, body })
      expect(await answer.json()).toMatchObject({ lockSeconds: 180 })
      return { Cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? '' }
    }
    const first = await open()
    const second = await open()
    const statuses = [await fetch(url, { headers: first }), await fetch(url, { headers: second })]
    expect(statuses.map((each) => each.status)).toEqual([401, 200])
    await strict.stop()
    rmSync(join(data, 'settings.json'))
  })

  test.each([
    ['{"session":{"idleMinutes":0}}', 'session.idleMinutes'],
    ['{"session":{"idleMinute":5}}', 'idleMinute'],
    ['{"session":{"lockMinutes":{"or":0}}}', 'session.lockMinutes.or'],
    ['{"session":', 'not JSON'],
  ])('settings %s are refused, naming what is wrong', (text, named) => {
    writeFileSync(join(directory, 'settings.json'), text)
    expect(() => readSettings(directory)).toThrow(named)
    rmSync(join(directory, 'settings.json'))
    expect(readSettings(directory)).toEqual(DEFAULT_SETTINGS)
  })
})

describe('sansho phase', () => {
  test('shows the default, and sets with a reason what the running server shows', async () => {
    expect(sansho('phase', 'show').stdout).toBe(
      'phase 2 (default)\ncharts open at: reference centre, IT\n',
    )
    expect(sansho('phase', 'set', '1').status).toBe(2)
    expect(sansho('phase', 'set', '5', '--reason', 'x').status).toBe(2)
    const clinician = await server.clinician()
    expect(sansho('phase', 'set', '1', '--reason', 'loading').status).toBe(0)
    const status = await (await server.visitor().send('GET', '/api/status')).json()
    expect(status.phase).toMatchObject({ phase: 1, reason: 'loading', opensCharts: false })
    expect((await clinician.send('GET', '/api/wards')).status).toBe(401)
    await expect(server.clinician()).rejects.toThrow('403')
    expect(sansho('phase', 'show', '--json').stdout).toContain('"phase":1')
    expect(server.audit().some((row) => row.action === 'phase.set')).toBe(true)
  })
})
