/**
 * Damages copies of the demo hospital's medium in many ways, loads each through the command line, and counts what was found
 * and what was called damaged wrongly.
 *
 *   node test/faults/damage-campaign.ts [--rounds 8] [--patients 40] [--seed 1]
 *
 * Ends with code 1 when a hit that its format could show was missed, or an untouched file was called damaged.
 */
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import Database from 'better-sqlite3'
import { createRandom, type Random } from '../../scripts/demo-hospital/random.ts'

const SANSHO = fileURLToPath(new URL('../../scripts/sansho', import.meta.url))
const AS_OF = '2026-10-31T03:00'

export interface CampaignOptions {
  readonly rounds: number
  readonly patients: number
  readonly seed: number
}

interface Hit {
  readonly path: string
  readonly fault: string
}

export interface Tally {
  hits: number
  found: number
  /** Found, and the patient whom the path names has a gap for it. */
  named: number
  untouched: number
  falselyDamaged: number
  /** By fault and kind of file: hits and misses. */
  readonly byFault: Record<string, { hits: number; missed: number }>
  readonly missed: string[]
  /** Found, and no patient has a gap for it. */
  readonly unnamed: string[]
  readonly wrong: string[]
}

type Fault = (bytes: Buffer, random: Random) => Buffer

const FAULTS: Readonly<Record<string, Fault>> = {
  encrypted: (bytes, random) => Buffer.from(random.bytes(Math.ceil((bytes.length + 1) / 16) * 16)),
  'encrypted-head': (bytes, random) => overwrite(bytes, 0, Math.min(4096, bytes.length), random),
  'encrypted-every-256': (bytes, random) => everySecond(bytes, 256, random),
  'encrypted-every-4096': (bytes, random) => everySecond(bytes, 4096, random),
  'encrypted-every-65536': (bytes, random) => everySecond(bytes, 65_536, random),
  truncated: (bytes, random) => bytes.subarray(0, random.int(1, Math.max(1, bytes.length - 1))),
  empty: () => Buffer.alloc(0),
  'zero-filled': (bytes) => Buffer.alloc(bytes.length),
  'zero-tail': (bytes, random) => {
    const out = Buffer.from(bytes)
    return out.fill(0, random.int(1, Math.max(1, bytes.length - 8)))
  },
  'zero-sectors': (bytes, random) => {
    const out = Buffer.from(bytes)
    const sectors = Math.floor(bytes.length / 512)
    if (sectors === 0) return out.fill(0)
    const first = random.int(0, sectors - 1)
    return out.fill(0, first * 512, Math.min(bytes.length, (first + 8) * 512))
  },
}

function overwrite(bytes: Buffer, from: number, to: number, random: Random): Buffer {
  const out = Buffer.from(bytes)
  out.set(random.bytes(to - from), from)
  return out
}

/** Every second block from the second on; a file of one block is encrypted whole. */
function everySecond(bytes: Buffer, block: number, random: Random): Buffer {
  if (bytes.length <= block) return overwrite(bytes, 0, bytes.length, random)
  let out = bytes
  for (let at = block; at < bytes.length; at += block * 2) {
    out = overwrite(out, at, Math.min(at + block, bytes.length), random)
  }
  return out
}

/** Makes the medium, damages a copy of it in each round, loads it and adds up. @param say takes a line a round. */
export function runDamageCampaign(options: CampaignOptions, say: (line: string) => void): Tally {
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'sansho-damage-'))
  const tally: Tally = {
    hits: 0,
    found: 0,
    named: 0,
    untouched: 0,
    falselyDamaged: 0,
    byFault: {},
    missed: [],
    unnamed: [],
    wrong: [],
  }
  try {
    const sound = path.join(work, 'sound')
    sansho('demo-hospital', '--out', sound, '--patients', String(options.patients), '--years', '1')
    const files = fs
      .readdirSync(sound, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(sound, path.join(entry.parentPath, entry.name)))
      .filter((file) => /^(standard|extended|dicom)\//.test(file))
      .sort()
    for (let round = 0; round < options.rounds; round++) {
      const random = createRandom(options.seed, `round ${round}`)
      const medium = path.join(work, 'medium')
      const data = path.join(work, 'data')
      copyByLinks(sound, medium)
      const share = [0.01, 0.05, 0.2, 0.5][round % 4] as number
      const hits = damage(medium, files, share, random)
      load(medium, data)
      count(tally, data, hits)
      say(
        `round ${round + 1}: ${hits.length} of ${files.length} files hit, ${tally.found}/${tally.hits} found so far`,
      )
      for (const folder of [medium, data]) fs.rmSync(folder, { recursive: true, force: true })
    }
  } finally {
    fs.rmSync(work, { recursive: true, force: true })
  }
  return tally
}

/** Links until a file is damaged: then it gets bytes of its own. */
function copyByLinks(from: string, to: string): void {
  fs.mkdirSync(to)
  for (const entry of fs.readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)]
    if (entry.isDirectory()) copyByLinks(source, target)
    else fs.linkSync(source, target)
  }
}

function damage(
  medium: string,
  files: readonly string[],
  share: number,
  random: Random,
): readonly Hit[] {
  const names = Object.keys(FAULTS)
  const hits: Hit[] = []
  for (const file of files) {
    if (!random.chance(share)) continue
    const fault = random.pick(names)
    const place = path.join(medium, file)
    const before = fs.readFileSync(place)
    const after = FAULTS[fault]?.(before, random) ?? before
    if (after.equals(before)) continue
    fs.rmSync(place)
    fs.writeFileSync(place, after)
    hits.push({ path: file, fault })
  }
  return hits
}

function load(medium: string, data: string): void {
  const run = spawnSync(
    SANSHO,
    ['load', medium, '--data', data, '--as-of', AS_OF, '--accept-damage', 'campaign', '--json'],
    { encoding: 'utf8', maxBuffer: 2 ** 28 },
  )
  if (run.status !== 0 && run.status !== 3) throw new Error(`load: ${run.status} ${run.stderr}`)
}

interface Row {
  readonly path: string
  readonly verdict: string
  readonly patient: string
  readonly gaps: number
}

function count(tally: Tally, data: string, hits: readonly Hit[]): void {
  const folder = path.join(data, 'generations', 'current')
  const db = new Database(path.join(folder, 'manifest.sqlite'), { readonly: true })
  db.prepare('ATTACH ? AS chart').run(path.join(folder, 'chart.sqlite'))
  db.exec(
    'CREATE TEMP TABLE gap_of AS SELECT file_id, count(patient) AS gaps FROM chart.gap GROUP BY file_id',
  )
  db.exec('CREATE UNIQUE INDEX temp.gap_of_file ON gap_of (file_id)')
  const rows = db
    .prepare<[], Row>(
      `SELECT path, verdict, patient_id AS patient, coalesce(g.gaps, 0) AS gaps
       FROM file LEFT JOIN gap_of g ON g.file_id = file.id`,
    )
    .all()
  db.close()
  const faultOf = new Map(hits.map((hit) => [hit.path, hit.fault]))
  for (const row of rows) {
    const fault = faultOf.get(row.path)
    if (fault === undefined) {
      tally.untouched++
      if (!['', 'sound'].includes(row.verdict)) {
        tally.falselyDamaged++
        tally.wrong.push(`${row.verdict} ${row.path}`)
      }
      continue
    }
    const key = `${fault} ${kindOf(row.path)}`
    const place = tally.byFault[key] ?? { hits: 0, missed: 0 }
    tally.byFault[key] = place
    tally.hits++
    place.hits++
    if (['', 'sound'].includes(row.verdict)) {
      place.missed++
      tally.missed.push(`${fault} ${row.path}`)
    } else {
      tally.found++
      if (row.gaps > 0) tally.named++
      else tally.unnamed.push(`${fault} ${row.verdict} ${row.path}`)
    }
  }
}

function kindOf(file: string): string {
  if (file.startsWith('dicom/')) return 'dicom'
  if (file.startsWith('standard/')) return 'hl7'
  return path.extname(file).slice(1).toLowerCase() || 'document'
}

function sansho(...args: string[]): void {
  const run = spawnSync(SANSHO, args, { encoding: 'utf8' })
  if (run.status !== 0) throw new Error(`sansho ${args[0]}: ${run.stderr}`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '8' },
      patients: { type: 'string', default: '40' },
      seed: { type: 'string', default: '1' },
    },
  })
  const tally = runDamageCampaign(
    {
      rounds: Number(values.rounds),
      patients: Number(values.patients),
      seed: Number(values.seed),
    },
    (line) => process.stderr.write(`${line}\n`),
  )
  const { byFault, missed, unnamed, wrong, ...counts } = tally
  process.stdout.write(
    `${JSON.stringify({ ...counts, missed: missed.slice(0, 40), unnamed, wrong: wrong.slice(0, 40) }, null, 1)}\n`,
  )
  for (const [key, { hits, missed: lost }] of Object.entries(byFault).sort()) {
    process.stdout.write(`${key.padEnd(36)} ${hits - lost}/${hits}\n`)
  }
  process.exitCode = missed.length === 0 && wrong.length === 0 ? 0 : 1
}
