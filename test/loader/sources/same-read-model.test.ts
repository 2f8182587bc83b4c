import { execFileSync, spawnSync } from 'node:child_process'
import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  labSegments,
  query,
  report,
  sansho,
  temporaryFolder,
  writeMessage,
} from '../load/medium.ts'
import { folderContents, tarOf, zipOf } from './archive-door.ts'
import { manifestOf, readModel } from './read-model.ts'

const work = temporaryFolder()
const medium = path.join(work, 'medium')
const plain = path.join(work, 'plain')
const hasRestic = spawnSync('restic', ['version']).status === 0
afterAll(() => fs.rmSync(work, { recursive: true, force: true }))

function load(source: string, ...more: string[]) {
  const data = path.join(work, `data-${path.basename(source)}-${fs.readdirSync(work).length}`)
  const outcome = sansho('load', source, '--data', data, '--json', ...more)
  return { data, outcome }
}

describe('the demo hospital gives the same read model', () => {
  let expected: Map<string, string[]>
  let contents: Map<string, Buffer>

  beforeAll(() => {
    const made = sansho(
      'demo-hospital',
      '--out',
      medium,
      '--patients',
      '6',
      '--years',
      '1',
      '--damage',
    )
    expect(made.code, made.stderr).toBe(0)
    const { data } = load(medium)
    expected = readModel(data)
    expect([...expected.values()].flat().length).toBeGreaterThan(500)
    fs.renameSync(data, plain)
    contents = folderContents(medium)
  }, 120_000)

  const expectSame = (data: string) => {
    expect(manifestOf(data)).toEqual(manifestOf(plain))
    const found = readModel(data)
    for (const [table, rows] of expected) expect(found.get(table), table).toEqual(rows)
  }

  test('as tar', () => {
    const archive = path.join(work, 'medium.tar')
    execFileSync('tar', ['-cf', archive, '-C', medium, '.'])
    expectSame(load(archive).data)
  }, 120_000)

  test('as tar.zst', async () => {
    const archive = path.join(work, 'medium.tar.zst')
    const tar = await tarOf([...contents].map(([name, bytes]) => ({ name, bytes })))
    fs.writeFileSync(archive, zlib.zstdCompressSync(tar))
    expectSame(load(archive).data)
  }, 120_000)

  test('as zip', () => {
    const archive = path.join(work, 'medium.zip')
    const entries = [...contents].map(([name, bytes]) => ({ name, bytes, flags: 0x800 }))
    fs.writeFileSync(archive, zipOf(entries))
    expectSame(load(archive).data)
  }, 120_000)

  test.skipIf(!hasRestic)(
    'as restic repository, which is not changed',
    () => {
      const { repository, password } = resticOf(medium)
      const before = folderContents(repository)
      expectSame(load(repository, '--password-file', password).data)
      expect(folderContents(repository)).toEqual(before)
    },
    120_000,
  )
})

/** Backs the folder up by restic itself, with its files at the snapshot's root. */
function resticOf(folder: string): { repository: string; password: string } {
  const repository = path.join(work, `repository-${fs.readdirSync(work).length}`)
  const password = path.join(work, 'password')
  fs.writeFileSync(password, 'long and secret\n')
  const restic = (...args: string[]) =>
    execFileSync(
      'restic',
      ['-r', repository, '--password-file', password, '--no-cache', '-q', ...args],
      { cwd: folder },
    )
  restic('init')
  restic('backup', '--pack-size', '4', '--compression', 'off', '.')
  return { repository, password }
}

describe.skipIf(!hasRestic)('a restic repository', () => {
  /** Patients with files large enough to fill several packs. */
  function bigMedium(): string {
    const folder = path.join(work, `big-${fs.readdirSync(work).length}`)
    for (let i = 0; i < 12; i++) {
      const patientId = `00000${String(i).padStart(3, '0')}01`
      writeMessage(folder, { patientId, type: 'ADT-00' })
      // Three fill a pack; noise, so that nothing is compressed or shared.
      const noise = crypto.randomBytes(700_000).toString('hex')
      const segments = [...labSegments('0.8'), `NTE|1||${noise}`]
      writeMessage(folder, { patientId, type: 'OML-11', date: '20220501', segments })
    }
    return folder
  }

  test('with one pack destroyed loads with exactly its files as gaps of their patients', () => {
    const folder = bigMedium()
    const { repository, password } = resticOf(folder)
    const packs = [...folderContents(path.join(repository, 'data')).keys()]
    const affectedBy = (pack: string) =>
      execFileSync(
        'restic',
        [
          '-r',
          repository,
          '--password-file',
          password,
          '--no-cache',
          '--no-lock',
          'find',
          '--pack',
          path.basename(pack),
        ],
        { encoding: 'utf8' },
      ).match(/(?<=in file ).*/g) ?? []
    const victim = packs
      .map((pack) => ({ pack, files: affectedBy(pack) }))
      .find(({ files }) => files.length > 0 && files.length < 24)
    expect(victim, 'a pack with some of the files').toBeDefined()
    const expected = new Set(victim?.files.map((line) => /(\d{10}_\S+)/.exec(line)?.[1]))
    fs.rmSync(path.join(repository, 'data', victim?.pack ?? ''), { force: true })
    const { data, outcome } = load(repository, '--password-file', password)
    expect(outcome.code, outcome.stderr).toBe(3)
    const lost = query<{ path: string; patient_id: string; detail: string }>(
      data,
      "SELECT path, patient_id, detail FROM file WHERE disposition = 'quarantined'",
      'manifest',
    )
    expect(new Set(lost.map((file) => path.basename(file.path)))).toEqual(expected)
    for (const file of lost) {
      expect(path.basename(file.path).startsWith(file.patient_id)).toBe(true)
      expect(file.detail).toMatch(/pack [0-9a-f]{8} is missing/)
    }
    expect(report(outcome).files.loaded).toBe(24 - lost.length)
  }, 120_000)

  test('with a lost index loses nothing; with changed bytes in its packs what lies there, by name', () => {
    const folder = path.join(work, 'small')
    const patients = Array.from({ length: 30 }, (_, i) => `00000${String(i).padStart(3, '0')}01`)
    for (const patientId of patients) writeMessage(folder, { patientId, type: 'ADT-00' })
    const { repository, password } = resticOf(folder)
    const index = path.join(repository, 'index')
    for (const name of fs.readdirSync(index)) overwrite(path.join(index, name), () => 'gone')
    const noIndex = load(repository, '--password-file', password)
    expect(report(noIndex.outcome).files).toMatchObject({ loaded: 30, quarantined: 1 })
    const packs = path.join(repository, 'data')
    for (const name of folderContents(packs).keys()) {
      // The first part of each pack.
      overwrite(path.join(packs, name), (bytes) => bytes.fill((bytes[20] ?? 0) ^ 1, 20, 21))
    }
    const flipped = load(repository, '--password-file', password)
    const lost = query<{ path: string; detail: string }>(
      flipped.data,
      "SELECT path, detail FROM file WHERE disposition = 'quarantined' AND path NOT LIKE '<%'",
      'manifest',
    )
    expect(lost.length).toBeGreaterThan(0)
    for (const { detail } of lost) expect(detail).toContain('damaged in pack')
    const { loaded } = report(flipped.outcome).files
    const named = patients.filter((patientId) => lost.some((file) => file.path.includes(patientId)))
    expect(loaded + named.length).toBe(30)
  }, 120_000)

  function overwrite(file: string, change: (bytes: Buffer) => string | Buffer): void {
    fs.chmodSync(file, 0o600)
    fs.writeFileSync(file, change(fs.readFileSync(file)))
  }

  test('says what is wrong with the password or the snapshot and publishes nothing', () => {
    const folder = path.join(work, 'one')
    writeMessage(folder, { patientId: '0000000101', type: 'ADT-00' })
    const { repository, password } = resticOf(folder)
    const wrong = path.join(work, 'wrong')
    fs.writeFileSync(wrong, 'guess\n')
    const refused = load(repository, '--password-file', wrong)
    expect(refused.outcome.code).toBe(1)
    expect(refused.outcome.stderr).toContain('the password does not open')
    const none = load(repository)
    expect(none.outcome.code).toBe(2)
    expect(none.outcome.stderr).toContain('--password-file')
    const missing = load(repository, '--password-file', password, '--snapshot', 'ffff')
    expect(missing.outcome.stderr).toContain('no snapshot begins with "ffff"')
    expect(fs.existsSync(path.join(missing.data, 'generations', 'current'))).toBe(false)
  }, 60_000)
})

test('several sources of different kinds load together, each with its own as-of', async () => {
  const first = path.join(work, 'first')
  writeMessage(first, { patientId: '0000000101', type: 'ADT-00' })
  const second = path.join(work, 'second')
  writeMessage(second, {
    patientId: '0000000101',
    type: 'OML-11',
    date: '20220501',
    segments: labSegments('0.8'),
  })
  const archive = path.join(work, 'second.tar.gz')
  const entries = [...folderContents(second)].map(([name, bytes]) => ({ name, bytes }))
  fs.writeFileSync(archive, zlib.gzipSync(await tarOf(entries)))
  const data = path.join(work, 'data-several')
  const outcome = sansho(
    'load',
    `ehr=${first}`,
    `labs=${archive}`,
    '--data',
    data,
    '--json',
    '--as-of',
    'labs=2022-06-01',
  )
  expect(outcome.code, outcome.stderr).toBe(0)
  expect(query(data, 'SELECT label, as_of, files FROM source ORDER BY id')).toEqual([
    { label: 'ehr', as_of: '2022-05-01T12:00:00', files: 1 },
    { label: 'labs', as_of: '2022-06-01', files: 1 },
  ])
  expect(query(data, 'SELECT count(*) AS n FROM observation')).toEqual([{ n: 1 }])
})

test('an archive that is cut loads what is whole; the cut file is its patient’s gap and the rest one of nobody', async () => {
  const folder = path.join(work, 'cut')
  for (const patientId of ['0000000101', '0000000201'])
    writeMessage(folder, { patientId, type: 'ADT-00' })
  const entries = [...folderContents(folder)].map(([name, bytes]) => ({ name, bytes }))
  const archive = path.join(work, 'cut.tar')
  // Both files are shorter than a block: header, content, header, half a content.
  fs.writeFileSync(archive, (await tarOf(entries)).subarray(0, 512 * 3 + 100))
  const { data, outcome } = load(archive)
  expect(outcome.code, outcome.stderr).toBe(3)
  const gaps = query<{ patient_id: string | null; reason: string; detail: string }>(
    data,
    'SELECT p.patient_id, g.reason, g.detail FROM gap g LEFT JOIN patient p ON p.id = g.patient ORDER BY p.patient_id',
  )
  expect(gaps).toEqual([
    {
      patient_id: null,
      reason: 'truncated',
      detail: expect.stringContaining('the archive ends at byte 1,636'),
    },
    {
      patient_id: '0000000201',
      reason: 'truncated',
      detail: expect.stringContaining('cut off after'),
    },
  ])
  const inspected = sansho('inspect', archive)
  expect(inspected.code).toBe(3)
  expect(inspected.stdout).toContain('cut off')
})
