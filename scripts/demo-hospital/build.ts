/** Builds the whole hospital: plans its patients, lets their courses run, and writes the medium. */
import { writeAllergies } from './allergies.ts'
import { DAY, dayOf, SNAPSHOT } from './calendar.ts'
import { type Chart, newChart } from './chart.ts'
import { hypertension } from './courses/hypertension.ts'
import { clinicOf } from './courses/visits.ts'
import { writeImages } from './dicom/image-archive.ts'
import type { Setting } from './events.ts'
import { writeExtendedStorage } from './extended/extended-storage.ts'
import type { Medium } from './medium.ts'
import { writeEvents, writeStandardStorage } from './messages/standard-storage.ts'
import { drawPerson } from './people.ts'
import { createRandom } from './random.ts'
import { type PatientPlan, rosterOf } from './roster.ts'

export interface HospitalOptions {
  readonly patients: number
  readonly years: number
  readonly seed: number
}

export interface BuiltPatient {
  /** Patients written so far, this one among them. */
  readonly done: number
  readonly plan: PatientPlan
  readonly chart: Chart
  /** What was filed under a number that was merged. */
  readonly prior: Chart | null
  readonly home: Setting
}

/** Writes the hospital onto the medium; `onPatient` is told after each patient, and what became of them. */
export function buildHospital(
  medium: Medium,
  options: HospitalOptions,
  onPatient: (built: BuiltPatient) => void,
): void {
  rosterOf(options).forEach((plan, index) => {
    const chart = runPatient(plan, index, options.seed)
    const home = homeOf(chart, plan)
    writeStandardStorage(medium, chart, home)
    writeExtendedStorage(medium, chart)
    writeImages(medium, chart, options.seed)
    const prior = chart.person.priorId ? writePriorChart(medium, chart, options) : null
    onPatient({ done: index + 1, plan, chart, prior, home })
  })
}

function runPatient(plan: PatientPlan, index: number, seed: number): Chart {
  const chart = newChart(
    drawPerson(seed, index, plan.wish),
    index,
    createRandom(seed, `course ${index}`),
  )
  for (const [kind, count] of Object.entries(plan.images)) {
    chart.imageAllowance.set(kind as keyof PatientPlan['images'], count)
  }
  if (plan.antibodies) chart.labText.set('irreg', plan.antibodies)
  const start = dayOf(SNAPSHOT - plan.historyDays * DAY)
  writeAllergies(chart, plan.allergies, start)
  plan.courses.forEach((course, i) => {
    const isLast = i === plan.courses.length - 1
    course(chart, {
      start,
      current: isLast ? plan.current : null,
      past: isLast ? plan.past : null,
    })
  })
  return chart
}

/** Where the patient master says the patient belongs: the bed, or the clinic of the main disease. */
function homeOf(chart: Chart, { current }: PatientPlan): Setting {
  const department = chart.problems[0]?.department ?? 'general'
  return { ...clinicOf(chart, department), bed: current?.bed ?? null }
}

/** What was filed under the number that was merged: the years before the history of the surviving one. */
function writePriorChart(
  medium: Medium,
  { person, index }: Chart,
  { seed, years }: HospitalOptions,
): Chart {
  const prior = newChart(
    { ...person, id: person.priorId, priorId: '' },
    index,
    createRandom(seed, `prior ${index}`),
  )
  const end = SNAPSHOT - years * 365 * DAY
  hypertension(prior, { start: end - 300 * DAY, current: null, past: null })
  const old = {
    ...prior,
    events: prior.events.filter(
      (event) => ('sentAt' in event ? event.sentAt : event.recordedAt) < end,
    ),
  }
  writeEvents(medium, old)
  return old
}
