/**
 * The three databases of a generation being built, in one connection: `main` = chart.sqlite, `manifest`, and `work`,
 * the load's scratch space. Durability comes from publishing, so nothing is journaled: a killed load leaves a folder
 * that nobody reads.
 */
import fs from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { WORK_SCHEMA } from './tables.ts'

export type Connection = Database.Database

const MODEL = new URL('../../model/', import.meta.url)
const schema = (name: string) => fs.readFileSync(new URL(name, MODEL), 'utf8')

/** Of each database; the manifest is written from front to back. What is ordered takes as much as main's, and spills beyond it. */
const CACHE_KIB = { main: 32 * 1024, work: 16 * 1024, manifest: 8 * 1024 } as const

/** Their files, in the folder of the generation. */
export const DATABASE_FILES = ['chart.sqlite', 'manifest.sqlite', 'work.sqlite'] as const

export function createDatabases(folder: string): Connection {
  createManifest(path.join(folder, 'manifest.sqlite'))
  const chart = new Database(path.join(folder, 'chart.sqlite'))
  tune(chart)
  chart.exec(schema('schema.sql'))
  chart.close()
  const db = openDatabases(folder)
  db.exec(WORK_SCHEMA)
  return db
}

/** Goes on with the {@link DATABASE_FILES} of an earlier load, copied into the folder. */
export function openDatabases(folder: string): Connection {
  // Sorting spills to disk: into this folder, which goes away with the load, never into a shared /tmp.
  process.env.SQLITE_TMPDIR = folder
  const db = new Database(path.join(folder, 'chart.sqlite'))
  tune(db)
  // Derivations write one table while they walk through another.
  db.unsafeMode(true)
  db.prepare('ATTACH ? AS manifest').run(path.join(folder, 'manifest.sqlite'))
  db.prepare('ATTACH ? AS work').run(path.join(folder, 'work.sqlite'))
  for (const name of ['manifest', 'work'] as const) {
    db.pragma(`${name}.journal_mode = OFF`)
    db.pragma(`${name}.synchronous = OFF`)
    db.pragma(`${name}.cache_size = -${CACHE_KIB[name]}`)
  }
  return db
}

/** Indexes of the read model. Made when all rows are in and none will move any more. */
export function createIndexes(db: Connection): void {
  db.exec(schema('schema-indexes.sql'))
}

/** @throws Error naming the first finding when a database of the generation is not sound. */
export function checkIntegrity(db: Connection): void {
  for (const name of ['main', 'manifest']) {
    const finding = db.pragma(`${name}.quick_check(1)`, { simple: true })
    if (finding !== 'ok')
      throw new Error(`the generation's ${name} database is damaged: ${finding}`)
  }
}

function createManifest(file: string): void {
  const db = new Database(file)
  tune(db)
  db.exec(schema('manifest.sql'))
  db.close()
}

function tune(db: Connection): void {
  db.pragma('page_size = 8192')
  db.pragma('locking_mode = EXCLUSIVE')
  db.pragma('journal_mode = OFF')
  db.pragma('synchronous = OFF')
  db.pragma(`cache_size = -${CACHE_KIB.main}`)
}
