/** What is wrong with a mapping although its schema is kept: names that a kind of table does not know, and settings that can do nothing. */
import {
  columnsOfKind,
  NEEDED,
  type Table,
  type TableKind,
  wantedColumns,
} from './mapping-schema.ts'
import {
  MAPPING_WORDS,
  neededColumns,
  needsNumber,
  notOfKind,
  unknownColumn,
  uselessValues,
} from './mapping-words.ts'
import { guess, inBoth, type Words } from './words.ts'

export interface Fault {
  /** Within the mapping. */
  readonly path: readonly PropertyKey[]
  readonly said: Words
}

export function faultsOfTables(tables: readonly Table[]): Fault[] {
  return tables.flatMap((table, index) => {
    const faults = [
      ...columnFaults(table),
      ...valueFaults(table),
      ...statusFaults(table),
      ...settingFaults(table),
      ...fileFaults(table, tables.slice(0, index)),
    ]
    return faults.map(({ path, said }) => ({ path: ['tables', index, ...path], said }))
  })
}

/** Names that this kind of table does not know, and those that it needs. */
function columnFaults(table: Table): Fault[] {
  const { kind, columns, items, header } = table
  const known = columnsOfKind(kind)
  const faults: Fault[] = Object.keys(columns)
    .filter((name) => !known.includes(name))
    .map((name) => ({ path: ['columns', name], said: unknownColumn(kind, name, known) }))
  const hasItems = Object.keys(items).length > 0
  const needed = ['patient', ...NEEDED[kind]].filter(
    (name) => columns[name] === undefined && !(name === 'value' && hasItems),
  )
  if (needed.length > 0) faults.push({ path: ['columns'], said: neededColumns(kind, needed) })
  if (kind === 'vitals' && !hasItems && columns.item === undefined) {
    faults.push({ path: ['columns'], said: MAPPING_WORDS.vitalsItem })
  }
  if (header) return faults
  const named = wantedColumns(table).filter(([, column]) =>
    [column].flat().some((part) => typeof part !== 'number'),
  )
  return [...faults, ...named.map(([path]) => ({ path, said: needsNumber(path.at(-1) ?? '') }))]
}

/** What a column may mean where the chart knows no other word. */
const MEANINGS: Partial<Record<TableKind, Readonly<Record<string, readonly string[]>>>> = {
  encounters: { type: ['inpatient', 'outpatient'] },
  medications: { type: ['prescription', 'injection'] },
  allergies: { state: ['present', 'none-known'] },
  problems: { main: ['true', 'false'] },
  schedules: { done: ['true', 'false'] },
}

function valueFaults({ kind, columns, values }: Table): Fault[] {
  const named = Object.keys(columns)
  return Object.entries(values).flatMap(([name, meanings]) => {
    if (!named.includes(name)) {
      return [{ path: ['values', name], said: uselessValues(name, named) }]
    }
    const known = MEANINGS[kind]?.[name]
    if (known === undefined) return []
    return Object.entries(meanings)
      .filter(([, meaning]) => !known.includes(meaning))
      .map(([word, meaning]) => {
        const near = guess(meaning, known)
        const said = inBoth(
          `${name} の意味に「${meaning}」はありません。${near.ja}${known.join('、')} のどれかを書いてください`,
          `${name} cannot mean "${meaning}"${near.en}; write one of ${known.join(', ')}`,
        )
        return { path: ['values', name, word], said }
      })
  })
}

function statusFaults({ status }: Table): Fault[] {
  if (status === undefined) return []
  const lists = ['valid', 'deleted', 'superseded'] as const
  const stated = lists.flatMap((list) => status[list].map((word) => ({ list, word })))
  if (status.valid.length === 0) {
    const said = inBoth(
      'valid がないので、有効な行が一つもありません。有効な行の字を並べてください（空の欄は ""）',
      'without valid no row is: list what valid rows say ("" for an empty cell)',
    )
    return [{ path: ['status'], said }]
  }
  return stated
    .filter(({ word }, at) => stated.findIndex((other) => other.word === word) < at)
    .map(({ list, word }) => ({
      path: ['status', list],
      said: inBoth(
        `「${word}」が2か所にあります。一方を消してください`,
        `"${word}" stands twice: remove one`,
      ),
    }))
}

function settingFaults({ kind, items, latest, pathPrefix }: Table): Fault[] {
  const faults: Fault[] = []
  const refuse = (name: string) => faults.push({ path: [name], said: notOfKind(name, kind) })
  if (kind !== 'vitals' && Object.keys(items).length > 0) refuse('items')
  if (kind !== 'documents' && pathPrefix !== '') refuse('pathPrefix')
  if ((kind === 'documents' || kind === 'patients') && latest !== undefined) refuse('latest')
  return faults
}

/** What a table may be called. */
export const TABLE_ENDING = /\.(csv|tsv|txt|dat)$/i

function fileFaults({ files }: Table, before: readonly Table[]): Fault[] {
  const path = ['files']
  if (files.includes('\\') || /^([a-z]:|\/)/i.test(files) || files.split('/').includes('..')) {
    const said = inBoth(
      'この対応付けのフォルダーから見た名前を書いてください。フォルダーの区切りは / です',
      "write names as seen from the mapping's own folder, with / between folders",
    )
    return [{ path, said }]
  }
  const ending = /\.[^.*/]*$/.exec(files)?.[0]
  if (ending !== undefined && !TABLE_ENDING.test(ending)) {
    const said = inBoth(
      `表は .csv .tsv .txt .dat だけを読みます。「${ending}」のファイルは名前を変えた写しを作ってください`,
      `tables are .csv, .tsv, .txt or .dat: copy a file that ends in ${ending} under such a name`,
    )
    return [{ path, said }]
  }
  if (!before.some((other) => other.files.toLowerCase() === files.toLowerCase())) return []
  const said = inBoth(
    '同じ files の表が上にあり、そちらだけが使われます。どちらかを直してください',
    'a table above has the same files, and it alone is used: correct one of them',
  )
  return [{ path, said }]
}
