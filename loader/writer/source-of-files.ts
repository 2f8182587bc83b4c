/** Which source each fact is of, for charts that several sources speak in: told by the number of its file. */
import { FACTS_AND_DOCUMENTS } from '../../model/patient-facts.ts'
import type { Connection } from './generation-database.ts'

/** Nothing is written where one source speaks: it need not be named. */
export function writeSourceOfFiles(db: Connection): void {
  const sources = db.prepare('SELECT count(*) FROM manifest.source').pluck().get() as number
  if (sources < 2) return
  db.exec(`
    INSERT INTO source_of_files (first_file, source_id)
      SELECT id, source_id FROM (SELECT id, source_id, lag(source_id) OVER (ORDER BY id) AS before FROM manifest.file)
      WHERE before IS NULL OR before <> source_id;
    CREATE TABLE work.speaks (patient INTEGER, source_id INTEGER, PRIMARY KEY (patient, source_id)) WITHOUT ROWID`)
  for (const table of FACTS_AND_DOCUMENTS) {
    db.exec(`
      INSERT OR IGNORE INTO work.speaks
        SELECT DISTINCT coalesce(p.merged_into, p.id), f.source_id
        FROM ${table} t JOIN manifest.file f ON f.id = t.file_id JOIN patient p ON p.id = t.patient WHERE t.standing <> 0`)
  }
  db.exec(`
    INSERT OR IGNORE INTO work.speaks
      SELECT DISTINCT coalesce(p.merged_into, p.id), f.source_id
      FROM image_study t JOIN image_series s ON s.study_id = t.id JOIN image_instance i ON i.series_id = s.id
      JOIN manifest.file f ON f.id = i.file_id JOIN patient p ON p.id = t.patient WHERE t.standing <> 0;
    INSERT INTO patient_of_sources (patient)
      SELECT id FROM patient WHERE coalesce(merged_into, id) IN (
        SELECT patient FROM work.speaks GROUP BY patient HAVING count(*) > 1);
    DROP TABLE work.speaks`)
}
