/**
 * A load: media → records → one generation, published whole or not at all.
 *
 * Guarantees: the media are only read; until the last rename readers see the old generation; a failed, refused or stopped
 * load leaves nothing among the generations; every file has one disposition and the counts were proved to add up. What was read is
 * kept beside the generations (readings/): the next load reads only what changed since, one that was stopped goes on.
 *
 * In-patients first: while nothing whole is served, a large medium (or one for which it is asked) is loaded twice: the folders of those
 * who are probably in a bed into a generation that says that it is partial, then everything into the one that replaces it. Where a
 * whole generation is served, a partial one would take charts away, and is not made.
 */
import fs from 'node:fs'
import path from 'node:path'
import { arrange, compareWithSeals } from './arrange.ts'
import { type Activation, decideActivation } from './generations/activation.ts'
import { writeAffectedPatients } from './generations/affected-patients.ts'
import { type Building, beginBuilding } from './generations/building.ts'
import { sealGeneration } from './generations/generation-seal.ts'
import { generationsFolder } from './generations/place.ts'
import { publish } from './generations/publish.ts'
import { describeGeneration, type LoadReport } from './generations/report.ts'
import { reportPage } from './generations/report-html.ts'
import { currentWhole, removePartial } from './generations/whole-generation.ts'
import { type LoadTask, readSources } from './reading.ts'
import {
  beginJournals,
  forget,
  isOfDisk,
  keepBase,
  openReadings,
  type Readings,
  settleBase,
} from './readings/readings.ts'
import { beginEmpty, dropUnmet, type TakenOver, takeOver } from './readings/take-over.ts'
import { writeUnwitnessed } from './screening/unwitnessed-files.ts'
import { signingKey } from './seal/signing-key.ts'
import { inpatientSources } from './sources/inpatient-sources.ts'
import type { SourceSpec } from './sources/source.ts'
import type { AsOf } from './writer/as-of.ts'
import type { Batch } from './writer/batch.ts'
import { dropUnnamedBlobs, giveBlobs } from './writer/blobs.ts'
import { type Connection, checkIntegrity, createIndexes } from './writer/generation-database.ts'
import { reconcile } from './writer/reconcile.ts'
import type { Writer } from './writer/writer.ts'

export interface LoadOptions {
  readonly sources: readonly SourceSpec[]
  readonly dataDirectory: string
  /** As-of times that the operator states, by source label; a source without one gets the rule of as-of.ts. */
  readonly asOf: ReadonlyMap<string, string>
  /** Why the new generation is to be served even if it has lost something; '' = only if it has lost nothing. */
  readonly activate: string
  /** Why a medium is to be loaded even if its verdict is "do not use"; '' = only if it is better than that. */
  readonly acceptDamage: string
  /** Seals to compare with, by source label. */
  readonly seals: ReadonlyMap<string, string>
  /** Read every file again, whatever earlier loads have read. */
  readonly rehash: boolean
  /** Publish the in-patients' charts first, however small the medium; never while a whole generation is served. */
  readonly inpatientsFirst: boolean
  /** The generation of the in-patients is being served; the load goes on. */
  readonly onInpatients: (report: LoadReport) => Promise<void>
  readonly onProgress: (progress: LoadProgress) => void
  /** Stops the load; it then throws the signal's reason. */
  readonly signal: AbortSignal
}

/** The list for letters to the affected, in the generation's folder. */
const AFFECTED = 'affected-patients.csv'
/** The files that nothing vouches for. */
const UNWITNESSED = 'unwitnessed-files.csv'

export interface LoadProgress {
  readonly phase: 'taking-over' | 'reading' | 'arranging' | 'indexing' | 'checking' | 'publishing'
  readonly files: number
  readonly bytes: number
  readonly patients: number
  /** Share of the medium that is done, 0 to 1, by its parts. */
  readonly share: number
  readonly seconds: number
}

/** Nothing in the media could be loaded: nothing was published. */
export class NothingToLoad extends Error {}

/** The medium's verdict is "do not use": nothing was published. The message says where its report stands. */
export class MediumRefused extends Error {}

/**
 * @throws MediumRefused, BrokenSeal,
 * LoadInProgress when another load is at work, NothingToLoad, ReconciliationError, or the system's error (ENOSPC …).
 */
export async function loadBackup(options: LoadOptions): Promise<LoadReport> {
  const startedAt = new Date()
  const first = await loadInpatients(options, startedAt)
  if (first !== null) await options.onInpatients(first)
  const seconds = (Date.now() - startedAt.getTime()) / 1000
  const begun =
    first === null ? null : { seconds: first.seconds, patients: first.patients, total: seconds }
  const part = { startedAt, partial: '' as const, begun, changedUnseen: 0 }
  try {
    return await loadWhole(options, part)
  } catch (error) {
    if (!(error instanceof ChangedUnseen)) throw error
    forget(openReadings(options.dataDirectory, true))
    return await loadWhole(options, { ...part, changedUnseen: error.files })
  }
}

async function loadWhole(options: LoadOptions, part: Part): Promise<LoadReport> {
  const building = beginBuilding(options.dataDirectory, part.startedAt)
  try {
    const report = await build(building, options, part)
    if (report.current) await removePartial(building.generations)
    return report
  } finally {
    building.release()
  }
}

/** Files whose bytes are others than in an earlier load, though path, length and time are the same: nothing may be taken over. */
class ChangedUnseen extends Error {
  readonly files: number
  constructor(files: number) {
    super(`${files} files have changed without a trace in their times`)
    this.files = files
  }
}

interface Part {
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

/** @returns null when nothing was to be read first, or nothing came of it: the whole load then says what is wrong. */
async function loadInpatients(options: LoadOptions, startedAt: Date): Promise<LoadReport | null> {
  const generations = generationsFolder(options.dataDirectory)
  if (currentWhole(generations) !== '') return null
  const sources = inpatientSources(options.sources, options.inpatientsFirst)
  if (sources === null) return null
  const building = beginBuilding(options.dataDirectory, startedAt)
  try {
    const ofInpatients = { ...options, sources, seals: new Map<string, string>() }
    const part = { startedAt, partial: 'inpatients' as const, begun: null, changedUnseen: 0 }
    return await build(building, ofInpatients, part)
  } catch (error) {
    if (error instanceof NothingToLoad || error instanceof MediumRefused) return null
    throw error
  } finally {
    building.release()
  }
}

async function build(
  building: Building,
  options: LoadOptions,
  { startedAt, partial, begun, changedUnseen }: Part,
): Promise<LoadReport> {
  const clock = phaseClock(begun?.total ?? 0)
  const readings = openReadings(options.dataDirectory, options.rehash)
  const taken =
    partial === ''
      ? takeOver(readings, building.folder, options.sources, new Set(options.seals.keys()))
      : beginEmpty(building.folder, options.sources)
  const { db, writer } = taken
  try {
    clock.end('taking over')
    const announce = announcer(options.onProgress, writer, clock)
    const labels = options.sources.map(({ label }) => label)
    const journals = partial === '' ? beginJournals(readings, labels) : ''
    const { blobs } = readings
    const load = { blobs, readAt: startedAt.toISOString(), known: taken.known, journals }
    await readInto(taken, load, options, announce)
    const takenOver = dropUnmet(taken)
    clock.end('reading')
    giveBlobs(db, blobs, path.join(building.folder, 'blobs'))
    const isKept = partial === '' && keepReading(db, readings, building, taken)
    announce('arranging', 1)
    refuseEmpty(db, options.sources)
    const seals = await compareWithSeals(db, options)
    const asOf = arrange(db, building, options, partial)
    options.signal.throwIfAborted()
    clock.end('arranging')
    announce('indexing', 1)
    createIndexes(db)
    clock.end('indexing')
    announce('checking', 1)
    const proved = reconcile(db, writer.tally)
    writeGeneration(db, building.id, asOf, startedAt, partial)
    const gaps = db.prepare('SELECT count(*) FROM gap').pluck().get() as number
    const patients = db.prepare('SELECT count(*) FROM patient').pluck().get() as number
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

type Announce = (phase: LoadProgress['phase'], share: number) => void

function announcer(
  onProgress: LoadOptions['onProgress'],
  writer: Writer,
  clock: ReturnType<typeof phaseClock>,
): Announce {
  return (phase, share) => {
    const { files, bytes } = writer.tally
    onProgress({
      phase,
      files,
      bytes,
      patients: writer.patients(),
      share,
      seconds: clock.seconds(),
    })
  }
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

/** Keeps the reports of what was refused, so that the operator can see which patients the medium would have lost. */
function refusal(building: Building, dataDirectory: string, report: LoadReport): MediumRefused {
  const folder = path.join(path.resolve(dataDirectory), 'refused', building.id)
  fs.mkdirSync(folder, { recursive: true, mode: 0o750 })
  for (const name of ['report.json', 'report.html', AFFECTED]) {
    fs.copyFileSync(path.join(building.folder, name), path.join(folder, name))
  }
  const worst = report.sources.find(({ medium }) => medium === 'do-not-use')
  const { encrypted = 0, damaged = 0, sound = 0 } = worst?.verdicts ?? {}
  return new MediumRefused(
    `${encrypted} files encrypted, ${damaged} damaged, ${sound} sound; the report is ${path.join(folder, 'report.html')}`,
  )
}

function refuseEmpty(db: Connection, sources: readonly SourceSpec[]): void {
  const understood = db
    .prepare(
      "SELECT EXISTS (SELECT 1 FROM manifest.file WHERE disposition IN ('loaded', 'superseded', 'deleted'))",
    )
    .pluck()
    .get()
  if (understood === 1) return
  const files = db.prepare('SELECT count(*) FROM manifest.file').pluck().get()
  const places = sources.map((source) => source.location).join(', ')
  throw new NothingToLoad(
    `none of the ${files} files in ${places} could be loaded; nothing was published. ` +
      'Check that this is the folder above the patient folders, and look at it with: sansho inspect',
  )
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

/**
 * Seconds since the beginning, and of each phase, to the hundredth.
 * @param before seconds that went before.
 */
function phaseClock(before: number) {
  let last = performance.now()
  const start = last - before * 1000
  const phases: Record<string, number> = {}
  const round = (milliseconds: number) => Math.round(milliseconds / 10) / 100
  return {
    phases,
    seconds: () => round(performance.now() - start),
    end(phase: string): void {
      const now = performance.now()
      phases[phase] = round(now - last)
      last = now
    },
  }
}
