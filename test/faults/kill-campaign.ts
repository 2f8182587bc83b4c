/**
 * Loads that are killed at random moments, run out of disk, or meet another load: after each, the generation that was served
 * before is still served, verifies and opens; in the end the same command succeeds, and what it took over from all the killed ones
 * makes the same read model as reading everything.
 *
 *   node test/faults/kill-campaign.ts [--kills 200] [--patients 20] [--seed 1]
 *
 * Ends with code 1 at the first broken promise, naming the moment.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import Database from 'better-sqlite3'
import { createRandom } from '../../scripts/demo-hospital/random.ts'
import { manifestOf, readModel } from '../loader/sources/read-model.ts'

const SANSHO = fileURLToPath(new URL('../../scripts/sansho', import.meta.url))

export interface KillTally {
  kills: number
  /** Of these, how many loads had already published when the kill came. */
  published: number
  /** Names of campaigns that this machine cannot run, with the reason. */
  readonly skipped: string[]
  /** Loads that met a full disk: at how many kilobytes. */
  readonly fullAt: number[]
  /** Of two loads at once: how many were refused. */
  refused: number
}

export interface KillOptions {
  readonly kills: number
  readonly patients: number
  readonly seed: number
}

export async function runKillCampaign(
  options: KillOptions,
  say: (line: string) => void,
): Promise<KillTally> {
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'sansho-kill-'))
  const tally: KillTally = { kills: 0, published: 0, skipped: [], fullAt: [], refused: 0 }
  try {
    const medium = path.join(work, 'medium')
    const data = path.join(work, 'data')
    const { patients } = options
    run('demo-hospital', '--out', medium, '--patients', String(patients), '--years', '1')
    const begun = performance.now()
    run('load', medium, '--data', data)
    const whole = performance.now() - begun
    await killLoads(medium, data, whole, options, tally, say)
    await loadTwice(medium, data, tally)
    fillDisk(medium, path.join(work, 'small'), tally)
    expectSound(data, 'after all')
    run('load', medium, '--data', data)
    expectSound(data, 'after the last load')
    expectAsAnew(medium, data, path.join(work, 'anew'))
  } finally {
    fs.rmSync(work, { recursive: true, force: true })
  }
  return tally
}

async function killLoads(
  medium: string,
  data: string,
  whole: number,
  { kills, seed }: KillOptions,
  tally: KillTally,
  say: (line: string) => void,
): Promise<void> {
  const random = createRandom(seed, 'kills')
  for (let kill = 1; kill <= kills; kill++) {
    const before = current(data)
    touchSome(medium, random)
    const rehash = random.next() < 0.3 ? ['--rehash'] : []
    const load = spawn(SANSHO, ['load', medium, '--data', data, ...rehash], { stdio: 'ignore' })
    const ended = once(load, 'exit')
    const moment = Math.round(random.next() * whole * 1.05)
    await Promise.race([wait(moment), ended])
    load.kill('SIGKILL')
    await ended
    const after = current(data)
    tally.kills++
    if (after !== before) tally.published++
    expectSound(data, `kill ${kill}, ${moment} ms after the start`)
    if (kill % 10 === 0) {
      say(`${kill} kills, ${tally.published} of them behind the publication`)
      run('generations', 'prune', '--keep', '2', '--data', data)
    }
  }
}

/** A fifth of the files are to be read again: most of a load would be over at once otherwise. */
function touchSome(medium: string, random: ReturnType<typeof createRandom>): void {
  for (const entry of fs.readdirSync(medium, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || random.next() > 0.2) continue
    const at = 1_700_000_000 + random.int(0, 1e7)
    fs.utimesSync(path.join(entry.parentPath, entry.name), at, at)
  }
}

function expectAsAnew(medium: string, data: string, anew: string): void {
  run('load', medium, '--data', anew)
  const same = JSON.stringify(manifestOf(data)) === JSON.stringify(manifestOf(anew))
  if (!same) throw new Error('the manifest differs from that of a load of everything')
  const found = readModel(data)
  for (const [table, rows] of readModel(anew)) {
    if (JSON.stringify(found.get(table)) !== JSON.stringify(rows)) {
      throw new Error(`table ${table} differs from that of a load of everything`)
    }
  }
}

/** Two loads at once: one works, the other is refused, and neither spoils the other. */
async function loadTwice(medium: string, data: string, tally: KillTally): Promise<void> {
  const loads = [0, 1].map(() =>
    spawn(SANSHO, ['load', medium, '--data', data], { stdio: 'ignore' }),
  )
  const codes = await Promise.all(
    loads.map(async (load) => (await once(load, 'exit'))[0] as number),
  )
  tally.refused = codes.filter((code) => code === 4).length
  if (!codes.every((code) => [0, 3, 4].includes(code)) || codes.every((code) => code === 4)) {
    throw new Error(`two loads at once ended with ${codes.join(' and ')}`)
  }
  expectSound(data, 'two loads at once')
}

/** A disk that holds one generation and part of another; needs root for a tmpfs. */
function fillDisk(medium: string, place: string, tally: KillTally): void {
  fs.mkdirSync(place)
  const needed = Math.ceil(sizeOf(medium) / 2 ** 20)
  const mounted = mount(place, needed * 4 + 64)
  if (mounted !== '') {
    tally.skipped.push(`full disk: ${mounted}`)
    return
  }
  try {
    const data = path.join(place, 'data')
    run('load', medium, '--data', data)
    const used = sizeOf(data)
    for (const share of [0.02, 0.1, 0.3, 0.5, 0.7]) {
      const size = Math.ceil((used * (1 + share)) / 1024)
      const remounted = spawnSync('mount', ['-o', `remount,size=${size}k`, place])
      if (remounted.status !== 0) throw new Error(`remount: ${remounted.stderr}`)
      const before = current(data)
      const load = spawnSync(SANSHO, ['load', medium, '--data', data], {
        encoding: 'utf8',
        env: { ...process.env, LC_ALL: 'C' },
      })
      if (load.status === 0 || load.status === 3) {
        run('generations', 'prune', '--keep', '1', '--including-previous', '--data', data)
        continue
      }
      if (!/disk is full|full|space/i.test(load.stderr)) {
        throw new Error(`a full disk is not named: ${load.status} ${load.stderr}`)
      }
      tally.fullAt.push(size)
      if (current(data) !== before) throw new Error('a load on a full disk switched the generation')
      expectSound(data, `disk of ${size} kB`)
    }
  } finally {
    spawnSync('umount', [place])
  }
}

/** @returns '' or why it cannot be mounted. */
function mount(place: string, megabytes: number): string {
  if (process.getuid?.() !== 0) return 'not root'
  const done = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', place], {
    encoding: 'utf8',
  })
  return done.status === 0 ? '' : `mount: ${done.stderr ?? done.error?.message ?? ''}`.trim()
}

/** The current generation verifies by its seal, and its databases open as the server opens them. */
function expectSound(data: string, when: string): void {
  const done = spawnSync(SANSHO, ['verify', '--data', data], { encoding: 'utf8' })
  if (done.status !== 0) throw new Error(`${when}: ${done.stdout}${done.stderr}`)
  const folder = path.join(data, 'generations', 'current')
  for (const name of ['chart.sqlite-journal', 'chart.sqlite-wal', 'work.sqlite']) {
    if (fs.existsSync(path.join(folder, name))) throw new Error(`${when}: ${name} was published`)
  }
  const db = new Database(path.join(folder, 'chart.sqlite'), { readonly: true })
  const patients = db.prepare('SELECT count(*) FROM patient').pluck().get() as number
  db.close()
  if (patients === 0) throw new Error(`${when}: the current generation has no patients`)
}

function current(data: string): string {
  return fs.readlinkSync(path.join(data, 'generations', 'current'))
}

function run(...args: string[]): void {
  const done = spawnSync(SANSHO, args, { encoding: 'utf8' })
  if (done.status !== 0 && done.status !== 3) {
    throw new Error(`sansho ${args.join(' ')}: ${done.status} ${done.stderr}`)
  }
}

/** On the disk: a file that has several names counts once. */
function sizeOf(folder: string): number {
  const sizes = new Map<number, number>()
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const { ino, blocks } = fs.statSync(path.join(entry.parentPath, entry.name))
    sizes.set(ino, blocks * 512)
  }
  return [...sizes.values()].reduce((sum, size) => sum + size, 0)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '200' },
      patients: { type: 'string', default: '20' },
      seed: { type: 'string', default: '1' },
    },
  })
  const tally = await runKillCampaign(
    {
      kills: Number(values.kills),
      patients: Number(values.patients),
      seed: Number(values.seed),
    },
    (line) => process.stderr.write(`${line}\n`),
  )
  process.stdout.write(`${JSON.stringify(tally)}\n`)
}
