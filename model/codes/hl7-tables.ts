/** Codes of HL7 v2.5 tables (and their FHIR R4 words) that decide whether a fact may look valid. */

/**
 * Order control, HL7 table 0119: the order is cancelled or discontinued (CA OC CR, DC OD DR), could not be
 * accepted (UA), or was replaced by another (RU). FHIR R4 request status: revoked, cancelled, stopped, entered-in-error,
 * draft (nobody has ordered it yet); of a MedicationStatement: not-taken.
 */
const ENDED_CONTROLS = new Set([
  'CA',
  'OC',
  'CR',
  'DC',
  'OD',
  'DR',
  'UA',
  'RU',
  'REVOKED',
  'CANCELLED',
  'STOPPED',
  'ENTERED-IN-ERROR',
  'NOT-TAKEN',
  'DRAFT',
])

/** Whether an order with this control must never be shown as valid. */
export function isCancelled(control: string): boolean {
  return ENDED_CONTROLS.has(control.trim().toUpperCase())
}

/** Allergy clinical status, HL7 table 0438: E = erroneous. FHIR: entered-in-error, refuted. */
export function isErroneousAllergy(code: string): boolean {
  return ['E', 'ENTERED-IN-ERROR', 'REFUTED'].includes(code.trim().toUpperCase())
}
