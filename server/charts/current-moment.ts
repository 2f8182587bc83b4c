/** For which moment a patient's medicines are current: whom the data call dead takes none, and is told by what ran at death. */
import type { CurrentAt } from '../../model/api/chart/medications.ts'
import type { Generation } from '../generations/open-generation.ts'
import { statement } from '../generations/statement.ts'
import { dayOf, notAfter } from './calendar.ts'
import type { PatientRef } from './patient.ts'

const DEATH = statement<{ deceased: number; at: string | null }>(
  'SELECT deceased, deceased_at AS at FROM patient WHERE id = @row',
)

export function readCurrentAt(generation: Generation, { row }: PatientRef): CurrentAt {
  const { asOf } = generation.facts
  const death = generation.get(DEATH, { row })
  if (death === undefined || death.deceased !== 1) return { moment: asOf, basis: 'as-of' }
  const { at } = death
  if (at === null || dayOf(at) === '' || !notAfter(at, asOf)) {
    return { moment: asOf, basis: 'death-undated' }
  }
  return { moment: at, basis: 'death' }
}
