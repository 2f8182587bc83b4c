/** Merged numbers, visits and stays, allergies and problems → rows. */
import type { EncounterEventRecord, PatientMergeRecord } from '../../../model/records/patient.ts'
import type { AllergyRecord, ProblemRecord } from '../../../model/records/problems.ts'
import { at, type FileContext, type RowSink, text, WORD_SEPARATOR } from './row-sink.ts'

export function addMerge(
  sink: RowSink,
  r: PatientMergeRecord,
  { file, standing }: FileContext,
): number {
  const id = sink.next('patientMerge')
  sink.add('patientMerge', [id, sink.patient(r.patientId), r.survivingId, standing, file])
  return id
}

export function addEvent(sink: RowSink, r: EncounterEventRecord, context: FileContext): number {
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

export function addAllergy(sink: RowSink, r: AllergyRecord, context: FileContext): number {
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

export function addProblem(sink: RowSink, r: ProblemRecord, context: FileContext): number {
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
