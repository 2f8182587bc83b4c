/** Whether a list should make somebody ask about infections before they touch the patient. */
import type { ListedFacts } from '../../model/api/patients.ts'
import { isVoidStatus } from '../../model/codes/result-words.ts'
import type { Generation } from '../generations/open-generation.ts'
import { OF_PATIENT, statement } from '../generations/statement.ts'
import { readInfections } from './infections.ts'
import type { PatientRef } from './patient.ts'
import { isNegative } from './result-sense.ts'

const LABS_UNREAD = statement<{ n: number }>(
  `SELECT count(*) AS n FROM gap WHERE ${OF_PATIENT} AND area = 'labs'`,
)

/**
 * The newest result of each marker counts, and the last positive one before it. Named is what is not clearly negative: a list must not
 * call anything harmless.
 */
export function readInfectionMark(
  generation: Generation,
  patient: PatientRef,
): ListedFacts['infections'] {
  const markers = readInfections(generation, patient).filter(({ kind }) => kind === 'infection')
  // What another source says otherwise of the same test counts like the result itself.
  const said = markers.flatMap(({ name, flag, text, earlier, otherwise = [] }) => [
    { name, flag, text, earlier: null },
    ...otherwise
      .filter(({ standing, status }) => standing === 'current' && !isVoidStatus(status))
      .map((other) => ({
        name,
        flag: other.flag,
        text: `${other.text} ${other.unit}`.trim(),
        earlier: null,
      })),
    ...(earlier === undefined ? [] : [{ ...earlier, name, earlier: earlier.at }]),
  ])
  const named = said.filter(({ flag, text }) => !isNegative(flag, text))
  return {
    state: stateOf(generation, patient, markers.length, named.length),
    results: named.map(({ name, text, earlier }) => ({ text: `${name} ${text}`.trim(), earlier })),
  }
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
