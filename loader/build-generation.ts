/** Builds one generation of media and publishes it: read, arrange, index, prove, seal, rename. */
import fs from 'node:fs'
import path from 'node:path'
import { arrange, compareWithSeals } from './arrange.ts'
import { type Activation, decideActivation } from './generations/activation.ts'
import { AFFECTED, writeAffectedPatients } from './generations/affected-patients.ts'
import type { Building } from './generations/building.ts'
import { sealGeneration } from './generations/generation-seal.ts'
import { publish } from './generations/publish.ts'
import { describeGeneration, type LoadReport } from './generations/report.ts'
import { reportPage } from './generations/report-html.ts'
import type { LoadOptions } from './load-options.ts'
import { noteMedia } from './medium-identity.ts'
import { type Announce, announcer, phaseClock } from './phase-clock.ts'
import { type LoadTask, readSources } from './reading.ts'
import {
  beginJournals,
  isOfDisk,
  keepBase,
  openReadings,
  type Readings,
  settleBase,
} from './readings/readings.ts'
import { beginEmpty, dropUnmet, type TakenOver, takeOver } from './readings/take-over.ts'
import { MediumRefused, refusal, refuseEmpty } from './refused-media.ts'
import { writeUnwitnessed } from './screening/unwitnessed-files.ts'
import { compareWithSums } from './seal/compare-sums.ts'
import { signingKey } from './seal/signing-key.ts'
import type { AsOf } from './writer/as-of.ts'
import type { Batch } from './writer/batch.ts'
import { dropUnnamedBlobs, giveBlobs } from './writer/blobs.ts'
import { type Connection, checkIntegrity, createIndexes } from './writer/generation-database.ts'
import { reconcile } from './writer/reconcile.ts'

/** The files that nothing vouches for, in the generation's folder. */
const UNWITNESSED = 'unwitnessed-files.csv'

/** Files whose bytes are others than in an earlier load, though path, length and time are the same: nothing may be taken over. */
export class ChangedUnseen extends Error {
  readonly files: number
  constructor(files: number) {
    super(`${files} files have changed without a trace in their times`)
    this.files = files
  }
}

/** What part of a load this is. */
export interface Part {
  readonly startedAt: Date
  readonly partial: LoadReport['partial']
  /** What was published before, and the seconds that it took altogether. */
  readonly begun: {
    readonly seconds: number
    readonly patients: number
    readonly total: number
  } | null
  /** Files that made a first attempt read everything again: see ChangedUnseen. */
  readonly changedUnseen: number
}

/**
 * @param building its folder becomes the generation's.
 * @throws ChangedUnseen, MediumRefused, BrokenSeal, UnreadableSeal, NothingToLoad, ReconciliationError, PublishedUncertainly, or the system's error
 */
export async function buildGeneration(
  building: Building,
  options: LoadOptions,
  { startedAt, partial, begun, changedUnseen }: Part,
): Promise<LoadReport> {
  const clock = phaseClock(begun?.total ?? 0)
  const readings = openReadings(options.dataDirectory, options.rehash)
  const taken =
    partial === ''
      ? takeOver(readings, building.folder, options.sources, {
          sealed: new Set(options.seals.keys()),
          withoutPixels: options.withoutPixels,
        })
      : beginEmpty(building.folder, options.sources)
  const { db, writer } = taken
  try {
    clock.end('taking over')
    const announce = announcer(options.onProgress, writer, clock)
    const labels = options.sources.map(({ label }) => label)
    const journals = partial === '' ? beginJournals(readings, labels) : ''
    const { blobs } = readings
    const { withoutPixels } = options
    const readAt = startedAt.toISOString()
    const load = { blobs, withoutPixels, readAt, known: taken.known, journals }
    await readInto(taken, load, options, announce)
    const takenOver = dropUnmet(taken)
    clock.end('reading')
    giveBlobs(db, blobs, path.join(building.folder, 'blobs'))
    const isKept = partial === '' && keepReading(db, readings, building, taken)
    announce('arranging', 1)
    refuseEmpty(db, options.sources)
    const seals = await compareWithSeals(db, options)
    // The lists of a part of the patients name the files of all of them.
    if (partial === '') compareWithSums(db)
    const asOf = arrange(db, building, options, partial)
    options.signal.throwIfAborted()
    clock.end('arranging')
    announce('indexing', 1)
    createIndexes(db)
    clock.end('indexing')
    announce('checking', 1)
    const proved = reconcile(db, writer.tally)
    writeGeneration(db, building.id, asOf, startedAt, partial)
    await noteMedia(db, options.sources, startedAt)
    const gaps = count(db, 'SELECT count(*) FROM gap')
    const patients = count(db, 'SELECT count(*) FROM patient')
    const uncopied = count(db, UNCOPIED)
    const described = describeGeneration(db)
    writeAffectedPatients(db, path.join(building.folder, AFFECTED))
    const list = path.join(building.folder, UNWITNESSED)
    const unwitnessed = writeUnwitnessed(db, list, options, startedAt.toISOString())
    db.exec('COMMIT')
    checkIntegrity(db)
    options.signal.throwIfAborted()
    closeDatabases(db, building.folder)
    clock.end('checking')
    announce('publishing', 1)
    const isRefused = described.medium === 'do-not-use' && options.acceptDamage === ''
    const activation = isRefused ? NOT_SERVED : decideActivation(building, options.activate)
    const report: LoadReport = {
      generation: building.id,
      partial,
      inpatientsFirst: begun === null ? null : { seconds: begun.seconds, patients: begun.patients },
      asOf: asOf.asOf,
      loadedAt: startedAt.toISOString(),
      seconds: clock.seconds(),
      ...proved,
      bytes: writer.tally.bytes,
      patients,
      gaps,
      unwitnessed,
      uncopied,
      takenOver: { ...takenOver, changedUnseen, isKept },
      current: activation.current,
      activation,
      acceptedDamage: described.medium === 'do-not-use' ? options.acceptDamage : '',
      seals,
      ...described,
      phases: clock.phases,
    }
    writeReport(building.folder, report)
    if (isRefused && partial !== '') throw new MediumRefused('the folders of in-patients are lost')
    if (isRefused) throw refusal(building, options.dataDirectory, report)
    sealGeneration(building.folder, building.id, signingKey(options.dataDirectory))
    publish(building, activation.current ? activation : null)
    if (isKept) settleBase(readings)
    return { ...report, seconds: clock.seconds() }
  } finally {
    db.close()
  }
}

/** Images without their pixels; those of earlier readings among them. */
const UNCOPIED = `SELECT count(*) FROM image_instance WHERE blob = ''`

function count(db: Connection, query: string): number {
  return db.prepare<[], number>(query).pluck().get() ?? 0
}

async function readInto(
  { writer, known }: TakenOver,
  load: LoadTask,
  { sources, signal }: LoadOptions,
  announce: Announce,
): Promise<void> {
  const ids = sources.map((_, index) => index + 1)
  const threads: number[] = []
  await readSources(
    { sources, purpose: 'load', load },
    (thread, batch, { shardsDone, shards }) => {
      threads[thread] ??= writer.addThread(ids)
      writer.write(threads[thread], batch as Batch)
      announce('reading', shards === 0 ? 1 : shardsDone / shards)
    },
    signal,
  )
  const changed = known?.changed[0] ?? 0
  if (changed > 0) throw new ChangedUnseen(changed)
}

/** For the next load. What nothing of this one names is not needed by it. */
function keepReading(
  db: Connection,
  readings: Readings,
  { folder }: Building,
  { writer }: TakenOver,
): boolean {
  try {
    dropUnnamedBlobs(db, readings.blobs)
  } catch (error) {
    if (isOfDisk(error)) return false
    throw error
  }
  db.exec('COMMIT')
  const isKept = keepBase(readings, folder, writer.tally)
  db.exec('BEGIN')
  return isKept
}

const NOT_SERVED: Activation = {
  current: false,
  comparedWith: '',
  losses: [],
  lostPatients: [],
  reason: '',
}

function writeGeneration(
  db: Connection,
  id: string,
  { asOf, basis }: AsOf,
  at: Date,
  partial: LoadReport['partial'],
): void {
  const insert = db.prepare('INSERT INTO generation VALUES (?, ?, ?, ?, ?)')
  insert.run(id, asOf, basis, at.toISOString(), partial)
}

/** Leaves no journal and no scratch file beside the databases. */
function closeDatabases(db: Connection, folder: string): void {
  db.exec('DETACH work')
  db.pragma('main.journal_mode = DELETE')
  db.pragma('manifest.journal_mode = DELETE')
  db.close()
  fs.rmSync(path.join(folder, 'work.sqlite'), { force: true })
}

function writeReport(folder: string, report: LoadReport): void {
  fs.writeFileSync(path.join(folder, 'report.json'), `${JSON.stringify(report, null, 2)}\n`)
  fs.writeFileSync(path.join(folder, 'report.html'), reportPage(report))
}
