/** One row of a table, read through its mapping: cells by the name of what they mean. */
import type { ClinicalTime, Coded, FieldProblem, Quantity, Staff } from '../../../model/records.ts'
import { type CodedValues, codedValues } from '../fhir/coded-values.ts'
import type { Column, Table } from './mapping.ts'
import type { Row } from './rows.ts'
import { readDay } from './times.ts'

export interface TableRow {
  readonly line: number
  readonly patientId: string
  /** '' when the column is not mapped, not there, or empty. Words that the mapping translates are translated. */
  text(name: string): string
  /** Of a vital sign in a column of its own. */
  item(name: string): string
  time(name: string): ClinicalTime | null
  /** By name and code: `item` and `code`. */
  coded(name: string, code?: string): Coded | null
  words(text: string): Coded | null
  quantity(name: string, unit: string): Quantity | null
  staff(name: string): Staff | null
  problem(name: string, text: string, reason: string): void
}

/** Columns by the texts of the header; faults are columns that the mapping names and the table lacks. */
export interface Columns {
  readonly places: ReadonlyMap<string, readonly number[]>
  readonly missing: readonly string[]
  /** Heads that the mapping names and several columns have, with their numbers from 1. */
  readonly ambiguous: readonly { readonly head: string; readonly numbers: readonly number[] }[]
}

export function columnsOf(table: Table, header: readonly string[] | null): Columns {
  const places = new Map<string, readonly number[]>()
  const missing: string[] = []
  const ambiguous: { head: string; numbers: number[] }[] = []
  const wanted: [string, Column][] = [
    ...Object.entries(table.columns),
    ...Object.entries(table.items).map(([name, column]): [string, Column] => [
      `items.${name}`,
      column,
    ]),
  ]
  if (table.status !== undefined) wanted.push(['status', table.status.column])
  const heads = header?.map(folded) ?? []
  for (const [name, column] of wanted) {
    const found = (Array.isArray(column) ? column : [column]).map((each) => {
      const place = typeof each === 'number' ? each - 1 : heads.indexOf(folded(each))
      const numbers = heads.flatMap((head, at) =>
        typeof each === 'string' && head === folded(each) ? [at + 1] : [],
      )
      if (numbers.length > 1) ambiguous.push({ head: String(each), numbers })
      if (place < 0 || (header !== null && place >= heads.length)) missing.push(String(each))
      return place
    })
    places.set(name, found)
  }
  return { places, missing, ambiguous }
}

/** Excel counts days; from which year is a setting of the workbook that a CSV does not tell. */
const SERIAL = /^\d{5}(\.\d+)?$/
const EXCEL_DAY =
  'not a date or time (a count of days, as Excel keeps dates? Write the column as 2022-10-01)'

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
  const patientId = text('patient')
  const told = new Set<string>()
  const problem = (name: string, said: string, reason: string) =>
    void problems.push({ where: `line ${line} ${name}`, text: said, reason, patientId })
  return {
    line,
    patientId,
    text,
    item: (name) => raw(`items.${name}`),
    time(name) {
      const time = readDay(text(name))
      if (time === null || time.at !== null || told.has(name)) return time
      told.add(name)
      problem(name, time.text, SERIAL.test(time.text) ? EXCEL_DAY : 'not a date or time')
      return time
    },
    coded(name, code) {
      const [display, itsCode] = [text(name), code === undefined ? '' : text(code)]
      const coding = itsCode === '' ? [] : [{ code: itsCode, system: table.codeSystem, display }]
      return values.concept({ text: display, coding })
    },
    words: values.text,
    quantity(name, unit) {
      const amount = text(name)
      return amount === '' ? null : { text: amount, unit: values.text(text(unit)) }
    },
    staff: (name) => (text(name) === '' ? null : values.staff('', text(name))),
    problem,
  }
}
