/**
 * `npm run bench -- MEDIUM [ROUNDS]`: a whole load of the medium against `find | xargs sha256sum` over the same files, in
 * turn, in one run. Prints the ratio of the times, that of processor time (which other work on the machine disturbs less), and
 * files a second; keeps the figures in bench-results/.
 */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { LoadReport } from '../loader/generations/report.ts'
import { alternate, median } from './bench/alternate.ts'
import { processorSeconds } from './bench/processor-time.ts'

const SANSHO = new URL('./sansho', import.meta.url).pathname
const RESULTS = new URL('../bench-results/', import.meta.url).pathname

const [medium, rounds = '3'] = process.argv.slice(2)
if (medium === undefined || !fs.existsSync(medium)) {
  process.stderr.write(
    'Use: npm run bench -- MEDIUM [ROUNDS]\nMEDIUM: a folder as sansho load takes it\n',
  )
  process.exit(2)
}
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sansho-bench-'))
const processor = { load: [] as number[], hash: [] as number[] }
try {
  const contest = alternate(Number(rounds), loadMedium, hashMedium)
  const last = path.join(folder, String(processor.load.length))
  const reportFile = path.join(last, 'generations', 'current', 'report.json')
  const { files, bytes, phases } = JSON.parse(fs.readFileSync(reportFile, 'utf8')) as LoadReport
  const figures = {
    files: files.seen,
    bytes,
    filesPerSecond: Math.round(files.seen / median(contest.ours)),
    loadSeconds: median(contest.ours),
    hashSeconds: median(contest.theirs),
    ratio: { min: contest.ratios[0], median: median(contest.ratios), max: contest.ratios.at(-1) },
    processorSeconds: processor,
    processorRatio: median(processor.load) / median(processor.hash),
    phases,
    cores: os.availableParallelism(),
    loadAverage: os.loadavg()[0],
  }
  fs.mkdirSync(RESULTS, { recursive: true })
  const stamp = new Date().toISOString().replace(/[:.]/g, '')
  fs.writeFileSync(
    path.join(RESULTS, `load-${stamp}.json`),
    `${JSON.stringify(figures, null, 2)}\n`,
  )
  process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`)
} finally {
  fs.rmSync(folder, { recursive: true, force: true })
}

/** Into a folder of its own: ext4 is slow to give out inodes that were freed a moment ago, and a first load frees none. */
function loadMedium(): void {
  const data = path.join(folder, String(processor.load.length + 1))
  // 3: done with gaps, for the medium may be a damaged one.
  processor.load.push(processorSeconds([SANSHO, 'load', medium ?? '', '--data', data], [0, 3]))
}

function hashMedium(): void {
  const script = 'find "$1" -type f -print0 | xargs -0 sha256sum'
  processor.hash.push(processorSeconds(['sh', '-c', script, 'hash', medium ?? '']))
}
