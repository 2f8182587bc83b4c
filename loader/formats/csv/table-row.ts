/** One row of a table, read through its mapping: cells by the name of what they mean. */

import type { ClinicalTime, Coded, Quantity, Staff } from '../../../model/records/values.ts'
import type { FieldProblem } from '../../../model/records.ts'
import { type CodedValues, codedValues } from '../fhir/coded-values.ts'
import { datesOfDays, isCountOfDays } from './excel-dates.ts'
import { type ColumnPath, type Table, wantedColumns } from './mapping-schema.ts'
import type { Row } from './rows.ts'
import { ROW_PROBLEMS } from './table-words.ts'
import { readDay } from './times.ts'

export interface TableRow {
  readonly line: number
  readonly patientId: string
  /** '' when the column is not mapped, not there, or empty. Words that the mapping translates are translated. */
  text(name: string): string
  /** What stands in each of several columns that have a meaning in common, with the head. */
  each(name: string): readonly { readonly head: string; readonly text: string }[]
  /** Of a vital sign in a column of its own. */
  item(name: string): string
  time(name: string): ClinicalTime | null
  /** By name and code: `item` and `code`. */
  coded(name: string, code?: string): Coded | null
  /** By a name and a code that the mapping gives. */
  named(display: string, code: string): Coded | null
  words(text: string): Coded | null
  quantity(name: string, unit: string): Quantity | null
  staff(name: string): Staff | null
  problem(name: string, text: string, reason: string): void
}

/** Columns by the texts of the header; faults are columns that the mapping names and the table lacks. */
export interface Columns {
  readonly places: ReadonlyMap<string, readonly number[]>
  readonly missing: readonly { readonly path: ColumnPath; readonly head: string }[]
  /** Heads that the mapping names and several columns have, with their numbers from 1. */
  readonly ambiguous: readonly {
    readonly path: ColumnPath
    readonly head: string
    readonly numbers: readonly number[]
  }[]
}

export function columnsOf(table: Table, header: readonly string[] | null): Columns {
  const places = new Map<string, readonly number[]>()
  const missing: { path: ColumnPath; head: string }[] = []
  const ambiguous: { path: ColumnPath; head: string; numbers: number[] }[] = []
  const heads = header?.map(folded) ?? []
  for (const [path, column] of wantedColumns(table)) {
    const found = [column].flat().map((each) => {
      const place = typeof each === 'number' ? each - 1 : heads.indexOf(folded(each))
      const numbers = heads.flatMap((head, at) =>
        typeof each === 'string' && head === folded(each) ? [at + 1] : [],
      )
      if (numbers.length > 1) ambiguous.push({ path, head: String(each), numbers })
      if (place < 0 || (header !== null && place >= heads.length)) {
        missing.push({ path, head: String(each) })
      }
      return place
    })
    places.set(nameOf(path), found)
  }
  return { places, missing, ambiguous }
}

/** By which a row's reader finds the column. */
function nameOf([setting = '', name = '']: ColumnPath): string {
  if (setting === 'columns') return name
  return setting === 'status' ? 'status' : `${setting}.${name}`
}

/** Headers are the same in any width. */
function folded(text: string): string {
  return text.normalize('NFKC').trim()
}

/** Makes rows of one table; coded values that repeat are the same objects. */
export function tableReader(table: Table, columns: Columns, problems: FieldProblem[]) {
  const values = codedValues()
  return (row: Row): TableRow => readRow(table, columns, { values, problems }, row)
}

function readRow(
  table: Table,
  { places }: Columns,
  { values, problems }: { values: CodedValues; problems: FieldProblem[] },
  { line, cells }: Row,
): TableRow {
  const raw = (name: string) =>
    (places.get(name) ?? [])
      .map((place) => cells[place]?.trim() ?? '')
      .filter((cell) => cell !== '')
      .join(' ')
  const text = (name: string) => {
    const cell = raw(name)
    const meanings = table.values[name]
    return meanings !== undefined && Object.hasOwn(meanings, cell) ? (meanings[cell] ?? cell) : cell
  }
  const patientId = padded(text('patient'), table.patientDigits)
  const told = new Set<string>()
  const problem = (name: string, said: string, reason: string) =>
    void problems.push({ where: `line ${line} ${name}`, text: said, reason, patientId })
  const named = (display: string, code: string) => {
    const coding = code === '' ? [] : [{ code, system: table.codeSystem, display }]
    return values.concept({ text: display, coding })
  }
  return {
    line,
    patientId,
    text,
    each: (name) => {
      const heads = [table.columns[name] ?? []].flat()
      return (places.get(name) ?? []).flatMap((place, at) => {
        const cell = cells[place]?.trim() ?? ''
        return cell === '' ? [] : [{ head: headOf(heads[at]), text: cell }]
      })
    },
    item: (name) => raw(`items.${name}`),
    time(name) {
      const said = text(name)
      const time = readDay(datesOfDays(said, table.excelDates))
      if (time === null) return null
      const { at } = time
      if (at === null && !told.has(name)) {
        told.add(name)
        problem(name, said, isCountOfDays(said) ? ROW_PROBLEMS.excelDay.en : ROW_PROBLEMS.noTime.en)
      }
      return { text: said, at }
    },
    coded: (name, code) => named(text(name), code === undefined ? '' : text(code)),
    named,
    words: values.text,
    quantity(name, unit) {
      const amount = text(name)
      return amount === '' ? null : { text: amount, unit: values.text(text(unit)) }
    },
    staff: (name) => (text(name) === '' ? null : values.staff('', text(name))),
    problem,
  }
}

/** Numbers of digits alone: another system writes them without the zeros before them. */
function padded(number: string, digits: number): string {
  return /^\d+$/.test(number) ? number.padStart(digits, '0') : number
}

function headOf(column: string | number | undefined): string {
  return typeof column === 'string' ? column : ''
}
