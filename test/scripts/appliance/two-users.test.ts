/** Loader and server as two users of one machine, by ownership alone: no sandbox of systemd is at work here. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeMessage } from '../../loader/load/medium.ts'

const ROOT = path.resolve(import.meta.dirname, '../../..')
const SANSHO = path.join(ROOT, 'scripts/sansho')
/** Two that every Debian has and that own nothing (daemon, bin), and a group of nobody. */
const [SERVER, LOADER, GROUP] = ['1', '2', '64003'] as const

const canBeOthers =
  process.getuid?.() === 0 &&
  spawnSync('setpriv', [`--reuid=${SERVER}`, `--regid=${GROUP}`, '--clear-groups', 'true'])
    .status === 0

describe.skipIf(!canBeOthers)('two users', () => {
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'sansho-two-users-'))
  const data = path.join(work, 'data')
  const media = path.join(work, 'media')
  const medium = path.join(media, 'backup')
  let serving: ChildProcess | undefined
  let address = ''
  let password = ''

  const argsAs = (user: string, command: readonly string[]) => [
    `--reuid=${user}`,
    `--regid=${GROUP}`,
    '--clear-groups',
    'sh',
    '-c',
    `umask ${user === LOADER ? '0027' : '0077'}; exec "$@"`,
    'sh',
    ...command,
  ]
  const env = { ...process.env, LC_ALL: 'C', SANSHO_DATA: data, HOME: work }
  const as = (user: string, ...command: string[]) =>
    spawnSync('setpriv', argsAs(user, command), { encoding: 'utf8', env })
  const load = () => as(LOADER, SANSHO, 'load', medium)
  const send = (method: string, to: string, body: object | undefined, cookie: string) =>
    fetch(new URL(to, address), {
      method,
      headers: { 'Content-Type': 'application/json', Cookie: cookie },
      body: body === undefined ? null : JSON.stringify(body),
    })

  beforeAll(async () => {
    fs.chmodSync(work, 0o755)
    fs.mkdirSync(media)
    writeMessage(medium, { patientId: '0000000001', type: 'ADT-00' })
    fs.chownSync(media, Number(LOADER), 0)
    fs.chmodSync(media, 0o500)
    const laid = path.join(ROOT, 'scripts/appliance/lay-out-data')
    for (let n = 0; n < 2; n += 1) {
      expect(spawnSync(laid, [data, SERVER, LOADER, GROUP], { encoding: 'utf8' })).toMatchObject({
        status: 0,
        stderr: '',
      })
    }
    const loaded = load()
    expect([0, 3], loaded.stderr).toContain(loaded.status)
    const added = as(SERVER, SANSHO, 'user', 'add', 'yamada')
    expect(added.status, added.stderr).toBe(0)
    password = /(?:\w{5}-){3}\w{5}/.exec(added.stdout)?.[0] ?? ''
    const child = spawn('setpriv', argsAs(SERVER, [SANSHO, 'serve', '--http', '--port', '0']), {
      env,
    })
    serving = child
    let output = ''
    for await (const chunk of child.stdout) {
      output += String(chunk)
      if (output.includes('to stop')) break
    }
    address = /address: (\S+)/.exec(output)?.[1] ?? ''
    expect(address, output).not.toBe('')
  }, 60_000)
  afterAll(async () => {
    const ended = new Promise((resolve) => serving?.once('close', resolve))
    if (serving?.kill('SIGINT')) await ended
    fs.rmSync(work, { recursive: true })
  })

  test('the server reads what the loader published and writes its accesses into the one log', async () => {
    const signedIn = await send('POST', '/api/session', { user: 'yamada', password }, '')
    expect(signedIn.status).toBe(200)
    const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const opened = await send('POST', '/api/charts', { patientId: '0000000001' }, cookie)
    expect(opened.status).toBe(200)
    const { chart } = (await opened.json()) as { chart: string }
    expect([0, 3]).toContain(load().status)
    // Past a checkpoint: both sign.
    for (let n = 0; n < 70; n += 1) {
      const read = await send('GET', `/api/charts/${chart}/labs`, undefined, cookie)
      expect(read.status).toBe(200)
      await read.arrayBuffer()
    }
    expect(fs.statSync(`/proc/${serving?.pid}`).uid).toBe(Number(SERVER))
    const verified = as(SERVER, SANSHO, 'audit', 'verify')
    expect(verified.status, verified.stdout + verified.stderr).toBe(0)
  }, 60_000)

  test.each([
    ['write a generation', ['touch', `${data}/generations/new`]],
    ['change the chart', ['sh', '-c', `printf x >>${data}/generations/current/chart.sqlite`]],
    ['switch to another generation', ['ln', '-sfn', 'other', `${data}/generations/current`]],
    ['remove what was loaded', ['rm', '-rf', `${data}/generations/current/`]],
    ['read the medium', ['ls', medium]],
    ['read what loads keep for each other', ['ls', `${data}/readings`]],
    ['take the key that seals', ['cat', `${data}/state/seal-key.pem`]],
    ['add to the data directory', ['touch', `${data}/new`]],
  ])('the server’s user cannot %s', (_, command) => {
    const tried = as(SERVER, ...command)
    expect(tried.status).not.toBe(0)
    expect(tried.stderr).toMatch(/Permission denied|Operation not permitted/)
  })

  test.each([
    ['read accounts', ['cat', `${data}/state/state.sqlite`]],
    ['add to the state', ['touch', `${data}/state/state.sqlite-journal`]],
    ['read the key of second factors', ['cat', `${data}/state/second-factor.key`]],
    ['add to the data directory', ['touch', `${data}/new`]],
  ])('the loader’s user cannot %s', (_, command) => {
    const tried = as(LOADER, ...command)
    expect(tried.status).not.toBe(0)
    expect(tried.stderr).toMatch(/Permission denied|Operation not permitted/)
  })

  test('the loader’s user drills, and says that it may not look at the server’s certificates', () => {
    const script = `import { checkMachine } from '${ROOT}/scripts/drill-machine.ts'
      console.log(JSON.stringify(checkMachine('${data}', 1, '2026-01-01')))`
    const drilled = as(LOADER, process.execPath, '--input-type=module-typescript', '-e', script)
    expect(drilled.status, drilled.stderr).toBe(0)
    const [certificate] = JSON.parse(drilled.stdout)
    expect(certificate).toMatchObject({ what: 'certificate', ok: null })
  })

  test('the loader sees that a data directory was closed', () => {
    const closing = path.join(data, 'state/closing.json')
    const by = { generation: '', begunAt: '2026-01-01T00:00:00.000Z', by: 'root', reason: 'x' }
    fs.writeFileSync(closing, JSON.stringify({ ...by, doneAt: '' }))
    const refused = load()
    fs.rmSync(closing)
    expect(refused.status).toBe(4)
    expect(refused.stderr).toContain('is being closed')
  })
})
