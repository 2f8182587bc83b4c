/** Tables of laboratory results and of vital signs. Rows that follow each other and share patient, order and time are one group. */
import type { ObservationGroupRecord, Result } from '../../../model/records/results.ts'
import { itemOf, type Table } from './mapping-schema.ts'
import type { TableRow } from './table-row.ts'

/** A number in any width, with thousands set apart, and what stands before or behind it for "less than" and the like. */
const COMPARED =
  /^(<=|>=|<|>|≦|≧|≤|≥)?\s*(-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s*(未満|以下|以上|超)?$/
const COMPARATORS: Readonly<Record<string, Result['comparator']>> = {
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
  '≦': '<=',
  '≤': '<=',
  '≧': '>=',
  '≥': '>=',
  未満: '<',
  以下: '<=',
  以上: '>=',
  超: '>',
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
    results: resultOf(row, row.coded('item', 'code'), row.text('value'), row.text('unit')),
  }
}

export function readVitalsRow(row: TableRow, table: Table): Grouped {
  const collectedAt = row.time('collected')
  const results = Object.entries(table.items).flatMap(([name, item]) => {
    const { unit, code } = itemOf(item)
    const value = row.item(name)
    return value === '' ? [] : resultOf(row, row.named(name, code), value, unit)
  })
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
  const result: Result = {
    item,
    subId: '',
    text: value,
    ...numberIn(value),
    unit: row.words(unit),
    range: rangeOf(row),
    flag: row.text('flag'),
    status: row.text('resultStatus'),
    observedAt: row.time('collected'),
    note: row.text('comment'),
    method: row.coded('method'),
  }
  return [result]
}

function numberIn(value: string): Pick<Result, 'number' | 'comparator'> {
  const [, before, digits, behind] = COMPARED.exec(value.normalize('NFKC').trim()) ?? []
  if (digits === undefined || (before !== undefined && behind !== undefined)) {
    return { number: null, comparator: '' }
  }
  const comparator = COMPARATORS[before ?? behind ?? ''] ?? ''
  return { number: Number(digits.replaceAll(',', '')), comparator }
}

/** As FHIR's ranges are written where an export keeps their ends in columns of their own. */
function rangeOf(row: TableRow): string {
  const [low, high] = [row.text('rangeLow'), row.text('rangeHigh')]
  const ends = spanOf(low, high)
  return [row.text('range'), ends].filter((text) => text !== '').join(' ')
}

/** An end that is a word (陰性) stands for itself. */
function spanOf(low: string, high: string): string {
  if (low !== '' && high !== '') return low === high ? low : `${low}-${high}`
  const end = low || high
  if (numberIn(end).number === null) return end
  return low === '' ? `<=${high}` : `>=${low}`
}
