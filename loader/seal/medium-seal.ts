/**
 * The seal of a medium: a signed list of every file on it, made in peacetime and kept off the medium, so that a later load
 * can prove what changed. A text file, one JSON value a line: a head, the files, and a foot that signs all lines before it.
 */
import crypto from 'node:crypto'
import fs from 'node:fs'
import readline from 'node:readline'
import { fingerprint, isSignedBy, type SigningKey, sign } from './signing-key.ts'

const KIND = 'sansho medium seal 1'

/** What a seal holds of one file. */
export interface SealedEntry {
  readonly path: string
  readonly size: number
  /** UTC. */
  readonly modifiedAt: string
  /** '' = its bytes could not be read when it was sealed. */
  readonly sha256: string
}

interface SealHead {
  readonly seal: string
  readonly location: string
  /** UTC. */
  readonly sealedAt: string
}

interface SealFoot {
  readonly files: number
  readonly bytes: number
  readonly publicKey: string
  readonly signature: string
}

export interface SealFacts extends SealHead, Pick<SealFoot, 'files' | 'bytes'> {
  /** Of the key that signed it; people compare it. */
  readonly signedBy: string
  /** Whether that is the key of this installation. */
  readonly isOwn: boolean
}

/** It is no seal, not whole, or was altered. */
export class BrokenSeal extends Error {}

/** There is no such file, or it cannot be read. */
export class UnreadableSeal extends Error {}

export interface SealWriter {
  add(entry: SealedEntry): void
  /** Signs, flushes and gives the file its name; until then nothing stands there. */
  finish(key: SigningKey): SealFoot
  abandon(): void
}

export function createSeal(file: string, location: string): SealWriter {
  const aside = `${file}.${process.pid}.part`
  const fd = fs.openSync(aside, 'wx', 0o640)
  const hash = crypto.createHash('sha256')
  let files = 0
  let bytes = 0
  let pending = ''
  const flush = () => {
    hash.update(pending)
    fs.writeFileSync(fd, pending)
    pending = ''
  }
  const put = (value: unknown) => {
    pending += `${JSON.stringify(value)}\n`
    if (pending.length > 65_536) flush()
  }
  const head: SealHead = { seal: KIND, location, sealedAt: new Date().toISOString() }
  put(head)
  return {
    add(entry) {
      files++
      bytes += entry.size
      put(entry)
    },
    finish(key) {
      flush()
      const counts = { files, bytes, publicKey: key.publicKey }
      hash.update(JSON.stringify(counts))
      const foot: SealFoot = { ...counts, signature: sign(hash.digest('hex'), key) }
      fs.writeFileSync(fd, `${JSON.stringify(foot)}\n`)
      fs.fsyncSync(fd)
      fs.closeSync(fd)
      fs.renameSync(aside, file)
      return foot
    },
    abandon() {
      fs.closeSync(fd)
      fs.rmSync(aside, { force: true })
    },
  }
}

/**
 * Reads a seal to its end and checks its signature.
 * @param ownKey public key of this installation, '' = none.
 * @param receive called for each file, before the signature is known to hold.
 * @throws BrokenSeal, UnreadableSeal
 */
export async function readSeal(
  file: string,
  ownKey: string,
  receive: (entry: SealedEntry) => void,
): Promise<SealFacts> {
  refuseUnreadable(file)
  const hash = crypto.createHash('sha256')
  const lines = readline.createInterface({ input: fs.createReadStream(file), crlfDelay: 0 })
  let head: SealHead | null = null
  let held: string | null = null
  let count = 0
  for await (const line of lines) {
    if (held !== null) {
      hash.update(`${held}\n`)
      if (head === null) head = headOf(held, file)
      else {
        receive(parse<SealedEntry>(held, file))
        count++
      }
    }
    held = line
  }
  const foot = parse<SealFoot>(held ?? '', file)
  if (head === null) throw new BrokenSeal(`${file} is not a seal, or ends early`)
  const { signature, ...counts } = foot
  hash.update(JSON.stringify(counts))
  const isSigned = isSignedBy(hash.digest('hex'), String(signature), String(foot.publicKey))
  if (!isSigned || foot.files !== count) {
    throw new BrokenSeal(`${file} was altered or ends early: its signature does not fit`)
  }
  const isOwn = foot.publicKey === ownKey
  const { files, bytes } = foot
  return { ...head, files, bytes, signedBy: fingerprint(foot.publicKey), isOwn }
}

function refuseUnreadable(file: string): void {
  try {
    const fd = fs.openSync(file, 'r')
    try {
      fs.readSync(fd, Buffer.alloc(1), 0, 1, 0)
    } finally {
      fs.closeSync(fd)
    }
  } catch (error) {
    throw new UnreadableSeal(`${file}: ${(error as Error).message}`, { cause: error })
  }
}

function headOf(line: string, file: string): SealHead {
  const head = parse<SealHead>(line, file)
  if (head.seal !== KIND) throw new BrokenSeal(`${file} is not a seal of a medium`)
  return head
}

function parse<T>(line: string, file: string): T {
  try {
    return JSON.parse(line) as T
  } catch (error) {
    throw new BrokenSeal(`${file} is not a seal, or ends early`, { cause: error })
  }
}
