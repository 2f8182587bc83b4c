/**
 * A result that was filed again under another day. SS-MIX2 takes patient, day, type and order number for a file's identity, so
 * a correction whose care date moved does not supersede the file it corrects (versions.ts): both would look valid.
 *
 * Rule: two results of current files are the same measurement when the files' identities differ in nothing but the day, when patient,
 * category, order, specimen number, panel and collection time are equal, and item and sub-id are. The one of the file written later is valid. What the later file does not repeat stays
 * valid where it was: only the repeated results are superseded, in a superseded copy of their group. A patient's field
 * problem names each file that was corrected in this way. Within one file nothing is touched, and serial measurements,
 * which differ in their collection time, neither.
 */
import type { Connection } from './generation-database.ts'
import { moveResults } from './move-results.ts'

/** `|20220501|` in `patient|20220501|OML-11|order`, less the first bar. */
const DAY_LENGTH = 10
const SUPERSEDED = 2

export function settleRefiledResults(db: Connection): void {
  findGroups(db)
  const has = db.prepare('SELECT EXISTS (SELECT 1 FROM work.refiled_group)').pluck().get()
  if (has === 0) return
  findResults(db)
  supersede(db)
}

/** work.refiled_group: current groups that stand in files of several identities; place 1 = written last. */
function findGroups(db: Connection): void {
  db.exec(`
    CREATE TABLE work.refiled_group AS
    WITH candidate AS (
      SELECT g.id, g.file_id, f.version_key, f.version_time, f.path, f.source_id,
        g.patient || char(31) || g.category || char(31) || g.order_no || char(31) || g.specimen_no || char(31)
          || coalesce(t.code, '') || char(31) || coalesce(t.system, '') || char(31) || g.collected_at || char(31)
          || f.source_id || char(31) || substr(f.version_key, instr(f.version_key, '|') + ${DAY_LENGTH}) AS measured
      FROM observation_group g JOIN manifest.file f ON f.id = g.file_id LEFT JOIN term t ON t.id = g.panel_id
      WHERE g.standing = 1 AND g.order_no <> '' AND g.collected_at IS NOT NULL AND f.version_key <> '')
    SELECT id, file_id, measured, version_key,
      dense_rank() OVER (PARTITION BY measured ORDER BY version_time DESC, path DESC) AS place
    FROM candidate
    WHERE measured IN (SELECT measured FROM candidate GROUP BY measured HAVING count(DISTINCT version_key) > 1)`)
}

/** work.refiled_result: results that a file of another identity, written later, repeats. */
function findResults(db: Connection): void {
  db.exec(`
    CREATE TABLE work.refiled_item AS
      SELECT g.id AS group_id, g.measured, g.version_key, g.place, o.seq,
        CASE t.code WHEN '' THEN t.display ELSE t.code || char(31) || t.system END || char(31) || o.sub_id AS item
      FROM work.refiled_group g JOIN observation o ON o.group_id = g.id JOIN term t ON t.id = o.item_id;
    CREATE INDEX work.refiled_item_key ON refiled_item (measured, item);
    CREATE TABLE work.refiled_result AS
      SELECT DISTINCT older.group_id, older.seq
      FROM work.refiled_item older JOIN work.refiled_item newer
        ON newer.measured = older.measured AND newer.item = older.item
        AND newer.place < older.place AND newer.version_key <> older.version_key`)
}

function supersede(db: Connection): void {
  moveResults(db, 'work.refiled_result', SUPERSEDED)
  db.exec(`
    INSERT INTO field_problem
      SELECT DISTINCT g.patient, 'file name', f.path, 'results of this file were filed again under another day: the later ones are shown', f.id
      FROM observation_group g JOIN manifest.file f ON f.id = g.file_id
      WHERE g.id IN (SELECT group_id FROM work.refiled_result)`)
}
