/**
 * Five failures of one user name in 15 minutes close it for 15 minutes, whether the user exists or not; twenty at one terminal, where many
 * people sign in, close the terminal.
 */
import { createHmac } from 'node:crypto'
import type { StateDatabase } from './state-database.ts'

const FAILURES = { user: 5, terminal: 20 } as const
const WINDOW_MILLISECONDS = 15 * 60_000

export interface Lockout {
  /** Seconds until the user, or anybody at the terminal, may try again; 0 = now. */
  secondsLeft(name: string): number
  recordFailure(name: string): void
  /** After a right password: earlier failures no longer count. */
  forget(name: string): void
}

const NEWEST = `SELECT at FROM sign_in_failure WHERE user_hash = @hash AND at > @since AND at <= @until
  ORDER BY at DESC LIMIT @failures`

/** @param now milliseconds since 1970 */
export function openLockout(
  database: StateDatabase,
  of: keyof typeof FAILURES,
  now: () => number = Date.now,
): Lockout {
  const failures = FAILURES[of]
  // The kind is the key: nobody locks a terminal by typing its name as theirs.
  const hash = (name: string) =>
    createHmac('sha256', of).update(name.normalize('NFKC').toLowerCase()).digest('hex')
  const newest = database.prepare<
    { hash: string; since: number; until: number; failures: number },
    { at: number }
  >(NEWEST)
  const insert = database.prepare('INSERT INTO sign_in_failure (user_hash, at) VALUES (@hash, @at)')
  const forget = database.prepare('DELETE FROM sign_in_failure WHERE user_hash = @hash')
  const prune = database.prepare('DELETE FROM sign_in_failure WHERE at <= @since')
  return {
    secondsLeft(name) {
      // A failure counts for the window in which it was made and for the 15 minutes it may lock.
      const since = now() - 2 * WINDOW_MILLISECONDS
      // Those of a clock that was set back since would lock for as long as it went back.
      const until = now() + 60_000
      const times = newest.all({ hash: hash(name), since, until, failures }).map((row) => row.at)
      const [last, oldest] = [times[0], times[failures - 1]]
      if (last === undefined || oldest === undefined) return 0
      if (last - oldest > WINDOW_MILLISECONDS) return 0
      return Math.max(0, Math.ceil((last + WINDOW_MILLISECONDS - now()) / 1000))
    },
    recordFailure(name) {
      prune.run({ since: now() - 2 * WINDOW_MILLISECONDS })
      insert.run({ hash: hash(name), at: now() })
    },
    forget: (name) => void forget.run({ hash: hash(name) }),
  }
}
