/** Whether a list should make somebody ask about infections before they touch the patient. */
import type { ListedFacts } from '../../model/api/patients.ts'
import { isVoidStatus } from '../../model/codes/result-words.ts'
import type { Generation } from '../generations/open-generation.ts'
import { OF_PATIENT, statement } from '../generations/statement.ts'
import { readInfections } from './infections.ts'
import type { PatientRef } from './patient.ts'
import { resultSense } from './result-sense.ts'

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
  const said = markers.flatMap(({ name, text, sense, earlier, otherwise = [] }) => [
    { name, text, sense, earlier: null },
    ...otherwise
      .filter(({ standing, status }) => standing === 'current' && !isVoidStatus(status))
      .map((other) => {
        const words = `${other.text} ${other.unit}`.trim()
        return { name, text: words, sense: resultSense(other.flag, words), earlier: null }
      }),
    ...(earlier === undefined ? [] : [{ ...earlier, name, earlier: earlier.at }]),
  ])
  const named = said.filter(({ sense }) => sense !== 'negative')
  return {
    state: stateOf(generation, patient, markers.length, named.length),
    results: named.map(({ name, text, sense, earlier }) => ({
      text: `${name} ${text}`.trim(),
      sense,
      earlier,
    })),
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
