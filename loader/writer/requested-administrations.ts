/**
 * Administrations under the number of the order that they name. FHIR R4: MedicationAdministration.request is a reference to the request's
 * id, while JP Core numbers orders by MedicationRequest.groupIdentifier, and tells the Rp and an injection's form in the request alone.
 */
import type { Connection } from './generation-database.ts'

export function joinRequestedAdministrations(db: Connection): void {
  db.exec(`
    CREATE TABLE work.numbered_request AS
      SELECT f.source_id, v.key, m.patient, m.order_no, m.group_no, m.form
      FROM work.record_version v JOIN manifest.file f ON f.id = v.file_id JOIN medication_order m ON m.id = v.record
      WHERE v.kind = 'medicationOrder' AND m.standing = 1 AND instr(v.key, '|MedicationRequest/') > 0
        AND (m.form = 'injection' OR v.key NOT LIKE '%/' || m.order_no)`)
  const has = db.prepare('SELECT EXISTS (SELECT 1 FROM work.numbered_request)').pluck().get()
  if (has === 0) return
  db.exec(`
    CREATE INDEX work.numbered_request_key ON numbered_request (source_id, key);
    UPDATE administration SET order_no = r.order_no, form = r.form,
      group_no = CASE administration.group_no WHEN '' THEN r.group_no ELSE administration.group_no END
    FROM work.record_version v JOIN manifest.file f ON f.id = v.file_id
      JOIN administration a ON a.id = v.record
      JOIN work.numbered_request r ON r.source_id = f.source_id
        AND r.key = substr(v.key, 1, instr(v.key, '|MedicationAdministration/')) || 'MedicationRequest/' || a.order_no
    WHERE v.kind = 'administration' AND instr(v.key, '|MedicationAdministration/') > 0
      AND a.id = administration.id AND r.patient = administration.patient`)
}
