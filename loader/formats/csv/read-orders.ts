/** Tables of medicines, of what is scheduled, of allergies and problems. */
import type { MedicationOrderRecord } from '../../../model/records/medications.ts'
import type { AllergyRecord, ProblemRecord } from '../../../model/records/problems.ts'
import type { OrderCategory, OrderRecord } from '../../../model/records/results.ts'
import type { Quantity } from '../../../model/records/values.ts'
import type { TableRow } from './table-row.ts'
import { ROW_PROBLEMS } from './table-words.ts'

const CATEGORIES: readonly OrderCategory[] = [
  'laboratory',
  'radiology',
  'endoscopy',
  'physiology',
  'diet',
  'operation',
  'chemotherapy',
  'outpatient',
  'other',
]

const MEDICINE_TYPES = ['', 'prescription', 'injection']

/** `type` is `prescription` or `injection`, as the mapping translates it. Null where no drug is named. */
export function readMedicationRow(row: TableRow): MedicationOrderRecord[] | null {
  const drug = row.coded('drug', 'code')
  if (drug === null) return null
  const type = row.text('type')
  if (!MEDICINE_TYPES.includes(type)) row.problem('type', type, ROW_PROBLEMS.medicineType.en)
  return [
    {
      kind: 'medicationOrder',
      patientId: row.patientId,
      form: type === 'injection' ? 'injection' : 'prescription',
      orderNo: row.text('order'),
      groupNo: row.text('group'),
      control: '',
      category: null,
      components: [{ role: '', drug, dose: row.quantity('dose', 'doseUnit') }],
      dosageForm: null,
      perDay: null,
      total: null,
      rate: null,
      usage: [row.coded('usage')].filter((each) => each !== null),
      duration: durationOf(row),
      route: row.coded('route'),
      device: null,
      note: row.text('comment'),
      orderedAt: row.time('ordered'),
      startAt: row.time('start'),
      endAt: row.time('end'),
      department: row.coded('department'),
      doctor: row.staff('doctor'),
    },
  ]
}

const DAYS = /^(\d+)\s*(日分?|日間|週間?|days?|d)?$/i

/** A bare number counts days, as the column is called; any other text (`10回分`) says itself what it counts. */
function durationOf(row: TableRow): Quantity | null {
  const said = row.text('days')
  if (said === '') return null
  const [, amount, unit = '日'] = DAYS.exec(said.normalize('NFKC')) ?? []
  return amount === undefined ? { text: said, unit: null } : { text: amount, unit: row.words(unit) }
}

/** What is planned. `category` is one of the kinds of orders; any other word is kept as `other`. */
export function readScheduleRow(row: TableRow): OrderRecord[] | null {
  const item = row.coded('item', 'code')
  if (item === null) return null
  const said = row.text('category')
  const category = CATEGORIES.find((each) => each === said) ?? 'other'
  const words = [category === said ? '' : said, row.text('room'), row.text('comment')]
  return [
    {
      kind: 'order',
      patientId: row.patientId,
      category,
      orderNo: row.text('order'),
      control: '',
      item,
      text: words.filter((each) => each !== '').join(' '),
      orderedAt: null,
      scheduledAt: row.time('time'),
      endAt: null,
      performed: row.text('done') === 'true',
      accession: '',
      studyUid: '',
      modality: '',
      department: row.coded('department'),
      doctor: row.staff('doctor'),
    },
  ]
}

/** `state` is `present` or `none-known`, as the mapping translates it; without the column a row is an allergy. Null for another word. */
export function readAllergyRow(row: TableRow): AllergyRecord[] | null {
  const state = row.text('state') || 'present'
  if (state !== 'present' && state !== 'none-known') return null
  const onset = row.time('onset')
  return [
    {
      kind: 'allergy',
      patientId: row.patientId,
      state,
      category: row.coded('category'),
      substance: row.coded('substance', 'code'),
      severity: row.coded('severity'),
      reaction: row.text('reaction'),
      action: '',
      onset,
      onsetText: onset?.at == null ? (onset?.text ?? '') : '',
      reportedAt: null,
      clinicalStatus: null,
      origin: 'list',
    },
  ]
}

export function readProblemRow(row: TableRow, key: string): ProblemRecord[] | null {
  const condition = row.coded('name', 'code')
  if (condition === null) return null
  return [
    {
      kind: 'problem',
      patientId: row.patientId,
      instanceId: key,
      action: '',
      condition,
      icd10: row.text('icd10'),
      prefixes: [],
      suffixes: [],
      suspected: false,
      main: row.text('main') === 'true',
      diagnosedAt: null,
      onsetAt: row.time('onset'),
      endedAt: row.time('end'),
      outcome: row.coded('outcome'),
      department: row.coded('department'),
      doctor: row.staff('doctor'),
      note: row.text('comment'),
    },
  ]
}
