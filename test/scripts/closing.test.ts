import { spawn, spawnSync } from 'node:child_process'
import crypto from 'node:crypto'
import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { isReportIntact } from '../../loader/seal/signed-report.ts'
import { SANSHO, sansho, temporaryFolder } from '../loader/load/medium.ts'

const work = temporaryFolder()
const medium = path.join(work, 'medium')
let data = ''
let exported = ''
let count = 0
afterAll(() => fs.rmSync(work, { recursive: true, force: true }))

beforeEach(() => {
  if (!fs.existsSync(medium)) {
    const made = sansho('demo-hospital', '--out', medium, '--patients', '3', '--years', '1')
    expect(made.code, made.stderr).toBe(0)
  }
  data = path.join(work, `data-${++count}`)
  exported = path.join(work, `export-${count}`)
  expect(sansho('load', medium, '--data', data).code).toBe(0)
  const added = sansho('user', 'add', 'yamada', '--display-name', 'Y', '--data', data)
  expect(added.code, added.stderr).toBe(0)
})

const served = () => fs.readlinkSync(path.join(data, 'generations', 'current'))
const phase = (to: number) =>
  expect(sansho('phase', 'set', String(to), '--reason', 'restored', '--data', data).code).toBe(0)

function close(...more: string[]) {
  const options = ['--export', exported, '--reason', 'restored', '--data', data]
  return sansho('close', ...options, ...more)
}

/** Every file below, links not followed. */
function filesOf(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => path.relative(folder, path.join(parentPath, name)))
    .sort()
}

function patientsOf(folder: string): string[] {
  const [found] = filesOf(folder)
    .filter((file) => file.includes('ADT-00'))
    .map((file) => path.basename(file).split('_')[0] ?? '')
  return found === undefined ? [] : [found]
}

describe('closing is refused, and nothing is touched,', () => {
  const unchanged = () => {
    expect(fs.existsSync(path.join(data, 'generations', 'current', 'chart.sqlite'))).toBe(true)
    expect(sansho('verify', '--data', data).code).toBe(0)
    expect(sansho('user', 'list', '--json', '--data', data).stdout).toContain('"disabledAt":""')
  }

  test('outside phase 4, without the generation, or with another one', () => {
    const early = close('--confirm', served())
    expect(early.code).toBe(4)
    expect(early.stderr).toContain('phase set 4')
    phase(4)
    const asked = close()
    expect(asked.code).toBe(4)
    expect(asked.stderr).toContain(`--confirm ${served()}`)
    expect(asked.stderr).toContain('generations readings')
    expect(close('--confirm', 'none').code).toBe(4)
    expect(fs.existsSync(exported)).toBe(false)
    unchanged()
  })

  test('while a server runs', async () => {
    phase(4)
    const server = spawn(SANSHO, ['serve', '--http', '--port', '0', '--data', data], {
      env: { ...process.env, LC_ALL: 'C' },
    })
    await once(server.stdout, 'data')
    const refused = close('--confirm', served())
    expect(refused.code).toBe(4)
    expect(refused.stderr).toContain('server is running')
    server.kill('SIGTERM')
    await once(server, 'exit')
    unchanged()
  })

  test('into the data directory itself, or where a link leads out of it', () => {
    phase(4)
    exported = path.join(data, 'export')
    expect(close('--confirm', served()).code).toBe(2)
    exported = path.join(work, 'elsewhere')
    const outside = path.join(work, 'outside')
    fs.mkdirSync(outside, { recursive: true })
    fs.writeFileSync(path.join(outside, 'precious'), 'precious')
    fs.symlinkSync(outside, path.join(data, 'more'))
    const refused = close('--confirm', served())
    expect(refused.code).toBe(4)
    expect(refused.stderr).toContain('more')
    expect(fs.readFileSync(path.join(outside, 'precious'), 'utf8')).toBe('precious')
    unchanged()
  })

  test('while the access log is not whole, unless somebody says why', () => {
    phase(4)
    const log = path.join(data, 'audit', 'audit.sqlite')
    const bytes = fs.readFileSync(log)
    const at = bytes.indexOf('account.add')
    expect(at).toBeGreaterThan(0)
    bytes.write('account.foo', at)
    fs.writeFileSync(log, bytes)
    const refused = close('--confirm', served())
    expect(refused.code).toBe(4)
    expect(refused.stderr).toContain('--accept-log')
    expect(fs.existsSync(path.join(data, 'generations', 'current'))).toBe(true)
    const done = close('--confirm', served(), '--accept-log', 'tampered, police informed')
    expect(done.code, done.stderr).toBe(0)
    const report = JSON.parse(fs.readFileSync(path.join(exported, 'closing-report.json'), 'utf8'))
    expect(report.log).toMatchObject({ whole: false, acceptedLog: 'tampered, police informed' })
  })
})

describe('a closing', () => {
  test('leaves nothing of any patient but the access log, and nothing works any more', () => {
    const [patient = ''] = patientsOf(medium)
    expect(patient).not.toBe('')
    const generation = served()
    const outside = path.join(work, `outside-${count}`)
    fs.writeFileSync(outside, 'precious')
    fs.symlinkSync(outside, path.join(data, 'generations', generation, 'blobs', 'link'))
    phase(4)
    const done = close('--confirm', generation)
    expect(done.code, done.stderr).toBe(0)
    expect(fs.readFileSync(outside, 'utf8')).toBe('precious')

    expect(fs.readdirSync(data).sort()).toEqual(['audit', 'state'])
    for (const file of filesOf(data).filter((each) => !each.startsWith('audit'))) {
      expect(fs.readFileSync(path.join(data, file)).includes(patient), file).toBe(false)
    }
    const verified = sansho('audit', 'verify', '--data', data)
    expect(verified.code, verified.stdout).toBe(0)
    expect(sansho('user', 'list', '--json', '--data', data).stdout).not.toContain('"disabledAt":""')

    const serve = sansho('serve', '--http', '--port', '0', '--data', data)
    expect([serve.code, serve.stderr]).toEqual([4, expect.stringContaining('was closed')])
    const load = sansho('load', medium, '--data', data)
    expect([load.code, load.stderr]).toEqual([4, expect.stringContaining('was closed')])
    const again = close('--confirm', generation)
    expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('closed before')])
  }, 60_000)

  test('exports the log, its hashes, the reports of gaps, and a signed report', () => {
    const generation = served()
    phase(4)
    const done = close('--confirm', generation)
    expect(done.code, done.stderr).toBe(0)
    const sums = fs.readFileSync(path.join(exported, 'SHA256SUMS'), 'utf8').trim().split('\n')
    const names = sums.map((line) => {
      const [sha256 = '', name = ''] = line.split('  ')
      const found = crypto.hash('sha256', fs.readFileSync(path.join(exported, name)), 'hex')
      expect(found, name).toBe(sha256)
      return name
    })
    expect(names).toContain('reports/affected-patients.csv')
    const whole = sansho('audit', 'verify', '--file', path.join(exported, 'audit.jsonl'))
    expect(whole.code, whole.stdout).toBe(0)
    const log = fs.readFileSync(path.join(exported, 'audit.jsonl'), 'utf8')
    for (const action of ['account.disable', 'closing.begin', 'closing.erased', 'closing.done']) {
      expect(log).toContain(`"${action}"`)
    }
    const file = path.join(exported, 'closing-report.json')
    const report = JSON.parse(fs.readFileSync(file, 'utf8'))
    expect(report).toMatchObject({ generation, accountsEnded: 1, log: { whole: true } })
    expect(report.erased.files).toBeGreaterThan(10)
    expect(done.stdout).toContain(`${report.log.sequence}:${report.log.hash}`)
    expect(isReportIntact(report)).toBe(true)
    expect(isReportIntact({ ...report, erased: { ...report.erased, files: 1 } })).toBe(false)
    const page = fs.readFileSync(path.join(exported, 'closing-report.html'), 'utf8')
    expect(page).toContain('終了報告')
  }, 60_000)

  test.each(['erasing', 'exporting', 'sealing'])(
    'that was killed while it was %s is ended by the same command',
    async (step) => {
      const generation = served()
      phase(4)
      const args = ['close', '--export', exported, '--reason', 'restored', '--data', data]
      const killed = spawn(SANSHO, [...args, '--confirm', generation], {
        env: { ...process.env, LC_ALL: 'C' },
      })
      const ended = once(killed, 'exit')
      for await (const line of killed.stderr) {
        if (String(line).includes(step)) killed.kill('SIGKILL')
      }
      await ended
      const refused = spawnSync(SANSHO, ['serve', '--http', '--port', '0', '--data', data], {
        encoding: 'utf8',
        env: { ...process.env, LC_ALL: 'C' },
      })
      expect(refused.status).toBe(4)

      const done = close('--confirm', generation)
      expect(done.code, done.stderr).toBe(0)
      expect(fs.readdirSync(data).sort()).toEqual(['audit', 'state'])
      expect(fs.existsSync(path.join(exported, 'reports', 'affected-patients.csv'))).toBe(true)
      expect(sansho('audit', 'verify', '--data', data).code).toBe(0)
    },
    60_000,
  )
})
