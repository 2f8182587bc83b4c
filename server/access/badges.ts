/**
 * Emergency badges: a 128-bit secret in a barcode, kept as its SHA-256, and a PIN kept as a password is. The PIN is short because the
 * badge is the secret: ten wrong ones in a row, over whatever time, end the badge.
 */
import { createHash, randomBytes, randomInt } from 'node:crypto'
import { checkDigitOf } from '../../model/codes/badge-secret.ts'
import { hashPassword, verifyPassword } from './passwords.ts'
import type { StateDatabase } from './state-database.ts'

/** NIST SP 800-63B 5.2.2 allows a hundred; a badge is made anew in a minute. */
const WRONG_PINS_IN_A_ROW = 10
const PIN_DIGITS = 6
const SECRET_DIGITS = 39

export interface IssuedBadge {
  /** Printed on it in plain digits: a lost badge is revoked by it. */
  readonly serial: number
  /** model/codes/badge-secret.ts. Leaves the server once. */
  readonly secret: string
  readonly pin: string
}

/** One that is good. */
export interface ListedBadge {
  readonly serial: number
  readonly user: string
  readonly issuedBy: string
  /** UTC. */
  readonly issuedAt: string
}

export interface Badges {
  /** A new badge and PIN; the person's earlier ones end. @param by user name of who issues it */
  issue(user: string, by: string): Promise<IssuedBadge>
  /** The good badge of a secret; null for an unknown, a revoked and a worn-out one. */
  find(secret: string): ListedBadge | null
  /** Whether this is the PIN of the badge; null takes the same time. A wrong one counts. */
  isPin(badge: ListedBadge | null, pin: string): Promise<boolean>
  /** @returns whose it was; null when there is no such good badge */
  revoke(serial: number, by: string, reason: string): string | null
  list(): ListedBadge[]
}

const GOOD = `revoked_at = '' AND wrong_pins < ${WRONG_PINS_IN_A_ROW}`
const COLUMNS = 'serial, user, issued_by AS issuedBy, issued_at AS issuedAt'
const INSERT = `INSERT INTO badge (secret_hash, user, pin, issued_by, issued_at)
  VALUES (@secretHash, @user, @pin, @by, @at)`
const REVOKE = `UPDATE badge SET revoked_by = @by, revoked_at = @at, revoked_reason = @reason
  WHERE serial = @serial AND ${GOOD} RETURNING user`
const REPLACE = `UPDATE badge SET revoked_by = @by, revoked_at = @at, revoked_reason = 'replaced'
  WHERE user = @user AND revoked_at = ''`

export function openBadges(database: StateDatabase): Badges {
  const insert = database.prepare(INSERT)
  const replace = database.prepare(REPLACE)
  const revoke = database.prepare<object, { user: string }>(REVOKE)
  const find = database.prepare<{ secretHash: string }, ListedBadge>(
    `SELECT ${COLUMNS} FROM badge WHERE secret_hash = @secretHash AND ${GOOD}`,
  )
  const list = database.prepare<[], ListedBadge>(
    `SELECT ${COLUMNS} FROM badge WHERE ${GOOD} ORDER BY user`,
  )
  const pinOf = database.prepare<{ serial: number }, { pin: string }>(
    `SELECT pin FROM badge WHERE serial = @serial AND ${GOOD}`,
  )
  const wrong = database.prepare(
    'UPDATE badge SET wrong_pins = wrong_pins + 1 WHERE serial = @serial',
  )
  const right = database.prepare(
    'UPDATE badge SET wrong_pins = 0 WHERE serial = @serial AND wrong_pins > 0',
  )
  const now = () => new Date().toISOString()
  const exchange = database.transaction((row: { user: string; by: string; at: string }) => {
    replace.run(row)
    return Number(insert.run(row).lastInsertRowid)
  })
  return {
    async issue(user, by) {
      const secret = makeSecret()
      const pin = makePin()
      const row = { user, by, at: now(), secretHash: hashOf(secret), pin: await hashPassword(pin) }
      return { serial: exchange.immediate(row), secret, pin }
    },
    find: (secret) => find.get({ secretHash: hashOf(secret) }) ?? null,
    async isPin(badge, pin) {
      const serial = badge?.serial ?? 0
      const isSame = await verifyPassword(pin, pinOf.get({ serial })?.pin ?? null)
      // It may have been revoked while its PIN was weighed.
      const isRight = isSame && pinOf.get({ serial }) !== undefined
      if (isRight) right.run({ serial })
      else wrong.run({ serial })
      return isRight
    },
    revoke: (serial, by, reason) => revoke.get({ serial, by, reason, at: now() })?.user ?? null,
    list: () => list.all(),
  }
}

/** 128 bits as 39 digits, and their check digit. */
function makeSecret(): string {
  const digits = BigInt(`0x${randomBytes(16).toString('hex')}`)
    .toString()
    .padStart(SECRET_DIGITS, '0')
  return digits + checkDigitOf(digits)
}

/** Not one that people try first: the same digit throughout, or a run. */
function makePin(): string {
  for (;;) {
    const pin = String(randomInt(10 ** PIN_DIGITS)).padStart(PIN_DIGITS, '0')
    if (!/^(\d)\1+$/.test(pin) && !'0123456789012345 9876543210987654'.includes(pin)) return pin
  }
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
