/**
 * Sessions: an opaque 256-bit token in a cookie; the database keeps only its SHA-256.
 * How soon they lock, how long they last, and how many a person may have, stands in server/settings.ts.
 */
import { createHash, randomBytes } from 'node:crypto'
import type { Place } from '../../model/codes/places.ts'
import type { SessionSettings } from '../settings.ts'
import type { Account, Role } from './accounts.ts'
import type { StateDatabase } from './state-database.ts'

/** `seen_at` is written at most this often: reading a chart should not write to the disk each time. */
const TOUCH_MILLISECONDS = 15_000
/** A session last seen later than this from now was seen before the clock was set back: how long ago, nobody knows. */
const CLOCK_SET_BACK_MILLISECONDS = 60_000

export interface SignedIn {
  /** SHA-256 of the token: names the session inside the server, can't be used as a cookie. */
  readonly key: string
  readonly user: string
  readonly displayName: string
  readonly role: Role
  /** Name of the enrolled terminal it was opened at, and is good at; '' = none needed. */
  readonly enrolled: string
  /** UTC, ISO 8601. */
  readonly expiresAt: string
  /** Nobody reads by it until its person gives their secret again. */
  readonly locked: boolean
}

export interface Sessions {
  /**
   * @param at `badge`: serial of the badge it is opened by, 0 = by none
   * @returns the token for the cookie, shown to nobody else
   */
  open(
    account: Account,
    at: { terminal: string; enrolled?: string; badge?: number },
  ): { token: string; session: SignedIn }
  /**
   * The session of a token, if it still stands; counts as activity unless it is locked. It locks where nothing came for the time of this
   * place.
   */
  find(token: string, place: Place): SignedIn | null
  lock(key: string): void
  /**
   * After its person gave their secret again. What hangs on the session stays, its token does not (OWASP ASVS 5.0 7.2.4).
   * @param badge serial of the one it is unlocked by, 0 = by none
   * @returns as `open`
   */
  unlock(session: SignedIn, badge?: number): { token: string; session: SignedIn }
  end(key: string): void
  /** Ends every session of a person but one. */
  endOthers(user: string, kept: string): void
  /** Ends every session of a person that another badge than this one opened or unlocked. */
  endOfBadgesBefore(user: string, badge: number): void
  /** Seconds without a request after which a session locks. */
  lockSeconds(place: Place): number
  /** Those that still stand, oldest first. */
  list(): OpenSession[]
}

export interface OpenSession {
  /** SHA-256 of the token. */
  readonly key: string
  /** Its beginning, by which people name it. */
  readonly id: string
  readonly user: string
  readonly role: Role
  readonly terminal: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
  readonly seenAt: number
  readonly locked: boolean
}

/** Enough of a session's key to tell it from any other. */
const ID_LENGTH = 12

interface SessionRow {
  readonly user: string
  readonly displayName: string
  readonly role: Role
  readonly enrolled: string
  readonly seenAt: number
  readonly expiresAt: number
  readonly lockedAt: number
}

/** What hangs on a session and is kept elsewhere. */
export interface HangsOnSessions {
  /** Goes with the session. */
  drop(sessionKey: string): void
  /** Stays with it under another key. */
  move(from: string, to: string): void
}

const FIND = `SELECT s.user, a.display_name AS displayName, a.role, s.seen_at AS seenAt,
    s.expires_at AS expiresAt, s.enrolled, s.locked_at AS lockedAt
  FROM session s JOIN account a ON a.user = s.user
  WHERE s.token_hash = @key AND a.disabled_at = ''
    AND (a.expires_at = '' OR a.expires_at > @now)`
const INSERT = `INSERT INTO session (token_hash, user, created_at, seen_at, expires_at, terminal, enrolled, badge)
  VALUES (@key, @user, @now, @now, @expiresAt, @terminal, @enrolled, @badge)`
const LIST = `SELECT s.token_hash AS key, s.user, a.role, s.terminal, s.created_at AS createdAt,
    s.seen_at AS seenAt, s.locked_at AS lockedAt
  FROM session s JOIN account a ON a.user = s.user
  WHERE s.expires_at > @now AND s.seen_at > @idleSince ORDER BY s.created_at`
const PRUNE = 'DELETE FROM session WHERE expires_at <= @now OR seen_at <= @idleSince'

/**
 * @param settings limits and policy
 * @param hanging told of each session that ends or takes another key
 * @param now milliseconds since 1970
 */
export function openSessions(
  database: StateDatabase,
  settings: SessionSettings,
  hanging: HangsOnSessions,
  now: () => number = Date.now,
): Sessions {
  const idleSeconds = settings.idleMinutes * 60
  const absoluteSeconds = settings.absoluteHours * 3600
  const list = database.prepare<
    { now: number; idleSince: number },
    Omit<OpenSession, 'id' | 'locked'> & { lockedAt: number }
  >(LIST)
  const former = database.prepare<{ user: string }, { key: string }>(
    'SELECT token_hash AS key FROM session WHERE user = @user',
  )
  const byOtherBadge = database.prepare<{ user: string; badge: number }, { key: string }>(
    'SELECT token_hash AS key FROM session WHERE user = @user AND badge NOT IN (0, @badge)',
  )
  const find = database.prepare<{ key: string; now: string }, SessionRow>(FIND)
  const insert = database.prepare(INSERT)
  const touch = database.prepare('UPDATE session SET seen_at = @now WHERE token_hash = @key')
  const remove = database.prepare('DELETE FROM session WHERE token_hash = @key')
  const lock = database.prepare(
    'UPDATE session SET locked_at = @now WHERE token_hash = @key AND locked_at = 0',
  )
  const unlock = database.prepare(
    `UPDATE session SET token_hash = @next, locked_at = 0, seen_at = @now, badge = iif(@badge = 0, badge, @badge)
     WHERE token_hash = @key`,
  )
  const prune = database.prepare<{ now: number; idleSince: number }, { key: string }>(
    `${PRUNE} RETURNING token_hash AS key`,
  )

  function end(key: string): void {
    remove.run({ key })
    hanging.drop(key)
  }
  const lockSeconds = (place: Place) => settings.lockMinutes[place] * 60

  return {
    lockSeconds,
    list: () =>
      list
        .all({ now: now(), idleSince: now() - idleSeconds * 1000 })
        .map(({ lockedAt, ...rest }) => ({
          ...rest,
          id: rest.key.slice(0, ID_LENGTH),
          locked: lockedAt !== 0,
        })),
    open(account, { terminal, enrolled = '', badge = 0 }) {
      const at = now()
      for (const old of prune.all({ now: at, idleSince: at - idleSeconds * 1000 })) {
        hanging.drop(old.key)
      }
      if (settings.oneSessionPerPerson && !account.demo) {
        for (const old of former.all({ user: account.user })) end(old.key)
      }
      const { token, key } = makeToken()
      const expiresAt = at + absoluteSeconds * 1000
      insert.run({ key, user: account.user, now: at, expiresAt, terminal, enrolled, badge })
      const { user, displayName, role } = account
      return {
        token,
        session: {
          key,
          user,
          displayName,
          role,
          enrolled,
          expiresAt: new Date(expiresAt).toISOString(),
          locked: false,
        },
      }
    },
    find(token, place) {
      const key = hashToken(token)
      const at = now()
      const row = find.get({ key, now: new Date(at).toISOString() })
      if (row === undefined) {
        // Ended from outside (another program, an account's end): what hangs on it goes now.
        end(key)
        return null
      }
      const longest = absoluteSeconds * 1000 + CLOCK_SET_BACK_MILLISECONDS
      if (
        row.expiresAt <= at ||
        row.seenAt <= at - idleSeconds * 1000 ||
        row.expiresAt > at + longest
      ) {
        end(key)
        return null
      }
      const leftAlone =
        row.seenAt <= at - lockSeconds(place) * 1000 ||
        row.seenAt > at + CLOCK_SET_BACK_MILLISECONDS
      const locked = row.lockedAt !== 0 || leftAlone
      if (!locked && at - row.seenAt > TOUCH_MILLISECONDS) touch.run({ key, now: at })
      else if (leftAlone) lock.run({ key, now: at })
      const { user, displayName, role, enrolled } = row
      return {
        key,
        user,
        displayName,
        role,
        enrolled,
        expiresAt: new Date(row.expiresAt).toISOString(),
        locked,
      }
    },
    lock: (key) => void lock.run({ key, now: now() }),
    unlock(session, badge = 0) {
      const { token, key } = makeToken()
      unlock.run({ key: session.key, next: key, now: now(), badge })
      hanging.move(session.key, key)
      return { token, session: { ...session, key, locked: false } }
    },
    end,
    endOthers(user, kept) {
      for (const { key } of former.all({ user })) if (key !== kept) end(key)
    },
    endOfBadgesBefore(user, badge) {
      for (const { key } of byOtherBadge.all({ user, badge })) end(key)
    },
  }
}

function makeToken(): { token: string; key: string } {
  const token = randomBytes(32).toString('base64url')
  return { token, key: hashToken(token) }
}

function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
