/** The data types of the standardized storage: what a message of each must hold, and who reads it. SS-MIX2 1.2. */
import type { ClinicalRecord } from '../../../model/records.ts'
import { readAdministrations } from './administrations.ts'
import { readAllergies } from './allergies.ts'
import { readEncounterEvent } from './encounters.ts'
import { readMedicationOrders } from './medication-orders.ts'
import { readLaboratoryResults, readObservations } from './observations.ts'
import { readDietOrders, readOrders, readPerformed } from './orders.ts'
import { readPatientMaster } from './patients.ts'
import { readProblems } from './problems.ts'
import type { Reading } from './reading.ts'

export interface DataType {
  /** Segments without which a message of this type is cut off. */
  readonly required: readonly string[]
  /** Segments that a cancelling order (ORC-1) may leave out. */
  readonly requiredUnlessCancelled?: readonly string[]
  /** One event a file: of a second message in it (a cancellation, say) nothing would be read. */
  readonly isSingle?: true
  readonly read: (reading: Reading) => ClinicalRecord[]
}

const VISIT: DataType = {
  required: ['PID', 'PV1'],
  isSingle: true,
  read: withAllergies(readEncounterEvent),
}

const LABORATORY: DataType = { required: ['OBR'], read: withAllergies(readLaboratoryResults) }

/** By folder name. */
export const DATA_TYPES: ReadonlyMap<string, DataType> = new Map([
  ['ADT-00', { required: ['PID'], isSingle: true, read: readPatientMaster }],
  ...visits(),
  ['ADT-61', { required: ['PID', 'IAM'], read: readAllergies }],
  ['PPR-01', { required: ['PID', 'PRB'], read: withAllergies(readProblems) }],
  ['OMD', order(readDietOrders)],
  ['OMP-01', order((reading) => readMedicationOrders(reading, 'prescription'), 'RXE')],
  ['OMP-02', order((reading) => readMedicationOrders(reading, 'injection'), 'RXE')],
  ['OMP-11', given('prescription')],
  ['OMP-12', given('injection')],
  ['OML-01', order((reading) => readOrders(reading, 'laboratory'), 'OBR')],
  ['OML-11', LABORATORY],
  // Not in the standard's list; written by some systems as further laboratory results.
  ['OML-12', LABORATORY],
  ['OMG-01', order((reading) => readOrders(reading, 'radiology'), 'OBR')],
  ['OMG-02', order((reading) => readOrders(reading, 'endoscopy'), 'OBR')],
  ['OMG-03', order((reading) => readOrders(reading, 'physiology'), 'OBR')],
  ['OMG-11', performed('radiology')],
  ['OMG-12', performed('endoscopy')],
  [
    'OMG-13',
    {
      required: ['PID', 'OBR'],
      read: withAllergies((reading) => readObservations(reading, 'physiology')),
    },
  ],
])

function visits(): [string, DataType][] {
  const types = ['01', '12', '21', '22', '31', '32', '41', '42', '51', '52']
  return types.map((type) => [`ADT-${type}`, VISIT])
}

/**
 * Any message may repeat the patient's allergies (AL1), beyond those for which SS-MIX2 foresees it: HL7 v2.5 has the
 * segment in every ADT event. None is passed over.
 */
function withAllergies(read: DataType['read']): DataType['read'] {
  return (reading) => [...read(reading), ...readAllergies(reading)]
}

function order(read: DataType['read'], unlessCancelled?: string): DataType {
  return {
    required: ['PID', 'ORC'],
    requiredUnlessCancelled: unlessCancelled === undefined ? [] : [unlessCancelled],
    read: withAllergies(read),
  }
}

function given(form: 'prescription' | 'injection'): DataType {
  return {
    required: ['PID', 'RXA'],
    read: withAllergies((reading) => readAdministrations(reading, form)),
  }
}

function performed(category: 'radiology' | 'endoscopy'): DataType {
  return {
    required: ['PID', 'OBR'],
    read: withAllergies((reading) => [
      ...readPerformed(reading, category),
      ...readObservations(reading, category).filter((group) => group.results.length > 0),
    ]),
  }
}
