/** JLAC10 (JSLM code table; item codes of the specific health checkup are made the same way): of what kind a result is by its code alone. */
import type { ObservationCategory } from '../../../model/records.ts'

/** Analyte, identification, specimen, method, result: 17 places, of which some senders write the first ones. */
const ITEM = /^[1-9][A-Z]\d{3}/
/** Chapters 1 to 7 are of a laboratory. */
const OF_LABORATORY = /^[1-7]/
/** Height, weight, body mass index, girth, blood pressure. */
const OF_BODY = /^9(?:N0(?:01|06|11|16)|A7[56]\d)/

/** @returns null for what is no JLAC10 code */
export function categoryOfJlac(code: string): ObservationCategory | null {
  if (!ITEM.test(code)) return null
  if (OF_BODY.test(code)) return 'vital-signs'
  return OF_LABORATORY.test(code) ? 'laboratory' : 'other'
}
