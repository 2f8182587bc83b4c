/** The heads of a table against its mapping: why nothing of it can be read, and which columns the mapping leaves out. */
import type { ColumnPath, Table } from './mapping-schema.ts'
import { encodingOf, readRows } from './rows.ts'
import { columnsOf } from './table-row.ts'
import { ambiguousColumn, EMPTY_TABLE, missingColumns, WORKBOOK } from './table-words.ts'
import type { Words } from './words.ts'

/** Why nothing of a table can be read. */
export interface HeadFault {
  /** Where the mapping names what is not there; null: it is nothing of the mapping's. */
  readonly path: ColumnPath | null
  readonly said: Words
}

/** @returns why nothing of the file can be read, null = it can; `unmapped`: heads that the mapping does not name. */
export function lookAtHead(
  bytes: Uint8Array,
  table: Table,
): { readonly fault: HeadFault | null; readonly unmapped: readonly string[] } {
  if (isWorkbook(bytes)) return { fault: { path: null, said: WORKBOOK }, unmapped: [] }
  if (!table.header) return { fault: null, unmapped: [] }
  const [head] = readRows(bytes, encodingOf(bytes, table.encoding), separatorOf(table))
  if (head === undefined) return { fault: { path: null, said: EMPTY_TABLE }, unmapped: [] }
  const { places, missing, ambiguous } = columnsOf(table, head.cells)
  const named = new Set([...places.values()].flat())
  const unmapped = head.cells.filter((cell, place) => cell.trim() !== '' && !named.has(place))
  const [lacking] = missing
  if (lacking !== undefined) {
    const isAll = missing.length === [...places.values()].flat().length
    const heads = missing.map((each) => each.head)
    return {
      fault: { path: lacking.path, said: missingColumns(heads, head.cells, isAll) },
      unmapped,
    }
  }
  const [double] = ambiguous
  if (double === undefined) return { fault: null, unmapped }
  return {
    fault: { path: double.path, said: ambiguousColumn(double.head, double.numbers) },
    unmapped,
  }
}

/** APPNOTE.TXT 4.3.7 (xlsx is a ZIP); MS-CFB 2.2 (xls). */
function isWorkbook(bytes: Uint8Array): boolean {
  const [a, b, c, d] = bytes
  const isZip = a === 0x50 && b === 0x4b && c === 3 && d === 4
  return isZip || (a === 0xd0 && b === 0xcf && c === 0x11 && d === 0xe0)
}

export function separatorOf({ separator }: Table): string {
  return separator === 'tab' ? '\t' : separator
}
