/**
 * What is served and what is removed is decided by one process at a time: else a generation that is just being made the served one
 * could be pruned, and terminals would have none.
 *
 * A lock of the operating system on `<data>/generations/.switch.sqlite`: it ends with its process however that ends. A load at
 * work does not hold it: operators may switch and prune meanwhile.
 */
import path from 'node:path'
import Database from 'better-sqlite3'

const LOCK = '.switch.sqlite'
/** Whoever holds it renames a few folders; proving a generation and deleting files is done without it. */
const WAIT_MILLISECONDS = 60_000

/** Others have been at it for longer than anybody should. */
export class SwitchInProgress extends Error {}

/**
 * Waits for its turn; then `work` sees what is so, and nobody changes it meanwhile.
 * @throws SwitchInProgress; the system's error
 */
export function inTurn<Result>(generations: string, work: () => Result): Result {
  const lock = new Database(path.join(generations, LOCK), { timeout: WAIT_MILLISECONDS })
  try {
    take(lock, generations)
    return work()
  } finally {
    lock.close()
  }
}

function take(lock: Database.Database, generations: string): void {
  try {
    lock.pragma('journal_mode = MEMORY')
    lock.exec('BEGIN EXCLUSIVE')
  } catch (cause) {
    if ((cause as { code?: string }).code !== 'SQLITE_BUSY') throw cause
    throw new SwitchInProgress(`another process is switching or pruning ${generations}`, { cause })
  }
}
