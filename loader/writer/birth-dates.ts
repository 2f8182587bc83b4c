/**
 * One patient's messages that give another birth date than the chart shows: a wrong one, or another person's message under this
 * number. A gap on the chart says it, for each source, date and data type. What a source superseded or deleted is a correction and no contradiction;
 * between sources see same-number.ts.
 */
import type { Connection } from './generation-database.ts'

/** Rank in work.patient_candidate of what is said by something valid. See encode.ts. */
const CURRENT = 2

interface Other {
  readonly patient: number
  readonly shown: string
  readonly birth: string
  readonly data_type: string
  readonly source_id: number
  readonly file_id: number
  readonly messages: number
}

/** Runs when patients are described and merged. */
export function writeBirthDateGaps(db: Connection): void {
  db.exec(`
    CREATE TABLE work.said_birth (id INTEGER PRIMARY KEY, birth TEXT);
    INSERT INTO work.said_birth SELECT id, json_extract(record, '$.birthDate.at') FROM work.demographics;
    CREATE TABLE work.several_births AS
      SELECT c.patient FROM work.patient_candidate c JOIN work.said_birth b ON b.id = c.demographics
      WHERE c.rank >= ${CURRENT} AND b.birth IS NOT NULL GROUP BY c.patient HAVING min(b.birth) < max(b.birth)`)
  const others = db.prepare<[], Other>(
    `SELECT coalesce(p.merged_into, p.id) AS patient, p.birth_at AS shown, b.birth, f.data_type, f.source_id, min(f.id) AS file_id,
       count(*) AS messages
     FROM work.patient_candidate c JOIN work.said_birth b ON b.id = c.demographics
     JOIN manifest.file f ON f.id = c.file_id JOIN patient p ON p.id = c.patient
     WHERE c.rank >= ${CURRENT} AND c.patient IN (SELECT patient FROM work.several_births)
       AND b.birth IS NOT NULL AND p.birth_at IS NOT NULL
       AND substr(b.birth, 1, min(length(b.birth), length(p.birth_at)))
         <> substr(p.birth_at, 1, min(length(b.birth), length(p.birth_at)))
     GROUP BY c.patient, f.source_id, b.birth, f.data_type ORDER BY c.patient, f.source_id, b.birth, f.data_type`,
  )
  const say = db.prepare(
    `INSERT INTO gap (patient, area, data_type, date, reason, detail, source_id, file_id)
     VALUES (?, 'demographics', ?, '', 'birth-dates-differ', ?, ?, ?)`,
  )
  for (const { patient, shown, birth, messages, ...where } of others.all()) {
    const detail = `${shown} / ${birth}: ${messages} message${messages === 1 ? '' : 's'}`
    const { data_type, source_id, file_id } = where
    say.run(patient, data_type, detail, source_id, messages === 1 ? file_id : 0)
  }
}
