/**
 * Puts what earlier loads have read into the databases of a new generation, and afterwards takes out of them what is not on the
 * medium as it was. Files that were not sound are always read again; those of formats that refer to each other if one of them is.
 */
import fs from 'node:fs'
import path from 'node:path'
import { deserialize } from 'node:v8'
import { formats } from '../formats/registry.ts'
import type { SourceSpec } from '../sources/source.ts'
import { type Batch, emptyTally } from '../writer/batch.ts'
import { dropUnnamedBlobs, hasBlob, isSoundBlob } from '../writer/blobs.ts'
import { countPieces } from '../writer/count-pieces.ts'
import { dropFiles } from '../writer/drop-files.ts'
import {
  type Connection,
  createDatabases,
  DATABASE_FILES,
  openDatabases,
} from '../writer/generation-database.ts'
import { createWriter, type Writer } from '../writer/writer.ts'
import { readJournal } from './journal.ts'
import { type KnownFile, type KnownFiles, knownFiles, wasMet } from './known-files.ts'
import { copyBase, forget, isOfDisk, leftJournals, type Readings } from './readings.ts'

export interface TakenOver {
  readonly db: Connection
  readonly writer: Writer
  /** Null: nothing was there to be taken over. */
  readonly known: KnownFiles | null
  /** The first file id behind those of earlier loads. */
  readonly firstNew: number
}

/** Below this share of what is kept, everything is read: taking the rest out again would cost more. */
const WORTHWHILE = 0.5

interface TakingOver {
  /** Labels of sources whose bytes are to be compared with a seal: they are read whole. */
  readonly sealed: ReadonlySet<string>
  /** Images that an earlier load has only indexed may stay so. */
  readonly withoutPixels: boolean
}

/** @param folder of the generation being built; its databases are made there, a transaction is open in them. */
export function takeOver(
  readings: Readings,
  folder: string,
  sources: readonly SourceSpec[],
  taking: TakingOver,
): TakenOver {
  const { sealed, withoutPixels } = taking
  const base = copyBase(readings, folder)
  const db = base === null ? createDatabases(folder) : openDatabases(folder)
  db.exec('BEGIN')
  db.exec(UNPROVED)
  if (base !== null) renumberSources(db, sources)
  writeSources(db, sources)
  const writer = createWriter(db, base?.tally ?? emptyTally())
  const firstOfJournals = writer.nextFile()
  const isReplayed = replayJournals(db, writer, readings, sources)
  if (!isReplayed) return takeOverNothing(db, readings, folder, sources, taking)
  const firstNew = writer.nextFile()
  const settled = base?.isSettled === true ? firstOfJournals : 1
  markLostBlobs(db, readings, settled)
  if (!withoutPixels) markUncopied(db)
  if (settled < firstNew || firstNew === 1) dropUnnamedBlobs(db, readings.blobs)
  if (firstNew === 1) return { db, writer, known: null, firstNew }
  markRepeated(db)
  for (const label of sealed) markSource(db, label)
  for (const source of sources) markUnlessWhole(db, source)
  const kept = db.prepare(`SELECT count(*) FROM (${KEPT})`).pluck().get() as number
  if (kept >= (firstNew - 1) * WORTHWHILE) {
    const files = db.prepare<[], KnownFile>(KEPT).iterate()
    return { db, writer, known: knownFiles(files, kept), firstNew }
  }
  return takeOverNothing(db, readings, folder, sources, taking)
}

function takeOverNothing(
  db: Connection,
  readings: Readings,
  folder: string,
  sources: readonly SourceSpec[],
  taking: TakingOver,
): TakenOver {
  db.close()
  for (const name of DATABASE_FILES) fs.rmSync(path.join(folder, name))
  forget(readings)
  return takeOver(readings, folder, sources, taking)
}

/** Takes nothing over. @param folder as of {@link takeOver} */
export function beginEmpty(folder: string, sources: readonly SourceSpec[]): TakenOver {
  const db = createDatabases(folder)
  db.exec('BEGIN')
  db.exec(UNPROVED)
  writeSources(db, sources)
  return { db, writer: createWriter(db), known: null, firstNew: 1 }
}

/** Takes out what was not met on the medium. @returns how many files stay, and their bytes. */
export function dropUnmet({ db, writer, known, firstNew }: TakenOver): {
  files: number
  bytes: number
} {
  db.exec('CREATE TABLE work.dropped (file_id INTEGER PRIMARY KEY)')
  const taken = { files: 0, bytes: 0 }
  if (known !== null) {
    db.prepare(
      'INSERT INTO work.dropped SELECT id FROM manifest.file WHERE id < ? ORDER BY id',
    ).run(firstNew)
    const keep = db.prepare('DELETE FROM work.dropped WHERE file_id = ?')
    for (const file of db.prepare<[number], KeptFile>(`${KEPT} AND f.id < ?`).iterate(firstNew)) {
      if (!wasMet(known, file)) continue
      keep.run(file.id)
      taken.files++
      taken.bytes += file.bytes
    }
    countPieces(db)
    dropFiles(db, writer.tally)
  }
  db.exec('DROP TABLE work.dropped; DROP TABLE work.unproved')
  return taken
}

/** Files of earlier loads that must be read again. */
const UNPROVED = 'CREATE TABLE work.unproved (file_id INTEGER PRIMARY KEY)'

interface KeptFile extends KnownFile {
  readonly id: number
}

/** What no format claims may be another file's the next time. */
const OF_SOURCE = [
  '',
  ...formats.filter(({ preparation }) => preparation !== undefined).map(({ name }) => name),
]
  .map((name) => `'${name}'`)
  .join(', ')
/** Files whose earlier reading may stand for them. */
const KEPT = `SELECT f.id, s.label AS source, f.path, f.bytes, f.modified_at AS modifiedAt, f.sha256,
    CASE s.kind WHEN 'folder' THEN '' ELSE f.sha256 END AS content, f.format IN (${OF_SOURCE}) AS isOfSource
  FROM manifest.file f JOIN manifest.source s ON s.id = f.source_id
  WHERE f.sha256 <> '' AND f.verdict IN ('sound', 'suspicious', '') AND f.disposition <> 'quarantined'
    AND NOT EXISTS (SELECT 1 FROM work.unproved u WHERE u.file_id = f.id)`

function renumberSources(db: Connection, sources: readonly SourceSpec[]): void {
  const before = db
    .prepare<[], { id: number; label: string }>('SELECT id, label FROM manifest.source')
    .all()
  const ids = numbersOf(
    before.map(({ label }) => label),
    sources,
  )
  if (before.some(({ id }, index) => id !== ids[index])) {
    const cases = before.map(({ id }, index) => `WHEN ${id} THEN ${ids[index]}`).join(' ')
    db.exec(`UPDATE manifest.file SET source_id = CASE source_id ${cases} END`)
  }
  db.exec('DELETE FROM manifest.source')
}

/** Ids in this load; 0 = not in it. */
function numbersOf(labels: readonly string[], sources: readonly SourceSpec[]): number[] {
  return labels.map((label) => sources.findIndex((source) => source.label === label) + 1)
}

function writeSources(db: Connection, sources: readonly SourceSpec[]): void {
  const insert = db.prepare("INSERT INTO manifest.source VALUES (?, ?, ?, ?, '')")
  sources.forEach(({ label, location, kind }, index) => {
    insert.run(index + 1, label, location, kind)
  })
}

/**
 * What a load that was killed has read. The file that a thread was at may lack a part: it is read again.
 * @returns false when the disk does not give a journal: what was written of it must not stay.
 */
function replayJournals(
  db: Connection,
  writer: Writer,
  readings: Readings,
  sources: readonly SourceSpec[],
): boolean {
  const unproved = db.prepare('INSERT OR IGNORE INTO work.unproved VALUES (?)')
  try {
    for (const { files, labels } of leftJournals(readings)) {
      for (const file of files) {
        const thread = writer.addThread(numbersOf(labels, sources))
        let isComplete = true
        for (const frame of readJournal(file)) {
          writer.write(thread, deserialize(frame.content) as Batch)
          isComplete = frame.isComplete
        }
        if (!isComplete) unproved.run(writer.nextFile() - 1)
      }
    }
    return true
  } catch (error) {
    if (isOfDisk(error)) return false
    throw error
  }
}

/** @param settled the first file whose blobs may not have reached the disk: their contents are looked at. */
function markLostBlobs(db: Connection, { blobs }: Readings, settled: number): void {
  const unproved = db.prepare('INSERT OR IGNORE INTO work.unproved VALUES (?)')
  const kept = db.prepare<[], { file: number; blob: string }>(
    `SELECT file_id AS file, blob FROM work.document_part WHERE blob <> ''
     UNION ALL SELECT file_id, blob FROM work.image_instance WHERE blob <> ''`,
  )
  for (const { file, blob } of kept.iterate()) {
    const isThere = file < settled ? hasBlob(blobs, blob) : isSoundBlob(blobs, blob)
    if (!isThere) unproved.run(file)
  }
}

/** Images that were indexed and not copied: this load copies them. */
function markUncopied(db: Connection): void {
  db.exec(
    `INSERT OR IGNORE INTO work.unproved SELECT file_id FROM work.image_instance WHERE blob = ''`,
  )
}

/** One path that two loads have read: the later one stands. */
function markRepeated(db: Connection): void {
  db.exec(`INSERT OR IGNORE INTO work.unproved SELECT id FROM (
             SELECT id, row_number() OVER (PARTITION BY source_id, path ORDER BY id DESC) AS place FROM manifest.file)
           WHERE place > 1`)
}

function markSource(db: Connection, label: string): void {
  db.prepare(
    `INSERT OR IGNORE INTO work.unproved SELECT f.id FROM manifest.file f JOIN manifest.source s ON s.id = f.source_id
     WHERE s.label = ?`,
  ).run(label)
}

/** The files that stand only with all others of their source are read again if the reading of one cannot stand. */
function markUnlessWhole(db: Connection, { label }: SourceSpec): void {
  const ofSource = `SELECT f.id FROM manifest.file f JOIN manifest.source s ON s.id = f.source_id
    WHERE s.label = ? AND f.format IN (${OF_SOURCE}) AND f.sha256 <> ''`
  const isBroken = db
    .prepare<[string], number>(
      `SELECT EXISTS (SELECT 1 FROM (${ofSource}) WHERE id NOT IN (SELECT id FROM (${KEPT})))`,
    )
    .pluck()
    .get(label)
  if (isBroken === 1) {
    db.prepare(`INSERT OR IGNORE INTO work.unproved ${ofSource}`).run(label)
  }
}
