/** Results, orders and procedures → rows. */
import type {
  ObservationGroupRecord,
  OrderRecord,
  ProcedureRecord,
} from '../../../model/records/results.ts'
import { at, type FileContext, type RowSink, text } from './row-sink.ts'

export function addObservationGroup(
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

export function addOrder(sink: RowSink, r: OrderRecord, context: FileContext): number {
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

export function addProcedure(sink: RowSink, r: ProcedureRecord, context: FileContext): number {
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
