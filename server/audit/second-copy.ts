/**
 * The log's second copy: `sansho-audit.jsonl` in a folder on another disk, one line of JSON an entry, fsynced before
 * anything is answered. Entries that other programs appended to the log are copied before the next one.
 *
 * Guarantees: a copy that is not a beginning of the log is refused when it is opened, so that a log cut at its end is
 * noticed; a line half written by a crash is written anew; a file that was removed or replaced is noticed at once.
 */
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import { CHAIN_START, type HashedRow, type Head, parseLine, toLine } from './entry.ts'
import { ROW_AT, ROWS_AFTER } from './schema.ts'

export const COPY_FILE = 'sansho-audit.jsonl'

export interface SecondCopy {
  /** Writes every entry the copy lacks. @throws Error when it can't; the next call tries again. */
  catchUp(): void
  close(): void
}

/** No entry is longer: search text and names are bounded where they enter. */
const LONGEST_LINE = 1024 * 1024

/** @throws Error when the folder does not exist, can't be written, or holds a copy of another log. */
export function openSecondCopy(directory: string, log: Database.Database): SecondCopy {
  const path = join(directory, COPY_FILE)
  const rowsAfter = log.prepare<{ sequence: number }, HashedRow>(ROWS_AFTER)
  // The folder is not made: an empty mount point must not be taken for the disk.
  let open: OpenCopy | null = openEnd(path, constants.O_CREAT, log)

  function catchUp(): void {
    const { file, last } = open ?? openEnd(path, 0, log)
    try {
      requireInPlace(file, path)
      open = { file, last: writeRows(file, rowsAfter.iterate({ sequence: last.sequence }), last) }
    } catch (cause) {
      closeSync(file)
      open = null
      throw new Error(`the second copy of the audit log at ${path} could not be written`, { cause })
    }
  }

  catchUp()
  return {
    catchUp,
    close() {
      if (open !== null) closeSync(open.file)
      open = null
    },
  }
}

interface OpenCopy {
  readonly file: number
  /** The last entry in it. */
  readonly last: Head
}

function openEnd(path: string, make: number, log: Database.Database): OpenCopy {
  let file: number
  try {
    file = openSync(path, constants.O_RDWR | constants.O_APPEND | make, 0o600)
  } catch (cause) {
    throw new Error(`the second copy of the audit log at ${path} could not be opened`, { cause })
  }
  try {
    const last = readEnd(file, path)
    requireBeginning(log, last, path)
    fsyncSync(file)
    return { file, last }
  } catch (cause) {
    closeSync(file)
    throw cause
  }
}

/** The last whole entry of the file; what follows it was cut by a crash and is removed. */
function readEnd(file: number, path: string): Head {
  const { size } = fstatSync(file)
  const start = Math.max(0, size - LONGEST_LINE)
  const tail = Buffer.alloc(size - start)
  readSync(file, tail, 0, tail.length, start)
  const end = tail.lastIndexOf(0x0a)
  if (start + end + 1 < size) ftruncateSync(file, start + end + 1)
  if (end < 0) return CHAIN_START
  const line = tail.subarray(tail.lastIndexOf(0x0a, end - 1) + 1, end).toString('utf8')
  const row = end === 0 ? null : parseLine(line)
  if (row === null) throw new Error(`the last line of ${path} is no entry of an audit log`)
  return row
}

function requireBeginning(log: Database.Database, { sequence, hash }: Head, path: string): void {
  if (sequence === 0) return
  const row = log.prepare<{ sequence: number }, HashedRow>(ROW_AT).get({ sequence })
  if (row?.hash === hash) return
  throw new Error(
    `the copy at ${path} ends with entry ${sequence} (${hash.slice(0, 16)}…), which the audit log does not hold: ` +
      'the log was cut or rewritten, or the copy is of another log. Keep both, run `sansho audit verify --copy`',
  )
}

function requireInPlace(file: number, path: string): void {
  const [opened, named] = [fstatSync(file), statSync(path)]
  if (opened.ino !== named.ino || opened.dev !== named.dev) throw new Error('it was replaced')
}

function writeRows(file: number, rows: Iterable<HashedRow>, last: Head): Head {
  let written = last
  for (const row of rows) {
    const line = Buffer.from(`${toLine(row)}\n`)
    // A short write (disk full) is an error: the rest is cut off when the copy is opened again.
    if (writeSync(file, line) !== line.length) throw new Error('the disk is full')
    written = row
  }
  if (written !== last) fsyncSync(file)
  return written
}
