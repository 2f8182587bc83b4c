/**
 * Documents and images by content hash: `blobs/ab/<sha256>`, with `.zst` behind the name when it is compressed
 * (RFC 8878). The name is always the hash of the original bytes.
 */
import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { threadId } from 'node:worker_threads'
import zlib from 'node:zlib'
import type { Connection } from './generation-database.ts'

/** A blob is kept compressed when that saves at least a tenth. */
const WORTHWHILE = 0.9
/** The blobs of a generation before it is arranged. */
const NAMED_BLOBS = `SELECT blob FROM work.document_part WHERE blob <> ''
  UNION SELECT blob FROM work.image_instance WHERE blob <> ''`
/** What systems say that cannot have one file under two names, or not so often. */
const NO_LINKS = ['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP']
/** Contents that are compressed already, by their first bytes: JPEG, PNG, GIF, ZIP (docx), PDF. */
const COMPRESSED = ['ffd8ff', '89504e47', '474946', '504b0304', '25504446']

/**
 * Writes the bytes once; the same content from another file is the same blob. It gets its name when it is whole: what has
 * the name can be relied on, whenever a load was killed or its disk failed.
 */
export function storeBlob(folder: string, sha256: string, bytes: Uint8Array): void {
  const directory = path.join(folder, sha256.slice(0, 2))
  const place = path.join(directory, sha256)
  if (hasBlob(folder, sha256)) return
  fs.mkdirSync(directory, { recursive: true })
  const compressed = isCompressed(bytes) ? null : zlib.zstdCompressSync(bytes)
  const pays = compressed !== null && compressed.length < bytes.length * WORTHWHILE
  // Another thread may meet the same content in the same moment.
  const aside = `${place}.${threadId}.part`
  try {
    fs.writeFileSync(aside, pays ? compressed : bytes)
    fs.renameSync(aside, pays ? `${place}.zst` : place)
  } catch (error) {
    fs.rmSync(aside, { force: true })
    throw error
  }
}

export function hasBlob(folder: string, sha256: string): boolean {
  return blobPlace(folder, sha256) !== ''
}

/** Whether it is there and its content is what its name says. */
export function isSoundBlob(folder: string, sha256: string): boolean {
  const place = blobPlace(folder, sha256)
  if (place === '') return false
  try {
    const kept = fs.readFileSync(place)
    const content = place.endsWith('.zst') ? zlib.zstdDecompressSync(kept) : kept
    if (crypto.hash('sha256', content, 'hex') === sha256) return true
  } catch {
    // What cannot be read or decompressed is as good as cut.
  }
  fs.rmSync(place)
  return false
}

/**
 * Gives a generation the blobs that its documents and images name: the same files by another name where the file system
 * can (hard links), copies elsewhere.
 */
export function giveBlobs(db: Connection, from: string, to: string): void {
  for (const blob of db.prepare<[], string>(NAMED_BLOBS).pluck().iterate()) {
    const place = blobPlace(from, blob)
    if (place === '') continue
    const target = path.join(to, blob.slice(0, 2), path.basename(place))
    fs.mkdirSync(path.dirname(target), { recursive: true })
    try {
      fs.linkSync(place, target)
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException
      if (!NO_LINKS.includes(code)) throw error
      fs.copyFileSync(place, target)
    }
  }
}

/** Removes what no document and no image names: what was taken out again, and what a killed load was at. */
export function dropUnnamedBlobs(db: Connection, folder: string): void {
  db.exec(`CREATE TABLE work.named_blob (blob TEXT PRIMARY KEY) WITHOUT ROWID;
           INSERT INTO work.named_blob ${NAMED_BLOBS}`)
  const isNamed = db
    .prepare<[string], number>('SELECT EXISTS (SELECT 1 FROM work.named_blob WHERE blob = ?)')
    .pluck()
  for (const part of fs.readdirSync(folder)) {
    for (const name of fs.readdirSync(path.join(folder, part))) {
      const isKept = isNamed.get(name.replace(/\.zst$/, '')) === 1
      if (!isKept) fs.rmSync(path.join(folder, part, name), { force: true })
    }
  }
  db.exec('DROP TABLE work.named_blob')
}

/** '' = it is not there. */
function blobPlace(folder: string, sha256: string): string {
  const place = path.join(folder, sha256.slice(0, 2), sha256)
  if (fs.existsSync(place)) return place
  return fs.existsSync(`${place}.zst`) ? `${place}.zst` : ''
}

function isCompressed(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 4)).toString('hex')
  return COMPRESSED.some((magic) => head.startsWith(magic))
}
