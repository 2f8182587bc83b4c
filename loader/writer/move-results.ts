/** Takes single results out of their groups where the others stay valid: into a copy of the group. */
import type { Connection } from './generation-database.ts'

/**
 * Gives results another standing: their whole group where all of its results are named, else a copy of it that holds them.
 * work.split_group lists the copies; reconcile.ts counts them apart.
 *
 * @param results table with `group_id` and `seq`.
 * @returns the standing.
 */
export function moveResults(db: Connection, results: string, standing: number): number {
  db.exec(`
    DROP TABLE IF EXISTS work.moved_whole;
    CREATE TABLE work.moved_whole AS
      SELECT r.group_id FROM ${results} r GROUP BY r.group_id
      HAVING count(*) = (SELECT count(*) FROM observation o WHERE o.group_id = r.group_id);
    INSERT INTO work.split_group
      SELECT group_id, (SELECT max(id) FROM observation_group) + row_number() OVER (ORDER BY group_id), ${standing}
      FROM (SELECT DISTINCT group_id FROM ${results})
      WHERE group_id NOT IN (SELECT group_id FROM work.moved_whole);
    INSERT INTO observation_group
      SELECT s.copy, patient, category, order_no, specimen_no, specimen_id, site_id, panel_id, collected_at, collected_text,
        reported_at, reported_text, status, parent, department_id, doctor_id, note, ${standing}, file_id
      FROM work.split_group s JOIN observation_group g ON g.id = s.group_id WHERE s.standing = ${standing};
    UPDATE observation SET group_id = s.copy
      FROM work.split_group s
      WHERE s.standing = ${standing} AND s.group_id = observation.group_id
        AND (observation.group_id, observation.seq) IN (SELECT group_id, seq FROM ${results});
    UPDATE observation_group SET standing = ${standing} WHERE id IN (SELECT group_id FROM work.moved_whole)`)
  return standing
}
