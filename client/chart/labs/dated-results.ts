/** The results of one item with their times, newest first. */
import type { LabResult } from '../../../model/api/chart.ts'
import type { LabColumn, LabRow } from './cumulative.ts'

export interface DatedResult {
  readonly at: string | null
  /** What the source wrote when the time could not be understood. */
  readonly text: string
  readonly result: LabResult
}

export function datedResults(row: LabRow, columns: readonly LabColumn[]): DatedResult[] {
  return [...row.cells]
    .sort(([a], [b]) => a - b)
    .map(([at, result]) => ({
      at: columns[at]?.at ?? null,
      text: columns[at]?.text ?? '',
      result,
    }))
}
