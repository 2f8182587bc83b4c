/**
 * A ZIP archive with every file encrypted by WinZip AES-256 (AE-2), written as a stream: 7-Zip, WinZip, Keka and others open it.
 *
 * Formats: PKWARE APPNOTE 6.3 (ZIP64 throughout, sizes in data descriptors), WinZip "AES Encryption Information" (AE-2: no CRC, 10
 * bytes of HMAC-SHA1). Guarantees: nothing of a file's content is readable without the passphrase, and a changed byte is found.
 * Not hidden: names and sizes of the files. Not strong against guessing: the format derives its keys by PBKDF2-HMAC-SHA1 with
 * 1,000 rounds, so the passphrase must be long.
 */
import {
  type Cipheriv,
  createCipheriv,
  createHash,
  createHmac,
  type Hmac,
  pbkdf2,
  randomBytes,
} from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { createDeflateRaw } from 'node:zlib'

const derive = promisify(pbkdf2)

export interface ArchiveFile {
  /** With `/` between parts; ASCII, and nothing of the patient in it. */
  readonly name: string
  readonly content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
}

/** Takes the archive's bytes in order; resolves when it can take more. */
export type Sink = (bytes: Uint8Array) => Promise<void>

const SALT_BYTES = 16
const KEY_BYTES = 32
const CHECK_BYTES = 2
const ROUNDS = 1_000
const MAC_BYTES = 10

const VERSION = 51
/** Encrypted, sizes in a descriptor behind the data, names in UTF-8. */
const FLAGS = 0x0809
const METHOD_AES = 99
const DEFLATE = 8
const IN_ZIP64 = 0xffffffff

interface Written {
  readonly name: Buffer
  readonly offset: number
  readonly packed: number
  readonly plain: number
}

/** Files of the archive with the SHA-256 of their plain content, in the order they were written. */
export type Sums = ReadonlyMap<string, string>

/**
 * Writes one file after another, and last `SHA256SUMS` of all of them.
 * @param at time that all files carry (the archive's own, not the source's)
 * @returns the sums
 */
export async function writeEncryptedZip(
  files: AsyncIterable<ArchiveFile>,
  { passphrase, at, sink }: { passphrase: string; at: Date; sink: Sink },
): Promise<Sums> {
  const archive = new Archive(passphrase, at, sink)
  const sums = new Map<string, string>()
  for await (const { name, content } of files) sums.set(name, await archive.add(name, content))
  const lines = [...sums].map(([name, sum]) => `${sum}  ${name}\n`).join('')
  await archive.add('SHA256SUMS', [Buffer.from(lines)])
  await archive.finish()
  return sums
}

class Archive {
  readonly #passphrase: string
  readonly #stamp: Buffer
  readonly #sink: Sink
  readonly #written: Written[] = []
  #position = 0

  constructor(passphrase: string, at: Date, sink: Sink) {
    this.#passphrase = passphrase
    this.#stamp = dosTime(at)
    this.#sink = sink
  }

  /** @returns SHA-256 of the plain content */
  async add(path: string, content: ArchiveFile['content']): Promise<string> {
    const name = Buffer.from(path, 'utf8')
    const offset = this.#position
    await this.#put(localHeader(name, this.#stamp))
    const start = this.#position
    const salt = randomBytes(SALT_BYTES)
    const keys = await derive(this.#passphrase, salt, ROUNDS, 2 * KEY_BYTES + CHECK_BYTES, 'sha1')
    await this.#put(salt)
    await this.#put(keys.subarray(2 * KEY_BYTES))
    const cipher = new CounterMode(keys.subarray(0, KEY_BYTES))
    const mac = createHmac('sha1', keys.subarray(KEY_BYTES, 2 * KEY_BYTES))
    const plain = new Measured(content)
    await this.#putSealed(plain, cipher, mac)
    await this.#put(mac.digest().subarray(0, MAC_BYTES))
    const packed = this.#position - start
    await this.#put(descriptor(packed, plain.bytes))
    this.#written.push({ name, offset, packed, plain: plain.bytes })
    return plain.sum()
  }

  async #putSealed(plain: Measured, cipher: CounterMode, mac: Hmac): Promise<void> {
    const deflate = createDeflateRaw()
    const feed = pipeline(plain, deflate)
    // Awaited below; a failure must not go unhandled while the other side is still read.
    feed.catch(() => {})
    for await (const packed of deflate) {
      const sealed = cipher.apply(packed as Buffer)
      mac.update(sealed)
      await this.#put(sealed)
    }
    await feed
  }

  async finish(): Promise<void> {
    const start = this.#position
    for (const file of this.#written) await this.#put(centralHeader(file, this.#stamp))
    await this.#put(endOfArchive(this.#written.length, start, this.#position - start))
  }

  async #put(bytes: Uint8Array): Promise<void> {
    this.#position += bytes.byteLength
    await this.#sink(bytes)
  }
}

/** Counts and hashes what goes by. */
class Measured {
  bytes = 0
  readonly #content: ArchiveFile['content']
  readonly #hash = createHash('sha256')

  constructor(content: ArchiveFile['content']) {
    this.#content = content
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for await (const chunk of this.#content) {
      this.bytes += chunk.byteLength
      this.#hash.update(chunk)
      yield chunk
    }
  }

  sum(): string {
    return this.#hash.digest('hex')
  }
}

/** AES-256 in WinZip's counter mode: little-endian from 1, which is not the counter that node's own CTR has. */
class CounterMode {
  readonly #blocks: Cipheriv
  #counter = 1n
  #left = Buffer.alloc(0)

  constructor(key: Buffer) {
    this.#blocks = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false)
  }

  apply(bytes: Buffer): Buffer {
    const missing = Math.max(0, bytes.length - this.#left.length)
    const counters = Buffer.alloc(Math.ceil(missing / 16) * 16)
    for (let at = 0; at < counters.length; at += 16) {
      counters.writeBigUInt64LE(this.#counter, at)
      this.#counter += 1n
    }
    const stream = Buffer.concat([this.#left, this.#blocks.update(counters)])
    const sealed = Buffer.alloc(bytes.length)
    for (let at = 0; at < bytes.length; at += 1) sealed[at] = (bytes[at] ?? 0) ^ (stream[at] ?? 0)
    this.#left = stream.subarray(bytes.length)
    return sealed
  }
}

/** Extra field 0x9901: AE-2, vendor "AE", 256 bits, what the content was packed by. */
const AES_EXTRA = numbers([0x9901, 2], [7, 2], [2, 2], [0x4541, 2], [3, 1], [DEFLATE, 2])

function localHeader(name: Buffer, stamp: Buffer): Buffer {
  const zip64 = numbers([1, 2], [16, 2], [0, 8], [0, 8])
  return Buffer.concat([
    numbers([0x04034b50, 4], [VERSION, 2], [FLAGS, 2], [METHOD_AES, 2]),
    stamp,
    numbers([0, 4], [IN_ZIP64, 4], [IN_ZIP64, 4], [name.length, 2]),
    numbers([zip64.length + AES_EXTRA.length, 2]),
    name,
    zip64,
    AES_EXTRA,
  ])
}

function descriptor(packed: number, plain: number): Buffer {
  return numbers([0x08074b50, 4], [0, 4], [packed, 8], [plain, 8])
}

function centralHeader({ name, offset, packed, plain }: Written, stamp: Buffer): Buffer {
  const zip64 = numbers([1, 2], [24, 2], [plain, 8], [packed, 8], [offset, 8])
  return Buffer.concat([
    numbers([0x02014b50, 4], [VERSION, 2], [VERSION, 2], [FLAGS, 2], [METHOD_AES, 2]),
    stamp,
    numbers([0, 4], [IN_ZIP64, 4], [IN_ZIP64, 4], [name.length, 2]),
    numbers([zip64.length + AES_EXTRA.length, 2], [0, 2], [0, 2], [0, 2], [0, 4], [IN_ZIP64, 4]),
    name,
    zip64,
    AES_EXTRA,
  ])
}

function endOfArchive(files: number, start: number, bytes: number): Buffer {
  return Buffer.concat([
    numbers([0x06064b50, 4], [44, 8], [VERSION, 2], [VERSION, 2], [0, 4], [0, 4]),
    numbers([files, 8], [files, 8], [bytes, 8], [start, 8]),
    numbers([0x07064b50, 4], [0, 4], [start + bytes, 8], [1, 4]),
    numbers([0x06054b50, 4], [0xffff, 2], [0xffff, 2], [0xffff, 2], [0xffff, 2]),
    numbers([IN_ZIP64, 4], [IN_ZIP64, 4], [0, 2]),
  ])
}

/** Little-endian numbers of 1, 2, 4 or 8 bytes. */
function numbers(...fields: readonly (readonly [value: number, bytes: 1 | 2 | 4 | 8])[]): Buffer {
  const parts = fields.map(([value, bytes]) => {
    const part = Buffer.alloc(bytes)
    if (bytes === 8) part.writeBigUInt64LE(BigInt(value))
    else part.writeUIntLE(value, 0, bytes)
    return part
  })
  return Buffer.concat(parts)
}

/** MS-DOS time and date, by this machine's clock, to two seconds. */
function dosTime(at: Date): Buffer {
  const time = (at.getHours() << 11) | (at.getMinutes() << 5) | (at.getSeconds() >> 1)
  const date = ((at.getFullYear() - 1980) << 9) | ((at.getMonth() + 1) << 5) | at.getDate()
  return numbers([time, 2], [date, 2])
}
