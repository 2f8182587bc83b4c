/** A table's rows as records; every row is accounted for. */
import type {
  ClinicalRecord,
  FieldProblem,
  RecordState,
  RecordVersion,
  Standing,
} from '../../../model/records.ts'
import type { FileParts, UnreadPart } from '../format.ts'
import { hasForeign, judgeRow } from './judge-row.ts'
import { PERSON, type Table } from './mapping-schema.ts'
import {
  readAllergyRow,
  readMedicationRow,
  readProblemRow,
  readScheduleRow,
} from './read-orders.ts'
import { readEncounter, readMention, readPatient } from './read-patients.ts'
import { type Grouped, readLabRow, readVitalsRow } from './read-results.ts'
import { encodingOf, type Row, readRows } from './rows.ts'
import { separatorOf } from './table-head.ts'
import { columnsOf, type TableRow, tableReader } from './table-row.ts'
import { ROW_FAULTS, ROW_PROBLEMS } from './table-words.ts'
import type { Words } from './words.ts'

export interface UnreadRow extends UnreadPart {
  readonly said: Words
}

export interface TablePiece {
  readonly records: ClinicalRecord[]
  readonly problems: FieldProblem[]
  readonly parts: FileParts & { readonly unread: readonly UnreadRow[] }
}

/** Where a table lies within its source, and the folder of its mapping. */
export interface TablePlace {
  readonly path: string
  readonly folder: string
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
/** Rows that are handed on together. */
const PIECE = 2_000

/** Why a document that a row names is not in the chart; null = it is. */
type WhyNotShown = (row: TableRow, standing: Standing) => Words | null

export function* readTable(
  bytes: Uint8Array,
  place: TablePlace,
  table: Table,
  whyNotShown: WhyNotShown,
): Generator<TablePiece> {
  const encoding = encodingOf(bytes, table.encoding)
  const sheet = createSheet(table, place, whyNotShown)
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

function createSheet(table: Table, { path, folder }: TablePlace, whyNotShown: WhyNotShown) {
  const problems: FieldProblem[] = []
  let records: ClinicalRecord[] = []
  let unread: UnreadRow[] = []
  let counts = { seen: 0, loaded: 0, supporting: 0, notInterpreted: 0, refused: 0 }
  let open: { grouped: Grouped; state: RecordState; version: string } | null = null
  const mentioned = new Set<string>()
  const hasPerson = PERSON.some((name) => table.columns[name] !== undefined)

  function refuse(row: Row, patientId: string, reason: UnreadPart['reason'], said: Words): void {
    if (reason === 'not-interpreted') counts.notInterpreted++
    else counts.refused++
    const where = `line ${row.line}`
    const dataType = DATA_TYPES[table.kind]
    unread.push({ patientId, dataType, date: '', reason, where, detail: said.en, count: 1, said })
  }
  function closeGroup(): void {
    if (open === null) return
    const { grouped, state } = open
    records.push({ ...grouped.group, results: grouped.results, ...state })
    open = null
  }
  function addResults(grouped: Grouped, state: RecordState): boolean {
    if (grouped.results.length === 0) return false
    const version = `${state.standing} ${state.version?.key} ${state.version?.time}`
    if (open?.grouped.key === grouped.key && open.version === version) {
      const results = [...open.grouped.results, ...grouped.results]
      open = { ...open, grouped: { ...open.grouped, results } }
      return true
    }
    closeGroup()
    open = { grouped, state, version }
    return true
  }
  /** What a row repeats of its patient, once for each that says something else. */
  function addMention(row: TableRow): void {
    if (!hasPerson) return
    const key = JSON.stringify([row.patientId, ...PERSON.map((name) => row.text(name))])
    if (mentioned.has(key)) return
    mentioned.add(key)
    const mention = readMention(row)
    if (mention !== null) records.push(mention)
  }
  function addRow(row: TableRow, state: RecordState): Words | null {
    switch (table.kind) {
      case 'labs':
        return addResults(readLabRow(row), state) ? null : ROW_FAULTS.noItem
      case 'vitals':
        return addResults(readVitalsRow(row, table), state) ? null : ROW_FAULTS.noValue
      case 'documents':
        row.time('date')
        return whyNotShown(row, state.standing ?? 'current')
      default: {
        const facts = factsOf(table, row, `${path}#${row.line}`)
        if (facts === null) return ROW_FAULTS.otherKind
        for (const fact of facts) records.push({ ...fact, ...state })
        return null
      }
    }
  }

  function addSound(row: Row, cells: TableRow, standing: Standing): void {
    for (const [index, cell] of row.cells.entries()) {
      if (!hasForeign(cell)) continue
      cells.problem(`column ${index + 1}`, cell, ROW_PROBLEMS.foreign.en)
    }
    const version = versionOf(table, cells, folder)
    const why = addRow(cells, {
      ...(standing === 'current' ? {} : { standing }),
      ...(version === null ? {} : { version }),
    })
    if (why !== null) {
      refuse(row, cells.patientId, reasonOf(table), why)
      return
    }
    counts.loaded++
    if (standing === 'current') addMention(cells)
  }

  return {
    problems,
    add(row: Row, width: number | null, read: (row: Row) => TableRow): void {
      counts.seen++
      const judged = judgeRow(row, width, table, read)
      if ('reason' in judged) refuse(row, judged.patientId, judged.reason, judged.said)
      else addSound(row, judged.cells, judged.standing)
    },
    isFull: () => counts.seen >= PIECE,
    take(): TablePiece {
      closeGroup()
      const parts = { ...counts, unread, deletions: [] }
      const piece = { records, problems: problems.splice(0), parts }
      records = []
      unread = []
      counts = { seen: 0, loaded: 0, supporting: 0, notInterpreted: 0, refused: 0 }
      return piece
    },
  }
}

function reasonOf({ kind }: Table): UnreadPart['reason'] {
  return kind === 'documents' ? 'unreadable' : 'not-interpreted'
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

/** Rows that are versions of one fact have one key; the mapping's folder keeps apart what other systems number alike. */
function versionOf(
  { latest, kind, files }: Table,
  row: TableRow,
  folder: string,
): RecordVersion | null {
  const of = latest === undefined ? '' : row.text('latest.of')
  if (of === '') return null
  const by = row.text('latest.by')
  const time = by === '' ? '' : (row.time('latest.by')?.at ?? by)
  return { key: JSON.stringify([folder, kind, files, of]), time, replaces: [] }
}
