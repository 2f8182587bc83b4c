/** Password hashing with argon2id, and passphrases made by the machine. */
import { argon2, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

/** OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, 2 passes, 1 lane. Memory in KiB. */
const MEMORY = 19_456
const PASSES = 2
const LANES = 1
const TAG_BYTES = 32
const SALT_BYTES = 16

const derive = promisify(argon2)

/** @returns the hash in PHC string format, with its parameters and salt. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const tag = await deriveTag(password, salt)
  return `$argon2id$v=19$m=${MEMORY},t=${PASSES},p=${LANES}$${salt.toString('base64url')}$${tag.toString('base64url')}`
}

/**
 * Whether the password is the one that was hashed. Takes the same time for `null` (no such user), so that an
 * answer's time does not tell who has an account.
 */
export async function verifyPassword(password: string, hash: string | null): Promise<boolean> {
  const [salt = '', tag = ''] = hash?.split('$').slice(4) ?? []
  const expected = hash === null ? randomBytes(TAG_BYTES) : Buffer.from(tag, 'base64url')
  const nonce = hash === null ? randomBytes(SALT_BYTES) : Buffer.from(salt, 'base64url')
  const found = await deriveTag(password, nonce)
  return timingSafeEqual(found, expected) && hash !== null
}

async function deriveTag(password: string, nonce: Uint8Array): Promise<Buffer> {
  // NFKC: the same password typed on another keyboard or through an IME is the same password.
  return await derive('argon2id', {
    message: Buffer.from(password.normalize('NFKC'), 'utf8'),
    nonce,
    parallelism: LANES,
    tagLength: TAG_BYTES,
    memory: MEMORY,
    passes: PASSES,
  })
}

/** Without 0 o 1 l i: read from paper, typed by tired people. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'

/** A passphrase of four groups of five letters and digits: 99 bits. */
export function generatePassphrase(): string {
  const group = () => Array.from({ length: 5 }, () => LETTERS[randomInt(LETTERS.length)]).join('')
  return Array.from({ length: 4 }, group).join('-')
}
