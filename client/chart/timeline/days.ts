/** Entries of the timeline by day. */
import type { TimelineEntry } from '../../../model/api/chart/timeline.ts'

export interface TimelineDay {
  /** `2022-10-31`, or less when the source knew less. */
  readonly day: string
  readonly entries: readonly TimelineEntry[]
}

/** Days in the order in which they come, which is newest first. */
export function gatherDays(entries: readonly TimelineEntry[]): TimelineDay[] {
  const byDay = Map.groupBy(entries, (entry) => (entry.at.at ?? '').slice(0, 10))
  return [...byDay].map(([day, rows]) => ({ day, entries: rows }))
}
