/**
 * Codes that sources send without a name and that nobody may have to look up: whether a patient is to be resuscitated. Names as
 * SNOMED CT gives them (concepts 304251008, its findings, and what else is said there).
 */
import type { Coding } from '../../../model/records.ts'

const SNOMED_CT = /snomed\.info\/sct/
const NAMES: ReadonlyMap<string, string> = new Map([
  ['304251008', '蘇生の区分 / Resuscitation status'],
  ['304252001', '蘇生を行う / For resuscitation'],
  ['304253006', '蘇生を行わない / Not for resuscitation'],
  ['103735009', '緩和ケア / Palliative care'],
])

/** The code as it came, with its name behind it where it is one of these. */
export function codeInWords({ code, system }: Coding): string {
  const name = SNOMED_CT.test(system) ? NAMES.get(code) : undefined
  return name === undefined ? code : `${code}（${name}）`
}
