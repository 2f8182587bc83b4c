/** Builds the whole hospital: plans its patients, lets their courses run, and writes the medium. */
import { DAY, SNAPSHOT } from './calendar.ts'
import { type Chart, newChart } from './chart.ts'
import { hypertension } from './courses/hypertension.ts'
import { clinicOf, outpatient } from './courses/visits.ts'
import type { Medium } from './medium.ts'
import { writeStandardStorage } from './messages/standard-storage.ts'
import { drawPerson } from './people.ts'
import { createRandom } from './random.ts'

export interface HospitalOptions {
  readonly patients: number
  readonly years: number
  readonly seed: number
}

/** Writes the hospital onto the medium; `onPatient` is told after each patient. */
export function buildHospital(
  medium: Medium,
  options: HospitalOptions,
  onPatient: (done: number) => void,
): void {
  for (let index = 0; index < options.patients; index++) {
    const chart = runPatient(index, options)
    writeStandardStorage(medium, chart, outpatient(clinicOf(chart, 'cardiology')))
    onPatient(index + 1)
  }
}

function runPatient(index: number, { seed, years }: HospitalOptions): Chart {
  const person = drawPerson(seed, index, {})
  const chart = newChart(person, index, createRandom(seed, `course ${index}`))
  hypertension(chart, { start: SNAPSHOT - years * 365 * DAY, current: null, past: null })
  return chart
}
