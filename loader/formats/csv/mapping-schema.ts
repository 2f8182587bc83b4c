/** What a mapping file may say: kinds of tables, their columns, and the settings of a table. Every key is explained in docs/mapping.md. */
import { z } from 'zod'

/** A header's text, or the column's number from 1. Several are joined by a blank: date and time. */
const Column = z.union([
  z.string().min(1),
  z.number().int().min(1),
  z.array(z.union([z.string().min(1), z.number().int().min(1)])).min(1),
])
export type Column = z.output<typeof Column>

/** A vital sign in a column of its own: the column, or with it what its head alone says. */
const Item = z.union([
  Column,
  z.strictObject({ column: Column, unit: z.string().default(''), code: z.string().default('') }),
])
export type Item = z.output<typeof Item>

/** Columns of each kind of table; `patient` and {@link PERSON} stand beside them. */
const KINDS = {
  patients:
    'name family given kana familyKana givenKana birth sex bloodAbo bloodRh address phone otherNumbers updated',
  encounters: 'type start end number ward room bed department doctor reason',
  labs: 'item code value unit range rangeLow rangeHigh flag resultStatus collected reported specimen order panel method comment',
  vitals: 'item code value unit collected method comment',
  medications:
    'drug code dose doseUnit usage route days start end ordered order group type department doctor comment',
  allergies: 'substance code category severity reaction onset state',
  problems: 'name code icd10 onset end outcome main department doctor comment',
  documents: 'file title type date author department text',
  schedules: 'category item code time room department doctor order done comment',
} as const
export type TableKind = keyof typeof KINDS
export const KIND_NAMES = Object.keys(KINDS) as [TableKind, ...TableKind[]]

/** Who a row says that its patient is; a table of patients says it by columns of its own. */
export const PERSON = ['patientName', 'patientKana', 'patientBirth', 'patientSex']

/** Names of the columns that a table of a kind may have. */
export function columnsOfKind(kind: TableKind): string[] {
  const own = ['patient', ...KINDS[kind].split(' ')]
  return kind === 'patients' ? own : [...own, ...PERSON]
}

/** Without these a row says nothing. */
export const NEEDED: Readonly<Record<TableKind, readonly string[]>> = {
  patients: [],
  encounters: ['type', 'start'],
  labs: ['item', 'value'],
  vitals: ['value'],
  medications: ['drug'],
  allergies: ['substance'],
  problems: ['name'],
  documents: ['file'],
  schedules: ['item', 'time'],
}

const Word = z.union([z.string(), z.number(), z.boolean()]).transform(String)
const Words = z.array(Word)

const Table = z.strictObject({
  /** Names of files in the mapping's folder; `*` stands for any characters. */
  files: z.string().min(1),
  kind: z.enum(KIND_NAMES),
  header: z.boolean().default(true),
  encoding: z.enum(['utf-8', 'shift_jis', 'euc-jp', 'auto']).default('auto'),
  separator: z.enum([',', ';', 'tab', '|']).default(','),
  columns: z.record(z.string(), Column),
  /** Vitals in columns of their own: item → column. */
  items: z.record(z.string(), Item).default({}),
  /** Coding system of `code`: JC10, HOT9, MDCDX2 … */
  codeSystem: z.string().default(''),
  /** What the export writes → what it means, by column. */
  values: z.record(z.string(), z.record(z.string(), Word)).default({}),
  /** Which rows are valid: any other text is refused. '' stands for an empty cell. */
  status: z
    .strictObject({
      column: Column,
      valid: Words.default([]),
      deleted: Words.default([]),
      superseded: Words.default([]),
    })
    .optional(),
  /** Rows with the same text in `of` are versions of one fact: the largest `by` is valid, without it the last row. */
  latest: z.strictObject({ of: Column, by: Column.optional() }).optional(),
  /** Numbers of patients that are shorter are filled with zeros to so many digits; 0 = left as they are. */
  patientDigits: z.number().int().min(0).max(20).default(0),
  /** First year of the calendar by which the table counts days, as Excel keeps dates; 0 = it does not. */
  excelDates: z.union([z.literal(1900), z.literal(1904), z.literal(0)]).default(0),
  /** What stands before the paths of an index and is not in the export: `D:\RIS\`. */
  pathPrefix: z.string().default(''),
})
export type Table = z.output<typeof Table>

/** Where a table's mapping names a column. */
export type ColumnPath = readonly string[]

/** Every column that a table's mapping names. */
export function wantedColumns({ columns, items, status, latest }: Table): [ColumnPath, Column][] {
  const wanted: [ColumnPath, Column | undefined][] = [
    ...Object.entries(columns).map(([name, column]): [ColumnPath, Column] => [
      ['columns', name],
      column,
    ]),
    ...Object.entries(items).map(([name, item]): [ColumnPath, Column] => [
      ['items', name],
      itemOf(item).column,
    ]),
    [['status', 'column'], status?.column],
    [['latest', 'of'], latest?.of],
    [['latest', 'by'], latest?.by],
  ]
  return wanted.flatMap(([path, column]) => (column === undefined ? [] : [[path, column]]))
}

/** A vital sign's column with what is said of it; '' = nothing. */
export function itemOf(item: Item): { column: Column; unit: string; code: string } {
  return typeof item === 'object' && 'column' in item ? item : { column: item, unit: '', code: '' }
}

export const Mapping = z.strictObject({
  sansho: z.literal(1),
  name: z.string().min(1),
  tables: z.array(Table).min(1),
})
export type Mapping = z.output<typeof Mapping>

/** Names of settings by where they stand, for what is said of one that is not known. */
export const SETTINGS: Readonly<
  Record<'mapping' | 'table' | 'status' | 'latest' | 'item', string>
> = {
  mapping: Object.keys(Mapping.shape).join(', '),
  table: Object.keys(Table.shape).join(', '),
  status: 'column, valid, deleted, superseded',
  latest: 'of, by',
  item: 'column, unit, code',
}
