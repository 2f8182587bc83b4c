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

/** One code out of a source's coded value. HL7 v2.5 ch. 2 CWE, FHIR R4 Coding. Absent parts are ''. */
export interface Coding {
  readonly code: string
  readonly name: string
  /** Coding system as the source names it: `JC10`, `HOT9`, `MDCDX2`, `I10`, `99XYZ`, a FHIR URI … */
  readonly system: string
}

/**
 * A coded value with all its codings. Parsers should hand out the same object for the same source text:
 * the writer keeps one row of `term` for it.
 */
export interface Coded {
  /** What a clinician reads: the name the source gave, else its text, else its code. Never ''. */
  readonly display: string
  /** Standard coding first when the source marks one as such (by system name, never by position). */
  readonly codings: readonly Coding[]
}

/**
 * A point in time with the precision the source gave.
 * `at` is ISO 8601 cut to that precision, in the facility's zone, without offset: `2022`, `2022-05`,
 * `2022-05-03`, `2022-05-03T09:10`, `2022-05-03T09:10:05`; null when `text` could not be understood.
 */
export interface ClinicalTime {
  readonly text: string
  readonly at: string | null
}

/** A quantity as written: `24.0`, `<5`, `1～2`, with the unit beside it. */
export interface Quantity {
  readonly text: string
  readonly unit: Coded | null
}

/** A quantity of the body, and when it was measured; null = the source does not say. */
export interface MeasuredQuantity extends Quantity {
  readonly measuredAt: ClinicalTime | null
}

/** A member of staff as the source names them. */
export interface Staff {
  readonly code: string
  readonly name: string
}

/** Where a patient is or was: HL7 v2.5 PL. Ward codes are local; the display is the code when no name exists. */
export interface Place {
  readonly ward: Coded | null
  readonly room: string
  readonly bed: string
}

/** Whether the source holds the fact as valid now. Only `current` may ever look valid. */
export type Standing = 'current' | 'superseded' | 'deleted'

export interface PersonName {
  /** HL7 v2.5 XPN.8: I = ideographic (kanji), P = phonetic (kana), A = alphabetic. */
  readonly representation: 'I' | 'P' | 'A'
  readonly family: string
  readonly given: string
}

export interface Identifier {
  readonly value: string
  readonly system: string
  /** `current`, or `prior` for an id that was merged into this patient. */
  readonly use: 'current' | 'prior'
}

export interface PatientRecord {
  readonly kind: 'patient'
  readonly patientId: string
  readonly identifiers: readonly Identifier[]
  readonly names: readonly PersonName[]
  readonly birthDate: ClinicalTime | null
  /** Administrative sex, HL7 table 0001: M, F, O, U; the source's own text when it is another. '' = absent. */
  readonly sex: string
  readonly bloodAbo: string
  readonly bloodRh: string
  readonly height: MeasuredQuantity | null
  readonly weight: MeasuredQuantity | null
  /** null = the source does not say; never read as "alive". */
  readonly deceased: { readonly at: ClinicalTime | null } | null
  readonly address: string
  readonly phones: readonly string[]
  readonly contacts: readonly { name: string; relation: string; phone: string }[]
  readonly updatedAt: ClinicalTime | null
  /** `master` = the patient master's own message (ADT-00); `mention` = demographics repeated in another message. */
  readonly authority: 'master' | 'mention'
}

/** The source states that `patientId` was merged into `survivingId`. */
export interface PatientMergeRecord {
  readonly kind: 'patientMerge'
  readonly patientId: string
  readonly survivingId: string
}

export type EncounterEventType =
  | 'outpatient-visit'
  | 'admission-planned'
  | 'admission'
  | 'attending-change'
  | 'transfer-planned'
  | 'transfer'
  | 'leave'
  | 'leave-return'
  | 'discharge-planned'
  | 'discharge'

/** One event of a visit or stay. Stays are derived from events by the writer. */
export interface EncounterEventRecord {
  readonly kind: 'encounterEvent'
  readonly patientId: string
  readonly event: EncounterEventType
  /** True when the message cancels such an event (ADT^A11, A12, A13 …). */
  readonly cancels: boolean
  readonly orderNo: string
  readonly occurredAt: ClinicalTime | null
  /** Planned time for the `-planned` events and the planned return of a leave. */
  readonly plannedAt: ClinicalTime | null
  readonly admittedAt: ClinicalTime | null
  readonly dischargedAt: ClinicalTime | null
  readonly place: Place | null
  readonly priorPlace: Place | null
  readonly department: Coded | null
  readonly attending: Staff | null
  /** Discharge disposition, PV1-36. */
  readonly disposition: Coded | null
  /**
   * Why the patient came, in the source's words: PV2-3, FHIR Encounter.reasonCode. '' = it does not say. In further lines, each under its
   * name, what else the source says of the visit or stay (`種類: 初診`): then the first line is empty where it gives no reason.
   */
  readonly reason: string
}

/** Three states: present, none known (the source says so), and no record at all (no AllergyRecord). */
export interface AllergyRecord {
  readonly kind: 'allergy'
  readonly patientId: string
  readonly state: 'present' | 'none-known'
  /** HL7 table 0127: DA drug, FA food, MA miscellaneous, MC contraindication, EA, AA, PA, LA. */
  readonly category: Coded | null
  readonly substance: Coded | null
  readonly severity: Coded | null
  readonly reaction: string
  /** HL7 table 0323: A add, U update, D delete; '' where the source has no actions. */
  readonly action: 'A' | 'U' | 'D' | ''
  readonly onset: ClinicalTime | null
  readonly onsetText: string
  readonly reportedAt: ClinicalTime | null
  readonly clinicalStatus: Coded | null
  /** `list` = the allergy list itself (ADT-61); `master` = copied in the patient master; `order` = copied in an order. */
  readonly origin: 'list' | 'master' | 'order'
}

export interface ProblemRecord {
  readonly kind: 'problem'
  readonly patientId: string
  /** PRB-4; the same instance in several files is one problem, newest file wins. */
  readonly instanceId: string
  readonly action: string
  readonly condition: Coded
  readonly icd10: string
  /** Modifiers as words, in the order they are read: prefixes, suffixes. */
  readonly prefixes: readonly string[]
  readonly suffixes: readonly string[]
  readonly suspected: boolean
  readonly main: boolean
  readonly diagnosedAt: ClinicalTime | null
  readonly onsetAt: ClinicalTime | null
  readonly endedAt: ClinicalTime | null
  readonly outcome: Coded | null
  readonly department: Coded | null
  readonly doctor: Staff | null
  readonly note: string
}

export interface MedicationComponent {
  /** RXC-1: B base, A additive; '' for a prescription's only drug. */
  readonly role: string
  readonly drug: Coded
  readonly dose: Quantity | null
}

/** One drug of a prescription (RXE), or one injection with its mix (RXE + RXC). */
export interface MedicationOrderRecord {
  readonly kind: 'medicationOrder'
  readonly patientId: string
  readonly form: 'prescription' | 'injection'
  readonly orderNo: string
  /** Rp group, as written in ORC-4. */
  readonly groupNo: string
  /** ORC-1 order control: NW, CA, DC, XO …; FHIR status for FHIR sources. */
  readonly control: string
  /** RXE-21 / ORC-29: in-patient, out-patient, discharge, temporary, as needed … */
  readonly category: Coded | null
  readonly components: readonly MedicationComponent[]
  readonly dosageForm: Coded | null
  readonly perDay: Quantity | null
  readonly total: Quantity | null
  readonly rate: Quantity | null
  /** Instructions and timing as read by people: RXE-7, TQ1-3. */
  readonly usage: readonly Coded[]
  /** TQ1-6 as written: `5^d` → text `5`, unit `d`. */
  readonly duration: Quantity | null
  readonly route: Coded | null
  readonly device: Coded | null
  readonly note: string
  readonly orderedAt: ClinicalTime | null
  readonly startAt: ClinicalTime | null
  readonly endAt: ClinicalTime | null
  readonly department: Coded | null
  readonly doctor: Staff | null
}

/** RXA: given, or explicitly not given. */
export interface AdministrationRecord {
  readonly kind: 'administration'
  readonly patientId: string
  readonly form: 'prescription' | 'injection'
  readonly orderNo: string
  readonly groupNo: string
  readonly drug: Coded
  readonly amount: Quantity | null
  readonly rate: Quantity | null
  readonly startAt: ClinicalTime | null
  readonly endAt: ClinicalTime | null
  /** HL7 table 0322: CP complete, RE refused, NA not administered, PA partially; the source's own when other. */
  readonly status: string
  readonly route: Coded | null
  readonly performer: Staff | null
  readonly note: string
}

/** FHIR R4 MedicationDispense, CDA supply event: what a pharmacy handed out. It says neither that it was taken nor that it still is. */
export interface DispenseRecord {
  readonly kind: 'dispense'
  readonly patientId: string
  /** Number of the order that it was dispensed for; '' = not said. */
  readonly orderNo: string
  readonly groupNo: string
  readonly drug: Coded
  readonly amount: Quantity | null
  /** For how long it is meant to last. */
  readonly duration: Quantity | null
  readonly usage: readonly Coded[]
  /** When it was handed over, else when it was prepared: the note then says so. */
  readonly dispensedAt: ClinicalTime | null
  /** FHIR R4 medicationdispense-status; the source's own when other. */
  readonly status: string
  readonly performer: Staff | null
  readonly note: string
}

export type ObservationCategory =
  | 'laboratory'
  | 'microbiology'
  | 'physiology'
  | 'endoscopy'
  | 'radiology'
  | 'vital-signs'
  | 'intake-output'
  | 'meal'
  /** Social history, scores, surveys, alerts: a result of none of the kinds above. */
  | 'other'

/** One result: HL7 v2.5 OBX. `text` is what the source wrote, always. */
export interface Result {
  readonly item: Coded
  /** OBX-4: pairs rows that belong together (organism and amount, drug and S/I/R). */
  readonly subId: string
  readonly text: string
  /** A number only if `text` is one plain number or comparator + number (`<5` → 5, comparator `<`). */
  readonly number: number | null
  readonly comparator: '' | '<' | '<=' | '>' | '>='
  readonly unit: Coded | null
  readonly range: string
  /** The source's abnormal flag, OBX-8: H, L, HH, LL, A, S, I, R; '' when it gave none. */
  readonly flag: string
  /** OBX-11: F, P, C, X, D, W … */
  readonly status: string
  readonly observedAt: ClinicalTime | null
  readonly note: string
  /** How it was measured or observed: OBX-17, FHIR Observation.method, CDA methodCode. */
  readonly method: Coded | null
}

/** Results that were reported together on one specimen or examination: OBR with its OBX. */
export interface ObservationGroupRecord {
  readonly kind: 'observationGroup'
  readonly patientId: string
  readonly category: ObservationCategory
  readonly orderNo: string
  readonly specimenId: string
  readonly specimen: Coded | null
  readonly site: Coded | null
  readonly panel: Coded | null
  readonly collectedAt: ClinicalTime | null
  readonly reportedAt: ClinicalTime | null
  readonly status: string
  /** The culture result that susceptibilities belong to, as people read it: the organism. The source's reference where nothing else names it. */
  readonly parent: string
  readonly department: Coded | null
  readonly doctor: Staff | null
  readonly note: string
  readonly results: readonly Result[]
}

export type OrderCategory =
  | 'laboratory'
  | 'radiology'
  | 'endoscopy'
  | 'physiology'
  | 'diet'
  | 'operation'
  | 'chemotherapy'
  /** A booked visit. */
  | 'outpatient'
  | 'other'

/** An order, or an examination that was done but carries no result of its own (OMG-11). */
export interface OrderRecord {
  readonly kind: 'order'
  readonly patientId: string
  readonly category: OrderCategory
  readonly orderNo: string
  readonly control: string
  readonly item: Coded
  readonly text: string
  readonly orderedAt: ClinicalTime | null
  readonly scheduledAt: ClinicalTime | null
  readonly endAt: ClinicalTime | null
  /** True for an order message, false for a notice that it was done. */
  readonly performed: boolean
  readonly accession: string
  readonly studyUid: string
  readonly modality: string
  readonly department: Coded | null
  readonly doctor: Staff | null
}

/** An operation or another procedure. */
export interface ProcedureRecord {
  readonly kind: 'procedure'
  readonly patientId: string
  readonly category: 'operation' | 'anesthesia' | 'other'
  readonly name: Coded
  readonly startAt: ClinicalTime | null
  readonly endAt: ClinicalTime | null
  readonly status: string
  readonly performer: Staff | null
  readonly department: Coded | null
  readonly note: string
  /** Key of the document that carries the note, '' when there is none. See DocumentPartRecord. */
  readonly documentKey: string
}

export type DocumentCategory =
  | 'progress-note'
  | 'nursing-record'
  | 'temperature-chart'
  | 'operation-note'
  | 'anesthesia-record'
  | 'discharge-summary'
  | 'referral'
  | 'imaging-report'
  | 'pathology-report'
  | 'examination-report'
  | 'consent'
  | 'other'

/** One file of a document. Files with the same `documentKey` are one document: a main part and attachments. */
export interface DocumentPartRecord {
  readonly kind: 'documentPart'
  readonly patientId: string
  /** Unique in the source: the content folder's path for SS-MIX2 extended storage. */
  readonly documentKey: string
  readonly role: 'main' | 'attachment'
  readonly name: string
  /** By the content's own magic bytes, not by its name. */
  readonly mediaType: string
  readonly category: DocumentCategory
  readonly type: Coded
  readonly title: string
  readonly documentAt: ClinicalTime | null
  readonly department: Coded | null
  readonly author: Staff | null
  readonly status: string
  /** Readable text of the content, for the timeline and for searching; '' when there is none (scan). */
  readonly text: string
  /** The part's bytes where they are not the whole file: an attachment inside a FHIR resource. Absent = the file's own. */
  readonly content?: Uint8Array
}

/** One DICOM SOP Instance, from its header. */
export interface ImageInstanceRecord {
  readonly kind: 'imageInstance'
  readonly patientId: string
  readonly studyUid: string
  readonly seriesUid: string
  readonly sopInstanceUid: string
  readonly sopClassUid: string
  readonly transferSyntaxUid: string
  readonly modality: string
  readonly studyAt: ClinicalTime | null
  readonly studyDescription: string
  readonly seriesDescription: string
  readonly accession: string
  readonly bodyPart: string
  readonly seriesNumber: number | null
  readonly instanceNumber: number | null
  readonly frames: number
  readonly rows: number
  readonly columns: number
  /** Frame of Reference UID: images that share it share their coordinates; '' = not given. */
  readonly frameOfReferenceUid: string
  /** Image Orientation and Image Position (Patient), nine numbers as `1\\0\\0\\0\\1\\0\\x\\y\\z`; '' = not both given. */
  readonly plane: string
  /** Name and birth date as the image says, for the check against the chart. */
  readonly patientName: string
  readonly patientBirthDate: ClinicalTime | null
  /** Which instances it takes back, where it is a rejection note (IHE RAD, Imaging Object Change Management); null = it is none. */
  readonly rejects: Rejection | null
}

export interface Rejection {
  /** Of DCM: model/codes/rejection-notes.ts. */
  readonly code: string
  readonly sopInstanceUids: readonly string[]
}

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
