/** Tables of medicines, of what is scheduled, of allergies and problems. */
import type {
  AllergyRecord,
  MedicationOrderRecord,
  OrderCategory,
  OrderRecord,
  ProblemRecord,
} from '../../../model/records.ts'
import type { TableRow } from './table-row.ts'

const CATEGORIES: readonly OrderCategory[] = [
  'laboratory',
  'radiology',
  'endoscopy',
  'physiology',
  'diet',
  'operation',
  'other',
]

/** `type` is `prescription` or `injection`, as the mapping translates it. Null where no drug is named. */
export function readMedicationRow(row: TableRow): MedicationOrderRecord[] | null {
  const drug = row.coded('drug', 'code')
  if (drug === null) return null
  const days = row.text('days')
  return [
    {
      kind: 'medicationOrder',
      patientId: row.patientId,
      form: row.text('type') === 'injection' ? 'injection' : 'prescription',
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
      duration: days === '' ? null : { text: days, unit: row.words('日') },
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
      performed: false,
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
