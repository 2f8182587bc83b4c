/**
 * The files of a restic repository, decrypted (restic's design document, "Repository Format" and "Keys, Encryption and MAC").
 *
 * AES-256 in counter mode, Zstandard in version 2. What a file or blob claims to be is proved by SHA-256, its name.
 * The repository is only read: no lock is written, no cache is kept.
 */
import crypto from 'node:crypto'
import zlib from 'node:zlib'
import { openStore, type ResticStore, type StoredKind } from './restic-store.ts'
import { ConnectionLost } from './server-errors.ts'
import type { ResticAccess } from './source.ts'

/** The password opens none of the repository's keys. */
export class WrongPassword extends Error {}

const IV = 16
const MAC = 16
/** A hostile key file must not ask for all memory; restic calibrates to 32 to 128 MB (N = 2^15 to 2^17, r = 8). */
const MOST_MEMORY = 2 ** 28
/** A blob or the header of a pack; restic's chunks end at 8 MiB, trees of very large folders may be longer. 256 MiB. */
const LARGEST_PART = 2 ** 28
/** A snapshot's, key's or index's file, decompressed. restic begins another index after 50,000 blobs, about 8 MB. 64 MiB. */
const LARGEST_FILE = 2 ** 26
/** Names are SHA-256 of the contents; anything else that lies there is not restic's. */
const NAME = /^[0-9a-f]{64}$/

export interface ResticFiles {
  /** Names of the files of one kind, in order. */
  list(kind: 'index' | 'snapshots'): Promise<string[]>
  /** The text in one of them, JSON. @throws ConnectionLost; Error in words when it cannot be read or is not what its name says. */
  content(kind: 'index' | 'snapshots', name: string): Promise<Buffer>
  /** Names of all packs that are there. */
  packs(): Promise<string[]>
  /** What a pack says it holds, by the header at its end. @throws the same. */
  packHeader(pack: string): Promise<BlobPlace[]>
  /** Bytes of a pack, decrypted and decompressed. @throws the same. */
  blob(place: BlobPlace): Promise<Buffer>
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

/** @throws WrongPassword; ConnectionLost; Error when no key can be read. */
export async function openRepository(
  location: string,
  { password, server }: ResticAccess,
): Promise<ResticFiles> {
  const store = await openStore(location, server)
  try {
    const key = await masterKey(store, location, password)
    return repositoryFiles(store, key)
  } catch (error) {
    store.close()
    throw error
  }
}

function repositoryFiles(store: ResticStore, key: Buffer): ResticFiles {
  return {
    list: (kind) => listed(store, kind),
    async content(kind, name) {
      const sealed = await wholeFile(store, kind, name)
      if (crypto.hash('sha256', sealed) !== name) throw new Error(`${kind}/${name} is damaged`)
      return unpacked(decrypt(sealed, key))
    },
    packs: () => listed(store, 'data'),
    async packHeader(pack) {
      const size = await store.size('data', pack)
      const ending = await partOf(store, pack, size - 4, 4)
      const length = ending.readUInt32LE(0)
      return parsePackHeader(
        decrypt(await partOf(store, pack, size - 4 - length, length), key),
        pack,
      )
    },
    async blob(place) {
      const plain = decrypt(await partOf(store, place.pack, place.offset, place.length), key)
      const bytes = place.plainLength === 0 ? plain : decompress(plain, place)
      if (crypto.hash('sha256', bytes) !== place.id) {
        throw new Error(`damaged in ${inShort(place.pack)}`)
      }
      return bytes
    },
    close: () => store.close(),
  }
}

async function listed(store: ResticStore, kind: StoredKind | 'data'): Promise<string[]> {
  return (await store.list(kind)).filter((name) => NAME.test(name)).sort()
}

async function wholeFile(store: ResticStore, kind: StoredKind, name: string): Promise<Buffer> {
  const size = await store.size(kind, name)
  if (size > LARGEST_FILE)
    throw new Error(`${kind}/${name} is too large to be read (${size} bytes)`)
  try {
    return await store.read(kind, name, 0, size)
  } catch (error) {
    if (error instanceof ConnectionLost) throw error
    const words = error instanceof Error ? error.message : String(error)
    throw new Error(`${kind}/${name}: ${words}`, { cause: error })
  }
}

/** Bytes of a pack. @throws ConnectionLost; Error that names the pack. */
async function partOf(
  store: ResticStore,
  pack: string,
  offset: number,
  length: number,
): Promise<Buffer> {
  if (offset < 0 || length < 0 || length > LARGEST_PART) {
    throw new Error(`damaged in ${inShort(pack)}`)
  }
  try {
    return await store.read('data', pack, offset, length)
  } catch (error) {
    if (error instanceof ConnectionLost) throw error
    throw new Error(`${inShort(pack)} ${whyNot(error)}`, { cause: error })
  }
}

function whyNot(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException
  if (message.startsWith('only ')) return 'is cut off'
  if (message === 'is missing') return message
  return code === '' ? `cannot be read: ${message}` : 'cannot be opened'
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
    ? zlib.zstdDecompressSync(bytes.subarray(1), { maxOutputLength: LARGEST_FILE })
    : bytes
}

function decrypt(sealed: Buffer, key: Buffer): Buffer {
  if (sealed.length < IV + MAC) throw new Error(`only ${sealed.length} bytes`)
  const decipher = crypto.createDecipheriv('aes-256-ctr', key, sealed.subarray(0, IV))
  return decipher.update(sealed.subarray(IV, sealed.length - MAC))
}

/** The key that encrypts everything, out of the first key file that the password opens. */
async function masterKey(store: ResticStore, location: string, password: string): Promise<Buffer> {
  const names = await listed(store, 'keys')
  for (const name of names) {
    const text = (await wholeFile(store, 'keys', name)).toString('utf8')
    const key = openKey(JSON.parse(text), password)
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

function inShort(pack: string): string {
  return `pack ${pack.slice(0, 8)}`
}
