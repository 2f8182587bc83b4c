/** Five failures of one user name in 15 minutes close it for 15 minutes, whether the user exists or not. */
import { createHash } from 'node:crypto'
import type { StateDatabase } from './state-database.ts'

const FAILURES = 5
const WINDOW_MILLISECONDS = 15 * 60_000

export interface Lockout {
  /** Seconds until the user may try again; 0 = now. */
  secondsLeft(user: string): number
  recordFailure(user: string): void
  /** After a right password: earlier failures no longer count. */
  forget(user: string): void
}

const NEWEST = `SELECT at FROM sign_in_failure WHERE user_hash = @hash AND at > @since
  ORDER BY at DESC LIMIT ${FAILURES}`

/** @param now milliseconds since 1970 */
export function openLockout(database: StateDatabase, now: () => number = Date.now): Lockout {
  const newest = database.prepare<{ hash: string; since: number }, { at: number }>(NEWEST)
  const insert = database.prepare('INSERT INTO sign_in_failure (user_hash, at) VALUES (@hash, @at)')
  const forget = database.prepare('DELETE FROM sign_in_failure WHERE user_hash = @hash')
  const prune = database.prepare('DELETE FROM sign_in_failure WHERE at <= @since')
  return {
    secondsLeft(user) {
      // A failure counts for the window in which it was made and for the 15 minutes it may lock.
      const since = now() - 2 * WINDOW_MILLISECONDS
      const times = newest.all({ hash: hashUser(user), since }).map((row) => row.at)
      const [last, oldest] = [times[0], times[FAILURES - 1]]
      if (last === undefined || oldest === undefined) return 0
      if (last - oldest > WINDOW_MILLISECONDS) return 0
      return Math.max(0, Math.ceil((last + WINDOW_MILLISECONDS - now()) / 1000))
    },
    recordFailure(user) {
      prune.run({ since: now() - 2 * WINDOW_MILLISECONDS })
      insert.run({ hash: hashUser(user), at: now() })
    },
    forget: (user) => void forget.run({ hash: hashUser(user) }),
  }
}

function hashUser(user: string): string {
  return createHash('sha256').update(user.normalize('NFKC').toLowerCase()).digest('hex')
}
