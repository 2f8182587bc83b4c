/**
 * The files of a restic repository, decrypted (restic's design document, "Repository Format" and "Keys, Encryption and MAC").
 *
 * AES-256 in counter mode, Zstandard in version 2. What a file or blob claims to be is proved by SHA-256, its name.
 * The repository is only read: no lock is written, no cache is kept.
 */
import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'
import { openQuietly } from './open-quietly.ts'

/** The password opens none of the repository's keys. */
export class WrongPassword extends Error {}

const FOLDERS = ['keys', 'data', 'index', 'snapshots']
const IV = 16
const MAC = 16
/** A hostile key file must not ask for all memory; restic calibrates to 32 to 128 MB (N = 2^15 to 2^17, r = 8). */
const MOST_MEMORY = 2 ** 28
/** Packs that are kept open: the trees' and the files' lie in different ones. */
const OPEN_PACKS = 8
/** Tables of blobs are large in big repositories; nothing else is. 1 GiB. */
const LARGEST_PLAIN = 2 ** 30

export interface ResticFiles {
  /** Names of the files of one kind, in order. */
  list(kind: 'index' | 'snapshots'): string[]
  /** The JSON in one of them. @throws Error in words when it cannot be read or is not what its name says. */
  json(kind: 'index' | 'snapshots', name: string): unknown
  /** Names of all packs that are there. */
  packs(): string[]
  /** What a pack says it holds, by the header at its end. @throws the same. */
  packHeader(pack: string): BlobPlace[]
  /** Bytes of a pack, decrypted and decompressed. @throws the same. */
  blob(place: BlobPlace): Buffer
  close(): void
}

export interface BlobPlace {
  /** SHA-256 of the plain bytes, and of the pack, in hex. */
  readonly id: string
  readonly pack: string
  readonly offset: number
  readonly length: number
  /** 0 = not compressed. */
  readonly plainLength: number
}

export function isResticRepository(folder: string): boolean {
  return (
    isKind(path.join(folder, 'config'), 'isFile') &&
    FOLDERS.every((name) => isKind(path.join(folder, name), 'isDirectory'))
  )
}

function isKind(place: string, kind: 'isFile' | 'isDirectory'): boolean {
  return fs.statSync(place, { throwIfNoEntry: false })?.[kind]() ?? false
}

/** @throws WrongPassword; Error when no key can be read. */
export function openRepository(location: string, password: string): ResticFiles {
  const key = masterKey(location, password)
  const packs = openPacks(location)
  return {
    list: (kind) => fs.readdirSync(path.join(location, kind)).sort(),
    json(kind, name) {
      const sealed = readWhole(path.join(location, kind, name))
      if (crypto.hash('sha256', sealed) !== name) throw new Error(`${kind}/${name} is damaged`)
      return JSON.parse(unpacked(decrypt(sealed, key)).toString('utf8'))
    },
    packs: () => packNames(path.join(location, 'data')),
    packHeader(pack) {
      const size = packs.size(pack)
      const length = packs.read(pack, size - 4, 4).readUInt32LE(0)
      return parsePackHeader(decrypt(packs.read(pack, size - 4 - length, length), key), pack)
    },
    blob(place) {
      const sealed = packs.read(place.pack, place.offset, place.length)
      const plain = decrypt(sealed, key)
      const bytes = place.plainLength === 0 ? plain : decompress(plain, place)
      if (crypto.hash('sha256', bytes) !== place.id) {
        throw new Error(`damaged in ${inShort(place.pack)}`)
      }
      return bytes
    },
    close: packs.close,
  }
}

function packNames(data: string): string[] {
  return fs
    .readdirSync(data, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => fs.readdirSync(path.join(data, entry.name)))
    .filter((name) => /^[0-9a-f]{64}$/.test(name))
}

/** Type (bit 1: compressed), length, plain length if compressed, id; the blobs stand in this order from the pack's beginning. */
function parsePackHeader(header: Buffer, pack: string): BlobPlace[] {
  const places: BlobPlace[] = []
  let offset = 0
  for (let at = 0; at < header.length; ) {
    const type = header[at] ?? 255
    const isCompressed = type === 2 || type === 3
    const idAt = at + (isCompressed ? 9 : 5)
    if (type > 3 || idAt + 32 > header.length)
      throw new Error(`${inShort(pack)} has no sound header`)
    const length = header.readUInt32LE(at + 1)
    const plainLength = isCompressed ? header.readUInt32LE(at + 5) : 0
    places.push({ id: header.toString('hex', idAt, idAt + 32), pack, offset, length, plainLength })
    offset += length
    at = idAt + 32
  }
  return places
}

function decompress(bytes: Buffer, { pack, plainLength }: BlobPlace): Buffer {
  try {
    return zlib.zstdDecompressSync(bytes, { maxOutputLength: Math.max(1, plainLength) })
  } catch (error) {
    throw new Error(`damaged in ${inShort(pack)}`, { cause: error })
  }
}

/** Version 2 files begin with their encoding, 2 = Zstandard; version 1 is plain JSON. */
function unpacked(bytes: Buffer): Buffer {
  return bytes[0] === 2
    ? zlib.zstdDecompressSync(bytes.subarray(1), { maxOutputLength: LARGEST_PLAIN })
    : bytes
}

function decrypt(sealed: Buffer, key: Buffer): Buffer {
  if (sealed.length < IV + MAC) throw new Error(`only ${sealed.length} bytes`)
  const decipher = crypto.createDecipheriv('aes-256-ctr', key, sealed.subarray(0, IV))
  return decipher.update(sealed.subarray(IV, sealed.length - MAC))
}

/** The key that encrypts everything, out of the first key file that the password opens. */
function masterKey(location: string, password: string): Buffer {
  const folder = path.join(location, 'keys')
  const names = fs.readdirSync(folder).sort()
  for (const name of names) {
    const key = openKey(JSON.parse(readWhole(path.join(folder, name)).toString('utf8')), password)
    if (key !== null) return key
  }
  throw new WrongPassword(
    names.length === 0
      ? `${location} has no key files: it cannot be opened by any password`
      : `the password does not open ${location}`,
  )
}

function openKey(file: Record<string, unknown>, password: string): Buffer | null {
  const { N, r, p, salt, data } = file
  if (file.kdf !== 'scrypt' || !isCost(N) || !isCost(r) || !isCost(p)) return null
  if (128 * N * r > MOST_MEMORY || p > 64) return null
  const cost = { N, r, p, maxmem: 2 * MOST_MEMORY }
  const derived = crypto.scryptSync(password, Buffer.from(String(salt), 'base64'), 64, cost)
  const sealed = Buffer.from(String(data), 'base64')
  try {
    const opened = JSON.parse(decrypt(sealed, derived.subarray(0, 32)).toString('utf8'))
    const key = Buffer.from(String(opened.encrypt), 'base64')
    return key.length === 32 ? key : null
  } catch {
    // With the wrong password the plain bytes are noise.
    return null
  }
}

function isCost(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0
}

function readWhole(file: string): Buffer {
  const fd = openQuietly(file)
  try {
    const { size } = fs.fstatSync(fd)
    if (size > LARGEST_PLAIN) throw new Error(`${file} is too large to be read (${size} bytes)`)
    const bytes = Buffer.allocUnsafe(size)
    let length = 0
    while (length < size) {
      const read = fs.readSync(fd, bytes, length, size - length, length)
      if (read === 0) throw new Error(`${file}: only ${length} of ${size} bytes could be read`)
      length += read
    }
    return bytes
  } finally {
    fs.closeSync(fd)
  }
}

function openPacks(location: string) {
  const open = new Map<string, number>()
  const closeFirst = () => {
    for (const [pack, fd] of open) {
      fs.closeSync(fd)
      open.delete(pack)
      return
    }
  }
  const fdOf = (pack: string): number => {
    const known = open.get(pack)
    if (known !== undefined) return known
    if (open.size >= OPEN_PACKS) closeFirst()
    const fd = openPack(location, pack)
    open.set(pack, fd)
    return fd
  }
  return {
    close(): void {
      while (open.size > 0) closeFirst()
    },
    size: (pack: string): number => fs.fstatSync(fdOf(pack)).size,
    read(pack: string, offset: number, length: number): Buffer {
      const fd = fdOf(pack)
      if (length < 0 || length > LARGEST_PLAIN) throw new Error(`damaged in ${inShort(pack)}`)
      const bytes = Buffer.allocUnsafe(length)
      if (fs.readSync(fd, bytes, 0, length, offset) < length) {
        throw new Error(`${inShort(pack)} is cut off`)
      }
      return bytes
    },
  }
}

function inShort(pack: string): string {
  return `pack ${pack.slice(0, 8)}`
}

function openPack(location: string, pack: string): number {
  try {
    return openQuietly(path.join(location, 'data', pack.slice(0, 2), pack))
  } catch (error) {
    const isGone = (error as NodeJS.ErrnoException).code === 'ENOENT'
    const what = isGone ? 'is missing' : 'cannot be opened'
    throw new Error(`${inShort(pack)} ${what}`, { cause: error })
  }
}
