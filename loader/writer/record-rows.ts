/** Records → rows: which column of the read model each part of a record goes to. */
import type { ClinicalRecord } from '../../model/records.ts'
import { addObservationGroup, addOrder, addProcedure } from './rows/act-rows.ts'
import { addDocumentPart, addImageInstance } from './rows/file-rows.ts'
import { addAllergy, addEvent, addMerge, addProblem } from './rows/history-rows.ts'
import { addAdministration, addDispense, addMedicationOrder } from './rows/medication-rows.ts'
import type { FileContext, RowSink } from './rows/row-sink.ts'

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
