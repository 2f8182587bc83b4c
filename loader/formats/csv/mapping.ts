/**
 * The mapping file of a departmental export (`sansho-mapping.yaml` in its folder): which file is a table of what, which column is
 * what. Faults are values, with line and column of the mapping file.
 */
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml'
import { z } from 'zod'

/** A header's text, or the column's number from 1 where a table has no header. Several are joined by a blank: date and time. */
const Column = z.union([
  z.string().min(1),
  z.number().int().min(1),
  z.array(z.union([z.string().min(1), z.number().int().min(1)])).min(1),
])
export type Column = z.output<typeof Column>

/** Columns of each kind of table; `patient` is always needed. */
const KINDS = {
  patients:
    'name family given kana familyKana givenKana birth sex bloodAbo bloodRh address phone updated',
  encounters: 'type start end number ward room bed department doctor reason',
  labs: 'item code value unit range flag resultStatus collected reported specimen order panel method comment',
  vitals: 'item code value unit collected method comment',
  medications:
    'drug code dose doseUnit usage route days start end ordered order group type department doctor comment',
  allergies: 'substance code category severity reaction onset state',
  problems: 'name code icd10 onset end outcome main department doctor comment',
  documents: 'file title type date author department text',
  schedules: 'category item code time room department doctor order comment',
} as const
export type TableKind = keyof typeof KINDS

/** Without these a row says nothing. */
const NEEDED: Readonly<Record<TableKind, readonly string[]>> = {
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

const Words = z.array(z.union([z.string(), z.number()]).transform(String))

const Table = z.strictObject({
  /** Names of files in the mapping's folder; `*` stands for any characters. */
  files: z.string().min(1),
  kind: z.enum(Object.keys(KINDS) as [TableKind, ...TableKind[]]),
  header: z.boolean().default(true),
  encoding: z.enum(['utf-8', 'shift_jis', 'euc-jp', 'auto']).default('auto'),
  separator: z.enum([',', ';', 'tab', '|']).default(','),
  columns: z.record(z.string(), Column),
  /** Vitals in columns of their own: item → column. */
  items: z.record(z.string(), Column).default({}),
  /** Coding system of `code`: JC10, HOT9, MDCDX2 … */
  codeSystem: z.string().default(''),
  /** What the export writes → what it means, by column. */
  values: z
    .record(z.string(), z.record(z.string(), z.union([z.string(), z.number()]).transform(String)))
    .default({}),
  /** Which rows are valid: any other text is refused. '' stands for an empty cell. */
  status: z
    .strictObject({
      column: Column,
      valid: Words.default([]),
      deleted: Words.default([]),
      superseded: Words.default([]),
    })
    .optional(),
})
export type Table = z.output<typeof Table>

const Mapping = z.strictObject({
  sansho: z.literal(1),
  name: z.string().min(1),
  tables: z.array(Table).min(1),
})
export type Mapping = z.output<typeof Mapping>

export interface MappingFault {
  readonly line: number
  readonly column: number
  readonly message: string
}

/** @param text of the mapping file. @returns the mapping, or everything that is wrong with it. Never throws. */
export function readMapping(text: string): Mapping | { readonly faults: MappingFault[] } {
  try {
    return read(text)
  } catch (error) {
    // Nested deeper than the reader's stack.
    const said = error instanceof Error ? error.message : String(error)
    return { faults: [{ line: 1, column: 1, message: `cannot be read: ${said}` }] }
  }
}

function read(text: string): Mapping | { readonly faults: MappingFault[] } {
  const lines = new LineCounter()
  const foreign = text.indexOf('\ufffd')
  const document = parseDocument(text, { lineCounter: lines, strict: true, merge: false })
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { line, column: col }
  }
  if (foreign >= 0) return { faults: [{ ...at(foreign), message: 'not written in UTF-8' }] }
  if (document.errors.length > 0) {
    const faults = document.errors.map(({ pos, message }) => ({
      ...at(pos[0]),
      message: yamlFault(message, lineAt(text, pos[0])),
    }))
    return { faults }
  }
  const aliases: MappingFault[] = []
  visit(document, {
    Alias(_, { range }) {
      aliases.push({ ...at(range?.[0] ?? 0), message: 'aliases (*) are not read: write it out' })
    },
  })
  if (aliases.length > 0) return { faults: aliases }
  if (document.contents === null) return { faults: [{ ...at(0), message: 'the mapping is empty' }] }
  const checked = Mapping.safeParse(document.toJS())
  if (!checked.success) {
    const faults = checked.error.issues.map((issue) => ({
      ...at(offsetOf(document.contents, placeOf(issue))),
      message: `${issue.path.join('.') || 'mapping'}: ${issue.message}`,
    }))
    return { faults }
  }
  const faults = checked.data.tables.flatMap((table, index) =>
    columnFaults(table).map(({ path, message }) => ({
      ...at(offsetOf(document.contents, ['tables', index, ...path])),
      message,
    })),
  )
  return faults.length > 0 ? { faults } : checked.data
}

function lineAt(text: string, offset: number): string {
  return text.slice(text.lastIndexOf('\n', offset - 1) + 1).split(/\r?\n/, 1)[0] ?? ''
}

/** The reader's first words without the place, which stands in front of them, and what usually is the cause. */
function yamlFault(message: string, line: string): string {
  const said = (message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '')
  const hint = /[：，［］｛｝　]/u.test(line)
    ? '; the line has full-width punctuation or blanks: write them half-width'
    : /implicit (map )?keys/i.test(said)
      ? '; is ": " missing behind a name?'
      : ''
  return `${said || 'no YAML'}${hint}`
}

/** A name that is not known stands within what the issue is about. */
function placeOf(issue: z.core.$ZodIssue): readonly PropertyKey[] {
  return issue.code === 'unrecognized_keys'
    ? [...issue.path, ...issue.keys.slice(0, 1)]
    : issue.path
}

/** Names that this kind of table does not know, and those that it needs. */
function columnFaults({ kind, columns, items, values, header }: Table) {
  const known = ['patient', ...KINDS[kind].split(' ')]
  const list = known.join(', ')
  const faults: { path: string[]; message: string }[] = []
  for (const name of Object.keys(columns)) {
    if (!known.includes(name)) {
      const message = `a table of ${kind} has no "${name}"; it has: ${list}`
      faults.push({ path: ['columns', name], message })
    }
  }
  const needed = ['patient', ...NEEDED[kind]].filter(
    (name) => columns[name] === undefined && !(name === 'value' && Object.keys(items).length > 0),
  )
  if (needed.length > 0) {
    faults.push({ path: ['columns'], message: `a table of ${kind} needs: ${needed.join(', ')}` })
  }
  if (kind === 'vitals' && Object.keys(items).length === 0 && columns.item === undefined) {
    faults.push({ path: ['columns'], message: 'a table of vitals needs item, or items' })
  }
  for (const name of Object.keys(values)) {
    if (!known.includes(name))
      faults.push({ path: ['values', name], message: `no column "${name}"` })
  }
  if (!header) {
    for (const [name, column] of Object.entries({ ...columns, ...items })) {
      const parts = Array.isArray(column) ? column : [column]
      if (parts.every((part) => typeof part === 'number')) continue
      const path = [columns[name] === undefined ? 'items' : 'columns', name]
      faults.push({ path, message: `"${name}": without a header columns are numbers` })
    }
  }
  return faults
}

/** Where the innermost part of the path that is there stands. */
function offsetOf(contents: unknown, path: readonly PropertyKey[]): number {
  let node = contents as Node | null
  let offset = node?.range?.[0] ?? 0
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
      if (pair === undefined) break
      offset = (pair.key as Node).range?.[0] ?? offset
      node = (pair.value as Node | null) ?? null
    } else if (isSeq(node) && typeof step === 'number') {
      node = (node.items[step] as Node | null) ?? null
      offset = node?.range?.[0] ?? offset
    } else break
  }
  return offset
}
