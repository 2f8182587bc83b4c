import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { sealGeneration } from '../../../loader/generations/generation-seal.ts'
import { fingerprint, signingKey } from '../../../loader/seal/signing-key.ts'
import {
  labSegments,
  query,
  report,
  sansho,
  startSansho,
  temporaryFolder,
  writeMessage,
} from '../load/medium.ts'

let work = ''
let medium = ''
let data = ''
beforeEach(() => {
  work = temporaryFolder()
  medium = path.join(work, 'medium')
  data = path.join(work, 'data')
  writePatient('0000000001', 2)
  writePatient('0000000002', 1)
})
afterEach(() => fs.rmSync(work, { recursive: true, force: true }))

function writePatient(patientId: string, labs: number): void {
  writeMessage(medium, { patientId, type: 'ADT-00', segments: ['PV1|0001|O'] })
  for (let order = 1; order <= labs; order++) {
    const lab = { patientId, type: 'OML-11', date: '20220501', order: String(order) }
    writeMessage(medium, { ...lab, segments: labSegments(`${order}.0`) })
  }
}

const place = (name: string) => path.join(data, 'generations', name)
const current = () => fs.readlinkSync(place('current'))
const load = (...more: string[]) => sansho('load', medium, '--data', data, '--json', ...more)
const generations = (...args: string[]) => sansho('generations', ...args, '--data', data)
const losePatient = (patientId: string) =>
  fs.rmSync(path.join(medium, patientId.slice(0, 3), patientId.slice(3, 6), patientId), {
    recursive: true,
  })
const isAtTheLock = ({ pid }: { pid?: number | undefined }) =>
  fs
    .readdirSync(`/proc/${pid}/fd`)
    .some((fd) => fs.readlinkSync(`/proc/${pid}/fd/${fd}`).endsWith('.switch.sqlite'))
const auditActions = () => {
  const found = query<{ action: string; detail: string }>(
    data,
    'SELECT action, detail FROM audit ORDER BY sequence',
    '../../audit/audit',
  )
  return found.map(({ action, detail }) => ({ action, ...JSON.parse(detail) }))
}

test('a generation that lost a patient is kept but not served, and says so', () => {
  const first = report(load()).generation
  losePatient('0000000002')
  const second = sansho('load', medium, '--data', data)
  expect(second.code).toBe(3)
  expect(second.stdout).toContain('it is NOT served')
  expect(second.stdout).toContain(`Lost against generation ${first}: 1 patient.`)
  expect(current()).toBe(first)
  const [kept] = generations('list', '--json')
    .stdout.trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(kept).toMatchObject({ current: false, patients: 1 })
  const written = JSON.parse(fs.readFileSync(place(`${kept.generation}/report.json`), 'utf8'))
  expect(written).toMatchObject({
    current: false,
    activation: {
      comparedWith: first,
      losses: [{ what: 'patients', before: 1 }],
      lostPatients: [{ patientId: '0000000002', name: 'YAMADA TARO' }],
    },
  })
})

test('a reason serves it all the same, and stands in the report and the audit log', () => {
  load()
  losePatient('0000000002')
  const second = load('--activate', 'patient 2 has moved away')
  expect(second.code).toBe(0)
  expect(current()).toBe(report(second).generation)
  expect(report(second).activation).toMatchObject({ reason: 'patient 2 has moved away' })
  expect(auditActions().at(-1)).toMatchObject({
    action: 'load',
    outcome: 'published',
    activated: 'patient 2 has moved away',
    losses: '1 patient',
  })
})

test('a generation that lost a whole kind, or a source, is not served', () => {
  const first = report(load()).generation
  for (const patient of ['0000000001', '0000000002']) {
    const folder = path.join(medium, patient.slice(0, 3), patient.slice(3, 6), patient)
    fs.rmSync(path.join(folder, '20220501'), { recursive: true })
  }
  const second = load()
  expect(second.code).toBe(3)
  expect(report(second).activation.losses).toEqual([
    { what: 'kind', name: 'observationGroup', before: 3 },
    { what: 'dataType', name: 'OML-11', before: 3 },
  ])
  const renamed = sansho('load', `other=${medium}`, '--data', data, '--json')
  expect(report(renamed).activation.losses).toContainEqual({
    what: 'source',
    name: 'ehr',
    before: 1,
  })
  expect(current()).toBe(first)
})

test('a patient whose files all became unreadable is lost, one with fewer records is not', () => {
  load()
  for (const name of fs.readdirSync(medium, { recursive: true, encoding: 'utf8' })) {
    if (/0000000002_.*_1$/.test(name)) fs.truncateSync(path.join(medium, name))
  }
  const { activation } = report(load())
  expect(activation.losses).toEqual([{ what: 'patients', name: '', before: 1 }])
})

test('diff counts by kind, data type and patient, with abbreviated ids', () => {
  const first = report(load()).generation
  losePatient('0000000002')
  writePatient('0000000003', 1)
  const lab = path.join(medium, '000/000/0000000001/20220501/OML-11')
  const [gone = ''] = fs.readdirSync(lab).sort()
  fs.rmSync(path.join(lab, gone))
  const second = report(load()).generation
  const outcome = generations('diff', 'current', second.slice(-6), '--json')
  expect(outcome.code).toBe(0)
  const found = JSON.parse(outcome.stdout)
  expect(found).toMatchObject({
    from: first,
    to: second,
    patients: { before: 2, after: 2, lost: 1, new: 1, fewer: 1 },
    lostPatients: [{ patientId: '0000000002' }],
    newPatients: [{ patientId: '0000000003' }],
    fewer: [
      { patientId: '0000000001', kinds: [{ kind: 'observationGroup', before: 2, after: 1 }] },
    ],
  })
  expect(found.dataTypes).toContainEqual(
    expect.objectContaining({ dataType: 'OML-11', before: 3, after: 2 }),
  )
  const text = generations('diff', 'current', second).stdout
  expect(text).toContain('1 lost, 1 new, 1 with less')
  expect(text).toContain('OML-11 laboratory results: 3 → 2 (-1)')
})

test('activate and rollback switch with a reason that is kept', () => {
  const first = report(load()).generation
  const second = report(load()).generation
  expect(generations('activate', first).code).toBe(2)
  expect(generations('activate', first, '--reason', 'second is wrong').code).toBe(0)
  expect(current()).toBe(first)
  expect(generations('rollback', '--reason', 'first was wrong').code).toBe(0)
  expect(current()).toBe(second)
  expect(generations('rollback', '--reason', 'once more').code).toBe(0)
  expect(current()).toBe(first)
  const nothing = generations('rollback', '--reason', 'nothing is left')
  expect(nothing.code).toBe(4)
  expect(nothing.stderr).toContain('no other generation was served before')
  expect(auditActions().map(({ action, reason }) => ({ action, reason }))).toMatchObject([
    { action: 'load' },
    { action: 'load' },
    { action: 'generation.activate', reason: 'second is wrong' },
    { action: 'generation.rollback', reason: 'first was wrong' },
    { action: 'generation.rollback', reason: 'once more' },
    { action: 'generation.rollback' },
  ])
})

test('a generation that was altered after publishing is refused', () => {
  const first = report(load()).generation
  const second = report(load()).generation
  const chart = place(`${first}/chart.sqlite`)
  fs.chmodSync(chart, 0o644)
  const fd = fs.openSync(chart, 'r+')
  fs.writeSync(fd, 'x', 5000)
  fs.closeSync(fd)
  const outcome = generations('rollback', '--reason', 'try')
  expect(outcome.code).toBe(4)
  expect(outcome.stderr).toContain('chart.sqlite differs')
  expect(current()).toBe(second)
})

test('a generation of another version, which no server of this one could open, is refused', () => {
  const first = report(load()).generation
  const second = report(load()).generation
  const folder = place(first)
  for (const file of [folder, path.join(folder, 'chart.sqlite')]) fs.chmodSync(file, 0o755)
  const chart = new Database(path.join(folder, 'chart.sqlite'))
  chart.pragma('user_version = 1')
  chart.close()
  fs.rmSync(path.join(folder, 'seal.json'))
  sealGeneration(folder, first, signingKey(data))
  for (const way of [['activate', first], ['rollback']]) {
    const refused = generations(...way, '--reason', 'try')
    expect(refused.stderr).toMatch(/of schema 1, this version serves \d+: load its medium again/)
    expect(refused.code).toBe(4)
    expect(current()).toBe(second)
  }
})

test('a generation that was sealed anew with another key is refused, unless that key is named', () => {
  const first = report(load()).generation
  const second = report(load()).generation
  const folder = place(first)
  fs.chmodSync(folder, 0o755)
  fs.rmSync(path.join(folder, 'seal.json'))
  const stranger = signingKey(path.join(work, 'stranger'))
  sealGeneration(folder, first, stranger)
  const key = fingerprint(stranger.publicKey)
  for (const way of [['activate', first], ['rollback']]) {
    const refused = generations(...way, '--reason', 'try')
    expect(refused.code).toBe(4)
    expect(refused.stderr).toContain(`sealed with key ${key}, not with `)
    expect(current()).toBe(second)
  }
  expect(generations('rollback', '--reason', 'try', '--key', '0'.repeat(16)).code).toBe(4)
  expect(
    generations('activate', first, '--reason', 'from the other machine', '--key', key).code,
  ).toBe(0)
  expect(current()).toBe(first)
})

test('an ambiguous or unknown id is named with the choices', () => {
  const first = report(load()).generation
  expect(generations('diff', 'current', 'zzz').stderr).toContain(first)
  load()
  expect(generations('diff', 'current', '20').stderr).toContain('is part of several')
})

test('prune keeps the served generation and the one before it', () => {
  const ids = [1, 2, 3, 4].map(() => report(load()).generation as string)
  const [first = '', second = '', third = '', fourth = ''] = ids
  generations('activate', first, '--reason', 'test')
  const kept = JSON.parse(generations('prune', '--keep', '1', '--json').stdout)
  expect(kept.removed.sort()).toEqual([second, third].sort())
  expect(kept.kept.sort()).toEqual([first, fourth].sort())
  expect(fs.existsSync(place(second))).toBe(false)
  fs.mkdirSync(place(`.pruned-${second}`))
  writePatient('0000000005', 1)
  const fifth = report(load()).generation
  expect(fs.existsSync(place(`.pruned-${second}`))).toBe(false)
  expect(generations('prune', '--keep', '1', '--including-previous').code).toBe(0)
  expect(fs.readdirSync(place('')).filter((name) => /^\d/.test(name))).toEqual([fifth])
  expect(generations('prune', '--keep', '0').code).toBe(2)
})

test('what a full disk left of a line of the history takes no other switch with it', () => {
  load()
  const second = report(load()).generation
  fs.appendFileSync(place('switches.jsonl'), '{"at":"2022-11-10T03:15:00.000Z","action":"acti')
  load()
  expect(generations('rollback', '--reason', 'third is wrong').code).toBe(0)
  expect(current()).toBe(second)
})

test('while another process switches or prunes, nobody else does; what was pruned meanwhile is not served', async () => {
  const first = report(load()).generation
  const second = report(load()).generation
  const third = report(load()).generation
  const other = new Database(place('.switch.sqlite'))
  other.exec('BEGIN EXCLUSIVE')
  const waiting = startSansho('generations', 'activate', first, '--reason', 'x', '--data', data)
  const pruning = startSansho('generations', 'prune', '--keep', '1', '--data', data)
  let told = ''
  waiting.stderr.on('data', (chunk) => (told += chunk))
  const codes = Promise.all([waiting, pruning].map((run) => once(run, 'exit')))
  await vi.waitFor(() => expect([waiting, pruning].every(isAtTheLock)).toBe(true), 60_000)
  expect(current()).toBe(third)
  expect(fs.existsSync(place(first))).toBe(true)
  fs.renameSync(place(first), place(`.pruned-${first}`))
  other.close()
  expect((await codes).map(([code]) => code)).toEqual([4, 0])
  expect(told).toContain(`nothing was switched: ${first} was removed meanwhile`)
  expect(current()).toBe(third)
  expect(
    fs
      .readdirSync(place(''))
      .filter((name) => /^\.?(pruned-)?\d/.test(name))
      .sort(),
  ).toEqual([second, third].sort())
})

test('a switch that the access log can’t take is not made; a pruning is made, and says so', () => {
  const first = report(load()).generation
  const second = report(load()).generation
  const third = report(load()).generation
  const log = path.join(data, 'audit', 'audit.sqlite')
  fs.renameSync(log, `${log}.aside`)
  for (const rest of ['-wal', '-shm']) fs.rmSync(log + rest, { force: true })
  fs.mkdirSync(log)
  for (const way of [['activate', first], ['rollback']]) {
    const refused = generations(...way, '--reason', 'try')
    expect(refused.code).toBe(1)
    expect(refused.stderr).toContain(
      `could not switch; the generation that is served now: ${third}`,
    )
    expect(current()).toBe(third)
  }
  const pruned = generations('prune', '--keep', '1')
  expect(pruned.code).toBe(1)
  expect(pruned.stderr).toContain(`the access log could not be written. Removed: ${first}`)
  expect([first, second, third].map((id) => fs.existsSync(place(id)))).toEqual([false, true, true])
})
