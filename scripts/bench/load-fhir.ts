/**
 * A whole load of FHIR NDJSON against `JSON.parse` of each line of the same files and nothing else, at growing sizes: whether memory grows
 * with them, and where the time goes.
 *
 *   node scripts/bench/load-fhir.ts FOLDER [TIMES...]      *.ndjson and *.ndjson.gz of FOLDER, each grown to so many times its lines (1 4 16)
 *
 * Prints one JSON object and keeps it in bench-results/. The ratios are those of JSON.parse to the load: 1 = loading takes no longer. The
 * parsing is one thread's; a load takes what the machine has. Reading from the disk and unpacking are in the load and not in the parsing.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import zlib from 'node:zlib'
import type { LoadReport } from '../../loader/generations/report.ts'
import { windowsOf } from '../../loader/sources/line-windows.ts'
import { grownLines } from './grown-ndjson.ts'
import { parseLines } from './parse-lines.ts'

const SANSHO = new URL('../sansho', import.meta.url).pathname
const RESULTS = new URL('../../bench-results/', import.meta.url).pathname
/** How often the process is looked at: what it takes in its last moments may go unseen. Milliseconds. */
const LOOK = 100
/** proc(5), stat: user and system time, counted from behind the program's name; in hundredths of a second. */
const [USER, SYSTEM] = [11, 12]

const [folder, ...given] = process.argv.slice(2)
if (folder === undefined || !fs.existsSync(folder)) {
  process.stderr.write('Use: node scripts/bench/load-fhir.ts FOLDER [TIMES...]\n')
  process.exit(2)
}
const work = fs.mkdtempSync(path.join(os.tmpdir(), 'sansho-bench-'))
try {
  const sizes = []
  for (const times of given.length === 0 ? [1, 4, 16] : given.map(Number)) {
    sizes.push(await measure(folder, times))
  }
  const figures = { sizes, cores: os.availableParallelism(), loadAverage: os.loadavg()[0] }
  const text = `${JSON.stringify(figures, null, 2)}\n`
  fs.mkdirSync(RESULTS, { recursive: true })
  const stamp = new Date().toISOString().replace(/[:.]/g, '')
  fs.writeFileSync(path.join(RESULTS, `load-fhir-${stamp}.json`), text)
  process.stdout.write(text)
} finally {
  fs.rmSync(work, { recursive: true, force: true })
}

async function measure(from: string, times: number) {
  const medium = path.join(work, `medium-${times}`)
  const bytes = writeGrown(from, medium, times)
  const parsing = parseAll(medium)
  const data = path.join(work, `data-${times}`)
  const load = await loadMedium(medium, data)
  const reportFile = path.join(data, 'generations', 'current', 'report.json')
  const { phases, records } = JSON.parse(fs.readFileSync(reportFile, 'utf8')) as LoadReport
  for (const done of [medium, data]) fs.rmSync(done, { recursive: true })
  return {
    times,
    megabytes: Math.round(bytes / 1e6),
    records: Object.values(records).reduce((sum, count) => sum + count, 0),
    peakMegabytes: load.peakMegabytes,
    parsing,
    load: { seconds: load.seconds, processorSeconds: load.processorSeconds },
    ratio: rounded(parsing.seconds / load.seconds),
    processorRatio: rounded(parsing.processorSeconds / load.processorSeconds),
    phases,
  }
}

/** @returns bytes of all files */
function writeGrown(from: string, to: string, times: number): number {
  fs.mkdirSync(to)
  let bytes = 0
  for (const name of fs.readdirSync(from).filter((each) => /\.ndjson(\.gz)?$/.test(each))) {
    const raw = fs.readFileSync(path.join(from, name))
    const lines = name.endsWith('.gz') ? zlib.gunzipSync(raw) : raw
    const file = fs.openSync(path.join(to, name.replace(/\.gz$/, '')), 'w')
    for (const copy of grownLines(lines, times)) bytes += fs.writeSync(file, copy)
    fs.closeSync(file)
  }
  return bytes
}

function parseAll(medium: string) {
  let seconds = 0
  let processorSeconds = 0
  for (const name of fs.readdirSync(medium)) {
    for (const window of windowsOf(path.join(medium, name))) {
      const begun = performance.now()
      const before = process.cpuUsage()
      parseLines(Buffer.from(window.buffer, window.byteOffset, window.byteLength))
      const { user, system } = process.cpuUsage(before)
      seconds += (performance.now() - begun) / 1000
      processorSeconds += (user + system) / 1e6
    }
  }
  return { seconds: rounded(seconds), processorSeconds: rounded(processorSeconds) }
}

async function loadMedium(medium: string, data: string) {
  const begun = performance.now()
  const loading = spawn(SANSHO, ['load', medium, '--data', data], { stdio: 'ignore' })
  let last = { peakMegabytes: 0, processorSeconds: 0 }
  const watching = setInterval(() => {
    last = usageOf(loading.pid) ?? last
  }, LOOK)
  const [code] = (await once(loading, 'exit')) as [number | null]
  clearInterval(watching)
  // 3: done with gaps.
  if (code !== 0 && code !== 3) throw new Error(`the load ended with ${code}`)
  return { ...last, seconds: rounded((performance.now() - begun) / 1000) }
}

/** Of a process and its threads until now (proc(5)); null once it has ended. */
function usageOf(pid: number | undefined) {
  try {
    const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8')
    const peak = /VmHWM:\s+(\d+)/.exec(status)?.[1]
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
    const ticks = Number(stat[USER]) + Number(stat[SYSTEM])
    return peak === undefined
      ? null
      : { peakMegabytes: Math.round(Number(peak) / 1024), processorSeconds: ticks / 100 }
  } catch {
    return null
  }
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100
}
