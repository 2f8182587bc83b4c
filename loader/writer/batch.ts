/** What crosses from a reading thread to the writer: rows of many files, compact, in one text. */
import type { BulkTableName } from './tables.ts'

export type Cell = string | number | null

export interface Batch {
  /** Dictionary entries that are new since this thread's last batch: display, code, system, codings (JSON) each. */
  readonly terms: readonly string[]
  /** Code, name each. */
  readonly staff: readonly string[]
  /** Patient ids of this batch, in the order of their numbers. */
  readonly patients: readonly string[]
  /** All rows of a table after another, column by column as in `BULK_TABLES`. */
  readonly rows: Readonly<Partial<Record<BulkTableName, readonly Cell[]>>>
  readonly tally: Tally
}

/** Counted where the files are read, to be compared with what was written. */
export interface Tally {
  files: number
  bytes: number
  /** Records by kind as parsed, and `result` for the results inside groups, `component` for those of medications. */
  records: Record<string, number>
}

export const emptyTally = (): Tally => ({ files: 0, bytes: 0, records: {} })
