/**
 * The folder a generation is built in, and the one load that may build at a time.
 *
 * Guarantees: a second load is refused while the first lives (an exclusive lock of the operating system, which ends with
 * its process however that ends); what dead loads left is removed; readers never look into `.building-…`.
 */
import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { generationsFolder } from './place.ts'

/** Another load is at work. The message names it. */
export class LoadInProgress extends Error {}

export interface Building {
  readonly id: string
  /** Where the generation's files are made. */
  readonly folder: string
  /** `generations/` of the data directory. */
  readonly generations: string
  /** Gives the place free for the next load; removes the folder unless it was published. */
  release(): void
}

const LOCK = '.lock.sqlite'
const HOLDER = '.loading.json'
const PREFIX = '.building-'

/**
 * @param dataDirectory made when it does not exist.
 * @throws LoadInProgress when another load holds the place.
 */
export function beginBuilding(dataDirectory: string, startedAt: Date): Building {
  const generations = generationsFolder(dataDirectory)
  fs.mkdirSync(generations, { recursive: true, mode: 0o750 })
  const lock = takeLock(generations)
  const id = generationId(startedAt)
  const folder = path.join(generations, PREFIX + id)
  const building = {
    id,
    folder,
    generations,
    release() {
      removeIfPossible(folder)
      removeIfPossible(path.join(generations, HOLDER))
      lock.close()
    },
  }
  try {
    const holder = { pid: process.pid, startedAt: startedAt.toISOString() }
    fs.writeFileSync(path.join(generations, HOLDER), JSON.stringify(holder))
    removeLeftovers(generations)
    fs.mkdirSync(path.join(folder, 'blobs'), { recursive: true, mode: 0o750 })
    return building
  } catch (error) {
    building.release()
    throw error
  }
}

/** What the disk does not let go is removed by the next load: why this one failed is the news. */
function removeIfPossible(place: string): void {
  try {
    fs.rmSync(place, { recursive: true, force: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error
  }
}

/**
 * Keeps loads out of a data directory.
 * @returns how to let them in again.
 * @throws LoadInProgress when one is at work.
 */
export function keepLoadsOut(dataDirectory: string): () => void {
  const generations = generationsFolder(dataDirectory)
  if (!fs.existsSync(generations)) return () => {}
  const lock = takeLock(generations)
  return () => lock.close()
}

function takeLock(generations: string): Database.Database {
  const lock = new Database(path.join(generations, LOCK), { timeout: 0 })
  try {
    lock.pragma('journal_mode = MEMORY')
    lock.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock.close()
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error
    throw new LoadInProgress(describeHolder(generations), { cause: error })
  }
}

function describeHolder(generations: string): string {
  try {
    const text = fs.readFileSync(path.join(generations, HOLDER), 'utf8')
    const { pid, startedAt } = JSON.parse(text) as { pid: number; startedAt: string }
    return `process ${pid} has been loading into ${generations} since ${startedAt}`
  } catch {
    return `another process is loading into ${generations}`
  }
}

/** Only called under the lock: whoever built these is dead, and what was pruned is to go in any case. */
function removeLeftovers(generations: string): void {
  for (const name of fs.readdirSync(generations)) {
    if (name.startsWith(PREFIX) || name.startsWith('.pruned-')) {
      fs.rmSync(path.join(generations, name), { recursive: true, force: true })
    }
  }
}

/** `20221110T0315Z-ab12cd`: UTC to the minute, and six random hex digits. */
function generationId(at: Date): string {
  const stamp = at.toISOString().replace(/[-:]/g, '').slice(0, 13)
  return `${stamp}Z-${crypto.randomBytes(3).toString('hex')}`
}
