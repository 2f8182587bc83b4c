/**
 * Who is at work with a data directory: any number of servers at once, or the closing alone; and whether it was closed.
 *
 * The claims are locks of the operating system on `<data>/state/in-use.sqlite`: they end with their process however that ends.
 */
import fs from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { z } from 'zod'

/** The data directory was closed, or is being closed: nothing is served from it or loaded into it any more. */
export class DataClosed extends Error {}

/** A server is still at work with it. */
export class DataInUse extends Error {}

const Closing = z.strictObject({
  /** What was served when the closing began; '' = nothing was. */
  generation: z.string(),
  /** UTC. */
  begunAt: z.string(),
  by: z.string(),
  reason: z.string(),
  /** UTC; '' = not at its end yet. */
  doneAt: z.string(),
})
export type Closing = z.output<typeof Closing>

/** @returns null when nobody has begun to close it. */
export function readClosing(dataDirectory: string): Closing | null {
  const file = closingFile(dataDirectory)
  return fs.existsSync(file) ? Closing.parse(JSON.parse(fs.readFileSync(file, 'utf8'))) : null
}

/** Whole or not at all, and on the disk when it returns. */
export function writeClosing(dataDirectory: string, closing: Closing): void {
  const file = closingFile(dataDirectory)
  fs.writeFileSync(`${file}.new`, `${JSON.stringify(closing, null, 2)}\n`, { flush: true })
  fs.renameSync(`${file}.new`, file)
}

/** @throws DataClosed when it was closed or is being closed. */
export function requireOpen(dataDirectory: string): void {
  const closing = readClosing(dataDirectory)
  if (closing === null) return
  const { by, begunAt } = closing
  throw new DataClosed(
    `${dataDirectory} was closed by ${by} on ${begunAt}: its patient data is erased. Name another data directory`,
  )
}

/**
 * For as long as a server runs.
 * @returns how to give it back.
 * @throws DataClosed when it is closed or being closed.
 */
export function claimToServe(dataDirectory: string): () => void {
  requireOpen(dataDirectory)
  const lock = openLock(dataDirectory)
  try {
    // A read transaction that stays open: others may have one too, but nobody a write transaction.
    lock.exec('BEGIN; SELECT count(*) FROM sqlite_master')
  } catch (cause) {
    lock.close()
    throw new DataClosed(`${dataDirectory} is being closed`, { cause })
  }
  return () => lock.close()
}

/**
 * For as long as the closing takes.
 * @throws DataInUse when a server runs.
 */
export function claimToClose(dataDirectory: string): () => void {
  const lock = openLock(dataDirectory)
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (cause) {
    lock.close()
    throw new DataInUse(`a server is running on ${dataDirectory}`, { cause })
  }
  return () => lock.close()
}

function openLock(dataDirectory: string): Database.Database {
  const state = path.join(dataDirectory, 'state')
  fs.mkdirSync(state, { recursive: true, mode: 0o700 })
  const file = path.join(state, 'in-use.sqlite')
  const lock = new Database(file, { timeout: 0 })
  lock.pragma('journal_mode = MEMORY')
  return lock
}

function closingFile(dataDirectory: string): string {
  return path.join(dataDirectory, 'state', 'closing.json')
}
