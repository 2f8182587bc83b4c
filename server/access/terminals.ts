/** Reference terminals: applied for by one person, approved by another, known by their certificate, revoked at once. */
import type { Place } from '../../model/codes/places.ts'
import type { StateDatabase } from './state-database.ts'

export interface Application {
  readonly name: string
  readonly place: Place
  /** Addresses and ranges it may come from (addresses.ts). */
  readonly addresses: readonly string[]
  /** User name of an account. */
  readonly requestedBy: string
  readonly reason: string
}

export interface ListedTerminal extends Application {
  /** UTC. */
  readonly requestedAt: string
  /** '' until approved. */
  readonly approvedBy: string
  readonly approvedAt: string
  /** SHA-256 of its certificate, '' until approved. */
  readonly fingerprint: string
  /** UTC; when its certificate ends. */
  readonly expiresAt: string
  /** '' while not revoked. */
  readonly revokedBy: string
  readonly revokedAt: string
  readonly revokedReason: string
}

/** A terminal that may be served now. */
export type EnrolledTerminal = Pick<ListedTerminal, 'name' | 'place' | 'addresses'>

export interface Terminals {
  list(): ListedTerminal[]
  /** @returns false when a terminal of this name was already applied for. Names are never used twice: the log speaks of them. */
  apply(application: Application): boolean
  /**
   * @param whenApproved is called just before it is settled; what it throws keeps it from being approved
   * @returns false when there is nothing to approve, or the approver applied for it
   */
  approve(
    name: string,
    by: string,
    certificate: Readonly<{ fingerprint: string; expiresAt: string }>,
    whenApproved?: () => void,
  ): boolean
  /** Also withdraws an application. @returns false when there is none, or it is revoked already */
  revoke(name: string, by: string, reason: string): boolean
  /** By the certificate it showed; null when it is not, or no longer, enrolled. */
  find(fingerprint: string): EnrolledTerminal | null
}

type Row = Omit<ListedTerminal, 'addresses'> & { readonly addresses: string }

const COLUMNS = `name, place, addresses, requested_by AS requestedBy, requested_at AS requestedAt, reason,
  approved_by AS approvedBy, approved_at AS approvedAt, fingerprint, expires_at AS expiresAt,
  revoked_by AS revokedBy, revoked_at AS revokedAt, revoked_reason AS revokedReason`
const LIST = `SELECT ${COLUMNS} FROM terminal ORDER BY name`
const APPLY = `INSERT OR IGNORE INTO terminal (name, place, addresses, requested_by, requested_at, reason)
  VALUES (@name, @place, @addresses, @requestedBy, @at, @reason)`
const APPROVE = `UPDATE terminal SET approved_by = @by, approved_at = @at, fingerprint = @fingerprint,
    expires_at = @expiresAt
  WHERE name = @name AND approved_by = '' AND revoked_at = '' AND requested_by <> @by`
const REVOKE = `UPDATE terminal SET revoked_by = @by, revoked_at = @at, revoked_reason = @reason
  WHERE name = @name AND revoked_at = ''`
const FIND = `SELECT name, place, addresses FROM terminal
  WHERE fingerprint = @fingerprint AND fingerprint <> '' AND revoked_at = '' AND expires_at > @at`

/** Reads the database each time: another program (`sansho terminal revoke`) may have changed it. */
export function openTerminals(database: StateDatabase): Terminals {
  const list = database.prepare<[], Row>(LIST)
  const apply = database.prepare(APPLY)
  const approve = database.prepare(APPROVE)
  const revoke = database.prepare(REVOKE)
  const find = database.prepare<{ fingerprint: string; at: string }, Row>(FIND)
  const now = () => new Date().toISOString()
  return {
    list: () => list.all().map((row) => ({ ...row, addresses: readAddresses(row.addresses) })),
    apply: ({ addresses, ...rest }) =>
      apply.run({ ...rest, addresses: addresses.join(' '), at: now() }).changes > 0,
    approve(name, by, { fingerprint, expiresAt }, whenApproved = () => {}) {
      const settle = database.transaction(() => {
        const done = approve.run({ name, by, fingerprint, expiresAt, at: now() }).changes > 0
        if (done) whenApproved()
        return done
      })
      return settle.immediate()
    },
    revoke: (name, by, reason) => revoke.run({ name, by, reason, at: now() }).changes > 0,
    find(fingerprint) {
      const row = find.get({ fingerprint, at: now() })
      if (row === undefined) return null
      return { name: row.name, place: row.place, addresses: readAddresses(row.addresses) }
    },
  }
}

function readAddresses(text: string): string[] {
  return text.split(' ').filter((each) => each !== '')
}

/** Enrolled, not revoked, and its certificate not ended. */
export function isInUse({ fingerprint, revokedAt, expiresAt }: ListedTerminal): boolean {
  return fingerprint !== '' && revokedAt === '' && Date.parse(expiresAt) > Date.now()
}
