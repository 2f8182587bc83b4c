/**
 * Verbs that are killed just before a call to the disk, or meet a disk that is full from that call on: nothing half-made can be taken for
 * whole, and the same command afterwards does its work and clears what the broken one left.
 *
 *   node test/faults/verb-campaign.ts [--moments 60] [--verb export-fhir] [--seed 1]
 *
 * Ends with code 1 when a promise was broken, naming verb and call.
 */
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createRandom, type Random } from '../../scripts/demo-hospital/random.ts'
import { type Fault, type Outcome, runOnFailingDisk } from './failing-disk.ts'
import { buildPreload } from './preload.ts'
import { type Attacked, VERBS } from './verbs-at-risk.ts'

const SANSHO = fileURLToPath(new URL('../../scripts/sansho', import.meta.url))

export interface VerbOptions {
  /** Of each verb and each kind of fault: at how many of its calls. */
  readonly moments: number
  /** '' = all. */
  readonly verb: string
  readonly seed: number
}

export interface VerbTally {
  /** '' or why this machine cannot run the campaign. */
  skipped: string
  /** By verb, fault and how it ended: how often. */
  readonly endings: Record<string, number>
  readonly broken: string[]
}

const KINDS: readonly Omit<Fault, 'under' | 'at'>[] = [
  { calls: 'wnsu', lasting: 'kill', error: 'EIO' },
  { calls: 'wn', lasting: 'ever', error: 'ENOSPC' },
]

export function runVerbCampaign(options: VerbOptions, say: (line: string) => void): VerbTally {
  const work = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sansho-verbs-')))
  const tally: VerbTally = { skipped: '', endings: {}, broken: [] }
  try {
    const library = buildPreload('failing-disk', work)
    if (library === '') {
      tally.skipped = 'no C compiler'
      return tally
    }
    const medium = path.join(work, 'medium')
    run('demo-hospital', '--out', medium, '--patients', '2', '--years', '1')
    const random = createRandom(options.seed, 'verbs')
    for (const verb of VERBS.filter(({ name }) => ['', name].includes(options.verb))) {
      for (const kind of KINDS) {
        const place = path.join(work, 'place')
        fs.rmSync(place, { recursive: true, force: true })
        fs.mkdirSync(place)
        verb.prepare({ place, medium, run })
        const about = `${verb.name} ${kind.lasting === 'kill' ? 'killed' : kind.error}`
        attack({ verb, kind, place, medium, library, about }, options.moments, random, tally)
        say(`${about}: ${tally.broken.length} broken so far`)
      }
    }
  } finally {
    fs.rmSync(work, { recursive: true, force: true })
  }
  return tally
}

interface Attack {
  readonly verb: Attacked
  readonly kind: Omit<Fault, 'under' | 'at'>
  readonly place: string
  readonly medium: string
  readonly library: string
  readonly about: string
}

function attack(
  { verb, kind, place, medium, library, about }: Attack,
  moments: number,
  random: Random,
  tally: VerbTally,
): void {
  let round = 0
  const once = (at: number): Outcome => {
    round++
    verb.before({ place, medium, run, round })
    const command = verb.command({ place, medium, round })
    return runOnFailingDisk(library, [SANSHO, ...command], { ...kind, under: place, at })
  }
  const unharmed = once(0)
  if (unharmed.code !== 0 && unharmed.code !== 3) {
    throw new Error(`${about}, unharmed: ${unharmed.code} ${unharmed.stderr}`)
  }
  tally.broken.push(...verb.faultsWhenDone({ place, medium, run, round }).map(named(about, 0)))
  for (const at of momentsOf(unharmed.count, moments, random)) {
    const { code, stderr } = once(at)
    const isDone = code === 0 || code === 3
    const ending = `${about}: ${code ?? 'killed'}`
    tally.endings[ending] = (tally.endings[ending] ?? 0) + 1
    const tell = named(about, at)
    if (kind.lasting !== 'kill' && !isDone && !/full/.test(stderr)) {
      tally.broken.push(tell(`a full disk is not named: ${code} ${stderr}`))
    }
    tally.broken.push(...verb.faultsAfter({ place, medium, run, round, isDone }).map(tell))
    const repeat = () =>
      spawnSync(SANSHO, verb.again({ place, medium, round, isDone }), {
        encoding: 'utf8',
        env: { ...process.env, LC_ALL: 'C' },
      })
    let again = repeat()
    if (verb.undone !== undefined && /broken off\? Remove it/.test(again.stderr) && !isDone) {
      fs.rmSync(verb.undone({ place, medium, round }), { recursive: true })
      again = repeat()
    }
    if (![0, 3].includes(again.status ?? -1) && !verb.mayBeDone(again.stderr)) {
      tally.broken.push(tell(`the same again: ${again.status} ${again.stderr}`))
    }
    tally.broken.push(...verb.faultsWhenDone({ place, medium, run, round }).map(tell))
  }
}

function named(about: string, at: number): (fault: string) => string {
  return (fault) => `${about} at call ${at}: ${fault}`
}

/** All, where there are not more than asked for. */
function momentsOf(count: number, moments: number, random: Random): number[] {
  if (count <= moments) return Array.from({ length: count }, (_, index) => index + 1)
  const step = count / moments
  return Array.from(
    { length: moments },
    (_, index) => 1 + Math.floor(index * step + random.next() * step),
  )
}

function run(...args: string[]): string {
  const done = spawnSync(SANSHO, args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } })
  if (done.status === 0 || done.status === 3) return done.stdout
  throw new Error(`sansho ${args.join(' ')}: ${done.status} ${done.stderr}`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      moments: { type: 'string', default: '60' },
      verb: { type: 'string', default: '' },
      seed: { type: 'string', default: '1' },
    },
  })
  const tally = runVerbCampaign(
    { moments: Number(values.moments), verb: values.verb, seed: Number(values.seed) },
    (line) => process.stderr.write(`${line}\n`),
  )
  process.stdout.write(`${JSON.stringify(tally, null, 2)}\n`)
  if (tally.broken.length > 0) process.exitCode = 1
}
