/** Compares what was read with the lists of checksums that lay on the medium itself: see checksum-list.ts. */
import type { Connection } from '../writer/generation-database.ts'
import { addMissingPatients, noteMissing } from './compare-medium.ts'

/**
 * A file with the stated sum is vouched for by it. One with another is doubtful; one that is stated and not there is a gap.
 * To be called before patients are described and doubtful files are written.
 */
export function compareWithSums(db: Connection): void {
  const hasAny = db.prepare('SELECT EXISTS (SELECT 1 FROM work.stated_sum)').pluck().get() === 1
  if (!hasAny) return
  db.exec(`CREATE INDEX work.stated_sum_path ON stated_sum (path);
    CREATE TABLE work.met_sum AS
      SELECT f.id, s.rowid AS sum, f.sha256 = s.sha256 AS agrees, s.sha256 AS stated, l.path AS list
      FROM manifest.file f JOIN work.stated_sum s ON s.path = f.path
      JOIN manifest.file l ON l.id = s.file_id AND l.source_id = f.source_id
      WHERE f.sha256 <> '';
    CREATE INDEX work.met_sum_id ON met_sum (id);
    INSERT OR IGNORE INTO work.witnessed SELECT id FROM work.met_sum WHERE agrees`)
  db.exec(`INSERT INTO manifest.seal_difference (source_id, path, difference, patient_id, data_type, date, detail)
    SELECT f.source_id, f.path, 'changed', f.patient_id, f.data_type, f.date, m.list || ': SHA-256 ' || m.stated
    FROM work.met_sum m JOIN manifest.file f ON f.id = m.id WHERE NOT m.agrees
      AND NOT EXISTS (SELECT 1 FROM manifest.seal_difference d WHERE d.source_id = f.source_id AND d.path = f.path)`)
  db.exec(`UPDATE manifest.file SET verdict = 'suspicious',
      detail = 'another SHA-256 stands in ' || m.list
    FROM work.met_sum m WHERE m.id = manifest.file.id AND NOT m.agrees AND manifest.file.verdict = 'sound'`)
  const sources = db.prepare<[], number>('SELECT id FROM manifest.source').pluck().all()
  for (const source of sources) {
    noteMissing(db, source, missingOf(db, source))
    addMissingPatients(db, source)
  }
  db.exec('DROP TABLE work.met_sum; DROP INDEX work.stated_sum_path')
}

function missingOf(db: Connection, source: number): { path: string; detail: string }[] {
  return db
    .prepare<[number, number], { path: string; detail: string }>(
      `SELECT DISTINCT s.path, 'stands in ' || l.path AS detail FROM work.stated_sum s JOIN manifest.file l ON l.id = s.file_id
       WHERE l.source_id = ? AND s.path NOT IN (SELECT path FROM manifest.file WHERE source_id = ?)`,
    )
    .all(source, source)
}
