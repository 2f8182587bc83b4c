/** Body of a reading thread: source → screening → format → batch, one shard after the other. See reading.ts. */
import { serialize } from 'node:v8'
import { parentPort, workerData } from 'node:worker_threads'
import { type ExaminedFile, examineFile } from './examine-file.ts'
import { formats, ignorable } from './formats/registry.ts'
import { createFindings } from './inspection.ts'
import { BATCHES_IN_FLIGHT, SHARED, type ThreadData, type ThreadMessage } from './reading.ts'
import { fedFiles } from './sources/feed.ts'
import { openSource, type SourceFile } from './sources/source.ts'
import { storeBlob } from './writer/blobs.ts'
import { createEncoder, STANDING_NUMBER } from './writer/encode.ts'

/** A batch is handed over when it has this many cells or files: about 1 MB of text. */
const CELLS_A_BATCH = 60_000
const FILES_A_BATCH = 1_000

/** Takes examined files and says when its result so far should be handed over. */
interface Collector {
  add(file: SourceFile, examined: ExaminedFile, source: number): void
  isFull(): boolean
  take(): unknown
}

const data = workerData as ThreadData
const { shared, shards, thread } = data
const place = SHARED.inFlight + thread
run(data.purpose === 'load' ? loadCollector(data.blobs) : inspectCollector())

function run(collector: Collector): void {
  const sources = data.sources.map(openSource)
  let shardsDone = 0
  const send = () => {
    post({ thread, shardsDone, result: serialize(collector.take()) })
    shardsDone = 0
  }
  const take = (file: SourceFile, source: number) => {
    collector.add(file, examineFile(file, { formats, ignorable }), source + 1)
    if (collector.isFull()) send()
  }
  for (;;) {
    const shard = shards[Atomics.add(shared, SHARED.nextShard, 1)]
    if (shard === undefined) break
    for (const file of sources[shard.source]?.read(shard.name) ?? []) {
      if (isStopped()) return
      take(file, shard.source)
    }
    shardsDone++
  }
  const fed = data.feed === null ? [] : fedFiles(data.feed, shared, isStopped)
  for (const { file, source, shardsDone: progress } of fed) {
    if (isStopped()) return
    shardsDone += progress
    take(file, source)
  }
  send()
}

function isStopped(): boolean {
  return Atomics.load(shared, SHARED.stopped) === 1
}

function post(message: ThreadMessage): void {
  for (;;) {
    const ahead = Atomics.load(shared, place)
    if (ahead < BATCHES_IN_FLIGHT || isStopped()) break
    Atomics.wait(shared, place, ahead)
  }
  Atomics.add(shared, place, 1)
  parentPort?.postMessage(message, [message.result.buffer as ArrayBuffer])
}

function loadCollector(blobs: string): Collector {
  const encoder = createEncoder()
  return {
    add(file, examined, source) {
      const { facts, parsed } = examined
      encoder.tally.files++
      encoder.tally.bytes += file.size
      const number = encoder.addFile(manifestColumns(file, examined, source))
      if (facts.patientId !== '' && examined.disposition !== 'ignored') {
        encoder.addPatient(facts.patientId)
      }
      if (examined.otherPatientId !== '') encoder.addOtherPatient(number, examined.otherPatientId)
      if (parsed === null) return
      const context = {
        file: number,
        standing: STANDING_NUMBER[facts.standing],
        versionKey: facts.versionKey,
        versionTime: facts.versionTime,
        bytes: file.size,
        sha256: file.sha256,
      }
      encoder.addRecords(parsed.records, context)
      if (parsed.mention !== null) encoder.addMention(parsed.mention, context)
      encoder.addProblems(parsed.problems, facts.patientId, context)
      const keeper = parsed.records.find(
        ({ kind }) => kind === 'documentPart' || kind === 'imageInstance',
      )
      if (keeper !== undefined && file.bytes !== null) {
        storeBlob(blobs, file.sha256, file.bytes)
      }
    },
    isFull: () => encoder.tally.files >= FILES_A_BATCH || encoder.size() >= CELLS_A_BATCH,
    take: () => encoder.take(),
  }
}

/** The columns of manifest.file behind its id. */
function manifestColumns(file: SourceFile, examined: ExaminedFile, source: number) {
  const { facts, parsed } = examined
  return [
    source,
    file.path,
    file.size,
    new Date(file.modifiedAt).toISOString(),
    file.sha256,
    examined.format,
    facts.dataType,
    facts.patientId,
    facts.date,
    facts.versionKey,
    facts.versionTime,
    examined.disposition,
    examined.reason,
    examined.detail,
    parsed?.deviatingCharset ?? '',
    parsed?.records.length ?? 0,
  ]
}

function inspectCollector(): Collector {
  const findings = createFindings()
  return {
    add: (file, examined) => findings.add(file, examined),
    isFull: () => findings.files() >= FILES_A_BATCH,
    take: () => findings.take(),
  }
}
