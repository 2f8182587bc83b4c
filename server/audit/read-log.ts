/**
 * Reads a log without writing to it or beside it: the log of a running server, a copy of its file, or the lines of a
 * second copy. Nothing is trusted: what can't be read is said, not thrown.
 */
import {
  accessSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { type HashedRow, parseLine } from './entry.ts'
import { ALL_ROWS, hasSchema } from './schema.ts'

export interface LogReading {
  /** Faults of the file itself, in the words of SQLite or our own; [] = none. */
  readonly faults: readonly string[]
  /** In the order of their numbers (database) or of the file (lines). @throws Error where the file is unreadable. */
  rows(): Iterable<HashedRow>
  close(): void
}

/** The file that holds the log of a data directory. */
export function auditFile(dataDirectory: string): string {
  return join(dataDirectory, 'audit', 'audit.sqlite')
}

/**
 * @param path `audit.sqlite` or a copy of it, or a second copy (lines of JSON); told apart by content
 * @throws Error when the file is not there or is no log at all.
 */
export function openLog(path: string): LogReading {
  return startsAsLines(path) ? readLines(path) : readDatabase(path)
}

/**
 * The log that this process itself may be appending to. Its file is opened by SQLite alone: a descriptor of our own would, when it is closed, drop
 * the locks of every connection of the process (https://www.sqlite.org/howtocorrupt.html, 2.2), and another program that ends then would take
 * away the write-ahead log that we go on writing to.
 * @throws Error as `openLog` does
 */
export function openOwnLog(path: string): LogReading {
  return readDatabase(path)
}

function startsAsLines(path: string): boolean {
  const file = openSync(path, 'r')
  const first = Buffer.alloc(1)
  const count = readSync(file, first, 0, 1, 0)
  closeSync(file)
  return count === 0 || first[0] === '{'.charCodeAt(0)
}

function readDatabase(path: string): LogReading {
  const place = isInUse(path) ? null : privateCopy(path)
  const database = new Database(place?.path ?? path, { readonly: true, fileMustExist: true })
  database.pragma('query_only = ON')
  database.pragma('trusted_schema = OFF')
  const close = () => {
    database.close()
    place?.remove()
  }
  try {
    // One snapshot for all that is read, while others append.
    database.exec('BEGIN')
    const faults = integrityFaults(database)
    if (!hasSchema(database)) faults.push("the table or its triggers are not the log's own")
    return { faults, rows: () => database.prepare<[], HashedRow>(ALL_ROWS).iterate(), close }
  } catch (cause) {
    close()
    throw new Error(`${path} can't be read as an audit log`, { cause })
  }
}

function integrityFaults(database: Database.Database): string[] {
  const rows = database.pragma('integrity_check(20)') as { integrity_check: string }[]
  return rows.map((row) => row.integrity_check).filter((text) => text !== 'ok')
}

/** A write-ahead log lies beside the file (a server is running, or was killed), and SQLite may use its folder. */
function isInUse(path: string): boolean {
  if (!existsSync(`${path}-wal`)) return false
  try {
    accessSync(dirname(path), constants.W_OK)
    return true
  } catch {
    // A read-only medium: SQLite can't join the two files there.
    return false
  }
}

/** In a folder of our own, so that reading evidence leaves no file beside it. */
function privateCopy(path: string): { path: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'sansho-audit-'))
  const copy = join(folder, 'audit.sqlite')
  const hasWal = existsSync(`${path}-wal`)
  copyFileSync(path, copy)
  if (hasWal) copyFileSync(`${path}-wal`, `${copy}-wal`)
  else leaveWalMode(copy)
  return { path: copy, remove: () => rmSync(folder, { recursive: true }) }
}

/** Bytes 18 and 19 of an SQLite file: 2 = WAL, which a reader could open only by making files beside it. */
function leaveWalMode(path: string): void {
  const file = openSync(path, 'r+')
  writeSync(file, Buffer.from([1, 1]), 0, 2, 18)
  closeSync(file)
}

const CHUNK = 1024 * 1024

function readLines(path: string): LogReading {
  const file = openSync(path, 'r')
  return { faults: [], rows: () => parsedLines(file), close: () => closeSync(file) }
}

function* parsedLines(file: number): Generator<HashedRow> {
  let number = 0
  for (const line of lines(file)) {
    number += 1
    const row = parseLine(line)
    if (row === null) throw new Error(`line ${number} is no entry as it was written`)
    yield row
  }
}

/** Whole lines; a last one without its end is an error, for entries are written with it. */
function* lines(file: number): Generator<string> {
  const chunk = Buffer.alloc(CHUNK)
  let rest = Buffer.alloc(0)
  for (let at = 0; ; ) {
    const count = readSync(file, chunk, 0, CHUNK, at)
    if (count === 0) break
    at += count
    const bytes = Buffer.concat([rest, chunk.subarray(0, count)])
    let start = 0
    for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, start)) {
      yield bytes.toString('utf8', start, end)
      start = end + 1
    }
    rest = Buffer.from(bytes.subarray(start))
  }
  if (rest.length > 0) throw new Error('the last line is cut')
}
