/** What rows are made with. Coded values, staff, patients and row numbers come from the sink, which knows the batch. */
import type { ClinicalTime, Coded, Staff } from '../../../model/records/values.ts'
import type { Cell } from '../batch.ts'
import type { BulkTableName } from '../tables.ts'

/** Between words in one column. */
export const WORD_SEPARATOR = '\u001f'

/** The file that records come from. */
export interface FileContext {
  /** Number of the file in its batch. */
  readonly file: number
  /** As in the read model: 1 current, 2 superseded, 0 deleted. */
  readonly standing: number
  readonly versionKey: string
  readonly versionTime: string
  readonly bytes: number
  readonly sha256: string
  /** Images are indexed and not copied. */
  readonly withoutPixels: boolean
}

export interface RowSink {
  /** Adds a row: every column of the table in its order. */
  add(table: BulkTableName, cells: readonly Cell[]): void
  /** A new row number of the table within the batch. */
  next(table: BulkTableName): number
  patient(patientId: string): number
  term(coded: Coded | null | undefined): number | null
  staff(staff: Staff | null): number | null
  /** Keeps content that is not a file of its own; @returns its SHA-256 in hex. */
  keep(content: Uint8Array): string
  /** Counts parts of records, for the reconciliation. */
  count(part: 'result' | 'component', by: number): void
}

/** The two columns of a time: what it is, and what the source wrote. */
export const at = (time: ClinicalTime | null) => (time === null ? null : time.at)
export const text = (time: ClinicalTime | null) => (time === null ? '' : time.text)
