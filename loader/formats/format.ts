/**
 * The border between the pipeline and a format: bytes in, records and located problems out.
 * A format knows no disk, no database, no thread and no clock.
 */

import type { PatientRecord } from '../../model/records/patient.ts'
import type {
  ClinicalRecord,
  FieldProblem,
  FileRefusal,
  RecordVersion,
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

/** Why one part of a file did not become a record. */
export type UnreadReason =
  | FileRefusal
  /** Of a kind that this version does not interpret. */
  | 'not-interpreted'
  /** It says that it must not be read by who does not know one of its elements (FHIR R4 modifier elements). */
  | 'unsafe'
  /** Its patient cannot be told. */
  | 'unknown-patient'
  /** Written in another version of the standard. */
  | 'other-version'

/** Something in a file that is not in any record: a gap on the chart it belongs to. */
export interface UnreadPart {
  /** '' = of no known patient. */
  readonly patientId: string
  /** Kind as the format names it: `Observation`, `CarePlan` … */
  readonly dataType: string
  /** `2022-10-31`, '' = undated or several. */
  readonly date: string
  readonly reason: UnreadReason
  /** `line 12`, `entry 3`; '' when it stands for several. */
  readonly where: string
  readonly detail: string
  /** How many parts of this kind it stands for. */
  readonly count: number
}

/**
 * A file of many independent parts (FHIR resources) accounts for each: seen = the sum of the others. An attachment that is damaged
 * inside a part that is not counts as a part of its own.
 */
export interface FileParts {
  readonly seen: number
  /** Became records. */
  readonly loaded: number
  /** Read for what others refer to (staff, places), without a record of their own. */
  readonly supporting: number
  readonly notInterpreted: number
  readonly refused: number
  /** Every part that is not interpreted or refused. */
  readonly unread: readonly UnreadPart[]
  /** Resources that the source says are deleted: records with this version key and no later time are. */
  readonly deletions: readonly RecordVersion[]
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
      /** Why its bytes may not be those that its source wrote, though all were understood; absent or '' when nothing says so. */
      readonly doubt?: string
      /** Set by files that hold many independent parts: see `FileParts`. */
      readonly parts?: FileParts
    }
  /** Sound, but of a kind that this version does not interpret: kept, counted, listed on the chart. */
  | {
      readonly outcome: 'notInterpreted'
      readonly reason: string
      /** Set when it is written in another version of the standard: to be refused by name, not counted as another kind. */
      readonly code?: 'other-version'
    }
  /** No clinical content by its place: index files, thumbnails, checksums. */
  | { readonly outcome: 'ignored'; readonly reason: string }
  /** Must not become part of a chart. `otherPatientId`: the patient the content names, when it is not the path's. */
  | {
      readonly outcome: 'quarantined'
      readonly refusal: FileRefusal
      readonly detail: string
      readonly otherPatientId: string
    }

/**
 * What a format must have seen of all files of a source before it can read one: identities, names of places and staff.
 * Everything is structured-cloneable, so that it can be gathered in several threads and handed to all of them.
 */
export interface Preparation {
  /**
   * What this file holds of it, null when nothing. Called once for each file that the format claimed, before any `parse`.
   * Pure; never throws on any bytes.
   */
  gather(bytes: Uint8Array, path: string): unknown
  /** About how many bytes of memory a part of `gather` takes until all files are seen: there is no room for any number. */
  weigh(part: unknown): number
  /** The gathered parts of all files of one source, in any order, as the context of `parse`. */
  combine(parts: readonly unknown[]): unknown
}

/** `gather` and `parseInPieces` of a file that comes in windows, each of which ends where a line ends. */
export interface ByLines {
  gather(windows: Iterable<Uint8Array>, path: string): unknown
  parseInPieces(
    windows: Iterable<Uint8Array>,
    path: string,
    facts: PathFacts,
    context?: unknown,
  ): Iterable<ParsedFile>
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
  /** Only for formats whose files refer to each other. */
  readonly preparation?: Preparation
  /**
   * Whether a file that no format claims could be this format's by what its other files say: then it is gathered, too, and asked
   * for again by `claimByContext` when all files were seen. By the path alone; must be cheap.
   */
  mayBeClaimed?(path: string): boolean
  /** @param context as of `parse`; undefined when nothing was gathered from the source */
  claimByContext?(path: string, context: unknown): PathFacts | null
  /**
   * Pure; never throws on any bytes.
   * `context`: what `preparation.combine` made of the whole source; without it a file knows only itself.
   */
  parse(bytes: Uint8Array, path: string, facts: PathFacts, context?: unknown): ParsedFile
  /** Set by formats that can read a file of independent lines without holding all of it. */
  readonly byLines?: ByLines
  /**
   * The same as `parse` in pieces of bounded size, for files that hold many thousand parts: the file is their sum. A first
   * piece that is not `records` is the only one.
   */
  parseInPieces?(
    bytes: Uint8Array,
    path: string,
    facts: PathFacts,
    context?: unknown,
  ): Iterable<ParsedFile>
}
