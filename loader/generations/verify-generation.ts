/** Whether a generation still is what was published, told from its own folder alone. */
import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'
import Database from 'better-sqlite3'
import { FILE_DISPOSITIONS } from '../../model/codes/file-dispositions.ts'
import { fingerprint, knownPublicKey } from '../seal/signing-key.ts'
import {
  blobFiles,
  describeFile,
  type GenerationSeal,
  isSealIntact,
  listBlobs,
  readGenerationSeal,
} from './generation-seal.ts'
import type { LoadReport } from './report.ts'

/** Differences named one by one; the rest is counted. */
const NAMED = 20
/** A blob never grows beyond the largest file that is read whole. */
const LARGEST_BLOB = 2 ** 30

/**
 * @param depth `databases`: every file but the blobs, and the list of blobs; `everything`: the blobs' contents, too.
 * @returns what is wrong, in words; empty when nothing is.
 */
export function findFaults(folder: string, depth: 'databases' | 'everything'): string[] {
  const seal = readGenerationSeal(folder)
  if (seal === null) return ['seal.json is missing or unreadable']
  if (!isSealIntact(seal)) return ['seal.json was altered: its signature does not fit']
  const faults = [...fileFaults(folder, seal), ...blobListFaults(folder, seal)]
  if (faults.length > 0) return faults
  faults.push(...databaseFaults(folder, seal.generation))
  if (depth === 'everything') faults.push(...named(blobFaults(folder)))
  return faults
}

/** Fingerprint of the key in a generation's seal: whoever can write a generation could seal it anew with one of their own. '' = no seal. */
export function sealedBy(folder: string): string {
  const seal = readGenerationSeal(folder)
  return seal === null ? '' : fingerprint(String(seal.publicKey))
}

/**
 * Fingerprint of the key with which the generations of this data directory should be sealed.
 * @param key the operator's word for it, from paper; undefined = the installation's own.
 * @returns '' = there is none to compare with.
 */
export function trustedKey(dataDirectory: string, key: string | undefined): string {
  if (key !== undefined) return key.trim().toLowerCase()
  const own = knownPublicKey(dataDirectory)
  return own === '' ? '' : fingerprint(own)
}

/** What is wrong about the key in a generation's seal, in words; empty when nothing is or there is nothing to compare. */
export function keyFaults(folder: string, trusted: string): string[] {
  const key = sealedBy(folder)
  return key === '' || trusted === '' || key === trusted
    ? []
    : [`sealed with key ${key}, not with ${trusted}`]
}

function fileFaults(folder: string, { files, generation }: GenerationSeal): string[] {
  const faults: string[] = []
  if (path.basename(folder) !== generation) faults.push(`the seal is of ${generation}`)
  for (const { path: name, bytes, sha256 } of files) {
    if (!fs.existsSync(path.join(folder, name))) faults.push(`${name} is missing`)
    else {
      const found = describeFile(folder, name)
      if (found.sha256 !== sha256) {
        faults.push(`${name} differs (${bytes} bytes when published, ${found.bytes} now)`)
      }
    }
  }
  const known = new Set([...files.map((file) => file.path), 'seal.json', 'blobs'])
  for (const name of fs.readdirSync(folder)) {
    if (!known.has(name)) faults.push(`${name} was not there when it was published`)
  }
  return faults
}

function blobListFaults(folder: string, { blobs }: GenerationSeal): string[] {
  const found = listBlobs(folder)
  return found.root === blobs.root
    ? []
    : [
        `the blobs are not those that were published: ${blobs.count} of ${blobs.bytes} bytes then, ` +
          `${found.count} of ${found.bytes} now`,
      ]
}

/** Both databases are sound, of this generation, and agree with the report about every file and gap. */
function databaseFaults(folder: string, generation: string): string[] {
  const db = new Database(path.join(folder, 'chart.sqlite'), { readonly: true })
  try {
    db.prepare('ATTACH ? AS manifest').run(path.join(folder, 'manifest.sqlite'))
    const faults: string[] = []
    for (const name of ['main', 'manifest']) {
      const finding = db.pragma(`${name}.quick_check(1)`, { simple: true })
      if (finding !== 'ok') faults.push(`${name}: ${finding}`)
    }
    const count = (sql: string) => db.prepare(sql).pluck().get() as number
    const id = db.prepare('SELECT id FROM generation').pluck().get()
    if (id !== generation) faults.push(`chart.sqlite is of generation ${id}`)
    const report = JSON.parse(
      fs.readFileSync(path.join(folder, 'report.json'), 'utf8'),
    ) as LoadReport
    const compare = (what: string, reported: number, found: number) => {
      if (reported !== found) faults.push(`${what}: ${reported} in the report, ${found} found`)
    }
    compare('files', report.files.seen, count('SELECT count(*) FROM manifest.file'))
    for (const each of FILE_DISPOSITIONS) {
      const sql = `SELECT count(*) FROM manifest.file WHERE disposition = '${each}'`
      compare(each, report.files[each], count(sql))
    }
    compare('patients', report.patients, count('SELECT count(*) FROM patient'))
    compare('gaps', report.gaps, count('SELECT count(*) FROM gap'))
    faults.push(...named(missingBlobs(db, folder)))
    return faults
  } finally {
    db.close()
  }
}

function* missingBlobs(db: Database.Database, folder: string): Generator<string> {
  const blobs = db
    .prepare<[], string>(
      `SELECT DISTINCT blob FROM document_part WHERE blob <> ''
       UNION SELECT DISTINCT blob FROM image_instance WHERE blob <> ''`,
    )
    .pluck()
  for (const blob of blobs.iterate()) {
    const place = path.join(folder, 'blobs', blob.slice(0, 2), blob)
    if (!fs.existsSync(place) && !fs.existsSync(`${place}.zst`)) yield `blob ${blob} is missing`
  }
}

/** A blob's name is the hash of its original bytes. */
function* blobFaults(folder: string): Generator<string> {
  for (const { name, place } of blobFiles(folder)) {
    const expected = path.basename(name, '.zst')
    try {
      const stored = fs.readFileSync(place)
      const bytes = name.endsWith('.zst')
        ? zlib.zstdDecompressSync(stored, { maxOutputLength: LARGEST_BLOB })
        : stored
      if (crypto.hash('sha256', bytes, 'hex') !== expected) yield `blob ${name} differs`
    } catch (error) {
      yield `blob ${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`
    }
  }
}

function named(faults: Iterable<string>): string[] {
  const all = [...faults]
  const rest = all.length - NAMED
  return rest > 0 ? [...all.slice(0, NAMED), `${rest} more like these`] : all
}
