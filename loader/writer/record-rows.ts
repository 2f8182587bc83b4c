/**
 * Records → rows: which column of the read model each part of a record goes to. Coded values, staff, patients and row
 * numbers come from the sink, which knows the batch.
 */
import type {
  AdministrationRecord,
  AllergyRecord,
  ClinicalRecord,
  ClinicalTime,
  Coded,
  DispenseRecord,
  DocumentPartRecord,
  EncounterEventRecord,
  ImageInstanceRecord,
  MedicationOrderRecord,
  ObservationGroupRecord,
  OrderRecord,
  PatientMergeRecord,
  ProblemRecord,
  ProcedureRecord,
  Staff,
} from '../../model/records.ts'
import type { Cell } from './batch.ts'
import type { BulkTableName } from './tables.ts'

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

/** Reports, waveforms and selections among the images have no rows, and are small: they are kept in any case. */
export function isImageKept({ rows }: ImageInstanceRecord, withoutPixels: boolean): boolean {
  return !withoutPixels || rows === 0
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

/**
 * Every kind but `patient`, of which only one record a patient becomes a row.
 * @returns the number of the record's row within the batch.
 */
export function addRecord(
  sink: RowSink,
  record: Exclude<ClinicalRecord, { kind: 'patient' }>,
  context: FileContext,
): number {
  switch (record.kind) {
    case 'patientMerge':
      return addMerge(sink, record, context)
    case 'encounterEvent':
      return addEvent(sink, record, context)
    case 'allergy':
      return addAllergy(sink, record, context)
    case 'problem':
      return addProblem(sink, record, context)
    case 'medicationOrder':
      return addMedicationOrder(sink, record, context)
    case 'administration':
      return addAdministration(sink, record, context)
    case 'dispense':
      return addDispense(sink, record, context)
    case 'observationGroup':
      return addObservationGroup(sink, record, context)
    case 'order':
      return addOrder(sink, record, context)
    case 'procedure':
      return addProcedure(sink, record, context)
    case 'documentPart':
      return addDocumentPart(sink, record, context)
    case 'imageInstance':
      return addImageInstance(sink, record, context)
  }
}

function addMerge(sink: RowSink, r: PatientMergeRecord, { file, standing }: FileContext): number {
  const id = sink.next('patientMerge')
  sink.add('patientMerge', [id, sink.patient(r.patientId), r.survivingId, standing, file])
  return id
}

function addEvent(sink: RowSink, r: EncounterEventRecord, context: FileContext): number {
  const { file, standing } = context
  const id = sink.next('encounterEvent')
  sink.add('encounterEvent', [
    id,
    sink.patient(r.patientId),
    r.event,
    r.cancels ? 1 : 0,
    r.orderNo,
    at(r.occurredAt),
    text(r.occurredAt),
    at(r.plannedAt),
    text(r.plannedAt),
    at(r.admittedAt),
    at(r.dischargedAt),
    sink.term(r.place?.ward),
    r.place?.room ?? '',
    r.place?.bed ?? '',
    sink.term(r.priorPlace?.ward),
    r.priorPlace?.room ?? '',
    r.priorPlace?.bed ?? '',
    sink.term(r.department),
    sink.staff(r.attending),
    sink.term(r.disposition),
    r.reason,
    standing,
    file,
  ])
  return id
}

function addAllergy(sink: RowSink, r: AllergyRecord, context: FileContext): number {
  const { file, standing } = context
  const id = sink.next('allergy')
  sink.add('allergy', [
    id,
    sink.patient(r.patientId),
    r.state,
    sink.term(r.category),
    sink.term(r.substance),
    sink.term(r.severity),
    r.reaction,
    r.action,
    at(r.onset),
    r.onsetText || text(r.onset),
    at(r.reportedAt),
    text(r.reportedAt),
    sink.term(r.clinicalStatus),
    r.origin,
    standing,
    file,
  ])
  return id
}

function addProblem(sink: RowSink, r: ProblemRecord, context: FileContext): number {
  const { file, standing } = context
  const id = sink.next('problem')
  sink.add('problem', [
    id,
    sink.patient(r.patientId),
    r.instanceId,
    r.action,
    sink.term(r.condition),
    r.icd10,
    r.prefixes.join(WORD_SEPARATOR),
    r.suffixes.join(WORD_SEPARATOR),
    r.suspected ? 1 : 0,
    r.main ? 1 : 0,
    at(r.diagnosedAt),
    text(r.diagnosedAt),
    at(r.onsetAt),
    text(r.onsetAt),
    at(r.endedAt),
    text(r.endedAt),
    sink.term(r.outcome),
    sink.term(r.department),
    sink.staff(r.doctor),
    r.note,
    standing,
    file,
  ])
  return id
}

function addMedicationOrder(sink: RowSink, r: MedicationOrderRecord, context: FileContext): number {
  const { file, standing } = context
  const id = sink.next('medicationOrder')
  sink.add('medicationOrder', [
    id,
    sink.patient(r.patientId),
    r.form,
    r.orderNo,
    r.groupNo,
    r.control,
    sink.term(r.category),
    sink.term(r.dosageForm),
    r.perDay?.text ?? '',
    sink.term(r.perDay?.unit),
    r.total?.text ?? '',
    sink.term(r.total?.unit),
    r.rate?.text ?? '',
    sink.term(r.rate?.unit),
    r.usage.map((usage) => usage.display).join(WORD_SEPARATOR),
    r.duration?.text ?? '',
    r.duration?.unit?.display ?? '',
    sink.term(r.route),
    sink.term(r.device),
    r.note,
    at(r.orderedAt),
    text(r.orderedAt),
    at(r.startAt),
    text(r.startAt),
    at(r.endAt),
    text(r.endAt),
    sink.term(r.department),
    sink.staff(r.doctor),
    standing,
    file,
  ])
  sink.count('component', r.components.length)
  for (let seq = 0; seq < r.components.length; seq++) {
    const component = r.components[seq]
    if (component === undefined) continue
    const { role, drug, dose } = component
    sink.add('medicationComponent', [
      id,
      seq,
      role,
      sink.term(drug),
      dose?.text ?? '',
      sink.term(dose?.unit),
    ])
  }
  return id
}

function addAdministration(sink: RowSink, r: AdministrationRecord, context: FileContext): number {
  const { file, standing } = context
  const id = sink.next('administration')
  sink.add('administration', [
    id,
    sink.patient(r.patientId),
    r.form,
    r.orderNo,
    r.groupNo,
    sink.term(r.drug),
    r.amount?.text ?? '',
    sink.term(r.amount?.unit),
    r.rate?.text ?? '',
    sink.term(r.rate?.unit),
    at(r.startAt),
    text(r.startAt),
    at(r.endAt),
    text(r.endAt),
    r.status,
    sink.term(r.route),
    sink.staff(r.performer),
    r.note,
    standing,
    file,
  ])
  return id
}

function addDispense(sink: RowSink, r: DispenseRecord, context: FileContext): number {
  const { file, standing } = context
  const id = sink.next('dispense')
  sink.add('dispense', [
    id,
    sink.patient(r.patientId),
    r.orderNo,
    r.groupNo,
    sink.term(r.drug),
    r.amount?.text ?? '',
    sink.term(r.amount?.unit),
    r.duration?.text ?? '',
    r.duration?.unit?.display ?? '',
    r.usage.map(({ display }) => display).join(WORD_SEPARATOR),
    at(r.dispensedAt),
    text(r.dispensedAt),
    r.status,
    sink.staff(r.performer),
    r.note,
    standing,
    file,
  ])
  return id
}

function addObservationGroup(
  sink: RowSink,
  r: ObservationGroupRecord,
  context: FileContext,
): number {
  const { file, standing } = context
  const id = sink.next('observationGroup')
  sink.add('observationGroup', [
    id,
    sink.patient(r.patientId),
    r.category,
    r.orderNo,
    r.specimenId,
    sink.term(r.specimen),
    sink.term(r.site),
    sink.term(r.panel),
    at(r.collectedAt),
    text(r.collectedAt),
    at(r.reportedAt),
    text(r.reportedAt),
    r.status,
    r.parent,
    sink.term(r.department),
    sink.staff(r.doctor),
    r.note,
    standing,
    file,
  ])
  sink.count('result', r.results.length)
  for (let seq = 0; seq < r.results.length; seq++) {
    const result = r.results[seq]
    if (result === undefined) continue
    sink.add('observation', [
      id,
      seq,
      sink.term(result.item),
      result.subId,
      result.text,
      result.number,
      result.comparator,
      sink.term(result.unit),
      result.range,
      result.flag,
      result.status,
      at(result.observedAt),
      text(result.observedAt),
      result.note,
      sink.term(result.method),
    ])
  }
  return id
}

function addOrder(sink: RowSink, r: OrderRecord, context: FileContext): number {
  const { file, standing } = context
  const id = sink.next('order')
  sink.add('order', [
    id,
    sink.patient(r.patientId),
    r.category,
    r.orderNo,
    r.control,
    sink.term(r.item),
    r.text,
    at(r.orderedAt),
    text(r.orderedAt),
    at(r.scheduledAt),
    text(r.scheduledAt),
    at(r.endAt),
    text(r.endAt),
    r.performed ? 1 : 0,
    r.accession,
    r.studyUid,
    r.modality,
    sink.term(r.department),
    sink.staff(r.doctor),
    standing,
    file,
  ])
  return id
}

function addProcedure(sink: RowSink, r: ProcedureRecord, context: FileContext): number {
  const { file, standing } = context
  const name = sink.term(r.name)
  const id = sink.next('procedure')
  sink.add('procedure', [
    id,
    sink.patient(r.patientId),
    r.category,
    name,
    at(r.startAt),
    text(r.startAt),
    at(r.endAt),
    text(r.endAt),
    r.status,
    sink.staff(r.performer),
    sink.term(r.department),
    r.note,
    null,
    standing,
    file,
  ])
  if (r.documentKey !== '') {
    sink.add('procedureDocument', [file, sink.patient(r.patientId), name, r.documentKey])
  }
  return id
}

function addDocumentPart(sink: RowSink, r: DocumentPartRecord, context: FileContext): number {
  const { file, standing } = context
  const id = sink.next('documentPart')
  sink.add('documentPart', [
    id,
    sink.patient(r.patientId),
    r.documentKey,
    r.role === 'main' ? 1 : 0,
    r.name,
    r.mediaType,
    r.content?.length ?? context.bytes,
    r.content === undefined ? context.sha256 : sink.keep(r.content),
    r.category,
    sink.term(r.type),
    r.title,
    at(r.documentAt),
    text(r.documentAt),
    sink.term(r.department),
    sink.staff(r.author),
    r.status,
    r.text,
    context.versionKey,
    standing,
    file,
  ])
  return id
}

function addImageInstance(sink: RowSink, r: ImageInstanceRecord, context: FileContext): number {
  const { file, standing } = context
  const id = sink.next('imageInstance')
  sink.add('imageInstance', [
    id,
    sink.patient(r.patientId),
    r.studyUid,
    r.seriesUid,
    r.sopInstanceUid,
    r.sopClassUid,
    r.transferSyntaxUid,
    r.modality,
    at(r.studyAt),
    text(r.studyAt),
    r.studyDescription,
    r.seriesDescription,
    r.accession,
    r.bodyPart,
    r.seriesNumber,
    r.instanceNumber,
    r.frames,
    r.rows,
    r.columns,
    r.frameOfReferenceUid,
    r.plane,
    r.patientName,
    at(r.patientBirthDate),
    r.rejects === null ? '' : [r.rejects.code, ...r.rejects.sopInstanceUids].join('\\'),
    context.bytes,
    isImageKept(r, context.withoutPixels) ? context.sha256 : '',
    standing,
    file,
  ])
  return id
}

const at = (time: ClinicalTime | null) => (time === null ? null : time.at)
const text = (time: ClinicalTime | null) => (time === null ? '' : time.text)
