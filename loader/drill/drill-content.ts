/** What a drill finds out. */
import type { LoadReport } from '../generations/report.ts'
import type { FactCheck } from './check-facts.ts'

export interface MachineCheck {
  readonly what: 'certificate' | 'disk' | 'clock' | 'viewer' | 'printing'
  /** Null = this program cannot tell: a person has to look. */
  readonly ok: boolean | null
  readonly detail: string
}

export interface OpenedCharts {
  /** How many charts were opened over HTTPS and answered with a summary. */
  readonly opened: number
  /** Of these, how many are in a bed. */
  readonly inpatients: number
  readonly failures: readonly string[]
}

export interface DrillContent {
  readonly id: string
  /** UTC. */
  readonly beganAt: string
  readonly operator: string
  readonly load: Omit<LoadReport, 'affected' | 'suspicious'>
  /** Bytes that the generation takes. */
  readonly generationBytes: number
  readonly charts: OpenedCharts
  readonly facts: FactCheck
  readonly machine: readonly MachineCheck[]
  /** Seconds from the beginning to the end of each step, in order. */
  readonly steps: Readonly<Record<'loaded' | 'verified' | 'firstChart' | 'checked', number>>
  /** Recovery time: seconds from the medium in hand to the first chart on a screen. */
  readonly rtoSeconds: number
  /** Recovery point: hours between the newest thing in the backup and the drill. */
  readonly rpoHours: number
  /** Faults that verifying the new generation found. */
  readonly faults: readonly string[]
  /** Against the drill before, of the same sources; empty when there was none. */
  readonly changes: readonly DrillChange[]
}

export interface DrillChange {
  readonly what: 'patients' | 'files' | 'gaps' | 'rtoSeconds' | 'rpoHours'
  readonly before: number
  readonly after: number
}

/** Whether everything that was looked at was as it should be. */
export function isDrillClean({ load, charts, facts, machine, faults }: DrillContent): boolean {
  return (
    load.gaps === 0 &&
    charts.opened > 0 &&
    charts.failures.length === 0 &&
    facts.differences.length === 0 &&
    faults.length === 0 &&
    machine.every(({ ok }) => ok !== false)
  )
}
