/**
 * Indexing of images against Orthanc's ingest: `node scripts/bench/index-images.ts [FILES] [ROUNDS]`. The same files, in turn, in one run: a whole load
 * (hashed, indexed, copied, published), one that only indexes (`--without-pixels`), uploads to a fresh Orthanc over as many connections as the machine has processors, and plain reading. Prints files a
 * second, processor time (which other work on the machine disturbs less) and ratios, and keeps them in bench-results/. A whole run of the
 * program is timed; what the load itself took, as its report says, stands beside it: Orthanc has started before its time begins.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodePart10 } from '../demo-hospital/dicom/part10.ts'
import { median } from './alternate.ts'
import { firstPatient, sliceElements } from './image-medium.ts'
import { hasOrthanc, startOrthanc } from './orthanc.ts'
import { processorSeconds } from './processor-time.ts'

const SANSHO = new URL('../sansho', import.meta.url).pathname
const RESULTS = new URL('../../bench-results/', import.meta.url).pathname
const SIZE = 256
const SLICES = 100

if (!hasOrthanc) {
  process.stderr.write('Needs Orthanc: apt-get install orthanc orthanc-dicomweb\n')
  process.exit(2)
}
const [count = '5000', rounds = '3'] = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'sansho-bench-index-'))
let loads = 0
try {
  const figures = await measure(Number(count), Number(rounds))
  mkdirSync(RESULTS, { recursive: true })
  const stamp = new Date().toISOString().replace(/[:.]/g, '')
  const text = `${JSON.stringify(figures, null, 2)}\n`
  writeFileSync(join(RESULTS, `index-images-${stamp}.json`), text)
  process.stdout.write(text)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function measure(files: number, turns: number) {
  const medium = join(folder, 'medium')
  const images = writeImages(medium, files)
  const ours: number[] = []
  const indexed: number[] = []
  const theirs: number[] = []
  const reading: number[] = []
  const reported: { loaded: number[]; indexed: number[] } = { loaded: [], indexed: [] }
  const processor: { indexed: number[]; orthanc: number[] } = { indexed: [], orthanc: [] }
  read(medium)
  for (let turn = 0; turn < turns; turn += 1) {
    reading.push(await seconds(() => read(medium)))
    const uploaded = await upload(images)
    theirs.push(uploaded.seconds)
    processor.orthanc.push(uploaded.processor)
    ours.push(
      await seconds(() => {
        reported.loaded.push(load(medium).reported)
      }),
    )
    indexed.push(
      await seconds(() => {
        const done = load(medium, '--without-pixels')
        processor.indexed.push(done.processor)
        reported.indexed.push(done.reported)
      }),
    )
  }
  const times = (long: readonly number[], short: readonly number[]) =>
    Math.round((10 * median(long)) / median(short)) / 10
  const rate = (all: readonly number[]) => Math.round(files / median(all))
  return {
    files,
    bytes: images.length * readFileSync(images[0] ?? '').length,
    loadedAndCopied: { filesPerSecond: rate(ours), seconds: ours },
    indexed: { filesPerSecond: rate(indexed), seconds: indexed },
    orthanc: { filesPerSecond: rate(theirs), seconds: theirs },
    read: { filesPerSecond: rate(reading), seconds: reading },
    timesOrthanc: { loaded: times(theirs, ours), indexed: times(theirs, indexed) },
    reportedSeconds: reported,
    timesOrthancAsReported: {
      loaded: times(theirs, reported.loaded),
      indexed: times(theirs, reported.indexed),
    },
    processorSeconds: processor,
    timesOrthancByProcessor: times(processor.orthanc, processor.indexed),
    timesReading: { loaded: times(ours, reading), indexed: times(indexed, reading) },
    cores: availableParallelism(),
    loadAverage: loadavg()[0],
  }
}

/** @returns paths of so many CT slices of one patient of a small demo hospital */
function writeImages(medium: string, files: number): string[] {
  execFileSync(SANSHO, ['demo-hospital', '--out', medium, '--patients', '2'], { stdio: 'ignore' })
  const patientId = firstPatient(join(medium, 'standard'))
  const noise = new Uint8Array(SIZE * SIZE * 2 + files)
  for (let n = 0; n < noise.length; n += 1) noise[n] = n % 2 === 0 ? (n * 7919) >> 3 : 4
  return Array.from({ length: files }, (_, n) => {
    const study = Math.floor(n / SLICES)
    const target = join(medium, 'dicom', patientId, '20261001', `BENCH${study}`, '1')
    if (n % SLICES === 0) mkdirSync(target, { recursive: true })
    const uid = `1.2.392.200119.6.99999.91.${study}`
    const at = n % SLICES
    const native = noise.subarray(n & ~1, (n & ~1) + SIZE * SIZE * 2)
    const file = encodePart10({
      sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
      sopInstanceUid: `${uid}.1.${at + 1}`,
      transferSyntax: 'explicitLittle',
      elements: sliceElements({ uid, at, name: `BENCH ${study}`, patientId, size: SIZE }),
      pixels: { native, words: true },
    })
    const path = join(target, `${at + 1}.dcm`)
    writeFileSync(path, file)
    return path
  })
}

function read(medium: string): void {
  const script = 'find "$1" -type f -print0 | xargs -0 cat >/dev/null'
  execFileSync('sh', ['-c', script, 'read', join(medium, 'dicom')], { stdio: 'ignore' })
}

/**
 * Into a folder of its own: ext4 is slow to give out inodes that were freed a moment ago, and a first load frees none.
 * @returns seconds: of processor time, and what the load says that it took
 */
function load(medium: string, ...more: readonly string[]): { processor: number; reported: number } {
  const data = join(folder, `data${++loads}`)
  // 3: done with gaps: the demo medium has files of a kind that is not interpreted.
  const load = [SANSHO, 'load', medium, '--data', data, ...more]
  const processor = processorSeconds(load, [0, 3])
  const report = readFileSync(join(data, 'generations', 'current', 'report.json'), 'utf8')
  return { processor, reported: (JSON.parse(report) as { seconds: number }).seconds }
}

/** @returns seconds that the uploads alone took, and Orthanc's processor time for them */
async function upload(images: readonly string[]): Promise<{ seconds: number; processor: number }> {
  const orthanc = await startOrthanc()
  try {
    let next = 0
    const work = async () => {
      for (let n = next++; n < images.length; n = next++) {
        await orthanc.store(readFileSync(images[n] ?? ''))
      }
    }
    const before = orthanc.processorSeconds()
    const lasted = await seconds(() =>
      Promise.all(Array.from({ length: availableParallelism() }, work)),
    )
    return { seconds: lasted, processor: orthanc.processorSeconds() - before }
  } finally {
    await orthanc.stop()
  }
}

async function seconds(work: () => unknown): Promise<number> {
  const begun = performance.now()
  await work()
  return Math.round(performance.now() - begun) / 1000
}
