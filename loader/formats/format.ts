/**
 * The border between the pipeline and a format: bytes in, records and located problems out.
 * A format knows no disk, no database, no thread and no clock.
 */
import type {
  ClinicalRecord,
  FieldProblem,
  FileRefusal,
  PatientRecord,
  Standing,
} from '../../model/records.ts'

/** What a path alone tells, even when the content is gone. Empty strings where it does not say. */
export interface PathFacts {
  readonly patientId: string
  /** `2022-10-31`, or '' for undated data. */
  readonly date: string
  /** Data type as the format names it: `OML-11`, an extended storage folder name, `DICOM` … */
  readonly dataType: string
  /** Files with the same key are versions of one thing; the newest `current` one wins. '' = never superseded. */
  readonly versionKey: string
  /** Sorts versions of one `versionKey`. */
  readonly versionTime: string
  /** What the file name says of itself. */
  readonly standing: Standing
}

export type ParsedFile =
  /** Understood. `mention` repeats the patient's demographics outside the patient master. */
  | {
      readonly outcome: 'records'
      readonly records: readonly ClinicalRecord[]
      readonly mention: PatientRecord | null
      readonly problems: readonly FieldProblem[]
      /** Character set that the bytes turned out to be in, when it is not the declared one; '' otherwise. */
      readonly deviatingCharset: string
    }
  /** Sound, but of a kind that this version does not interpret: kept, counted, listed on the chart. */
  | { readonly outcome: 'notInterpreted'; readonly reason: string }
  /** No clinical content by its place: index files, thumbnails, checksums. */
  | { readonly outcome: 'ignored'; readonly reason: string }
  /** Must not become part of a chart. `otherPatientId`: the patient the content names, when it is not the path's. */
  | {
      readonly outcome: 'quarantined'
      readonly refusal: FileRefusal
      readonly detail: string
      readonly otherPatientId: string
    }

export interface Format {
  readonly name: string
  /**
   * Whether the file at this path (relative to the source's root, `/`-separated) is this format's, and what
   * the path tells. Null when it is not. Called for every file of a source: must be cheap.
   */
  claim(path: string): PathFacts | null
  /** Asked only for files that no format claimed by path: recognises them by their first bytes. */
  claimContent?(head: Uint8Array, path: string): PathFacts | null
  /** Pure; never throws on any bytes. */
  parse(bytes: Uint8Array, path: string, facts: PathFacts): ParsedFile
}
