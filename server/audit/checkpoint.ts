/**
 * Signed checkpoints: entries of the log that sign, with Ed25519 (RFC 8032), the number and hash of the entry before.
 * Being entries, they are chained, copied and missed like any other. A log rewritten from some entry on needs the
 * private key for every checkpoint after it.
 */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { AuditEntry, AuditRow, Head } from './entry.ts'
import { keepMode, modeIn } from './file-mode.ts'

/** Every entry whose number is a multiple of this is a checkpoint; one more is written when the server stops. */
export const CHECKPOINT_EVERY = 64
export const CHECKPOINT_ACTION = 'log.checkpoint'

/** DER of an Ed25519 public key (RFC 8410) is this prefix and the key's 32 bytes. */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')

export interface Signer {
  /** The public key's 32 bytes in base64url. */
  readonly publicKey: string
  /** The entry that seals everything up to `head`. */
  checkpoint(head: Head): AuditEntry
}

/** The key in `<audit directory>/checkpoint.key` (PEM, readable by its owner only), made on first use. */
export function openSigner(directory: string): Signer {
  const key = readOrMakeKey(join(directory, 'checkpoint.key'))
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' })
  const publicKey = spki.subarray(SPKI_PREFIX.length).toString('base64url')
  return {
    publicKey,
    checkpoint: ({ sequence, hash }) => {
      const signature = sign(null, signedText({ sequence, hash }), key).toString('base64url')
      const detail = { sequence, hash, publicKey, signature }
      return { actor: 'sansho', terminal: '', action: CHECKPOINT_ACTION, detail }
    },
  }
}

const Detail = z.strictObject({
  sequence: z.number().int(),
  hash: z.string(),
  publicKey: z.string(),
  signature: z.string(),
})

/**
 * @param row an entry whose action is CHECKPOINT_ACTION
 * @param previous the entry before it
 * @param expectedKey public key the reader trusts; '' = the one the checkpoint names
 * @returns the public key that signed; null when the checkpoint does not hold
 */
export function readCheckpoint(row: AuditRow, previous: Head, expectedKey: string): string | null {
  const detail = parseDetail(row.detail)
  if (detail === null) return null
  const { sequence, hash, publicKey, signature } = detail
  if (sequence !== previous.sequence || hash !== previous.hash) return null
  if (expectedKey !== '' && publicKey !== expectedKey) return null
  const key = publicKeyOf(publicKey)
  const isSigned =
    key !== null && verify(null, signedText(previous), key, Buffer.from(signature, 'base64url'))
  return isSigned ? publicKey : null
}

function parseDetail(text: string): z.output<typeof Detail> | null {
  try {
    return Detail.safeParse(JSON.parse(text)).data ?? null
  } catch {
    // Not JSON: no checkpoint.
    return null
  }
}

function publicKeyOf(text: string): KeyObject | null {
  const raw = Buffer.from(text, 'base64url')
  if (raw.length !== 32) return null
  const key = Buffer.concat([SPKI_PREFIX, raw])
  return createPublicKey({ key, format: 'der', type: 'spki' })
}

function signedText({ sequence, hash }: Head): Buffer {
  return Buffer.from(`sansho audit checkpoint\n${sequence}\n${hash}\n`)
}

function readOrMakeKey(path: string): KeyObject {
  try {
    return createPrivateKey(readFileSync(path))
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw new Error(`the key of the audit log at ${path} could not be read`, { cause })
    }
  }
  const { privateKey } = generateKeyPairSync('ed25519')
  const whole = `${path}.${process.pid}`
  writeFileSync(whole, privateKey.export({ type: 'pkcs8', format: 'pem' }), {
    mode: 0o600,
    flush: true,
  })
  keepMode(whole, modeIn(dirname(path)))
  try {
    // A link, unlike a rename, never replaces the key another process made in the meantime.
    linkSync(whole, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(whole)
  }
  return createPrivateKey(readFileSync(path))
}
