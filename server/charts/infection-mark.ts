/** Whether a list should make somebody ask about infections before they touch the patient. */
import type { ListedFacts } from '../../model/api/patients.ts'
import { flagSense, isVoidStatus } from '../../model/codes/result-words.ts'
import type { Generation } from '../generations/open-generation.ts'
import { OF_PATIENT, statement } from '../generations/statement.ts'
import { readInfections } from './infections.ts'
import type { PatientRef } from './patient.ts'

/** How laboratories write a negative result. Everything else is shown as it came, unless the source calls it normal. */
const NEGATIVE =
  /^[(（]?(陰性|[-－−‐ー][)）]?$|neg(ative)?\b|non-?reactive|not detected|検出せず|検出されず|検出なし|未検出|認めず)/i
/** Below what can be measured. */
const BELOW = /^[<≦＜]/
/** Flags that say "as it should be" (HL7 v2.5 table 0078). */
const NORMAL = new Set(['N', 'NEG'])
const LABS_UNREAD = statement<{ n: number }>(
  `SELECT count(*) AS n FROM gap WHERE ${OF_PATIENT} AND area = 'labs'`,
)

/** The newest result of each marker counts. Named is what is not clearly negative: a list must not call anything harmless. */
export function readInfectionMark(
  generation: Generation,
  patient: PatientRef,
): ListedFacts['infections'] {
  const markers = readInfections(generation, patient).filter(({ kind }) => kind === 'infection')
  // What another source says otherwise of the same test counts like the result itself.
  const said = markers.flatMap(({ name, flag, text, otherwise = [] }) => [
    { name, flag, text },
    ...otherwise
      .filter(({ standing, status }) => standing === 'current' && !isVoidStatus(status))
      .map((other) => ({ name, flag: other.flag, text: `${other.text} ${other.unit}`.trim() })),
  ])
  const named = said.filter(({ flag, text }) => !isNegative(flag, text))
  return {
    state: stateOf(generation, patient, markers.length, named.length),
    results: named.map(({ name, text }) => `${name} ${text}`.trim()),
  }
}

function isNegative(flag: string, text: string): boolean {
  if (flagSense(flag) !== 'none') return false
  const words = text.normalize('NFKC').trim()
  // A bare number says nothing without its limit: 12.3 COI may be positive.
  return NEGATIVE.test(words) || BELOW.test(words) || NORMAL.has(flag.trim().toUpperCase())
}

function stateOf(
  generation: Generation,
  patient: PatientRef,
  tested: number,
  named: number,
): ListedFacts['infections']['state'] {
  if (named > 0) return 'marked'
  if ((generation.get(LABS_UNREAD, patient.rows)?.n ?? 0) > 0) return 'unreadable'
  return tested > 0 ? 'tested' : 'no-record'
}
