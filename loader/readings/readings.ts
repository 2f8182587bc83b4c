/**
 * What earlier loads have read, kept beside the generations: the next load of the same hospital reads only what changed, and a
 * load that was killed goes on where it was.
 *
 *   readings/software      of what program they are; those of another one are thrown away
 *   readings/base/         the databases of the last load that read its media to the end, before anything was arranged
 *   readings/journals/     what a load has read that did not come to its end; on top of the base
 *   readings/blobs/        documents and images, the same files as in the generations (hard links)
 *
 * It is an aid and never the only place of anything: without it, everything is read from the media. What of it a failing disk does not
 * give counts as not there. Only touched by the one load that may build (see generations/building.ts).
 */
import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import type { Tally } from '../writer/batch.ts'
import { DATABASE_FILES } from '../writer/generation-database.ts'
import { softwareFingerprint } from './fingerprint.ts'

export interface Readings {
  readonly folder: string
  readonly blobs: string
}

/** A load's journals: one file for each of its reading threads. */
export interface JournalSet {
  readonly files: readonly string[]
  /** Labels of the load's sources, in its order. */
  readonly labels: readonly string[]
}

/** Stands in the base when its blobs are on the disk for certain. */
const SETTLED = 'settled'

interface Base {
  /** Journals up to this number are in it. */
  readonly upTo: number
  readonly tally: Tally
  readonly sha256: Readonly<Record<string, string>>
}

const PIECE = 2 ** 20

/**
 * @param isAnew nothing of a finished reading is taken over. What such a reading left unfinished is gone on with.
 */
export function openReadings(dataDirectory: string, isAnew: boolean): Readings {
  const folder = path.join(path.resolve(dataDirectory), 'readings')
  const readings = { folder, blobs: path.join(folder, 'blobs') }
  fs.mkdirSync(readings.blobs, { recursive: true, mode: 0o750 })
  const software = softwareFingerprint()
  const ofSoftware = path.join(folder, 'software')
  const isOther = textOf(ofSoftware) !== software
  if (isOther || (isAnew && fs.existsSync(path.join(folder, 'base')))) forget(readings)
  fs.rmSync(path.join(folder, 'base.new'), { recursive: true, force: true })
  fs.mkdirSync(path.join(folder, 'journals'), { recursive: true, mode: 0o750 })
  fs.writeFileSync(ofSoftware, software)
  return readings
}

/** The next load reads everything. */
export function forget({ folder }: Readings): void {
  for (const name of ['base', 'journals']) {
    fs.rmSync(path.join(folder, name), { recursive: true, force: true })
  }
  fs.mkdirSync(path.join(folder, 'journals'), { mode: 0o750 })
}

/**
 * Copies the base's databases into the folder of a generation.
 * @returns what was counted when they were made, and whether its blobs can be relied on; null when there is no base, or it is not
 *   sound: then nothing is in the folder.
 */
export function copyBase(
  { folder }: Readings,
  into: string,
): { readonly tally: Tally; readonly isSettled: boolean } | null {
  const base = readBase(folder)
  if (base === null) return null
  const isSound = DATABASE_FILES.every((name) => copySound(folder, into, name, base))
  const isSettled = fs.existsSync(path.join(folder, 'base', SETTLED))
  if (isSound) return { tally: base.tally, isSettled }
  for (const name of DATABASE_FILES) fs.rmSync(path.join(into, name), { force: true })
  return null
}

function copySound(folder: string, into: string, name: string, base: Base): boolean {
  try {
    const sha256 = copyHashed(path.join(folder, 'base', name), path.join(into, name))
    return sha256 === base.sha256[name]
  } catch (error) {
    if (isOfDisk(error)) return false
    throw error
  }
}

/**
 * Keeps databases in which no transaction is open as the new base, and drops the journals: they are in it.
 * @returns false when the disk does not take it: then base and journals stay as they are, or there are none.
 */
export function keepBase({ folder }: Readings, from: string, tally: Tally): boolean {
  const made = path.join(folder, 'base.new')
  try {
    fs.mkdirSync(made, { mode: 0o750 })
    const sha256: Record<string, string> = {}
    for (const name of DATABASE_FILES) {
      sha256[name] = copyHashed(path.join(from, name), path.join(made, name))
    }
    const base: Base = { upTo: Math.max(0, ...journalNumbers(folder)), tally, sha256 }
    writeSynced(path.join(made, 'base.json'), JSON.stringify(base))
    fs.rmSync(path.join(folder, 'base'), { recursive: true, force: true })
    fs.renameSync(made, path.join(folder, 'base'))
  } catch (error) {
    if (!isOfDisk(error)) throw error
    fs.rmSync(made, { recursive: true, force: true })
    return false
  }
  removeJournals(folder, Number.POSITIVE_INFINITY)
  return true
}

/** To be called when everything that the base refers to was forced to the disk. Without it the next load looks at every blob. */
export function settleBase({ folder }: Readings): void {
  const base = path.join(folder, 'base')
  try {
    if (fs.existsSync(base)) fs.writeFileSync(path.join(base, SETTLED), '')
  } catch (error) {
    if (!isOfDisk(error)) throw error
  }
}

/** The journals that are not in the base, oldest load first. @throws the system's error */
export function leftJournals({ folder }: Readings): JournalSet[] {
  const base = readBase(folder)
  if (base !== null) removeJournals(folder, base.upTo)
  return journalNumbers(folder).map((number) => {
    const journals = path.join(folder, 'journals')
    const names = fs.readdirSync(journals).filter((name) => name.startsWith(`${number}-`))
    const labels = JSON.parse(fs.readFileSync(path.join(journals, `${number}.json`), 'utf8'))
    return { files: names.sort().map((name) => path.join(journals, name)), labels }
  })
}

/** @returns where the threads of this load write: the thread's number and `.frames` go behind it. */
export function beginJournals({ folder }: Readings, labels: readonly string[]): string {
  const number = Math.max(0, readBase(folder)?.upTo ?? 0, ...journalNumbers(folder)) + 1
  const place = path.join(folder, 'journals', String(number))
  writeSynced(`${place}.json`, JSON.stringify(labels))
  return `${place}-`
}

function readBase(folder: string): Base | null {
  const text = textOf(path.join(folder, 'base', 'base.json'))
  return text === '' ? null : (JSON.parse(text) as Base)
}

/** '' = it is not there, or the disk does not give it. */
function textOf(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch (error) {
    if (isOfDisk(error)) return ''
    throw error
  }
}

/** Whether the file system failed, not the program. */
export function isOfDisk(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).syscall !== undefined
}

function journalNumbers(folder: string): number[] {
  return fs
    .readdirSync(path.join(folder, 'journals'))
    .filter((name) => name.endsWith('.json'))
    .map((name) => Number.parseInt(name, 10))
    .sort((a, b) => a - b)
}

function removeJournals(folder: string, upTo: number): void {
  const journals = path.join(folder, 'journals')
  for (const name of fs.readdirSync(journals)) {
    if (Number.parseInt(name, 10) <= upTo) fs.rmSync(path.join(journals, name))
  }
}

/** @returns SHA-256 in hex of what was copied. Nothing is forced to the disk: who reads it compares the hash. */
function copyHashed(from: string, to: string): string {
  const hash = crypto.createHash('sha256')
  const piece = Buffer.allocUnsafeSlow(PIECE)
  const source = fs.openSync(from, 'r')
  const target = fs.openSync(to, 'w', 0o640)
  try {
    for (;;) {
      const read = fs.readSync(source, piece, 0, PIECE, null)
      if (read === 0) break
      const content = piece.subarray(0, read)
      hash.update(content)
      writeAll(target, content)
    }
    return hash.digest('hex')
  } finally {
    fs.closeSync(source)
    fs.closeSync(target)
  }
}

function writeAll(fd: number, content: Uint8Array): void {
  for (let done = 0; done < content.length; ) done += fs.writeSync(fd, content, done)
}

function writeSynced(file: string, text: string): void {
  fs.writeFileSync(file, text, { mode: 0o640, flush: true })
}
