/** What a course of disease is: it writes everything that happens to one patient into the chart. */
import type { Minute } from '../calendar.ts'
import type { Chart } from '../chart.ts'
import type { Bed } from '../hospital.ts'

export interface CourseContext {
  /** First day of the patient's history in this hospital. */
  readonly start: Minute
  /** The stay that lasts at the snapshot, null for out-patients. */
  readonly current: { readonly bed: Bed; readonly admittedAt: Minute } | null
  /** Admission day of a stay that is over, null for none. */
  readonly past: Minute | null
}

export type Course = (chart: Chart, context: CourseContext) => void
