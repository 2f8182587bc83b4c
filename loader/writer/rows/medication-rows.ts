/** Medicines ordered, given and handed out → rows. */
import type {
  AdministrationRecord,
  DispenseRecord,
  MedicationOrderRecord,
} from '../../../model/records/medications.ts'
import { at, type FileContext, type RowSink, text, WORD_SEPARATOR } from './row-sink.ts'

export function addMedicationOrder(
  sink: RowSink,
  r: MedicationOrderRecord,
  context: FileContext,
): number {
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

export function addAdministration(
  sink: RowSink,
  r: AdministrationRecord,
  context: FileContext,
): number {
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

export function addDispense(sink: RowSink, r: DispenseRecord, context: FileContext): number {
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
