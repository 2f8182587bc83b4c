/**
 * What screening adds to parsing: `node scripts/bench/screening.ts MEDIUM [ROUNDS]`. The files of a folder are parsed alone and examined as
 * a load examines them (parsed and screened), in turn, from the same memory, in one thread. Prints the processor time of
 * both by format and of all, and how much more the second is; no load is built, and reading and hashing are in neither.
 */
import { type ExaminedFile, examineFile, type Formats } from '../../loader/examine-file.ts'
import type { Format, PathFacts } from '../../loader/formats/format.ts'
import { formats, ignorable } from '../../loader/formats/registry.ts'
import { type GatheredFile, secondReading } from '../../loader/preparing.ts'
import { parseSafely } from '../../loader/read-safely.ts'
import { isArchive, openSource, type SourceFile } from '../../loader/sources/source.ts'
import { parseSources } from '../../loader/sources/source-argument.ts'
import { median } from './alternate.ts'

/** So much of the medium is in memory at a time. */
const BYTES_A_BATCH = 2 ** 26
const [medium, rounds = '5'] = process.argv.slice(2)
const [spec] = medium === undefined ? [] : parseSources([medium])
if (spec === undefined || isArchive(spec)) {
  process.stderr.write('Use: node scripts/bench/screening.ts FOLDER [ROUNDS]\n')
  process.exit(2)
}

interface Claimed {
  readonly file: SourceFile & { readonly bytes: Uint8Array }
  readonly format: Format
  readonly facts: PathFacts
}

/** Seconds of processor time by round. */
interface Times {
  readonly files: number
  readonly bytes: number
  readonly parsed: number[]
  readonly examined: number[]
}

const times = new Map<string, Times>()
const known: Formats = { formats, ignorable, contexts: contextsOfMedium() }
// The first round only warms the compilers.
for (let round = 0; round <= Number(rounds); round++) {
  const done = new Map<string, { files: number; bytes: number; parsed: number; examined: number }>()
  for (const batch of batches()) {
    for (const [name, files] of Map.groupBy(batch, ({ format }) => format.name)) {
      const sum = done.get(name) ?? { files: 0, bytes: 0, parsed: 0, examined: 0 }
      // The order changes from round to round: the second finds the files in the processor's caches.
      if (round % 2 === 0) sum.parsed += timed(files, parse)
      sum.examined += timed(files, examine)
      if (round % 2 === 1) sum.parsed += timed(files, parse)
      sum.files += files.length
      sum.bytes += files.reduce((bytes, { file }) => bytes + file.size, 0)
      done.set(name, sum)
    }
  }
  if (round > 0) for (const [name, sum] of done) note(name, sum)
}
const all = Array.from({ length: Number(rounds) }, (_, round) => ({
  parsed: sumOf([...times.values()].map(({ parsed }) => parsed[round] ?? 0)),
  examined: sumOf([...times.values()].map(({ examined }) => examined[round] ?? 0)),
}))
const figures = {
  formats: Object.fromEntries([...times].map(([name, each]) => [name, described(each)])),
  all: described({
    files: sumOf([...times.values()].map(({ files }) => files)),
    bytes: sumOf([...times.values()].map(({ bytes }) => bytes)),
    parsed: all.map(({ parsed }) => parsed),
    examined: all.map(({ examined }) => examined),
  }),
}
process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`)

function note(
  name: string,
  {
    files,
    bytes,
    parsed,
    examined,
  }: { files: number; bytes: number; parsed: number; examined: number },
): void {
  const each = times.get(name) ?? { files, bytes, parsed: [], examined: [] }
  each.parsed.push(parsed)
  each.examined.push(examined)
  times.set(name, each)
}

function described({ files, bytes, parsed, examined }: Times) {
  const ratios = parsed.map((seconds, round) => (examined[round] ?? 0) / seconds)
  const rounded = (value: number) => Math.round(value * 1000) / 1000
  return {
    files,
    bytes,
    parsedSeconds: rounded(median(parsed)),
    examinedSeconds: rounded(median(examined)),
    ratio: {
      min: rounded(Math.min(...ratios)),
      median: rounded(median(ratios)),
      max: rounded(Math.max(...ratios)),
    },
  }
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}

/** Seconds of processor time of this thread. */
function timed(files: readonly Claimed[], work: (claimed: Claimed) => void): number {
  const before = process.threadCpuUsage()
  for (const each of files) work(each)
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1e6
}

/** Finds out whose the file is, as a load must, too. */
function parse({ file, format, facts }: Claimed): void {
  for (const each of formats) if (each.claim(file.path) !== null) break
  drain(parseSafely(format, file.bytes, file.path, facts, known.contexts?.get(format.name)).rest)
}

function examine({ file }: Claimed): void {
  const { rest }: ExaminedFile = examineFile(file, known)
  drain(rest)
}

function drain(pieces: Iterable<unknown>): void {
  for (const _ of pieces);
}

function contextsOfMedium(): Formats['contexts'] {
  const gathered: GatheredFile[] = []
  for (const { file, format } of claimedFiles()) {
    if (format.preparation === undefined) continue
    const part = format.preparation.gather(file.bytes, file.path)
    const { path, size: bytes } = file
    gathered.push({
      format: format.name,
      part,
      weight: 0,
      source: 0,
      path,
      bytes,
      isRefused: false,
      isAsBefore: false,
    })
  }
  return secondReading(gathered, 1, formats).contexts[0] ?? null
}

function* batches(): Generator<Claimed[]> {
  let batch: Claimed[] = []
  let bytes = 0
  for (const { file, format, facts } of claimedFiles()) {
    // A source reads every file into the same memory.
    batch.push({ file: { ...file, bytes: Buffer.from(file.bytes) }, format, facts })
    bytes += file.size
    if (bytes < BYTES_A_BATCH) continue
    yield batch
    batch = []
    bytes = 0
  }
  yield batch
}

function* claimedFiles(): Generator<Claimed> {
  const source = openSource(spec as NonNullable<typeof spec>)
  for (const shard of source.shards()) {
    for (const file of source.read(shard)) {
      const { bytes, path } = file
      if (bytes === null) continue
      for (const format of formats) {
        const facts =
          format.claim(path) ?? format.claimContent?.(bytes.subarray(0, 4096), path) ?? null
        if (facts === null) continue
        yield { file: { ...file, bytes }, format, facts }
        break
      }
    }
  }
}
