/** JLAC10 (JSLM code table; item codes of the specific health checkup are made the same way): of what kind a result is by its code alone. */
import type { ObservationCategory } from '../../../model/records/results.ts'

/**
 * Systems whose codes are JLAC10: JP Core's of 17 and 5 places, the specific health checkup's, MEDIS's master, and the lists that
 * JP-CLINS (電子カルテ情報共有サービス) shares results and infections by, whose URLs name JLAC10 or, before 2024, nothing. JLAC11 is another code.
 */
const SYSTEM =
  /1\.2\.392\.200119\.(?:4\.(?:504|1005)|6\.1005)$|jlac-?10|(?<!JLAC11\/)JP_CLINS_ObsLabResult_(?:Core|Infection)Labo_CS/i

export function isJlac10System(system: string): boolean {
  return SYSTEM.test(system)
}

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
