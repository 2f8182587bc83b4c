/** Tables of laboratory results and of vital signs. Rows that follow each other and share patient, order and time are one group. */
import type { ObservationGroupRecord, Result } from '../../../model/records.ts'
import type { Table } from './mapping.ts'
import type { TableRow } from './table-row.ts'

const COMPARED = /^(<=|>=|<|>|≦|≧|＜|＞)?\s*(-?\d+(?:\.\d+)?)$/
const COMPARATORS: Readonly<Record<string, Result['comparator']>> = {
  '≦': '<=',
  '≧': '>=',
  '＜': '<',
  '＞': '>',
}

export interface Grouped {
  /** The same for rows of one group. */
  readonly key: string
  readonly group: Omit<ObservationGroupRecord, 'results'>
  readonly results: readonly Result[]
}

export function readLabRow(row: TableRow): Grouped {
  const collectedAt = row.time('collected')
  const group = {
    kind: 'observationGroup',
    patientId: row.patientId,
    category: 'laboratory',
    orderNo: row.text('order'),
    specimenId: '',
    specimen: row.coded('specimen'),
    site: null,
    panel: row.coded('panel'),
    collectedAt,
    reportedAt: row.time('reported'),
    status: '',
    parent: '',
    department: null,
    doctor: null,
    note: '',
  } as const
  const { orderNo, specimen, panel } = group
  const place = [orderNo, collectedAt?.text ?? '', specimen?.display ?? '', panel?.display ?? '']
  return {
    key: [row.patientId, ...place].join('\0'),
    group,
    results: [resultOf(row, row.coded('item', 'code'), row.text('value'), row.text('unit'))].flat(),
  }
}

export function readVitalsRow(row: TableRow, table: Table): Grouped {
  const collectedAt = row.time('collected')
  const results = Object.keys(table.items).flatMap((name) =>
    row.item(name) === '' ? [] : resultOf(row, row.words(name), row.item(name), ''),
  )
  const own =
    row.text('value') === ''
      ? []
      : resultOf(row, row.coded('item', 'code'), row.text('value'), row.text('unit'))
  return {
    key: [row.patientId, collectedAt?.text ?? ''].join('\0'),
    group: {
      kind: 'observationGroup',
      patientId: row.patientId,
      category: 'vital-signs',
      orderNo: '',
      specimenId: '',
      specimen: null,
      site: null,
      panel: null,
      collectedAt,
      reportedAt: null,
      status: '',
      parent: '',
      department: null,
      doctor: null,
      note: '',
    },
    results: [...results, ...own],
  }
}

/** None where the item has no name; the row is then said not to be read. */
function resultOf(row: TableRow, item: Result['item'] | null, value: string, unit: string) {
  if (item === null) return []
  const [, sign = '', digits] = COMPARED.exec(value.trim()) ?? []
  const result: Result = {
    item,
    subId: '',
    text: value,
    number: digits === undefined ? null : Number(digits),
    comparator: digits === undefined ? '' : (COMPARATORS[sign] ?? (sign as Result['comparator'])),
    unit: row.words(unit),
    range: row.text('range'),
    flag: row.text('flag'),
    status: row.text('resultStatus'),
    observedAt: row.time('collected'),
    note: row.text('comment'),
    method: row.coded('method'),
  }
  return [result]
}
