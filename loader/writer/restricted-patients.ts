/**
 * Patients whose chart asks for a reason, because a source restricts their whole record (FHIR `Patient.meta.security`) or any record of
 * theirs (`meta.security`, CDA `confidentialityCode`; HL7 v3 Confidentiality R or V). The chart as a whole: a chart that leaves out what is
 * restricted would miss a drug or a diagnosis in an emergency, and showing that something is left out tells most of it.
 */
import type { Connection } from './generation-database.ts'

/** Rank in work.patient_candidate of what is said by something valid. See encode.ts. */
const CURRENT = 2
const DELETED = 0

/** One source is enough, and so is a version of a record that another one has replaced. */
export function markRestrictedPatients(db: Connection): void {
  db.exec(`
    INSERT INTO restricted_patient
      SELECT c.patient FROM work.patient_candidate c JOIN work.demographics d ON d.id = c.demographics
      WHERE c.rank >= ${CURRENT} AND instr(d.record, '"confidentiality":') > 0
        AND json_extract(d.record, '$.confidentiality') IN ('R', 'V')
      UNION SELECT patient FROM work.restricted_record WHERE standing <> ${DELETED}`)
}
