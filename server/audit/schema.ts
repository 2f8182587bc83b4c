/** Tables of `<data>/audit/audit.sqlite`: one, that grows at its end and changes nowhere else. */
import Database from 'better-sqlite3'

export const SCHEMA = `
CREATE TABLE IF NOT EXISTS audit (
  sequence   INTEGER PRIMARY KEY,
  at         TEXT NOT NULL,            -- UTC
  utc_offset TEXT NOT NULL,            -- the machine's offset then
  actor      TEXT NOT NULL,
  role       TEXT NOT NULL,            -- '' = nobody signed in
  terminal   TEXT NOT NULL,
  action     TEXT NOT NULL,
  patient_id TEXT NOT NULL,            -- '' = concerns no patient
  detail     TEXT NOT NULL,            -- JSON, keys sorted
  hash       TEXT NOT NULL             -- server/audit/entry.ts
) STRICT;
CREATE TRIGGER IF NOT EXISTS audit_no_update BEFORE UPDATE ON audit
  BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER IF NOT EXISTS audit_no_delete BEFORE DELETE ON audit
  BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER IF NOT EXISTS audit_in_order BEFORE INSERT ON audit
  WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM audit)
  BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
`

export const HEAD = 'SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1'

export const INSERT = `INSERT INTO audit
  (sequence, at, utc_offset, actor, role, terminal, action, patient_id, detail, hash)
VALUES
  (@sequence, @at, @utcOffset, @actor, @role, @terminal, @action, @patientId, @detail, @hash)`

const ROW = `SELECT sequence, at, utc_offset AS utcOffset, actor, role, terminal, action,
  patient_id AS patientId, detail, hash FROM audit`

/** Every row after number `@sequence`, in order. */
export const ROWS_AFTER = `${ROW} WHERE sequence > @sequence ORDER BY sequence`
/** Every row whatever its number, in order: -2^63 has a row too if somebody put it there. */
export const ALL_ROWS = `${ROW} ORDER BY sequence`
/** At most `@count` rows before number `@before`, newest first. */
export const ROWS_BEFORE = `${ROW} WHERE sequence < @before ORDER BY sequence DESC LIMIT @count`
export const ROW_AT = `${ROW} WHERE sequence = @sequence`

/**
 * Whether the database holds exactly the table and triggers of SCHEMA: not those of another version, none dropped,
 * altered or added.
 */
export function hasSchema(database: Database.Database): boolean {
  const model = new Database(':memory:')
  model.exec(SCHEMA)
  const [expected, found] = [model, database].map((each) =>
    JSON.stringify(
      each.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name').all(),
    ),
  )
  model.close()
  return found === expected
}
