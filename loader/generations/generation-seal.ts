/**
 * What a generation was when it was published: SHA-256 of each of its files, and one for the list of its blobs, signed by
 * the installation. `seal.json` is the only file of a generation that the seal does not cover.
 */
import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { isSignedBy, type SigningKey, sign } from '../seal/signing-key.ts'

const FILE = 'seal.json'
const PIECE = 2 ** 22

export interface SealedFile {
  readonly path: string
  readonly bytes: number
  readonly sha256: string
}

export interface GenerationSeal {
  readonly generation: string
  /** UTC. */
  readonly sealedAt: string
  /** Every file but the blobs. */
  readonly files: readonly SealedFile[]
  readonly blobs: BlobList
  readonly publicKey: string
  readonly signature: string
}

/** `root`: SHA-256 over `name bytes\n` of each blob, names sorted; a name is its content's hash (see docs/format.md). */
export interface BlobList {
  readonly count: number
  readonly bytes: number
  readonly root: string
}

/** Writes `seal.json` into a generation that is complete otherwise. */
export function sealGeneration(folder: string, generation: string, key: SigningKey): void {
  const files = fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== FILE)
    .map((entry) => describeFile(folder, entry.name))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
  const content = {
    generation,
    sealedAt: new Date().toISOString(),
    files,
    blobs: listBlobs(folder),
    publicKey: key.publicKey,
  }
  const seal: GenerationSeal = { ...content, signature: sign(digestOf(content), key) }
  fs.writeFileSync(path.join(folder, FILE), `${JSON.stringify(seal, null, 2)}\n`)
}

/** @returns null when there is none or it is not JSON. */
export function readGenerationSeal(folder: string): GenerationSeal | null {
  try {
    return JSON.parse(fs.readFileSync(path.join(folder, FILE), 'utf8')) as GenerationSeal
  } catch {
    return null
  }
}

/** Whether the seal's own words are unaltered since whoever holds the key in it wrote them. */
export function isSealIntact({ signature, ...content }: GenerationSeal): boolean {
  return isSignedBy(digestOf(content), signature, content.publicKey)
}

function digestOf(content: Omit<GenerationSeal, 'signature'>): string {
  return crypto.hash('sha256', JSON.stringify(content), 'hex')
}

export function describeFile(folder: string, name: string): SealedFile {
  const hash = crypto.createHash('sha256')
  const piece = Buffer.allocUnsafe(PIECE)
  const fd = fs.openSync(path.join(folder, name), fs.constants.O_RDONLY)
  let bytes = 0
  try {
    for (;;) {
      const read = fs.readSync(fd, piece, 0, PIECE, null)
      if (read === 0) break
      hash.update(piece.subarray(0, read))
      bytes += read
    }
  } finally {
    fs.closeSync(fd)
  }
  return { path: name, bytes, sha256: hash.digest('hex') }
}

export function listBlobs(folder: string): BlobList {
  const hash = crypto.createHash('sha256')
  let count = 0
  let bytes = 0
  for (const { name, place } of blobFiles(folder)) {
    const size = fs.statSync(place).size
    hash.update(`${name} ${size}\n`)
    count++
    bytes += size
  }
  return { count, bytes, root: hash.digest('hex') }
}

/** Every blob, sorted by name. */
export function* blobFiles(folder: string): Generator<{ name: string; place: string }> {
  const blobs = path.join(folder, 'blobs')
  if (!fs.existsSync(blobs)) return
  for (const part of fs.readdirSync(blobs).sort()) {
    for (const name of fs.readdirSync(path.join(blobs, part)).sort()) {
      yield { name: `${part}/${name}`, place: path.join(blobs, part, name) }
    }
  }
}
