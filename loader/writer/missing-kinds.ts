/** Data types of which the generation that is served has files and this one has not a single one, readable or not. */
import { dataTypeOf } from '../../model/codes/data-types.ts'
import type { Connection } from './generation-database.ts'

/** Writes a gap of no single patient for each. The earlier manifest is attached as `before`. */
export function writeMissingKinds(db: Connection): void {
  const insert = db.prepare(
    `INSERT INTO gap (patient, area, data_type, date, reason, detail, source_id, file_id)
     VALUES (NULL, ?, ?, '', 'missing-kind', ?, 0, 0)`,
  )
  const kinds = db
    .prepare<[], { dataType: string; files: number }>(
      `SELECT data_type AS dataType, count(*) AS files FROM before.file
       WHERE disposition = 'loaded' AND data_type <> ''
         AND data_type NOT IN (SELECT data_type FROM manifest.file) GROUP BY data_type`,
    )
    .all()
  for (const { dataType, files } of kinds) {
    insert.run(dataTypeOf(dataType).area, dataType, `${files} files in the generation before`)
  }
}
