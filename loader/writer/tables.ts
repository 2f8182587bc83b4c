/**
 * The tables that are filled in bulk while files are read, and what each of their columns holds.
 *
 * Kinds of column
 *   plain     a value as it is
 *   file, patient, group, order   number within its batch, from 0: the writer adds where the batch begins; file -1 is the
 *             last file of the thread's batch before, whose records go on in this one
 *   record    number within its batch of a row of the table that the column before it names
 *   row       the row's own number within its batch, from 0; becomes its id
 *   term, staff, demographics   number in the dictionary of the thread that encoded the row, or null
 *   source    number of the source in the thread's load, from 1
 */
export type ColumnKind =
  | 'plain'
  | 'row'
  | 'file'
  | 'patient'
  | 'group'
  | 'order'
  | 'term'
  | 'staff'
  | 'demographics'
  | 'source'
  | 'record'

export interface Column {
  readonly name: string
  readonly kind: ColumnKind
  /** What an absent value is: NULL, or '' where the read model keeps the source's own text. */
  readonly absent: null | ''
}

export interface BulkTable {
  /** With its database: `main` = chart.sqlite, `manifest`, `work` = scratch space of the load. */
  readonly name: string
  readonly columns: readonly Column[]
}

/** `a b?:term c` → columns, `plain` where no kind is given; `?` = absent is NULL. */
function columns(text: string): BulkTable['columns'] {
  return text
    .trim()
    .split(/\s+/)
    .map((word) => {
      const [name = '', kind = 'plain'] = word.split(':')
      const isNullable = name.endsWith('?')
      return {
        name: isNullable ? name.slice(0, -1) : name,
        kind: kind as ColumnKind,
        absent: isNullable ? null : '',
      }
    })
}

export const BULK_TABLES = {
  file: {
    name: 'manifest.file',
    columns:
      columns(`id:row source_id:source path bytes modified_at sha256 format data_type patient_id date version_key
      version_time disposition reason detail charset records verdict read_at`),
  },
  patientCandidate: {
    name: 'work.patient_candidate',
    columns: columns('id:row patient:patient rank newness file_id:file demographics:demographics'),
  },
  patientMerge: {
    name: 'work.patient_merge',
    columns: columns('id:row patient:patient surviving_id standing file_id:file'),
  },
  encounterEvent: {
    name: 'main.encounter_event',
    columns:
      columns(`id:row patient:patient event cancels order_no occurred_at? occurred_text planned_at? planned_text
      admitted_at? discharged_at? ward_id?:term room bed prior_ward_id?:term prior_room prior_bed department_id?:term
      attending_id?:staff disposition_id?:term reason standing file_id:file`),
  },
  allergy: {
    name: 'main.allergy',
    columns:
      columns(`id:row patient:patient state category_id?:term substance_id?:term severity_id?:term reaction action
      onset_at? onset_text reported_at? reported_text clinical_status_id?:term origin standing file_id:file`),
  },
  problem: {
    name: 'main.problem',
    columns:
      columns(`id:row patient:patient instance_id action condition_id:term icd10 prefixes suffixes suspected main
      diagnosed_at? diagnosed_text onset_at? onset_text ended_at? ended_text outcome_id?:term department_id?:term
      doctor_id?:staff note standing file_id:file`),
  },
  medicationOrder: {
    name: 'main.medication_order',
    columns:
      columns(`id:row patient:patient form order_no group_no control category_id?:term dosage_form_id?:term per_day
      per_day_unit_id?:term total total_unit_id?:term rate rate_unit_id?:term usage duration duration_unit route_id?:term
      device_id?:term note ordered_at? ordered_text start_at? start_text end_at? end_text department_id?:term
      doctor_id?:staff standing file_id:file`),
  },
  medicationComponent: {
    name: 'main.medication_component',
    columns: columns('medication_order:order seq role drug_id:term dose dose_unit_id?:term'),
  },
  administration: {
    name: 'main.administration',
    columns:
      columns(`id:row patient:patient form order_no group_no drug_id:term amount amount_unit_id?:term rate
      rate_unit_id?:term start_at? start_text end_at? end_text status route_id?:term performer_id?:staff note standing
      file_id:file`),
  },
  dispense: {
    name: 'main.dispense',
    columns:
      columns(`id:row patient:patient order_no group_no drug_id:term amount amount_unit_id?:term duration duration_unit usage
      dispensed_at? dispensed_text status performer_id?:staff note standing file_id:file`),
  },
  observationGroup: {
    name: 'main.observation_group',
    columns:
      columns(`id:row patient:patient category order_no specimen_no specimen_id?:term site_id?:term panel_id?:term
      collected_at? collected_text reported_at? reported_text status parent department_id?:term doctor_id?:staff note
      standing file_id:file`),
  },
  observation: {
    name: 'main.observation',
    columns:
      columns(`group_id:group seq item_id:term sub_id value number? comparator unit_id?:term range flag status
      observed_at? observed_text note method_id?:term`),
  },
  order: {
    name: 'main.clinical_order',
    columns:
      columns(`id:row patient:patient category order_no control item_id:term text ordered_at? ordered_text
      scheduled_at? scheduled_text end_at? end_text performed accession study_uid modality department_id?:term
      doctor_id?:staff standing file_id:file`),
  },
  procedure: {
    name: 'main.procedure',
    columns:
      columns(`id:row patient:patient category name_id:term start_at? start_text end_at? end_text status
      performer_id?:staff department_id?:term note document_id? standing file_id:file`),
  },
  /** Procedures whose note is a document, by its key: joined when all documents are known. */
  procedureDocument: {
    name: 'work.procedure_document',
    columns: columns('file_id:file patient:patient name_id:term document_key'),
  },
  documentPart: {
    name: 'work.document_part',
    columns:
      columns(`id:row patient:patient document_key is_main name media_type bytes blob category type_id:term title
      document_at? document_text department_id?:term author_id?:staff status text version_key standing file_id:file`),
  },
  imageInstance: {
    name: 'work.image_instance',
    columns:
      columns(`id:row patient:patient study_uid series_uid sop_instance_uid sop_class_uid transfer_syntax_uid modality
      study_at? study_text study_description series_description accession body_part series_number? instance_number? frames
      rows columns frame_of_reference plane patient_name birth_at? rejects bytes blob standing file_id:file`),
  },
  fieldProblem: {
    name: 'main.field_problem',
    columns: columns('patient?:patient place text reason file_id:file'),
  },
  /** A record that its source restricts. */
  restrictedRecord: {
    name: 'work.restricted_record',
    columns: columns('file_id:file patient:patient standing'),
  },
  /** The patient whom a quarantined file's content names, when it is not the path's. */
  otherPatient: { name: 'work.other_patient', columns: columns('file_id:file patient_id') },
  /** Counts of a piece of a file: see FileParts in formats/format.ts. */
  filePiece: {
    name: 'work.file_piece',
    columns: columns('file_id:file records seen loaded supporting not_interpreted refused'),
  },
  /** What a file holds besides its records. */
  unreadPart: {
    name: 'work.unread_part',
    columns: columns('file_id:file patient?:patient data_type date reason place detail parts'),
  },
  /** Rows of one version of a resource share `seq`, which grows within a file. See record-versions.ts. */
  recordVersion: {
    name: 'work.record_version',
    columns: columns('file_id:file key time seq standing kind record:record'),
  },
  recordReplaces: {
    name: 'work.record_replaces',
    columns: columns('file_id:file key seq replaced'),
  },
  /** Facts that documents repeat. See repeated-facts.ts. */
  recordRepeat: {
    name: 'work.record_repeat',
    columns: columns('file_id:file key time kind record:record'),
  },
  /** What a list of checksums on the medium says of its files. */
  statedSum: { name: 'work.stated_sum', columns: columns('file_id:file path sha256') },
  recordDeletion: { name: 'work.record_deletion', columns: columns('file_id:file key time') },
} as const satisfies Record<string, BulkTable>

export type BulkTableName = keyof typeof BULK_TABLES
export const BULK_TABLE_NAMES = Object.keys(BULK_TABLES) as BulkTableName[]

/** Scratch tables of one load: facts that are only understood when all files are in. Never published. */
export const WORK_SCHEMA = `
CREATE TABLE work.demographics (id INTEGER PRIMARY KEY, record TEXT);
CREATE TABLE work.patient_candidate (id INTEGER PRIMARY KEY, patient INTEGER, rank INTEGER, newness TEXT, file_id INTEGER,
  demographics INTEGER);
CREATE TABLE work.patient_merge (id INTEGER PRIMARY KEY, patient INTEGER, surviving_id TEXT, standing INTEGER, file_id INTEGER);
CREATE TABLE work.procedure_document (file_id INTEGER, patient INTEGER, name_id INTEGER, document_key TEXT);
CREATE TABLE work.document_part (id INTEGER PRIMARY KEY, patient INTEGER, document_key TEXT, is_main INTEGER, name TEXT,
  media_type TEXT,
  bytes INTEGER, blob TEXT, category TEXT, type_id INTEGER, title TEXT, document_at TEXT, document_text TEXT,
  department_id INTEGER, author_id INTEGER, status TEXT, text TEXT, version_key TEXT, standing INTEGER, file_id INTEGER);
CREATE TABLE work.image_instance (id INTEGER PRIMARY KEY, patient INTEGER, study_uid TEXT, series_uid TEXT,
  sop_instance_uid TEXT,
  sop_class_uid TEXT, transfer_syntax_uid TEXT, modality TEXT, study_at TEXT, study_text TEXT, study_description TEXT,
  series_description TEXT, accession TEXT, body_part TEXT, series_number INTEGER, instance_number INTEGER,
  frames INTEGER, rows INTEGER, columns INTEGER, frame_of_reference TEXT, plane TEXT, patient_name TEXT, birth_at TEXT,
  rejects TEXT, bytes INTEGER, blob TEXT, standing INTEGER, file_id INTEGER);
CREATE TABLE work.restricted_record (file_id INTEGER, patient INTEGER, standing INTEGER);
CREATE TABLE work.other_patient (file_id INTEGER, patient_id TEXT);
CREATE TABLE work.file_piece (file_id INTEGER, records INTEGER, seen INTEGER, loaded INTEGER, supporting INTEGER,
  not_interpreted INTEGER, refused INTEGER);
CREATE TABLE work.unread_part (file_id INTEGER, patient INTEGER, data_type TEXT, date TEXT, reason TEXT, place TEXT,
  detail TEXT, parts INTEGER);
CREATE TABLE work.record_version (file_id INTEGER, key TEXT, time TEXT, seq INTEGER, standing INTEGER, kind TEXT,
  record INTEGER);
CREATE TABLE work.record_replaces (file_id INTEGER, key TEXT, seq INTEGER, replaced TEXT);
CREATE TABLE work.record_repeat (file_id INTEGER, key TEXT, time TEXT, kind TEXT, record INTEGER);
CREATE TABLE work.record_deletion (file_id INTEGER, key TEXT, time TEXT);
CREATE TABLE work.stated_sum (file_id INTEGER, path TEXT, sha256 TEXT);
CREATE TABLE work.split_group (group_id INTEGER, copy INTEGER, standing INTEGER);
CREATE TABLE work.superseded (file_id INTEGER PRIMARY KEY, reason TEXT);
CREATE TABLE work.newer_unreadable (file_id INTEGER PRIMARY KEY);
CREATE TABLE work.survivor (patient INTEGER PRIMARY KEY, survivor INTEGER);
CREATE TABLE work.witnessed (file_id INTEGER PRIMARY KEY);
`
