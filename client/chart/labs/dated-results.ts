/** The results of one item with their times, newest first. */
import type { LabGroup, LabResult } from '../../../model/api/chart/labs.ts'
import type { LabColumn, LabRow } from './cumulative.ts'

export interface DatedResult {
  readonly at: string | null
  /** What the source wrote when the time could not be understood. */
  readonly text: string
  readonly result: LabResult
  /** Who says it, where several sources speak of the patient. */
  readonly sources?: LabResult['sources']
}

export function datedResults(row: LabRow, columns: readonly LabColumn[]): DatedResult[] {
  return [...row.cells]
    .sort(([a], [b]) => a - b)
    .map(([at, result]) => ({
      at: columns[at]?.at ?? null,
      text: columns[at]?.text ?? '',
      result,
      sources: result.sources ?? sourcesOf(result, columns[at]?.groups ?? []),
    }))
}

/** Of one of which a single source speaks. */
export function sourcesOf({ group }: LabResult, groups: readonly LabGroup[]): LabResult['sources'] {
  const source = groups.find(({ id }) => id === group)?.source
  return source === undefined ? undefined : [source]
}
