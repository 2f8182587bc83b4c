import type { Connection } from './generation-database.ts'

/** A file of many pieces holds the records of all of them. */
export function countPieces(db: Connection): void {
  db.exec(`UPDATE manifest.file SET records = p.records
           FROM (SELECT file_id, sum(records) AS records FROM work.file_piece GROUP BY file_id) p
           WHERE p.file_id = file.id`)
}
