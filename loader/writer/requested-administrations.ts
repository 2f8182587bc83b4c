/**
 * What was given and what was dispensed under the number of the order that it names. FHIR R4: MedicationAdministration.request and
 * MedicationDispense.authorizingPrescription are references to the request's id, while JP Core numbers orders by
 * MedicationRequest.groupIdentifier, and tells the Rp and an injection's form in the request alone.
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
  db.exec('CREATE INDEX work.numbered_request_key ON numbered_request (source_id, key)')
  joinTo(db, 'administration', 'MedicationAdministration', 'form = r.form,')
  joinTo(db, 'dispense', 'MedicationDispense', '')
}

/** @param also what else the request alone tells, as SQL */
function joinTo(
  db: Connection,
  table: 'administration' | 'dispense',
  type: string,
  also: string,
): void {
  db.exec(`
    UPDATE ${table} SET order_no = r.order_no, ${also}
      group_no = CASE ${table}.group_no WHEN '' THEN r.group_no ELSE ${table}.group_no END
    FROM work.record_version v JOIN manifest.file f ON f.id = v.file_id
      JOIN ${table} a ON a.id = v.record
      JOIN work.numbered_request r ON r.source_id = f.source_id
        AND r.key = substr(v.key, 1, instr(v.key, '|${type}/')) || 'MedicationRequest/' || a.order_no
    WHERE v.kind = '${table}' AND instr(v.key, '|${type}/') > 0
      AND a.id = ${table}.id AND r.patient = ${table}.patient`)
}
