/** Whether a row of a table is trusted, and how it stands. */
import type { Standing } from '../../../model/records.ts'
import type { UnreadPart } from '../format.ts'
import type { Table } from './mapping-schema.ts'
import type { Row } from './rows.ts'
import type { TableRow } from './table-row.ts'
import { foreignCharacters, quoteFault, ROW_FAULTS, ragged, unknownStatus } from './table-words.ts'
import type { Words } from './words.ts'

/** What a decoder does not know, and control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are looked for
const FOREIGN = /[\ufffd\u0000-\u0008\u0010-\u0019\u001f\u007f]/g
/** A name that was cut within a character has one; a row in which something else was written has many. */
const MOST_FOREIGN = 3

interface RefusedRow {
  readonly patientId: string
  readonly reason: UnreadPart['reason']
  readonly said: Words
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
  if (row.fault !== '') {
    return { patientId: '', reason: 'unparsable', said: quoteFault(row.fault) }
  }
  if (isRagged) {
    return { patientId: '', reason: 'unparsable', said: ragged(row.cells.length, width) }
  }
  const cells = read(row)
  const { patientId } = cells
  if (patientId === '') return { patientId, reason: 'unknown-patient', said: ROW_FAULTS.noPatient }
  const foreign = foreignIn(row)
  if (foreign > MOST_FOREIGN) {
    return { patientId, reason: 'undecodable', said: foreignCharacters(foreign) }
  }
  const standing = standingOf(table, cells)
  if (standing !== null) return { cells, standing }
  return { patientId, reason: 'unsafe', said: unknownStatus(cells.text('status')) }
}

/** Whether a cell holds what no text does. */
export function hasForeign(cell: string): boolean {
  return cell.match(FOREIGN) !== null
}

function foreignIn({ cells }: Row): number {
  return cells.reduce((sum, cell) => sum + (cell.match(FOREIGN)?.length ?? 0), 0)
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
