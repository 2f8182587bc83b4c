/** Visits to the out-patient clinics: reception, blood tests, prescription, note. */
import { DAY, type Minute, onDay, onWeekday, SNAPSHOT } from '../calendar.ts'
import { type Chart, prescribe, record } from '../chart.ts'
import type { RpGroup, Setting } from '../events.ts'
import { type DepartmentKey, DOCTORS, type Doctor } from '../hospital.ts'
import type { PanelKey } from '../lab-items.ts'
import { type LabOptions, runLabs } from '../laboratory.ts'

export interface Clinic {
  readonly department: DepartmentKey
  readonly doctor: Doctor
}

/** The patient's own doctor in a department, always the same one. */
export function clinicOf(chart: Chart, department: DepartmentKey): Clinic {
  const doctors = DOCTORS[department]
  const doctor = doctors[chart.index % doctors.length] ?? doctors[0]
  if (!doctor) throw new Error(`no doctors in ${department}`)
  return { department, doctor }
}

export function outpatient({ department, doctor }: Clinic): Setting {
  return { bed: null, department, doctor }
}

export interface VisitPlan {
  readonly panels?: readonly PanelKey[]
  readonly labs?: LabOptions
  readonly prescription?: (start: Minute) => readonly RpGroup[]
}

/** One visit; returns the time the doctor saw the patient, or null when it would lie after the snapshot. */
export function visit(chart: Chart, day: Minute, clinic: Clinic, plan: VisitPlan): Minute | null {
  const { random } = chart
  const arrivedAt = onDay(day, 8, 35 + random.int(0, 95))
  const seenAt = arrivedAt + 75 + random.int(0, 50)
  if (seenAt + 60 > SNAPSHOT) return null
  const setting = outpatient(clinic)
  record(chart, {
    kind: 'movement',
    type: 'ADT-12',
    trigger: 'A04',
    recordedAt: arrivedAt,
    occurredAt: arrivedAt,
    admittedAt: arrivedAt,
    setting,
    flag: '1',
  })
  if (plan.panels) {
    const turnaround = 40 + random.int(0, 25)
    runLabs(chart, arrivedAt + 12, setting, plan.panels, { turnaround, ...plan.labs })
  }
  if (plan.prescription) {
    prescribe(chart, seenAt, setting, 'OHP', plan.prescription(day))
  }
  return seenAt
}

/** Working days from `from` to `to`, about `every` days apart. */
export function visitDays(chart: Chart, from: Minute, to: Minute, every: number): Minute[] {
  const days: Minute[] = []
  for (
    let at = from + chart.random.int(0, 10) * DAY;
    at <= Math.min(to, SNAPSHOT);
    at += every * DAY
  ) {
    days.push(onWeekday(at + chart.random.int(-2, 2) * DAY))
  }
  return days.filter((day) => day >= from && day <= to)
}
