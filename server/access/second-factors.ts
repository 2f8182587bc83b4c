/**
 * Second factors of people who sign in by passphrase: the secret of an authenticator app (one-time-code.ts).
 *
 * A code can only be checked by who has the secret, so it can't be kept as a hash as passphrases and badges are: it lies in the state database
 * sealed by AES-256-GCM, bound to its person, and the key lies beside the database in a file of its own. Who gets the database alone has
 * nothing; who gets the whole folder has the secrets.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { asBase32, SECRET_BYTES, stepOfCode } from './one-time-code.ts'
import type { StateDatabase } from './state-database.ts'

export interface SecondFactors {
  /** Whether this person gives a code at each sign-in by passphrase. */
  has(user: string): boolean
  /**
   * A new secret, to be shown once; a beginning that was not confirmed ends.
   * @param confirmed false = asked for at sign-in only when its person has shown a code of it
   * @returns the secret as base32; null when the person has one already
   */
  begin(user: string, confirmed: boolean): string | null
  /** The person shows a code of what was begun: from now on it is asked for. */
  confirm(user: string, code: string): boolean
  /** Whether it is a code of now that was not used before; then it is used. */
  accept(user: string, code: string): boolean
  /** @returns false when there was none */
  remove(user: string): boolean
}

interface Row {
  readonly sealed: Buffer
  readonly lastStep: number
}

const FIND = `SELECT sealed, last_step AS lastStep FROM second_factor
  WHERE user = @user AND (confirmed_at <> '') = @confirmed`
const BEGIN = `INSERT INTO second_factor (user, sealed, last_step, confirmed_at)
  VALUES (@user, @sealed, 0, @confirmedAt)
  ON CONFLICT (user) DO UPDATE SET sealed = @sealed, last_step = 0, confirmed_at = @confirmedAt
  WHERE confirmed_at = ''`
/** One of two programs that are shown the same code at once uses it. */
const USE = `UPDATE second_factor SET last_step = @step, confirmed_at = iif(confirmed_at = '', @at, confirmed_at)
  WHERE user = @user AND last_step < @step AND sealed = @sealed`

/**
 * @param key of 32 bytes (state-key.ts)
 * @param now milliseconds since 1970
 */
export function openSecondFactors(
  database: StateDatabase,
  key: Uint8Array,
  now: () => number = Date.now,
): SecondFactors {
  const find = database.prepare<{ user: string; confirmed: number }, Row>(FIND)
  const begin = database.prepare(BEGIN)
  const use = database.prepare(USE)
  const remove = database.prepare('DELETE FROM second_factor WHERE user = @user')

  function take(user: string, code: string, confirmed: boolean): boolean {
    const row = find.get({ user, confirmed: confirmed ? 1 : 0 })
    if (row === undefined) return false
    const step = stepOfCode(unseal(key, user, row.sealed), code, now())
    if (step === null || step <= row.lastStep) return false
    const at = new Date(now()).toISOString()
    return use.run({ user, step, at, sealed: row.sealed }).changes > 0
  }

  return {
    has: (user) => find.get({ user, confirmed: 1 }) !== undefined,
    begin(user, confirmed) {
      const secret = randomBytes(SECRET_BYTES)
      const confirmedAt = confirmed ? new Date(now()).toISOString() : ''
      const { changes } = begin.run({ user, sealed: seal(key, user, secret), confirmedAt })
      return changes > 0 ? asBase32(secret) : null
    },
    confirm: (user, code) => take(user, code, false),
    accept: (user, code) => take(user, code, true),
    remove: (user) => remove.run({ user }).changes > 0,
  }
}

const NONCE_BYTES = 12
const TAG_BYTES = 16

function seal(key: Uint8Array, user: string, secret: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(user))
  const sealed = Buffer.concat([cipher.update(secret), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed])
}

/** @throws Error when it was sealed by another key or for another person */
function unseal(key: Uint8Array, user: string, sealed: Buffer): Buffer {
  const nonce = sealed.subarray(0, NONCE_BYTES)
  const body = sealed.subarray(NONCE_BYTES + TAG_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce)
  decipher.setAAD(Buffer.from(user)).setAuthTag(sealed.subarray(NONCE_BYTES, -body.length))
  try {
    return Buffer.concat([decipher.update(body), decipher.final()])
  } catch (cause) {
    throw new Error(
      `the second factor of ${user} was sealed by another key than state/second-factor.key`,
      { cause },
    )
  }
}
