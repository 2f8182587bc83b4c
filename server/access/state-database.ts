/** The server's only mutable database: accounts, sessions, failed sign-ins. Never holds a patient. */
import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'

export type StateDatabase = Database.Database

const SCHEMA = `
CREATE TABLE IF NOT EXISTS account (
  user         TEXT PRIMARY KEY,
  display_name TEXT NOT NULL,
  role         TEXT NOT NULL,
  password     TEXT NOT NULL,          -- server/access/passwords.ts
  demo         INTEGER NOT NULL,       -- 1 = signs in only while the server runs in demo mode
  created_at   TEXT NOT NULL           -- UTC
) STRICT;
CREATE TABLE IF NOT EXISTS session (
  token_hash   TEXT PRIMARY KEY,       -- SHA-256 of the cookie's value
  user         TEXT NOT NULL REFERENCES account(user) ON DELETE CASCADE,
  created_at   INTEGER NOT NULL,       -- milliseconds since 1970
  seen_at      INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS sign_in_failure (
  user_hash    TEXT NOT NULL,          -- SHA-256: people type passwords into the wrong field
  at           INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS sign_in_failure_user ON sign_in_failure (user_hash, at);
`

/** Opens `<data>/state/state.sqlite`, making it on first use; readable by its owner only. */
export function openStateDatabase(dataDirectory: string): StateDatabase {
  const directory = join(dataDirectory, 'state')
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const path = join(directory, 'state.sqlite')
  const database = new Database(path, { timeout: 5_000 })
  chmodSync(path, 0o600)
  database.pragma('journal_mode = WAL')
  database.pragma('foreign_keys = ON')
  database.pragma('trusted_schema = OFF')
  database.exec(SCHEMA)
  return database
}
