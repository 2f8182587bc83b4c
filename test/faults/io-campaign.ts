/**
 * Loads from a medium with sectors that cannot be read, and into a disk that fails: full, unreadable or unwritable from a random
 * call on. After each: the generation that is served is the old or the new one, whole; nothing half-made lies about; what could not be
 * read is named and a gap; the message says what failed, where, and what to do; the same command then makes the same read model as on a
 * sound disk.
 *
 *   node test/faults/io-campaign.ts [--faults 120] [--patients 3] [--seed 1]
 *
 * Ends with code 1 when a promise was broken, naming each fault.
 */
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import Database from 'better-sqlite3'
import { createRandom, type Random } from '../../scripts/demo-hospital/random.ts'
import { manifestOf, readModel } from '../loader/sources/read-model.ts'
import { type Fault, type Outcome, runOnFailingDisk } from './failing-disk.ts'
import { buildPreload } from './preload.ts'

const SANSHO = fileURLToPath(new URL('../../scripts/sansho', import.meta.url))

export interface IoOptions {
  readonly faults: number
  readonly patients: number
  readonly seed: number
}

export interface IoTally {
  /** '' or why this machine cannot run the campaign. */
  skipped: string
  /** By what failed and with which exit code the load ended: how many. */
  readonly endings: Record<string, number>
  readonly broken: string[]
}

interface Place {
  readonly library: string
  readonly medium: string
  readonly work: string
  /** What loads of the medium on sound disks give. */
  readonly expected: string
  /** By kind of fault and state of the data: calls that it could hit. */
  readonly counts: Map<string, number>
}

type FaultOf = Omit<Fault, 'under' | 'at'>

/** A bad sector of the medium, a folder of it that cannot be listed. */
const OF_MEDIUM: readonly FaultOf[] = [
  { calls: 'r', lasting: 'file', error: 'EIO' },
  { calls: 'ro', lasting: 'once', error: 'EIO' },
  { calls: 'l', lasting: 'file', error: 'EIO' },
]
/** A disk that is full, that has lost its way, or that has become read-only. */
const OF_DATA: readonly FaultOf[] = [
  { calls: 'wn', lasting: 'ever', error: 'ENOSPC' },
  { calls: 'w', lasting: 'ever', error: 'EDQUOT' },
  { calls: 'w', lasting: 'once', error: 'EIO' },
  { calls: 'w', lasting: 'file', error: 'EIO' },
  { calls: 'wns', lasting: 'ever', error: 'EROFS' },
  { calls: 's', lasting: 'once', error: 'EIO' },
  { calls: 'n', lasting: 'once', error: 'EIO' },
  { calls: 'r', lasting: 'file', error: 'EIO' },
  { calls: 'rol', lasting: 'once', error: 'EIO' },
]

export function runIoCampaign(
  { faults, patients, seed }: IoOptions,
  say: (line: string) => void,
): IoTally {
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'sansho-io-'))
  const tally: IoTally = { skipped: '', endings: {}, broken: [] }
  try {
    const library = buildPreload('failing-disk', work)
    if (library === '') {
      tally.skipped = 'no C compiler'
      return tally
    }
    const medium = path.join(work, 'medium')
    run('demo-hospital', '--out', medium, '--patients', String(patients), '--years', '1')
    thinOutImages(medium)
    const expected = path.join(work, 'expected')
    run('load', medium, '--data', expected)
    const place = { library, medium, work, expected, counts: new Map<string, number>() }
    const random = createRandom(seed, 'io')
    for (let fault = 0; fault < faults; fault++) {
      const isOfMedium = fault % 3 === 0
      const kinds = isOfMedium ? OF_MEDIUM : OF_DATA
      const index = isOfMedium ? fault / 3 : fault - Math.floor(fault / 3) - 1
      const kind = kinds[index % kinds.length] as FaultOf
      const ending = isOfMedium
        ? readBadMedium(place, kind, random)
        : loadIntoBadDisk(place, kind, random)
      const key = `${isOfMedium ? 'medium' : 'data'} ${kind.calls} ${kind.lasting} ${kind.error}: ${ending.code}`
      tally.endings[key] = (tally.endings[key] ?? 0) + 1
      tally.broken.push(...ending.broken.map((promise) => `${key}, ${ending.fault}: ${promise}`))
      say(`${fault + 1}: ${key} ${ending.broken.join('; ')}`)
    }
  } finally {
    fs.rmSync(work, { recursive: true, force: true })
  }
  return tally
}

interface Ending {
  readonly code: number | null
  /** At which call, on what. */
  readonly fault: string
  readonly broken: string[]
}

/** Into an empty data directory, or over a generation of the same medium, all of it read again. */
function readBadMedium(place: Place, kind: FaultOf, random: Random): Ending {
  const { medium, library } = place
  const { data, isServed } = dataDirectory(place, random)
  const command = [SANSHO, 'load', medium, '--data', data, '--rehash', '--json'] as const
  const under = fs.realpathSync(medium)
  const count = counted(place, `medium ${kind.calls}`, () =>
    runOnFailingDisk(library, [SANSHO, 'inspect', medium], { ...kind, under, at: 0 }),
  )
  const at = random.int(1, count)
  const outcome = runOnFailingDisk(library, [...command], { ...kind, under, at })
  const broken = soundness(data)
  const hit = new Set(outcome.hits.map(({ path: hitPath }) => path.relative(under, hitPath)))
  if (hit.size > 0) broken.push(...unnamed(data, medium, hit, outcome))
  const before = isServed ? 'over another' : 'into nothing'
  return ending(outcome, `call ${at} of ${count}, ${before}, ${[...hit].join(' ')}`, broken)
}

/** Every file of the medium is in the manifest or below a folder that is; what was hit is a gap of its patient. */
function unnamed(
  data: string,
  medium: string,
  hit: ReadonlySet<string>,
  outcome: Outcome,
): string[] {
  const broken: string[] = []
  if (outcome.code !== 3) return [`exit code ${outcome.code}: ${outcome.stderr}`]
  const { generation } = JSON.parse(outcome.stdout.trimEnd().split('\n').at(-1) ?? '') as {
    generation: string
  }
  const folder = path.join(data, 'generations', generation)
  const db = new Database(path.join(folder, 'chart.sqlite'), { readonly: true })
  db.prepare('ATTACH ? AS manifest').run(path.join(folder, 'manifest.sqlite'))
  try {
    const files = new Map(
      db
        .prepare<[], { path: string; reason: string; patient: string | null }>(
          `SELECT f.path, f.reason, (SELECT max(coalesce(p.patient_id, '')) FROM gap g
             LEFT JOIN patient p ON p.id = g.patient WHERE g.file_id = f.id) AS patient
           FROM manifest.file f`,
        )
        .all()
        .map((file) => [file.path, file]),
    )
    for (const name of hit) {
      const shown = name === '' ? '.' : name
      const file = files.get(shown)
      if (file?.reason !== 'unreadable') broken.push(`${shown} is not named as unreadable`)
      else if (file.patient === null) broken.push(`${shown} is no gap`)
      else if (file.patient !== patientOf(name)) {
        broken.push(`${shown} is a gap of "${file.patient}", not of "${patientOf(name)}"`)
      }
    }
    const isSeen = (file: string) =>
      files.has(file) || [...hit].some((name) => name === '' || file.startsWith(`${name}/`))
    const missing = filesIn(medium).filter((file) => !isSeen(file))
    if (missing.length > 0) broken.push(`silently missing: ${missing.join(' ')}`)
  } finally {
    db.close()
  }
  return broken
}

/** The demo hospital's ids have ten digits; the patient's folder is the only one that is called so. */
function patientOf(file: string): string {
  return file.split('/').find((part) => /^\d{10}$/.test(part)) ?? ''
}

function loadIntoBadDisk(place: Place, kind: FaultOf, random: Random): Ending {
  const { medium, library } = place
  const { data, isServed } = dataDirectory(place, random)
  const again = random.next() < 0.5 ? ['--rehash'] : []
  const command = [SANSHO, 'load', medium, '--data', data, ...again] as const
  const count = counted(place, `data ${kind.calls} ${isServed} ${again}`, () => {
    const trial = path.join(place.work, 'trial')
    fs.cpSync(data, trial, { recursive: true, verbatimSymlinks: true })
    const onTrial = [SANSHO, 'load', medium, '--data', trial, ...again] as const
    const outcome = runOnFailingDisk(library, [...onTrial], { ...kind, under: trial, at: 0 })
    fs.rmSync(trial, { recursive: true })
    return outcome
  })
  const at = random.int(1, count)
  const before = current(data)
  const outcome = runOnFailingDisk(library, [...command], { ...kind, under: data, at })
  const broken: string[] = []
  const after = current(data)
  const isDone = outcome.code === 0 || outcome.code === 3
  if (after !== '' || isServed) broken.push(...soundness(data))
  if (isDone && after === before) broken.push('it is done, but nothing new is served')
  if (outcome.code === 1) {
    broken.push(...unclear(outcome.stderr, data))
    const says = /nothing was published|(?:is|was) published/.test(outcome.stderr)
    if (!says) broken.push(`it does not say whether it is published: ${outcome.stderr}`)
    else if (/nothing was published/.test(outcome.stderr) !== (after === before)) {
      broken.push(`it says otherwise than it is: ${outcome.stderr}`)
    }
  } else if (!isDone) broken.push(`exit code ${outcome.code}: ${outcome.stderr}`)
  broken.push(...leftovers(data))
  run('load', medium, '--data', data)
  broken.push(...soundness(data), ...leftovers(data), ...differences(data, place.expected))
  const hits = [
    ...new Set(outcome.hits.map((hit) => `${hit.call} ${path.relative(data, hit.path)}`)),
  ]
  return ending(
    outcome,
    `call ${at} of ${count}, ${isServed ? 'over another' : 'into nothing'} ${again.join(' ')} ${hits.slice(0, 3).join(', ')}`,
    broken,
  )
}

function counted({ counts }: Place, state: string, run: () => Outcome): number {
  const count = counts.get(state) ?? Math.max(1, run().count)
  counts.set(state, count)
  return count
}

/** Three images of each series are enough: a load is to be short. */
function thinOutImages(medium: string): void {
  for (const file of filesIn(medium)) {
    if (/\/(?:[4-9]|\d\d+)\.dcm$/.test(file)) fs.rmSync(path.join(medium, file))
  }
}

function ending({ code }: Outcome, fault: string, broken: string[]): Ending {
  return { code, fault, broken }
}

/** What failed, where, and what to do: in the words of an operator's language, with the place. */
function unclear(message: string, data: string): string[] {
  const isClear =
    /disk of .* is full|could not be (?:read|written)|input\/output error/.test(message) &&
    message.includes(data) &&
    /--data|check the disk/i.test(message)
  return isClear ? [] : [`it is not clear what to do: ${message}`]
}

/** Fresh, or as two loads of the medium have left it. */
function dataDirectory({ work, expected }: Place, random: Random) {
  const data = path.join(work, 'data')
  fs.rmSync(data, { recursive: true, force: true })
  const isServed = random.next() < 0.7
  if (isServed) fs.cpSync(expected, data, { recursive: true, verbatimSymlinks: true })
  else fs.mkdirSync(data)
  return { data: fs.realpathSync(data), isServed }
}

/** The served generation verifies by its seal, and its databases open as the server opens them. */
function soundness(data: string): string[] {
  const done = spawnSync(SANSHO, ['verify', '--data', data], { encoding: 'utf8' })
  return done.status === 0 ? [] : [`what is served is not sound: ${done.stdout}${done.stderr}`]
}

function leftovers(data: string): string[] {
  return filesIn(data)
    .filter((file) => !file.startsWith('audit/'))
    .filter((file) =>
      /(^|\/)\.(building|switch-|pruned|loading)|\.part$|base\.new|-journal$|-wal$/.test(file),
    )
    .map((file) => `${file} lies about`)
}

function differences(data: string, expected: string): string[] {
  if (JSON.stringify(manifestOf(data)) !== JSON.stringify(manifestOf(expected))) {
    return ['the manifest differs from that of a sound disk']
  }
  const found = readModel(data)
  return [...readModel(expected)]
    .filter(([table, rows]) => JSON.stringify(found.get(table)) !== JSON.stringify(rows))
    .map(([table]) => `table ${table} differs from that of a sound disk`)
}

/** '' = nothing is served. */
function current(data: string): string {
  const link = path.join(data, 'generations', 'current')
  return fs.existsSync(link) ? fs.readlinkSync(link) : ''
}

function filesIn(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
}

function run(...args: string[]): void {
  const done = spawnSync(SANSHO, args, { encoding: 'utf8' })
  if (done.status !== 0 && done.status !== 3) {
    throw new Error(`sansho ${args.join(' ')}: ${done.status} ${done.stderr}`)
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      faults: { type: 'string', default: '120' },
      patients: { type: 'string', default: '3' },
      seed: { type: 'string', default: '1' },
    },
  })
  const tally = runIoCampaign(
    {
      faults: Number(values.faults),
      patients: Number(values.patients),
      seed: Number(values.seed),
    },
    (line) => process.stderr.write(`${line}\n`),
  )
  process.stdout.write(`${JSON.stringify(tally, null, 2)}\n`)
  if (tally.broken.length > 0) process.exitCode = 1
}
