/** High blood pressure with dyslipidaemia: quiet visits, blood tests twice a year, the same drugs. */

import { SNAPSHOT } from '../calendar.ts'
import { addProblem } from '../chart.ts'
import { rp } from '../regimen.ts'
import type { Course } from './course.ts'
import { clinicOf, visit, visitDays } from './visits.ts'

export const hypertension: Course = (chart, { start }) => {
  const clinic = clinicOf(chart, 'cardiology')
  addProblem(chart, 'hypertension', start, 'cardiology', { main: true })
  addProblem(chart, 'dyslipidemia', start, 'cardiology')
  visitDays(chart, start, SNAPSHOT, 56).forEach((day, i) => {
    visit(chart, day, clinic, {
      panels: i % 3 === 0 ? ['cbc', 'chem', 'liver', 'lipid'] : undefined,
      labs: { values: { ldl: Math.max(82, 165 - i * 12) + chart.random.int(-8, 8) } },
      prescription: (at) => [
        rp(at, 'breakfast', 56, 'amlodipine 1', 'candesartan 1', 'rosuvastatin 1'),
      ],
    })
  })
}
