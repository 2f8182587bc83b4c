/**
 * A load: media → records → one generation, published whole or not at all.
 *
 * Guarantees: the media are only read; until the last rename readers see the old generation; a failed, refused or stopped
 * load leaves nothing behind; every file read has one disposition and the counts were proved to add up.
 *
 * In-patients first: while nothing whole is served, a large medium (or one for which it is asked) is loaded twice: the folders of those
 * who are probably in a bed into a generation that says that it is partial, then everything into the one that replaces it. Where a
 * whole generation is served, a partial one would take charts away, and is not made.
 */
import fs from 'node:fs'
import path from 'node:path'
import { type Activation, decideActivation } from './generations/activation.ts'
import { writeAffectedPatients } from './generations/affected-patients.ts'
import { type Building, beginBuilding } from './generations/building.ts'
import { sealGeneration } from './generations/generation-seal.ts'
import { generationsFolder } from './generations/place.ts'
import { publish } from './generations/publish.ts'
import { describeGeneration, type LoadReport } from './generations/report.ts'
import { reportPage } from './generations/report-html.ts'
import { currentWhole, removePartial } from './generations/whole-generation.ts'
import { readSources } from './reading.ts'
import { markChangedFiles } from './screening/changed-files.ts'
import { writeDoubtfulFiles } from './screening/doubtful-files.ts'
import { compareWithSeal, type SealComparison, writeMissingFiles } from './seal/compare-medium.ts'
import { knownPublicKey, signingKey } from './seal/signing-key.ts'
import { inpatientSources } from './sources/inpatient-sources.ts'
import type { SourceSpec } from './sources/source.ts'
import { settleAllergies } from './writer/allergies.ts'
import { type AsOf, sourceAsOf } from './writer/as-of.ts'
import type { Batch } from './writer/batch.ts'
import { fillBodyFacts } from './writer/body-facts.ts'
import { assembleDocuments } from './writer/documents.ts'
import { writeEncounters } from './writer/encounters.ts'
import { writeGaps } from './writer/gaps.ts'
import {
  type Connection,
  checkIntegrity,
  createDatabases,
  createIndexes,
} from './writer/generation-database.ts'
import { assembleStudies } from './writer/images.ts'
import { applyMerges } from './writer/merges.ts'
import { writeMissingDays } from './writer/missing-days.ts'
import { writeMissingKinds } from './writer/missing-kinds.ts'
import { settleOrders } from './writer/orders.ts'
import { describePatients } from './writer/patients.ts'
import { settleProblems } from './writer/problems.ts'
import { reconcile } from './writer/reconcile.ts'
import { settleRecordVersions } from './writer/record-versions.ts'
import { settleRefiledResults } from './writer/refiled-results.ts'
import { separateSources } from './writer/same-number.ts'
import { settleVersions } from './writer/versions.ts'
import { createWriter, type Writer } from './writer/writer.ts'

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

export interface LoadProgress {
  readonly phase: 'reading' | 'arranging' | 'indexing' | 'checking' | 'publishing'
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
  const building = beginBuilding(options.dataDirectory, startedAt)
  try {
    const seconds = (Date.now() - startedAt.getTime()) / 1000
    const begun =
      first === null ? null : { seconds: first.seconds, patients: first.patients, total: seconds }
    const report = await build(building, options, { startedAt, partial: '', begun })
    if (report.current) await removePartial(building.generations)
    return report
  } finally {
    building.release()
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
    return await build(building, ofInpatients, { startedAt, partial: 'inpatients', begun: null })
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
  { startedAt, partial, begun }: Part,
): Promise<LoadReport> {
  const clock = phaseClock(begun?.total ?? 0)
  const db = createDatabases(building.folder)
  try {
    db.exec('BEGIN')
    writeSources(db, options.sources)
    const writer = createWriter(db)
    const announce = announcer(options.onProgress, writer, clock)
    await readInto(writer, building, options, announce)
    clock.end('reading')
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
  writer: Writer,
  building: Building,
  options: LoadOptions,
  announce: Announce,
): Promise<void> {
  const task = {
    sources: options.sources,
    purpose: 'load' as const,
    blobs: path.join(building.folder, 'blobs'),
  }
  const receive = (thread: number, batch: Batch, shardsDone: number, shards: number) => {
    writer.write(thread, batch)
    announce('reading', shards === 0 ? 1 : shardsDone / shards)
  }
  await readSources(
    task,
    (thread, batch, progress) =>
      receive(thread, batch as Batch, progress.shardsDone, progress.shards),
    options.signal,
  )
}

/** Everything that can only be understood when all files are in. The order matters. */
function arrange(
  db: Connection,
  building: Building,
  options: LoadOptions,
  partial: LoadReport['partial'],
): AsOf {
  countPieces(db)
  settleVersions(db)
  settleRecordVersions(db)
  settleRefiledResults(db)
  const asOf = writeAsOf(db, options)
  separateSources(db)
  describePatients(db)
  applyMerges(db)
  fillBodyFacts(db)
  settleProblems(db)
  settleAllergies(db)
  settleOrders(db)
  assembleDocuments(db)
  assembleStudies(db)
  writeEncounters(db, asOf.asOf)
  writeGaps(db)
  writeDoubtfulFiles(db)
  writeMissingFiles(db)
  // A part of the patients says nothing of what the whole medium lacks.
  if (partial === '') {
    writeMissingDays(db)
    compareWithCurrent(db, building)
  }
  return asOf
}

async function compareWithSeals(
  db: Connection,
  { sources, seals, dataDirectory }: LoadOptions,
): Promise<SealComparison[]> {
  const found: SealComparison[] = []
  for (const [index, { label }] of sources.entries()) {
    const file = seals.get(label)
    if (file === undefined) continue
    const ownKey = knownPublicKey(dataDirectory)
    found.push(await compareWithSeal(db, { id: index + 1, label }, file, ownKey))
  }
  return found
}

/** What only the generation that is served can tell: old files that changed, kinds that are gone. */
function compareWithCurrent(db: Connection, { generations }: Building): void {
  const current = currentWhole(generations)
  const manifest = path.join(generations, current, 'manifest.sqlite')
  if (current === '' || !fs.existsSync(manifest)) return
  db.exec('COMMIT')
  db.prepare('ATTACH ? AS before').run(manifest)
  db.exec('BEGIN')
  markChangedFiles(db)
  writeMissingKinds(db)
  db.exec('COMMIT')
  db.exec('DETACH before')
  db.exec('BEGIN')
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

/** A file of many pieces holds the records of all of them. */
function countPieces(db: Connection): void {
  db.exec(`UPDATE manifest.file SET records = p.records
           FROM (SELECT file_id, sum(records) AS records FROM work.file_piece GROUP BY file_id) p
           WHERE p.file_id = file.id`)
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

function writeSources(db: Connection, sources: readonly SourceSpec[]): void {
  const insert = db.prepare('INSERT INTO manifest.source VALUES (?, ?, ?, ?)')
  sources.forEach(({ label, location, kind }, index) => {
    insert.run(index + 1, label, location, kind)
  })
}

/** @returns the generation's as-of: the newest of its sources'. */
function writeAsOf(db: Connection, { sources, asOf }: LoadOptions): AsOf {
  const insert = db.prepare(
    `INSERT INTO main.source SELECT @id, @label, @location,
       coalesce((SELECT group_concat(format, ',') FROM (
         SELECT DISTINCT format FROM manifest.file WHERE source_id = @id AND format <> '' ORDER BY format)), ''),
       @asOf, @basis, (SELECT count(*) FROM manifest.file WHERE source_id = @id)`,
  )
  const found = sources.map(({ label, location }, index) => {
    const own = sourceAsOf(db, index + 1, asOf.get(label) ?? '', facilityNow())
    insert.run({ id: index + 1, label, location, ...own })
    return own
  })
  return found.reduce((newest, own) => (own.asOf > newest.asOf ? own : newest))
}

/** The facility's clock: Japan has one zone and no summer time. */
function facilityNow(): string {
  const text = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Asia/Tokyo',
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(new Date())
  return text.replace(' ', 'T')
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

/** Seconds since the beginning, and of each phase, to the hundredth. */
/** @param before seconds that went before. */
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
