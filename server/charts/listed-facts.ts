/** What a list of patients says of each beside who it is: main problem, allergies, infections; of a restricted chart nothing. */
import type { ListedFacts } from '../../model/api/patients.ts'
import { problemName } from '../../model/problem-name.ts'
import type { Generation } from '../generations/open-generation.ts'
import { OF_PATIENT, statement } from '../generations/statement.ts'
import { readAllergies } from './allergies.ts'
import { readInfectionMark } from './infection-mark.ts'
import type { PatientRef } from './patient.ts'

const MAIN_PROBLEM = statement<{ conditionId: number; prefixes: string; suffixes: string }>(`
  SELECT condition_id AS conditionId, prefixes, suffixes FROM current_problem
  WHERE ${OF_PATIENT} AND main = 1 AND action <> 'DE' AND outcome_id IS NULL
    AND (ended_at IS NULL OR ended_at > @asOf)
  ORDER BY diagnosed_at DESC, id DESC LIMIT 1`)

/** Whether a chart opens with a stated reason only. */
export type IsRestricted = (patient: PatientRef) => boolean

/** @returns null for a restricted chart */
export function readListedFacts(
  generation: Generation,
  patient: PatientRef,
  isRestricted: IsRestricted,
): ListedFacts | null {
  if (isRestricted(patient)) return null
  const { asOf } = generation.facts
  const main = generation.get(MAIN_PROBLEM, { ...patient.rows, asOf })
  return {
    mainProblem:
      main === undefined
        ? ''
        : problemName(generation.display(main.conditionId), main.prefixes, main.suffixes),
    allergyState: readAllergies(generation, patient).allergyState,
    infections: readInfectionMark(generation, patient),
  }
}
