/** What each kind of entries of the timeline gives: its days, and its entries in a span of days. */
import type { TimelineEntry } from '../../../model/api/chart/timeline.ts'
import type { Generation } from '../../generations/open-generation.ts'
import { OF_PATIENT, type Statement, statement } from '../../generations/statement.ts'

/** Days from `from` (inclusive) to `end` (exclusive), or, with `undated` 1, what has no full date. */
export type Window = Readonly<{
  patients?: string | number | null
  from: string
  end: string
  undated: 0 | 1
}>

/** One kind of entries. */
export interface EntryKind {
  /** The newest days before `@end` with their number of entries. */
  readonly days: Statement<{ day: string; n: number }>
  read(generation: Generation, window: Window): TimelineEntry[]
}

/** `at` is the SQL expression of an entry's time in `table`. */
export function daysOf(table: string, at: string, counted = '*'): EntryKind['days'] {
  return statement(`
    SELECT substr(${at}, 1, 10) AS day, count(${counted}) AS n FROM ${table}
    WHERE ${OF_PATIENT} AND length(${at}) >= 10 AND ${at} < @end
    GROUP BY day ORDER BY day DESC LIMIT @limit`)
}

/** SQL: entries whose time, the expression `at`, is in the window. */
export function inWindow(at: string): string {
  return `${OF_PATIENT} AND CASE WHEN @undated
    THEN ${at} IS NULL OR length(${at}) < 10
    ELSE length(${at}) >= 10 AND ${at} >= @from AND ${at} < @end END`
}
