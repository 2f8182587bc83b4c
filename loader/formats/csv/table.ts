/** A table's rows as records; every row is accounted for. */
import type { ClinicalRecord, FieldProblem, Standing } from '../../../model/records.ts'
import type { FileParts, UnreadPart } from '../format.ts'
import type { Table } from './mapping.ts'
import {
  readAllergyRow,
  readMedicationRow,
  readProblemRow,
  readScheduleRow,
} from './read-orders.ts'
import { readEncounter, readPatient } from './read-patients.ts'
import { type Grouped, readLabRow, readVitalsRow } from './read-results.ts'
import { encodingOf, type Row, readRows } from './rows.ts'
import { columnsOf, type TableRow, tableReader } from './table-row.ts'

export interface TablePiece {
  readonly records: ClinicalRecord[]
  readonly problems: FieldProblem[]
  readonly parts: FileParts
}

/** What is missing from a chart where a row is not read: names of model/codes/data-types.ts, for the places that they have there. */
const DATA_TYPES: Readonly<Record<Table['kind'], string>> = {
  patients: 'Patient',
  encounters: 'Encounter',
  labs: 'Observation',
  vitals: 'Observation',
  medications: 'MedicationRequest',
  allergies: 'AllergyIntolerance',
  problems: 'Condition',
  documents: 'DocumentReference',
  schedules: 'ServiceRequest',
}
/** What a decoder does not know, and control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are looked for
const FOREIGN = /[\ufffd\u0000-\u0008\u0010-\u0019\u001f\u007f]/g
/** A name that was cut within a character has one; a row in which something else was written has many. */
const MOST_FOREIGN = 3
/** Rows that are handed on together. */
const PIECE = 2_000

/** @returns why nothing of the file can be read, '' = it can; `unmapped`: heads that the mapping does not name. */
export function lookAtHead(
  bytes: Uint8Array,
  table: Table,
): { readonly fault: string; readonly unmapped: readonly string[] } {
  if (isWorkbook(bytes)) return { fault: WORKBOOK, unmapped: [] }
  if (!table.header) return { fault: '', unmapped: [] }
  const [head] = readRows(bytes, encodingOf(bytes, table.encoding), separatorOf(table))
  if (head === undefined) return { fault: 'the table is empty', unmapped: [] }
  const { places, missing, ambiguous } = columnsOf(table, head.cells)
  const fault = [
    missing.length === 0 ? '' : missingColumns(missing, head.cells, table),
    ...ambiguous.map(
      ({ head: name, numbers }) =>
        `columns ${numbers.join(' and ')} are both called ${name}; name the one that is meant by its number`,
    ),
  ]
    .filter((part) => part !== '')
    .join('; ')
  const named = new Set([...places.values()].flat())
  return { fault, unmapped: head.cells.filter((_, place) => !named.has(place)) }
}

const WORKBOOK = 'an Excel workbook, no table of text: save it as CSV (UTF-8)'

/** APPNOTE.TXT 4.3.7 (xlsx is a ZIP); MS-CFB 2.2 (xls). */
function isWorkbook(bytes: Uint8Array): boolean {
  const [a, b, c, d] = bytes
  const isZip = a === 0x50 && b === 0x4b && c === 3 && d === 4
  return isZip || (a === 0xd0 && b === 0xcf && c === 0x11 && d === 0xe0)
}

const SEPARATORS: readonly (readonly [string, string])[] = [
  ['\t', 'tab'],
  [',', '","'],
  [';', '";"'],
  ['|', '"|"'],
]

function missingColumns(
  missing: readonly string[],
  heads: readonly string[],
  table: Table,
): string {
  const [only = ''] = heads
  const other = SEPARATORS.find(([separator]) => only.includes(separator))
  const hint =
    heads.length === 1 && other !== undefined
      ? `; it may be separated by others: separator: ${other[1]}`
      : missing.length === Object.keys(table.columns).length
        ? '; its first line must be the heads'
        : ''
  return `no column ${missing.join(', ')}; the table has: ${namesInWords(heads)}${hint}`
}

/** Names in a message are not more than a person reads. */
const MOST_NAMED = 40

export function namesInWords(names: readonly string[]): string {
  const more = names.length - MOST_NAMED
  const named = names.slice(0, MOST_NAMED).join(', ')
  return more > 0 ? `${named} (+${more})` : named
}

/**
 * @param path of the file within the source, for keys of what has no key of its own
 * @param whyNotShown of a document that a row names; '' = it is in the chart
 */
export function* readTable(
  bytes: Uint8Array,
  path: string,
  table: Table,
  whyNotShown: (row: TableRow, standing: Standing) => string,
): Generator<TablePiece> {
  const encoding = encodingOf(bytes, table.encoding)
  const sheet = createSheet(table, path, whyNotShown)
  let head: readonly string[] | null = null
  let read: ReturnType<typeof tableReader> | null = null
  for (const row of readRows(bytes, encoding, separatorOf(table))) {
    if (table.header && head === null) {
      head = row.cells
      continue
    }
    read ??= tableReader(table, columnsOf(table, head), sheet.problems)
    sheet.add(row, head?.length ?? null, read)
    if (sheet.isFull()) yield sheet.take()
  }
  yield sheet.take()
}

export function separatorOf({ separator }: Table): string {
  return separator === 'tab' ? '\t' : separator
}

function createSheet(
  table: Table,
  path: string,
  whyNotShown: (row: TableRow, standing: Standing) => string,
) {
  const problems: FieldProblem[] = []
  let records: ClinicalRecord[] = []
  let unread: UnreadPart[] = []
  let counts = { seen: 0, loaded: 0, supporting: 0, notInterpreted: 0, refused: 0 }
  let open: { grouped: Grouped; standing: Standing | undefined } | null = null

  function refuse(row: Row, patientId: string, reason: UnreadPart['reason'], detail: string): void {
    if (reason === 'not-interpreted') counts.notInterpreted++
    else counts.refused++
    const where = `line ${row.line}`
    const dataType = DATA_TYPES[table.kind]
    unread.push({ patientId, dataType, date: '', reason, where, detail, count: 1 })
  }
  function closeGroup(): void {
    if (open === null) return
    const { grouped, standing } = open
    const record = { ...grouped.group, results: grouped.results }
    records.push(standing === undefined ? record : { ...record, standing })
    open = null
  }
  function addResults(grouped: Grouped, standing: Standing | undefined): boolean {
    if (grouped.results.length === 0) return false
    if (open?.grouped.key === grouped.key && open.standing === standing) {
      const results = [...open.grouped.results, ...grouped.results]
      open = { grouped: { ...open.grouped, results }, standing }
      return true
    }
    closeGroup()
    open = { grouped, standing }
    return true
  }
  function addRow(row: TableRow, standing: Standing | undefined): string {
    switch (table.kind) {
      case 'labs':
        return addResults(readLabRow(row), standing) ? '' : 'no item'
      case 'vitals':
        return addResults(readVitalsRow(row, table), standing) ? '' : 'no value'
      case 'documents':
        row.time('date')
        return whyNotShown(row, standing ?? 'current')
      default: {
        const facts = factsOf(table, row, `${path}#${row.line}`)
        if (facts === null) return 'not of a kind that the mapping explains'
        for (const fact of facts)
          records.push(standing === undefined ? fact : { ...fact, standing })
        return ''
      }
    }
  }

  function addSound(row: Row, cells: TableRow, standing: Standing): void {
    for (const [index, cell] of row.cells.entries()) {
      if (cell.match(FOREIGN) === null) continue
      cells.problem(`column ${index + 1}`, cell, 'characters that the encoding does not have')
    }
    const why = addRow(cells, standing === 'current' ? undefined : standing)
    if (why === '') counts.loaded++
    else refuse(row, cells.patientId, reasonOf(table), why)
  }

  return {
    problems,
    add(row: Row, width: number | null, read: (row: Row) => TableRow): void {
      counts.seen++
      const judged = judgeRow(row, width, table, read)
      if ('reason' in judged) refuse(row, judged.patientId, judged.reason, judged.detail)
      else addSound(row, judged.cells, judged.standing)
    },
    isFull: () => counts.seen >= PIECE,
    take(): TablePiece {
      closeGroup()
      const parts: FileParts = { ...counts, unread, deletions: [] }
      const piece = { records, problems: problems.splice(0), parts }
      records = []
      unread = []
      counts = { seen: 0, loaded: 0, supporting: 0, notInterpreted: 0, refused: 0 }
      return piece
    },
  }
}

interface RefusedRow {
  readonly patientId: string
  readonly reason: UnreadPart['reason']
  readonly detail: string
}

/**
 * How a row stands, or why it is not trusted: cells that may have shifted, nobody's, no text, a status that the mapping does not explain.
 * @param width cells of the heading; null = there is none
 */
export function judgeRow(
  row: Row,
  width: number | null,
  table: Table,
  read: (row: Row) => TableRow,
): RefusedRow | { readonly cells: TableRow; readonly standing: Standing } {
  const isRagged = width !== null && isOtherWidth(row.cells, width)
  const fault = row.fault || (isRagged ? `${row.cells.length} cells under ${width} heads` : '')
  if (fault !== '') return { patientId: '', reason: 'unparsable', detail: fault }
  const cells = read(row)
  const { patientId } = cells
  if (patientId === '') return { patientId, reason: 'unknown-patient', detail: 'no patient' }
  const foreign = foreignIn(row)
  if (foreign > MOST_FOREIGN) {
    return { patientId, reason: 'undecodable', detail: `${foreign} characters that are no text` }
  }
  const standing = standingOf(table, cells)
  if (standing !== null) return { cells, standing }
  return { patientId, reason: 'unsafe', detail: `status ${cells.text('status') || '(empty)'}` }
}

function foreignIn({ cells }: Row): number {
  return cells.reduce((sum, cell) => sum + (cell.match(FOREIGN)?.length ?? 0), 0)
}

function reasonOf({ kind }: Table): UnreadPart['reason'] {
  return kind === 'documents' ? 'unreadable' : 'not-interpreted'
}

/** Empty cells at the end may be left out or be too many: they shift nothing. */
function isOtherWidth(cells: readonly string[], width: number): boolean {
  if (cells.length === width) return false
  return cells.length < width || cells.slice(width).some((cell) => cell !== '')
}

/** Null: a status that the mapping does not explain. */
function standingOf({ status }: Table, row: TableRow): Standing | null {
  if (status === undefined) return 'current'
  const said = row.text('status')
  if (status.valid.includes(said)) return 'current'
  if (status.deleted.includes(said)) return 'deleted'
  return status.superseded.includes(said) ? 'superseded' : null
}

function factsOf(table: Table, row: TableRow, key: string) {
  switch (table.kind) {
    case 'patients':
      return readPatient(row)
    case 'encounters':
      return readEncounter(row)
    case 'medications':
      return readMedicationRow(row)
    case 'allergies':
      return readAllergyRow(row)
    case 'problems':
      return readProblemRow(row, key)
    case 'schedules':
      return readScheduleRow(row)
    default:
      return null
  }
}
