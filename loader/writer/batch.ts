/** What crosses from a reading thread to the writer: rows of many files, compact. */
import type { BulkTableName } from './tables.ts'

export type Cell = string | number | null

/**
 * Rows of one table, put together by which of their columns are absent: most rows of a big table lack the same ones, and
 * what is absent need not travel nor be bound. Key: bit n set = column n is absent. Value: the other columns, row after row.
 */
export type Buckets = Record<string, Cell[]>

export interface Batch {
  /** Dictionary entries that are new since this thread's last batch: display, code, system, codings (JSON) each. */
  readonly terms: readonly string[]
  /** Code, name each. */
  readonly staff: readonly string[]
  /** What is said of patients, as JSON, one each: thousands of files repeat the same. */
  readonly demographics: readonly string[]
  /** Patient ids of this batch, in the order of their numbers. */
  readonly patients: readonly string[]
  readonly rows: Readonly<Partial<Record<BulkTableName, Buckets>>>
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
