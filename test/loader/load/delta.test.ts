import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createRandom } from '../../../scripts/demo-hospital/random.ts'
import { manifestOf, readModel } from '../sources/read-model.ts'
import { query, report, sansho, startSansho, temporaryFolder } from './medium.ts'

type Random = ReturnType<typeof createRandom>

const EXAMPLES = fileURLToPath(new URL('../../../docs/examples', import.meta.url))

let work = ''
let medium = ''
let data = ''
beforeEach(() => {
  work = temporaryFolder()
  medium = path.join(work, 'medium')
  data = path.join(work, 'data')
})
afterEach(() => fs.rmSync(work, { recursive: true, force: true }))

function makeMedium(patients: number, ...more: string[]): void {
  const size = ['--patients', String(patients), '--years', '1']
  const made = sansho('demo-hospital', '--out', medium, ...size, ...more)
  expect(made.code, made.stderr).toBe(0)
}

/** The same patients in both formats. */
function makeMediumWithFhir(patients: number, ...more: string[]): void {
  const aside = path.join(work, 'fhir')
  makeMedium(patients, '--fhir', aside, ...more)
  fs.renameSync(aside, path.join(medium, 'fhir'))
}

function load(...more: string[]) {
  return loadOf([`ehr=${medium}`], data, ...more)
}

function loadOf(sources: readonly string[], into: string, ...more: string[]) {
  const outcome = sansho('load', ...sources, '--data', into, '--json', ...more)
  expect([0, 3], outcome.stderr).toContain(outcome.code)
  return report(outcome)
}

/** Compares with a load that takes nothing over, in a data directory with the same generations before. */
function expectAsAnew(sources: readonly string[] = [`ehr=${medium}`]): void {
  const anew = path.join(work, 'anew')
  const { takenOver } = loadOf(sources, anew, '--rehash', '--activate', 'test')
  expect(takenOver.files).toBe(0)
  expect(manifestOf(data)).toEqual(manifestOf(anew))
  const expected = readModel(anew)
  const found = readModel(data)
  expect([...found.keys()]).toEqual([...expected.keys()])
  for (const [table, rows] of expected) expect(found.get(table), table).toEqual(rows)
  expect(blobsOf(data)).toEqual(blobsOf(anew))
  const verified = sansho('verify', '--data', data)
  expect(verified.code, verified.stdout + verified.stderr).toBe(0)
}

function blobsOf(of: string): string[] {
  const folder = path.join(of, 'generations', 'current', 'blobs')
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort()
}

/** Paths of all files. */
function filesOf(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.join(parentPath, name))
    .sort()
}

function some(files: readonly string[], count: number, random: Random): string[] {
  return Array.from({ length: count }, () => files[random.int(0, files.length - 1)] ?? '')
}

/** What a day, an operator and a dying disk do to an archive. */
function change(aside: string, random: Random): void {
  const files = filesOf(medium)
  for (const file of some(files, 12, random)) {
    if (!fs.existsSync(file)) continue
    const target = path.join(aside, path.relative(medium, file))
    fs.mkdirSync(path.dirname(target), { recursive: true })
    fs.renameSync(file, target)
  }
  for (const file of some(filesOf(aside), 6, random)) {
    const target = path.join(medium, path.relative(aside, file))
    fs.mkdirSync(path.dirname(target), { recursive: true })
    fs.copyFileSync(file, target)
  }
  const left = filesOf(medium)
  for (const file of some(left, 6, random)) fs.truncateSync(file, random.int(0, 200))
  for (const file of some(left, 6, random)) fs.writeFileSync(file, mutated(file, random))
  for (const file of some(left, 20, random)) {
    fs.utimesSync(file, 1_700_000_000, 1_600_000_000 + random.int(0, 1e6))
  }
  // The source's own mark for "no longer valid" is the last character of the name.
  for (const file of some(left, 6, random)) {
    if (fs.existsSync(file) && file.endsWith('_1')) fs.renameSync(file, file.replace(/1$/, '0'))
  }
}

function mutated(file: string, random: Random): Buffer {
  const bytes = fs.readFileSync(file)
  for (let i = 0; i < 3 && bytes.length > 0; i++) {
    bytes[random.int(0, bytes.length - 1)] = 0x41 + random.int(0, 20)
  }
  return bytes
}

describe('a newer snapshot of the same hospital', () => {
  test.each([1, 2, 3])(
    'gives the same read model as a load of everything, whatever changed (%i)',
    (seed) => {
      makeMediumWithFhir(8, '--seed', String(seed), '--damage')
      const random = createRandom(seed, 'delta')
      load()
      expectAsAnew()
      for (let round = 0; round < 3; round++) {
        change(path.join(work, 'aside'), random)
        const { takenOver, files } = load('--activate', 'test')
        expect(takenOver.files).toBeGreaterThan(files.seen / 2)
        expect(takenOver.files).toBeLessThan(files.seen)
        expectAsAnew()
      }
    },
    300_000,
  )

  test('facts that another source states too are joined as by a load of everything', () => {
    const bulk = path.join(work, 'bulk')
    makeMedium(6, '--fhir', bulk)
    const sources = [`fhir=${bulk}`, `ehr=${medium}`]
    const joined = () =>
      query<{ n: number }>(data, 'SELECT count(*) AS n FROM other_statement WHERE agrees = 1')[0]?.n
    loadOf(sources, data)
    expect(joined()).toBeGreaterThan(500)
    expectAsAnew(sources)
    change(path.join(work, 'aside'), createRandom(7, 'delta'))
    const { takenOver } = loadOf(sources, data, '--activate', 'test')
    expect(takenOver.files).toBeGreaterThan(0)
    expect(joined()).toBeGreaterThan(500)
    expectAsAnew(sources)
  }, 300_000)

  test('a patient, and a whole source, that are gone leave nothing behind', () => {
    makeMedium(4)
    const other = path.join(work, 'other')
    const made = sansho(
      'demo-hospital',
      '--out',
      other,
      '--patients',
      '3',
      '--years',
      '1',
      '--seed',
      '9',
    )
    expect(made.code).toBe(0)
    const both = [`docs=${other}`, `ehr=${medium}`]
    loadOf(both, data)
    expectAsAnew(both)

    const swapped = [`ehr=${medium}`, `docs=${other}`]
    const { takenOver, files } = loadOf(swapped, data)
    expect(takenOver.files).toBeGreaterThan(files.seen * 0.9)
    expectAsAnew(swapped)

    load('--activate', 'the documents are elsewhere')
    expectAsAnew()
  }, 300_000)

  test('what is in the manifest says when its bytes were read', () => {
    makeMedium(3)
    load()
    const [first = ''] = filesOf(medium).filter((file) => file.includes('OML-11'))
    fs.utimesSync(first, 1_700_000_000, 1_700_000_000)
    const { loadedAt, takenOver, files } = load()
    const read = query<{ path: string }>(
      data,
      `SELECT path FROM file WHERE read_at >= '${loadedAt}' AND sha256 <> '' AND format <> ''`,
      'manifest',
    )
    expect(read.map((file) => file.path)).toEqual([path.relative(medium, first)])
    expect(takenOver.files).toBeLessThan(files.seen)
    expect(takenOver.files).toBeGreaterThan(files.seen * 0.9)
  }, 60_000)

  test('--rehash reads everything again', () => {
    makeMedium(2)
    load()
    expect(load('--rehash').takenOver.files).toBe(0)
    expect(load().takenOver.files).toBeGreaterThan(0)
    expectAsAnew()
  }, 60_000)
})

test('files that refer to each other stand together, or are all read again', () => {
  const fhir = () => filesOf(path.join(medium, 'fhir'))
  const exports = path.join(medium, 'exports')
  /** Files of those formats, and of none, that were read in this load. */
  const readIn = (loadedAt: string) =>
    query<{ path: string }>(
      data,
      `SELECT path FROM file WHERE format IN ('fhir', 'csv', '') AND sha256 <> '' AND read_at >= '${loadedAt}' ORDER BY path`,
      'manifest',
    ).map((file) => file.path)
  const happenings: readonly (() => void)[] = [
    // One is newer, one is gone, one has come that explains others, one is not to be understood any more.
    () => fs.utimesSync(fhir()[0] ?? '', 1_700_000_000, 1_700_000_000),
    () => fs.rmSync(fhir().find((file) => /Patient/.test(file)) ?? ''),
    () => {
      const mapping = filesOf(exports).find((file) => file.endsWith('.yaml'))
      fs.copyFileSync(mapping ?? '', path.join(medium, 'sansho-mapping.yaml'))
    },
    () => fs.writeFileSync(fhir()[0] ?? '', 'nothing of the kind'),
  ]
  makeMediumWithFhir(2)
  fs.cpSync(EXAMPLES, exports, { recursive: true })
  fs.writeFileSync(path.join(exports, 'plain.csv'), 'a,b\r\n1,2\r\n')
  load()
  const [lab = ''] = filesOf(medium).filter((file) => file.includes('OML-11'))
  fs.utimesSync(lab, 1_700_000_000, 1_700_000_000)
  expect(readIn(load().loadedAt)).toEqual([])
  expectAsAnew()
  for (const happens of happenings) {
    happens()
    const all = readIn(load('--activate', 'test').loadedAt).length
    expect(all).toBeGreaterThan(5)
    expectAsAnew()
  }
}, 600_000)

test('files that changed without a trace in their times are found, and then everything is read', () => {
  makeMedium(4)
  const at = 1_700_000_000
  for (const file of filesOf(medium)) fs.utimesSync(file, at, at)
  const { files } = load()
  const changed = filesOf(medium).filter((each) => /OML-11|OMP-|ADT-12/.test(each))
  // About a hundred of them all are read and compared: that none of so many is among those does not happen.
  expect(changed.length).toBeGreaterThan(files.seen / 4)
  for (const file of changed) {
    const bytes = fs.readFileSync(file)
    fs.writeFileSync(file, bytes.fill(0x41, Math.floor(bytes.length / 2)))
    fs.utimesSync(file, at, at)
  }
  const { takenOver } = load('--activate', 'test', '--accept-damage', 'test')
  expect(takenOver.changedUnseen).toBeGreaterThan(0)
  expect(takenOver.files).toBe(0)
}, 60_000)

test('a kept reading that was damaged or belongs to another program is not used', () => {
  makeMedium(2)
  load()
  const chart = path.join(data, 'readings', 'base', 'chart.sqlite')
  const bytes = fs.readFileSync(chart)
  bytes.writeUInt8((bytes.readUInt8(9_000) ^ 1) & 0xff, 9_000)
  fs.writeFileSync(chart, bytes)
  expect(load().takenOver.files).toBe(0)
  fs.writeFileSync(path.join(data, 'readings', 'software'), 'another')
  expect(load().takenOver.files).toBe(0)
  expect(load().takenOver.files).toBeGreaterThan(0)
  expectAsAnew()
}, 120_000)

test('documents that are missing among what was kept are read again', () => {
  makeMedium(3)
  load()
  const blobs = path.join(data, 'readings', 'blobs')
  for (const file of filesOf(blobs)) fs.rmSync(file)
  const { takenOver } = load()
  expect(takenOver.files).toBeGreaterThan(0)
  expectAsAnew()
}, 60_000)

test('images that were indexed without their pixels are listed, and copied by the next load', () => {
  makeMedium(4)
  const counts = () => {
    const kept = `SELECT sum(blob = '') AS without, sum(blob <> '') AS whole, sum(blob = '' AND rows = 0) AS objects`
    return query(data, `${kept} FROM image_instance`)[0] as Record<string, number>
  }
  const { uncopied, records } = load('--without-pixels')
  expect(uncopied).toBeGreaterThan(0)
  const first = counts()
  expect(first).toMatchObject({ without: uncopied, objects: 0 })
  expect(sansho('verify', '--data', data).code).toBe(0)
  const next = load()
  expect([next.uncopied, next.records]).toEqual([0, records])
  expect(counts()).toEqual({ without: 0, whole: (first.whole ?? 0) + uncopied, objects: 0 })
  expectAsAnew()
  // What is there already stays.
  expect(load('--without-pixels').uncopied).toBe(0)
})

test('a killed load goes on where it was, and what the power cut spoiled is read again', async () => {
  makeMedium(120)
  const begun = startSansho('load', `ehr=${medium}`, '--data', data)
  const journals = path.join(data, 'readings', 'journals')
  const written = () =>
    fs.existsSync(journals)
      ? filesOf(journals).filter((file) => fs.statSync(file).size > 100_000)
      : []
  while (written().length === 0 && begun.exitCode === null) await wait(5)
  begun.kill('SIGKILL')
  await once(begun, 'exit')
  expect(fs.existsSync(path.join(data, 'generations', 'current'))).toBe(false)
  const [blob] = filesOf(path.join(data, 'readings', 'blobs'))
  if (blob !== undefined) fs.truncateSync(blob, 1)
  const [frames = ''] = filesOf(journals).filter((file) => file.endsWith('.frames'))
  fs.appendFileSync(frames, 'torn')

  const { takenOver, files } = load()
  expect(takenOver.files).toBeGreaterThan(0)
  expect(takenOver.files).toBeLessThan(files.seen)
  expectAsAnew()
}, 120_000)

test('says for which files nothing would show a single changed bit', () => {
  makeMedium(2)
  const list = () =>
    fs
      .readFileSync(path.join(data, 'generations', 'current', 'unwitnessed-files.csv'), 'utf8')
      .trim()
      .split('\r\n')
      .slice(1)
  const { unwitnessed, files } = load()
  expect(unwitnessed).toBe(list().length)
  expect(unwitnessed).toBeGreaterThan(files.loaded - 1)

  // The second reading finds the bytes of the first: they vouch for each other.
  expect(load('--rehash').unwitnessed).toBe(0)
  const [lab = ''] = filesOf(medium).filter((each) => each.includes('OML-11'))
  fs.copyFileSync(lab, lab.replace('_1', '_1.bak'))
  const other = lab.replace(/(\d{17})(_\d+_1)$/, '20261030235959000$2')
  fs.renameSync(lab, other)
  expect(load('--activate', 'test').unwitnessed).toBeGreaterThan(0)
  expect(list()).toContain(`ehr,${path.relative(medium, other)}`)

  const seal = path.join(work, 'medium.seal')
  expect(sansho('seal', medium, '--out', seal, '--data', data).code).toBe(0)
  fs.rmSync(path.join(data, 'generations'), { recursive: true, force: true })
  expect(load('--seal', seal).unwitnessed).toBe(0)
}, 60_000)
