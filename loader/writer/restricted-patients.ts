/** Patients whose whole record a source restricts (FHIR `Patient.meta.security`, HL7 v3 Confidentiality R or V): one valid source is enough. */
import type { Connection } from './generation-database.ts'

/** Rank in work.patient_candidate of what is said by something valid. See encode.ts. */
const CURRENT = 2

export function markRestrictedPatients(db: Connection): void {
  db.exec(`
    INSERT INTO restricted_patient
      SELECT DISTINCT c.patient FROM work.patient_candidate c JOIN work.demographics d ON d.id = c.demographics
      WHERE c.rank >= ${CURRENT} AND instr(d.record, '"confidentiality":') > 0
        AND json_extract(d.record, '$.confidentiality') IN ('R', 'V')`)
}
