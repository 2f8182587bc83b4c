/**
 * The access log: who opened, searched, signed in, loaded. Append-only, hash-chained, sealed by signed checkpoints.
 *
 * Guarantees: when `append` returns, the row is on the disk (WAL, synchronous=FULL), chained to the row before it, and
 * in the second copy if there is one; the database's triggers refuse UPDATE and DELETE; several processes may append.
 * Not guaranteed: that a holder of the file and of its key can't rewrite the chain, or that a holder of the file can't
 * cut its tail; the second copy or a witness on paper shows that (verify.ts).
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { CHECKPOINT_ACTION, CHECKPOINT_EVERY, openSigner } from './checkpoint.ts'
import { type AuditEntry, CHAIN_START, type HashedRow, type Head, nextRow } from './entry.ts'
import { keepMode, modeIn } from './file-mode.ts'
import { HEAD, hasSchema, INSERT, ROW_AT, SCHEMA } from './schema.ts'
import { openSecondCopy, type SecondCopy } from './second-copy.ts'

export interface AuditLog {
  /**
   * Appends one row durably.
   * @returns its sequence number, from 1 without gaps.
   * @throws Error when it could not be written to the log or to its copy: then what it was to record must not happen.
   */
  append(entry: AuditEntry): number
  /** Signs all that was written since the last checkpoint. @throws Error as `append` does. */
  seal(): void
  close(): void
}

const BUSY_MILLISECONDS = 5_000

/**
 * Opens the log of a data directory (`<data>/audit/audit.sqlite`), making it on first use.
 * @param copyDirectory a folder on another disk that takes every entry too, as a line of JSON; null = none
 * @throws Error when the log or the copy can't be opened for writing; the caller must not go on without it.
 */
export function openAuditLog(dataDirectory: string, copyDirectory: string | null = null): AuditLog {
  const directory = join(dataDirectory, 'audit')
  const path = join(directory, 'audit.sqlite')
  const database = openDatabase(directory, path)
  try {
    const copy = copyDirectory === null ? null : openSecondCopy(copyDirectory, database)
    return appendTo(database, { directory, path, copy })
  } catch (cause) {
    database.close()
    throw cause
  }
}

function appendTo(
  database: Database.Database,
  place: { directory: string; path: string; copy: SecondCopy | null },
): AuditLog {
  const { directory, path, copy } = place
  const signer = openSigner(directory)
  const head = database.prepare<[], Head>(HEAD)
  const insert = database.prepare(INSERT)
  function write(last: Head, entry: AuditEntry): Head {
    const row = nextRow(last, entry, new Date())
    insert.run(row)
    return row
  }
  const append = database.transaction((entry: AuditEntry): number => {
    const row = write(head.get() ?? CHAIN_START, entry)
    if ((row.sequence + 1) % CHECKPOINT_EVERY === 0) write(row, signer.checkpoint(row))
    return row.sequence
  })
  const seal = database.transaction((): void => {
    const last = head.get()
    if (last === undefined || isCheckpoint(database, last)) return
    write(last, signer.checkpoint(last))
  })
  function durably<Result>(work: () => Result): Result {
    try {
      const result = work()
      copy?.catchUp()
      return result
    } catch (cause) {
      throw new Error(`the audit log at ${path} could not be written`, { cause })
    }
  }
  return {
    append: (entry) => durably(() => append.immediate(entry)),
    seal: () => durably(() => seal.immediate()),
    close() {
      copy?.close()
      database.close()
    },
  }
}

function isCheckpoint(database: Database.Database, { sequence }: Head): boolean {
  const row = database.prepare<{ sequence: number }, HashedRow>(ROW_AT).get({ sequence })
  return row?.action === CHECKPOINT_ACTION
}

function openDatabase(directory: string, path: string): Database.Database {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    const database = new Database(path, { timeout: BUSY_MILLISECONDS })
    keepMode(path, modeIn(directory))
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    database.pragma('trusted_schema = OFF')
    database.exec(SCHEMA)
    if (!hasSchema(database)) {
      throw new Error(
        'it was made by another version or altered: move the folder aside and keep it',
      )
    }
    return database
  } catch (cause) {
    throw new Error(`the audit log at ${path} could not be opened`, { cause })
  }
}
