/**
 * The access log: who opened, searched, signed in, loaded. Append-only and hash-chained.
 *
 * Guarantees: when `append` returns, the row is on the disk (WAL, synchronous=FULL) and chained to the row
 * before it; the database's triggers refuse UPDATE and DELETE; several processes may append to one log.
 * Not guaranteed: that a holder of the file can't rewrite the whole chain or cut its tail; a witness outside
 * is needed for that.
 */
import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'

type AuditDetail = Readonly<Record<string, string | number | boolean>>

export interface AuditEntry {
  /** User name, or the program that acts by itself (`sansho load`). */
  readonly actor: string
  /** Network address or terminal name; '' for the machine itself. */
  readonly terminal: string
  /** `session.open`, `chart.open`, `load.published` … */
  readonly action: string
  readonly patientId?: string
  readonly detail: AuditDetail
}

export interface AuditLog {
  /**
   * Appends one row durably.
   * @returns its sequence number, from 1 without gaps.
   * @throws Error when the row could not be written: then whatever it was to record must not happen.
   */
  append(entry: AuditEntry): number
  close(): void
}

interface Head {
  readonly sequence: number
  readonly hash: string
}

/** Hash that stands before the first row. */
export const CHAIN_START = '0'.repeat(64)

const BUSY_MILLISECONDS = 5_000

const SCHEMA = `
CREATE TABLE IF NOT EXISTS audit (
  sequence   INTEGER PRIMARY KEY,
  at         TEXT NOT NULL,            -- UTC
  actor      TEXT NOT NULL,
  terminal   TEXT NOT NULL,
  action     TEXT NOT NULL,
  patient_id TEXT NOT NULL,            -- '' = concerns no patient
  detail     TEXT NOT NULL,            -- JSON, keys sorted
  hash       TEXT NOT NULL             -- SHA-256 over the previous row's hash and this row
) STRICT;
CREATE TRIGGER IF NOT EXISTS audit_no_update BEFORE UPDATE ON audit
  BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER IF NOT EXISTS audit_no_delete BEFORE DELETE ON audit
  BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER IF NOT EXISTS audit_in_order BEFORE INSERT ON audit
  WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM audit)
  BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
`
const HEAD = 'SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1'
const INSERT = `INSERT INTO audit (sequence, at, actor, terminal, action, patient_id, detail, hash)
VALUES (@sequence, @at, @actor, @terminal, @action, @patientId, @detail, @hash)`

/**
 * Opens the log of a data directory (`<data>/audit/audit.sqlite`), making it on first use.
 * @throws Error when the log can't be opened for writing; the caller must not go on without it.
 */
export function openAuditLog(dataDirectory: string): AuditLog {
  const directory = join(dataDirectory, 'audit')
  const path = join(directory, 'audit.sqlite')
  const database = openDatabase(directory, path)
  const head = database.prepare<[], Head>(HEAD)
  const insert = database.prepare(INSERT)
  const append = database.transaction((entry: AuditEntry): number => {
    const last = head.get() ?? { sequence: 0, hash: CHAIN_START }
    const row = {
      sequence: last.sequence + 1,
      at: new Date().toISOString(),
      actor: entry.actor,
      terminal: entry.terminal,
      action: entry.action,
      patientId: entry.patientId ?? '',
      detail: canonicalJson(entry.detail),
    }
    insert.run({ ...row, hash: chainHash(last.hash, row) })
    return row.sequence
  })
  return {
    append(entry) {
      try {
        return append.immediate(entry)
      } catch (cause) {
        throw new Error(`the audit log at ${path} could not be written`, { cause })
      }
    },
    close: () => database.close(),
  }
}

/** What is hashed of a row: all of it but the hash itself. */
export interface AuditRow {
  readonly sequence: number
  readonly at: string
  readonly actor: string
  readonly terminal: string
  readonly action: string
  readonly patientId: string
  readonly detail: string
}

/** SHA-256, in hex, over the previous row's hash and the row as JSON with its keys in alphabetic order. */
export function chainHash(previous: string, row: AuditRow): string {
  const { sequence, at, actor, terminal, action, patientId, detail } = row
  const text = canonicalJson({ sequence, at, actor, terminal, action, patientId, detail })
  return createHash('sha256').update(previous).update('\n').update(text).digest('hex')
}

function canonicalJson(values: AuditDetail): string {
  return JSON.stringify(
    Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1))),
  )
}

function openDatabase(directory: string, path: string): Database.Database {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    const database = new Database(path, { timeout: BUSY_MILLISECONDS })
    chmodSync(path, 0o600)
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    database.pragma('trusted_schema = OFF')
    database.exec(SCHEMA)
    return database
  } catch (cause) {
    throw new Error(`the audit log at ${path} could not be opened`, { cause })
  }
}
