/** Facts that several documents of one source repeat (RecordState.repeats): the newest valid statement stands, those before it are superseded. */
import type { Connection } from './generation-database.ts'
import { BULK_TABLES, type BulkTableName } from './tables.ts'

/** After the versions of the documents themselves: what a superseded document says repeats nothing. */
export function settleRepeatedFacts(db: Connection): void {
  const kinds = db
    .prepare<[], BulkTableName>('SELECT DISTINCT kind FROM work.record_repeat')
    .pluck()
    .all()
  for (const kind of kinds) {
    const { name } = BULK_TABLES[kind]
    db.prepare(`
      UPDATE ${name} SET standing = 2 WHERE id IN (
        SELECT record FROM (
          SELECT r.record, row_number() OVER (
            PARTITION BY f.source_id, r.key ORDER BY r.time DESC, f.path DESC, r.record DESC) AS place
          FROM work.record_repeat r JOIN manifest.file f ON f.id = r.file_id JOIN ${name} t ON t.id = r.record
          WHERE r.kind = ? AND t.standing = 1)
        WHERE place > 1)`).run(kind)
  }
}
