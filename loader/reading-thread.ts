/** Body of a reading thread: source → screening → format → batch, one shard after the other. See reading.ts. */
import { serialize } from 'node:v8'
import { parentPort, workerData } from 'node:worker_threads'
import type { ClinicalRecord } from '../model/records.ts'
import { type ExaminedFile, examineFile } from './examine-file.ts'
import type { PathFacts } from './formats/format.ts'
import { formats, ignorable } from './formats/registry.ts'
import { createFindings } from './inspection.ts'
import { type Contexts, type GatheredFile, NO_ROOM } from './preparing.ts'
import type { Gathered, Understood } from './read-safely.ts'
import { BATCHES_IN_FLIGHT, SHARED, type ThreadData, type ThreadMessage } from './reading.ts'
import { earlierReadings } from './readings/earlier-readings.ts'
import { createJournal } from './readings/journal.ts'
import type { WaitingFile } from './readings/waiting-files.ts'
import { isChecksumList, statedSums } from './seal/checksum-list.ts'
import type { SealedEntry } from './seal/medium-seal.ts'
import { fedFiles } from './sources/feed.ts'
import { openSource, type SourceFile } from './sources/source.ts'
import { storeBlob } from './writer/blobs.ts'
import { createEncoder, STANDING_NUMBER } from './writer/encode.ts'
import { isImageKept } from './writer/rows/file-rows.ts'

/** A batch is handed over when it has this many cells or files: about 1 MB of text. */
const CELLS_A_BATCH = 60_000
const FILES_A_BATCH = 1_000
/** What was gathered for the second reading is handed over when it is of so many files, or takes so much memory. */
const GATHERED_A_MESSAGE = 20
const WEIGHT_A_MESSAGE = 2 ** 24

/** Takes files and says when its result so far should be handed over. */
interface Collector {
  /**
   * @param source from 1.
   * @param contexts null in the first reading.
   * @param handOver to be called between the pieces of a file.
   * @returns set when the file is not done, but to be read again.
   */
  add(
    file: SourceFile,
    source: number,
    contexts: Contexts | null,
    handOver: () => void,
  ): Gathered | null
  isFull(): boolean
  take(): unknown
}

const known = { formats, ignorable }
const data = workerData as ThreadData
const { shared, shards, thread, second } = data
// What needs the files of its whole source is read again in any case.
const isFirst = second === null
const knownBefore = isFirst ? (data.load?.known ?? null) : null
const journals = isFirst ? (data.load?.journals ?? '') : ''
const journal = journals === '' ? null : createJournal(`${journals}${thread}.frames`)
const place = SHARED.inFlight + thread
let waiting: WaitingFile[] = []
const earlier = earlierReadings(knownBefore, data.sources, (file) => waiting.push(file))
const collectors = { load: loadCollector, inspect: inspectCollector, seal: sealCollector }
run(collectors[data.purpose]())

function run(collector: Collector): void {
  const sources = data.sources.map((spec, source) => openSource(spec, earlier.isKnown(source)))
  let shardsDone = 0
  let gathered: GatheredFile[] = []
  let weight = 0
  const send = (isComplete: boolean) => {
    const result = serialize(collector.take())
    journal?.append({ content: result, isComplete })
    post({ thread, shardsDone, gathered, waiting, result })
    shardsDone = 0
    gathered = []
    weight = 0
    waiting = []
  }
  const handOver = (isComplete: boolean) => {
    const isMuch = gathered.length >= GATHERED_A_MESSAGE || weight >= WEIGHT_A_MESSAGE
    if (collector.isFull() || isMuch || waiting.length >= FILES_A_BATCH) send(isComplete)
  }
  const add = (file: SourceFile, source: number) => {
    const contexts = second?.contexts[source] ?? null
    return collector.add(admitted(file, source), source + 1, contexts, () => handOver(false))
  }
  const take = (file: SourceFile, source: number) => {
    const worth = earlier.worth(file, source)
    if (worth === 'stands') return
    const isAsBefore = worth === 'stands-with-others'
    const unfinished = isAsBefore ? gatheredOf(file) : add(file, source)
    if (isAsBefore) {
      earlier.leaveAside(file, source, unfinished === null ? 'as-it-is' : 'gathered')
    }
    if (unfinished !== null) {
      const { path, size: bytes } = file
      gathered.push({ ...unfinished, source, path, bytes, isRefused: false, isAsBefore })
      weight += unfinished.weight
    }
    handOver(true)
  }
  for (;;) {
    const shard = shards[Atomics.add(shared, SHARED.nextShard, 1)]
    if (shard === undefined) break
    const source = sources[shard.source]
    const files = shard.isFile ? source?.readFile(shard.name) : source?.read(shard.name)
    for (const file of files ?? []) {
      if (isStopped()) return
      take(file, shard.source)
    }
    shardsDone++
  }
  const fed = data.feed === null ? [] : fedFiles(data.feed, shared, data.sources, isStopped)
  for (const { file, source, shardsDone: progress } of fed) {
    if (isStopped()) return
    shardsDone += progress
    if (isWanted(file, source)) take(file, source)
  }
  send(true)
}

/** What others need of a file that is not read again unless they change. */
function gatheredOf(file: SourceFile): Gathered | null {
  return examineFile(file, { ...known, contexts: null }).gathered
}

/** What an archive gives again in the second reading is done, but for the files that are read for it. */
function isWanted({ path, failure, ignored }: SourceFile, source: number): boolean {
  if (second === null) return true
  return failure === '' && ignored === '' && second.paths[source]?.has(path) === true
}

function admitted(file: SourceFile, source: number): SourceFile {
  if (second?.refused[source]?.has(file.path) !== true) return file
  return { ...file, bytes: null, failure: NO_ROOM }
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

function loadCollector(): Collector {
  if (data.load === null) throw new Error('a load needs a place for documents')
  const { blobs, readAt, withoutPixels } = data.load
  const encoder = createEncoder((sha256, content) => storeBlob(blobs, sha256, content))
  function addPiece(file: SourceFile, facts: PathFacts, piece: Understood): void {
    const { records, mention, problems, parts } = piece
    const context = {
      file: encoder.currentFile(),
      standing: STANDING_NUMBER[facts.standing],
      versionKey: facts.versionKey,
      versionTime: facts.versionTime,
      bytes: file.size,
      sha256: file.sha256,
      withoutPixels,
    }
    encoder.addRecords(records, context)
    if (mention !== null) encoder.addMention(mention, context)
    encoder.addProblems(problems, facts.patientId, context)
    if (parts !== undefined) encoder.addPiece(parts, records.length, context)
    if (file.bytes !== null && records.some((record) => isKeptWhole(record, withoutPixels))) {
      storeBlob(blobs, file.sha256, file.bytes)
    }
  }
  function addStatedSums({ path, bytes }: SourceFile, handOver: () => void): void {
    if (bytes === null || !isChecksumList(path)) return
    for (const sum of statedSums(bytes, path)) {
      encoder.addStatedSum(encoder.currentFile(), sum)
      if (encoder.size() >= CELLS_A_BATCH) handOver()
    }
  }
  return {
    add(file, source, contexts, handOver) {
      const examined = examineFile(file, { ...known, contexts })
      if (examined.gathered !== null) return examined.gathered
      const { facts, parsed } = examined
      encoder.tally.files++
      encoder.tally.bytes += file.size
      const number = encoder.addFile([...manifestColumns(file, examined, source), readAt])
      if (facts.patientId !== '' && examined.disposition !== 'ignored') {
        encoder.addPatient(facts.patientId)
      }
      if (examined.otherPatientId !== '') encoder.addOtherPatient(number, examined.otherPatientId)
      if (parsed === null) {
        if (examined.disposition === 'ignored') addStatedSums(file, handOver)
        return null
      }
      addPiece(file, facts, parsed)
      for (const piece of examined.rest) {
        handOver()
        addPiece(file, facts, piece)
      }
      return null
    },
    isFull: () => encoder.tally.files >= FILES_A_BATCH || encoder.size() >= CELLS_A_BATCH,
    take: () => encoder.take(),
  }
}

/** Whether the record's content is the file itself, which is to be kept. */
function isKeptWhole(record: ClinicalRecord, withoutPixels: boolean): boolean {
  if (record.kind === 'documentPart') return record.content === undefined
  return record.kind === 'imageInstance' && isImageKept(record, withoutPixels)
}

/** The columns of manifest.file between its id and `read_at`. */
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
    examined.verdict,
  ]
}

function inspectCollector(): Collector {
  const findings = createFindings()
  return {
    add(file, _source, contexts) {
      const examined = examineFile(file, { ...known, contexts })
      if (examined.gathered === null) findings.add(file, examined)
      return examined.gathered
    },
    isFull: () => findings.files() >= FILES_A_BATCH,
    take: () => findings.take(),
  }
}

function sealCollector(): Collector {
  let entries: SealedEntry[] = []
  return {
    add({ path, size, modifiedAt, sha256, ignored }) {
      if (ignored !== '') return null
      entries.push({ path, size, modifiedAt: new Date(modifiedAt).toISOString(), sha256 })
      return null
    },
    isFull: () => entries.length >= FILES_A_BATCH,
    take() {
      const taken = entries
      entries = []
      return taken
    },
  }
}
