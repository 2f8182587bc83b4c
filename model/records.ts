/**
 * What a parser emits: the field's own facts, in no format's shape and in no table's shape.
 *
 * Guarantees asked of every parser (`loader/formats/<format>/`):
 * - a record says only what its source says: no default, no conversion, no inference;
 * - text that could not be understood stays as text (`ClinicalTime.at`, `Result.number` are null) and is
 *   reported as a located `FieldProblem`;
 * - every string is as the source wrote it after character decoding (no NFKC, no trimming inside a value).
 *
 * Not guaranteed: order of records, or that a patient's `patient` record comes before the facts.
 */
import type { DocumentPartRecord, ImageInstanceRecord } from './records/documents.ts'
import type {
  AdministrationRecord,
  DispenseRecord,
  MedicationOrderRecord,
} from './records/medications.ts'
import type { EncounterEventRecord, PatientMergeRecord, PatientRecord } from './records/patient.ts'
import type { AllergyRecord, ProblemRecord } from './records/problems.ts'
import type { ObservationGroupRecord, OrderRecord, ProcedureRecord } from './records/results.ts'

/** Whether the source holds the fact as valid now. Only `current` may ever look valid. */
export type Standing = 'current' | 'superseded' | 'deleted'

/** Names one resource of a source that repeats, replaces or deletes single resources (FHIR Bulk Data, history bundles). */
export interface RecordVersion {
  /** Unique in the source: `exports/2026|Observation/123`. Records of one resource share it. */
  readonly key: string
  /** Sorts versions of one key: facility time with fractions of a second, then the version id. '' = unknown, the oldest. */
  readonly time: string
  /** Keys of the resources that this one replaces (`relatesTo` with `replaces`): they are superseded. */
  readonly replaces: readonly string[]
}

/** What a source says of a single record where its files hold many. Absent parts are those of the file. */
export interface RecordState {
  readonly standing?: Standing
  /** Of records with one key the largest time is valid, the others are superseded. */
  readonly version?: RecordVersion
  /** Of a fact that several documents repeat: the same `key` for the same fact. The newest valid one by `time` stands, the others are superseded. */
  readonly repeats?: { readonly key: string; readonly time: string }
  /** HL7 v3 Confidentiality of the record, only when it is restricted or very restricted. */
  readonly confidentiality?: 'R' | 'V'
}

export type ClinicalRecord = ClinicalFact & RecordState

export type ClinicalFact =
  | PatientRecord
  | PatientMergeRecord
  | EncounterEventRecord
  | AllergyRecord
  | ProblemRecord
  | MedicationOrderRecord
  | AdministrationRecord
  | DispenseRecord
  | ObservationGroupRecord
  | OrderRecord
  | ProcedureRecord
  | DocumentPartRecord
  | ImageInstanceRecord

/** A field that could not be understood, where it stands and what it says. Its text is kept in the record. */
export interface FieldProblem {
  /** `OBX[3]-5`, `PID-7`, `line 12`: segment occurrence (from 1) and field as the standard counts them. */
  readonly where: string
  readonly text: string
  readonly reason: string
  /** The patient it concerns, where the file is not one patient's. Absent = the path's. */
  readonly patientId?: string
}

/**
 * Why a whole file did not become part of a chart, as a code; words for people are in `model/codes/gap-reasons.ts`.
 */
export type FileRefusal =
  | 'empty'
  | 'zero-filled'
  | 'encrypted'
  | 'truncated'
  | 'undecodable'
  | 'unparsable'
  | 'identity-mismatch'
  | 'path-mismatch'
  | 'unreadable'
  | 'ransom-note'
