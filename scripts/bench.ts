/**
 * `npm run bench -- MEDIUM [ROUNDS]`: a whole load of the medium against `find | xargs sha256sum` over the same files, in
 * turn, in one run. Prints the ratio and files a second; keeps the figures in bench-results/.
 */
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { LoadReport } from '../loader/generations/report.ts'
import { alternate, median } from './bench/alternate.ts'

const SANSHO = new URL('./sansho', import.meta.url).pathname
const RESULTS = new URL('../bench-results/', import.meta.url).pathname

const [medium, rounds = '3'] = process.argv.slice(2)
if (medium === undefined || !fs.existsSync(medium)) {
  process.stderr.write(
    'Use: npm run bench -- MEDIUM [ROUNDS]\nMEDIUM: a folder as sansho load takes it\n',
  )
  process.exit(2)
}
const data = fs.mkdtempSync(path.join(os.tmpdir(), 'sansho-bench-'))
try {
  const contest = alternate(Number(rounds), loadMedium, hashMedium)
  const reportFile = path.join(data, 'generations', 'current', 'report.json')
  const { files, bytes, phases } = JSON.parse(fs.readFileSync(reportFile, 'utf8')) as LoadReport
  const figures = {
    files: files.seen,
    bytes,
    filesPerSecond: Math.round(files.seen / median(contest.ours)),
    loadSeconds: median(contest.ours),
    hashSeconds: median(contest.theirs),
    ratio: { min: contest.ratios[0], median: median(contest.ratios), max: contest.ratios.at(-1) },
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
  fs.rmSync(data, { recursive: true, force: true })
}

function loadMedium(): void {
  for (const made of ['generations', 'readings']) {
    fs.rmSync(path.join(data, made), { recursive: true, force: true })
  }
  try {
    execFileSync(SANSHO, ['load', medium ?? '', '--data', data], { stdio: 'ignore' })
  } catch (error) {
    // Done with gaps: the medium may be a damaged one.
    if ((error as { status?: number }).status !== 3) throw error
  }
}

function hashMedium(): void {
  const script = 'find "$1" -type f -print0 | xargs -0 sha256sum'
  execFileSync('sh', ['-c', script, 'hash', medium ?? ''], { stdio: 'ignore' })
}
