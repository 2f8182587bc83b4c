/** Statements that there is none of something, or that nothing is known of it, which stand in the place of the thing. */
import type { ClinicalRecord, Coded } from '../../../model/records.ts'

/** IPS CodeSystem absent-unknown-uv-ips, and the systems of countries that took its codes: `no-known-problems`, `no-problem-info`. */
const IPS_CODE = /^no-(known-[a-z-]+|[a-z]+-info)$/
/** SNOMED CT, as the later IPS has it: no current problems or disability, no known medications, no known procedures. */
const NOTHING = new Set(['160245001', '787481004', '787480003'])

/** Why a thing of this name is none; '' for any other name. */
export function absenceIn(named: Coded | null): string {
  const coding = named?.codings.find(({ code }) => IPS_CODE.test(code) || NOTHING.has(code))
  if (named === null || coding === undefined) return ''
  return `${coding.code.endsWith('-info') ? 'no information' : 'negated'}: ${named.display}`
}

/** The same of a record. That no allergy is known is one of its own; that nothing is known of allergies is not. */
export function absenceOf(record: ClinicalRecord): string {
  const absence = absenceIn(nameOf(record))
  return record.kind === 'allergy' && record.state === 'none-known' ? '' : absence
}

function nameOf(record: ClinicalRecord): Coded | null {
  switch (record.kind) {
    case 'problem':
      return record.condition
    case 'allergy':
      return record.substance
    case 'medicationOrder':
      return record.components[0]?.drug ?? null
    case 'administration':
      return record.drug
    case 'procedure':
      return record.name
    default:
      return null
  }
}
