/** Whether a list should make somebody ask about infections before they touch the patient. */
import type { WardPatient } from '../../model/api/patients.ts'
import { flagSense } from '../../model/codes/result-words.ts'
import type { Generation } from '../generations/open-generation.ts'
import { readInfections } from './infections.ts'
import type { PatientRef } from './patient.ts'

/** How laboratories write a positive result, at its beginning. */
const POSITIVE = /^\s*(\(?[+＋]|[1-4][+＋]|陽性|弱陽性|強陽性|positive|reactive|detected)/i

/** The newest result of each marker counts. One is named when the source flags it, or words it as positive. */
export function readInfectionMark(
  generation: Generation,
  patient: PatientRef,
): WardPatient['infections'] {
  const markers = readInfections(generation, patient).filter(({ kind }) => kind === 'infection')
  const named = markers.filter(
    ({ flag, text }) => flagSense(flag) !== 'none' || POSITIVE.test(text.normalize('NFKC')),
  )
  return {
    state: named.length > 0 ? 'marked' : markers.length > 0 ? 'tested' : 'no-record',
    results: named.map(({ name, text }) => `${name} ${text}`.trim()),
  }
}
