/**
 * One problem of several messages. HL7 v2.5 ch. 12 PRB-4 is the problem's own key: the newest file that carries it says
 * what it is, older ones are superseded. A newest one with PRB-1 `DE` (HL7 table 0287, delete) is deleted.
 */
import type { Connection } from './generation-database.ts'

export function settleProblems(db: Connection): void {
  db.exec(`
    UPDATE problem SET standing = CASE WHEN r.place > 1 THEN 2 ELSE 0 END
    FROM (SELECT p.id, p.action, row_number() OVER (
            PARTITION BY p.patient, CASE p.instance_id WHEN '' THEN 'row ' || p.id ELSE p.instance_id END
            ORDER BY f.version_time DESC, f.path DESC, p.id DESC) AS place
          FROM problem p JOIN manifest.file f ON f.id = p.file_id WHERE p.standing = 1) r
    WHERE r.id = problem.id AND (r.place > 1 OR r.action = 'DE')`)
}
