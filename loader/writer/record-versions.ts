/**
 * Which of several versions of one resource is valid, where the files of a source hold many (RecordVersion).
 *
 * Rule, per source and key: the records of the largest time are valid, those of older versions are superseded. With equal
 * times the last path counts, in one file the last place. A resource that a valid one replaces is superseded. One that
 * the source deleted is deleted, unless it was written again after that. What a resource says of itself stands.
 */
import type { Connection } from './generation-database.ts'
import { BULK_TABLES, type BulkTableName } from './tables.ts'

export function settleRecordVersions(db: Connection): void {
  const has = db.prepare('SELECT EXISTS (SELECT 1 FROM work.record_version)').pluck().get()
  if (has === 0) return
  rankVersions(db)
  decideFates(db)
  applyFates(db)
  settleAttachments(db)
}

/**
 * work.resource_version: one row a version; place 1 = the newest. Only of keys that another version, a deletion or a replacement has a say
 * in: most have none, and ordering all of an export takes longer than reading it.
 */
function rankVersions(db: Connection): void {
  db.exec(`
    CREATE TABLE work.contested (key TEXT PRIMARY KEY) WITHOUT ROWID;
    INSERT INTO work.contested
      SELECT key FROM work.record_version GROUP BY key HAVING min(file_id) < max(file_id) OR min(seq) < max(seq)
      UNION SELECT key FROM work.record_deletion
      UNION SELECT key FROM work.record_replaces
      UNION SELECT replaced FROM work.record_replaces;
    CREATE TABLE work.resource_version AS
      SELECT f.source_id, v.key, v.file_id, v.seq, min(v.standing) AS standing,
        CASE instr(v.time, '#') WHEN 0 THEN v.time ELSE substr(v.time, 1, instr(v.time, '#') - 1) END AS written,
        row_number() OVER (PARTITION BY f.source_id, v.key ORDER BY v.time DESC, f.path DESC, v.seq DESC) AS place
      FROM work.record_version v JOIN manifest.file f ON f.id = v.file_id
      WHERE v.key IN (SELECT key FROM work.contested)
      GROUP BY f.source_id, v.key, v.file_id, v.seq, v.time;
    CREATE INDEX work.resource_version_key ON resource_version (source_id, key)`)
}

/**
 * work.record_fate: standing 2 or 0 of versions by file and seq. CROSS JOIN keeps the order of the tables as written: the planner does not
 * know that few resources replace another, and compares every one with every other of its source.
 */
function decideFates(db: Connection): void {
  db.exec(`
    CREATE TABLE work.record_fate (file_id INTEGER, seq INTEGER, standing INTEGER);
    INSERT INTO work.record_fate
      SELECT r.file_id, r.seq, 0
      FROM work.record_deletion d JOIN manifest.file f ON f.id = d.file_id
      JOIN work.resource_version r ON r.source_id = f.source_id AND r.key = d.key
      WHERE d.time = '' OR r.written <= d.time;
    INSERT INTO work.record_fate SELECT file_id, seq, 2 FROM work.resource_version WHERE place > 1;
    CREATE INDEX work.record_fate_key ON record_fate (file_id, seq, standing);
    INSERT INTO work.record_fate
      SELECT old.file_id, old.seq, 2
      FROM work.record_replaces p CROSS JOIN work.resource_version new ON new.file_id = p.file_id AND new.seq = p.seq
      CROSS JOIN work.resource_version old ON old.source_id = new.source_id AND old.key = p.replaced
      WHERE new.place = 1 AND new.standing <> 0 AND old.key <> new.key AND NOT EXISTS (
        SELECT 1 FROM work.record_fate f WHERE f.file_id = new.file_id AND f.seq = new.seq AND f.standing = 0);
    CREATE TABLE work.row_fate AS
      SELECT v.kind, v.record, min(f.standing) AS standing
      FROM work.record_fate f CROSS JOIN work.record_version v ON v.file_id = f.file_id AND v.seq = f.seq
      GROUP BY v.kind, v.record`)
}

function applyFates(db: Connection): void {
  const kinds = db
    .prepare<[], BulkTableName>('SELECT DISTINCT kind FROM work.row_fate')
    .pluck()
    .all()
  for (const kind of kinds) {
    const rows = `SELECT record FROM work.row_fate WHERE kind = '${kind}' AND standing =`
    if (kind === 'patientCandidate') {
      // What a superseded master says of a patient counts less than anything current; see encode.ts.
      db.exec(`UPDATE work.patient_candidate SET rank = 1 WHERE rank > 1 AND id IN (${rows} 2);
               UPDATE work.patient_candidate SET rank = 0 WHERE id IN (${rows} 0)`)
    } else {
      const { name } = BULK_TABLES[kind]
      db.exec(`UPDATE ${name} SET standing = 2 WHERE standing = 1 AND id IN (${rows} 2);
               UPDATE ${name} SET standing = 0 WHERE id IN (${rows} 0)`)
    }
  }
}

/** Content in a resource of its own has the standing of the document that refers to it, when that is not valid. */
function settleAttachments(db: Connection): void {
  db.exec(`
    CREATE TABLE work.main_part AS
      SELECT f.source_id, d.patient, d.document_key, max(d.standing = 1) AS is_valid, max(d.standing) AS standing
      FROM work.document_part d JOIN manifest.file f ON f.id = d.file_id
      WHERE d.is_main = 1 AND d.id IN (SELECT record FROM work.record_version WHERE kind = 'documentPart')
      GROUP BY f.source_id, d.patient, d.document_key;
    CREATE INDEX work.main_part_key ON main_part (document_key);
    UPDATE work.document_part SET standing = m.standing
    FROM work.main_part m
    WHERE m.document_key = document_part.document_key AND m.patient = document_part.patient AND m.is_valid = 0
      AND document_part.is_main = 0 AND document_part.standing = 1
      AND m.source_id = (SELECT source_id FROM manifest.file f WHERE f.id = document_part.file_id)`)
}
