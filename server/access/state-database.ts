/**
 * The server's only mutable database: accounts, sessions, failed sign-ins, phases, notices, terminals. Of patients it holds the numbers of
 * restricted charts and nothing else; the closing erases them.
 */
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
  user_hash    TEXT NOT NULL,          -- keyed SHA-256 (lockout.ts): people type passwords into the wrong field
  at           INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS sign_in_failure_user ON sign_in_failure (user_hash, at);
`

/** Steps from one version of the tables (`user_version`) to the next: never changed once used, only added to. */
const STEPS: readonly string[] = [
  `
ALTER TABLE account ADD COLUMN expires_at TEXT NOT NULL DEFAULT '';   -- UTC; '' = never
ALTER TABLE account ADD COLUMN disabled_at TEXT NOT NULL DEFAULT '';  -- UTC; '' = may sign in
ALTER TABLE session ADD COLUMN terminal TEXT NOT NULL DEFAULT '';     -- network address it was opened from
CREATE TABLE phase_change (
  id           INTEGER PRIMARY KEY,
  phase        INTEGER NOT NULL CHECK (phase BETWEEN 1 AND 4),
  set_by       TEXT NOT NULL,          -- as shown to everybody
  at           TEXT NOT NULL,          -- UTC
  reason       TEXT NOT NULL
) STRICT;
CREATE TABLE notice (
  id           INTEGER PRIMARY KEY,
  text         TEXT NOT NULL,
  posted_by    TEXT NOT NULL,          -- as shown to everybody
  at           TEXT NOT NULL,          -- UTC
  withdrawn_at TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE acknowledgement (
  notice       INTEGER NOT NULL REFERENCES notice(id),
  user         TEXT NOT NULL,
  at           TEXT NOT NULL,          -- UTC
  PRIMARY KEY (notice, user)
) STRICT, WITHOUT ROWID;
`,
  `
ALTER TABLE session ADD COLUMN enrolled TEXT NOT NULL DEFAULT '';     -- name of the enrolled terminal it is bound to
CREATE TABLE terminal (
  name           TEXT PRIMARY KEY,
  place          TEXT NOT NULL,          -- model/codes/places.ts
  addresses      TEXT NOT NULL,          -- addresses and ranges, parted by spaces
  requested_by   TEXT NOT NULL,          -- user names of accounts, here and below
  requested_at   TEXT NOT NULL,          -- UTC, here and below
  reason         TEXT NOT NULL,
  approved_by    TEXT NOT NULL DEFAULT '',
  approved_at    TEXT NOT NULL DEFAULT '',
  fingerprint    TEXT NOT NULL DEFAULT '', -- SHA-256 of the certificate
  expires_at     TEXT NOT NULL DEFAULT '',
  revoked_by     TEXT NOT NULL DEFAULT '',
  revoked_at     TEXT NOT NULL DEFAULT '',
  revoked_reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX terminal_fingerprint ON terminal (fingerprint);
`,
  `
ALTER TABLE notice ADD COLUMN places TEXT NOT NULL DEFAULT '';        -- parted by spaces; '' = all
CREATE TABLE place_opening (
  id     INTEGER PRIMARY KEY,
  phase  INTEGER NOT NULL,
  place  TEXT NOT NULL,                  -- model/codes/places.ts
  open   INTEGER NOT NULL,               -- 1 = opened, 0 = closed
  set_by TEXT NOT NULL,                  -- as shown to everybody
  at     TEXT NOT NULL,                  -- UTC
  reason TEXT NOT NULL
) STRICT;
`,
  `
ALTER TABLE session ADD COLUMN locked_at INTEGER NOT NULL DEFAULT 0;  -- milliseconds since 1970; 0 = not locked
`,
  `
CREATE TABLE badge (
  serial         INTEGER PRIMARY KEY AUTOINCREMENT, -- never used twice: the log speaks of it
  secret_hash    TEXT NOT NULL UNIQUE,   -- SHA-256
  user           TEXT NOT NULL REFERENCES account(user) ON DELETE CASCADE,
  pin            TEXT NOT NULL,          -- server/access/passwords.ts
  wrong_pins     INTEGER NOT NULL DEFAULT 0, -- in a row
  issued_by      TEXT NOT NULL,          -- user names of accounts, here and below
  issued_at      TEXT NOT NULL,          -- UTC, here and below
  revoked_by     TEXT NOT NULL DEFAULT '',
  revoked_at     TEXT NOT NULL DEFAULT '',
  revoked_reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX badge_user ON badge (user);
`,
  `
CREATE TABLE restricted_chart (
  id_key     TEXT PRIMARY KEY,           -- model/search-keys.ts idKey()
  patient_id TEXT NOT NULL,              -- as it was given
  reason     TEXT NOT NULL,
  added_by   TEXT NOT NULL,              -- the operating system's user at the machine
  added_at   TEXT NOT NULL               -- UTC
) STRICT;
`,
  `
ALTER TABLE session ADD COLUMN badge INTEGER NOT NULL DEFAULT 0;      -- serial of the badge it was opened or unlocked by; 0 = none
ALTER TABLE account ADD COLUMN one_time_until TEXT NOT NULL DEFAULT ''; -- UTC: until then the password is good once, to set another; '' = it is the person's
CREATE TABLE second_factor (
  user         TEXT PRIMARY KEY REFERENCES account(user) ON DELETE CASCADE,
  sealed       BLOB NOT NULL,            -- server/access/second-factors.ts
  last_step    INTEGER NOT NULL,         -- the newest step whose code was used (one-time-code.ts)
  confirmed_at TEXT NOT NULL             -- UTC; '' = begun, and not asked for yet
) STRICT;
`,
]

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
  database.transaction(bringUpToDate).immediate(database)
  return database
}

function bringUpToDate(database: StateDatabase): void {
  const version = Number(database.pragma('user_version', { simple: true }))
  for (const step of STEPS.slice(version)) database.exec(step)
  database.pragma(`user_version = ${Math.max(version, STEPS.length)}`)
}
