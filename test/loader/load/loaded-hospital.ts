/**
 * One small hospital in both formats and what a load made of it. Each test changes a copy: it need neither write the media nor load
 * them a first time.
 */
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import type { createRandom } from '../../../scripts/demo-hospital/random.ts'
import { manifestOf, readModel } from '../sources/read-model.ts'
import { report, sansho, temporaryFolder } from './medium.ts'

export type Random = ReturnType<typeof createRandom>

export interface Hospital {
  /** Everything lies in here. */
  readonly work: string
  /** Both media lie in here. */
  readonly media: string
  /** SS-MIX2 and images. */
  readonly ehr: string
  /** The same patients as FHIR Bulk Data. */
  readonly fhir: string
  readonly data: string
}

function hospitalIn(work: string): Hospital {
  const media = path.join(work, 'media')
  const [ehr, fhir] = [path.join(media, 'ehr'), path.join(media, 'fhir')]
  return { work, media, ehr, fhir, data: path.join(work, 'data') }
}

export function makeHospital(patients: number): Hospital {
  const hospital = hospitalIn(temporaryFolder())
  const { media, ehr, fhir } = hospital
  fs.mkdirSync(media)
  const size = ['--patients', String(patients), '--years', '1']
  const made = sansho('demo-hospital', '--out', ehr, '--fhir', fhir, ...size)
  expect(made.code, made.stderr).toBe(0)
  return hospital
}

export function bothSources({ ehr, fhir }: Hospital): string[] {
  return [`fhir=${fhir}`, `ehr=${ehr}`]
}

/** Times to the nanosecond, and hard links: by these the next load knows what it has read. */
export function copyOf({ work }: Hospital): Hospital {
  const copy = path.join(temporaryFolder(), 'hospital')
  execFileSync('cp', ['-a', work, copy])
  return hospitalIn(copy)
}

export function remove({ work }: Hospital): void {
  fs.rmSync(work, { recursive: true, force: true })
}

export function load(
  { data }: Pick<Hospital, 'data'>,
  sources: readonly string[],
  ...more: string[]
) {
  const outcome = sansho('load', ...sources, '--data', data, '--json', ...more)
  expect([0, 3], outcome.stderr).toContain(outcome.code)
  return report(outcome)
}

/**
 * Loads what has changed, and in a copy of the data directory everything anew: both must give the same, row for row.
 * @returns what the former says of itself.
 */
export function loadAsAnew(hospital: Hospital, sources: readonly string[]) {
  const anew = { data: path.join(hospital.work, 'anew') }
  fs.rmSync(anew.data, { recursive: true, force: true })
  if (fs.existsSync(hospital.data)) execFileSync('cp', ['-a', hospital.data, anew.data])
  // What a killed load has left would be gone on with.
  fs.rmSync(path.join(anew.data, 'readings', 'journals'), { recursive: true, force: true })
  const reported = load(hospital, sources, '--activate', 'test')
  expect(load(anew, sources, '--rehash', '--activate', 'test').takenOver.files).toBe(0)
  expect(manifestOf(hospital.data)).toEqual(manifestOf(anew.data))
  const expected = readModel(anew.data)
  const found = readModel(hospital.data)
  expect([...found.keys()]).toEqual([...expected.keys()])
  for (const [table, rows] of expected) expect(found.get(table), table).toEqual(rows)
  expect(blobsOf(hospital.data)).toEqual(blobsOf(anew.data))
  return reported
}

export function expectVerified({ data }: Hospital): void {
  const verified = sansho('verify', '--data', data)
  expect(verified.code, verified.stdout + verified.stderr).toBe(0)
}

function blobsOf(data: string): string[] {
  const folder = path.join(data, 'generations', 'current', 'blobs')
  return filesOf(folder).map((file) => path.basename(file))
}

/** Paths of all files. */
export function filesOf(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.join(parentPath, name))
    .sort()
}

/** What a day, an operator and a dying disk do to an archive. Files come and go between it and `aside`. */
export function changeSome(medium: string, aside: string, random: Random): void {
  const files = filesOf(medium)
  for (const file of some(files, 12, random)) {
    if (fs.existsSync(file)) move(file, path.join(aside, path.relative(medium, file)))
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

function move(file: string, target: string): void {
  fs.mkdirSync(path.dirname(target), { recursive: true })
  fs.renameSync(file, target)
}

function some(files: readonly string[], count: number, random: Random): string[] {
  return Array.from({ length: count }, () => files[random.int(0, files.length - 1)] ?? '')
}

function mutated(file: string, random: Random): Buffer {
  const bytes = fs.readFileSync(file)
  for (let i = 0; i < 3 && bytes.length > 0; i++) {
    bytes[random.int(0, bytes.length - 1)] = 0x41 + random.int(0, 20)
  }
  return bytes
}

/** Overwrites the second half; length and time stay what they are. */
export function changeUnseen(file: string): void {
  const { atimeMs, mtimeMs } = fs.statSync(file)
  const bytes = fs.readFileSync(file)
  fs.writeFileSync(file, bytes.fill(0x41, Math.floor(bytes.length / 2)))
  // The middle of the same millisecond: `mtime` is rounded, which is the next one half of the time.
  fs.utimesSync(file, atimeMs / 1000, (Math.floor(mtimeMs) + 0.5) / 1000)
}
