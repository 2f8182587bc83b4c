/** What a table must know of the files around it: the mapping of its folder, and the documents that an index names. */
import { createRequire } from 'node:module'
import type { ClinicalTime } from '../../../model/records/values.ts'
import type { Standing } from '../../../model/records.ts'
import { judgeRow } from './judge-row.ts'
import type { MappingRead } from './mapping.ts'
import type { Table } from './mapping-schema.ts'
import { encodingOf, readRows } from './rows.ts'
import { isOfTable } from './table-files.ts'
import { separatorOf } from './table-head.ts'
import { columnsOf, type TableRow, tableReader } from './table-row.ts'
import { disputedFile, fileNotThere, LONG_INDEX, MISNAMED_INDEX } from './table-words.ts'
import type { Words } from './words.ts'

export const MAPPING_NAME = /(^|\/)sansho-mapping\.ya?ml$/i
/** A table of documents is read together with its mapping: it is known by its name. */
export const INDEX_NAME = /index[^/]*\.(csv|tsv|txt)$/i
/** Held in memory until all files are seen: about 200,000 documents. A larger index is to be split. 32 MiB. */
const LARGEST_INDEX = 2 ** 25
/** No mapping is longer. 1 MiB. */
const LARGEST_MAPPING = 2 ** 20

export type Gathered =
  | { readonly kind: 'mapping'; readonly path: string; readonly text: string }
  | { readonly kind: 'index'; readonly path: string; readonly bytes: Uint8Array }
  | { readonly kind: 'file'; readonly path: string }

/** What an index says of one document. */
export interface IndexedDocument {
  readonly patientId: string
  readonly title: string
  readonly type: string
  readonly date: ClinicalTime | null
  readonly author: string
  readonly department: string
  /** Of the status column: see Table.status. */
  readonly standing: Standing
  /** Rows of different patients name it: nobody can say whose it is. */
  readonly isDisputed: boolean
}

/** Of several rows on one document the one that makes it look the least valid is believed. */
const RANK: readonly Standing[] = ['current', 'superseded', 'deleted']

export interface CsvContext {
  /** By folder, '' = the source's root. */
  readonly mappings: ReadonlyMap<string, MappingRead>
  /** By path within the source. */
  readonly documents: ReadonlyMap<string, IndexedDocument>
  /** Every file that could be a document. */
  readonly files: ReadonlySet<string>
}

const require = createRequire(import.meta.url)

/** Loaded with the first mapping: what it reads YAML and checks by takes every thread as long to load as hundreds of files to read, and most media have none. */
function mappingReader(): typeof import('./mapping.ts') {
  return require('./mapping.ts')
}

export function gather(bytes: Uint8Array, path: string): Gathered {
  if (MAPPING_NAME.test(path)) {
    const text = new TextDecoder().decode(bytes.subarray(0, LARGEST_MAPPING))
    return { kind: 'mapping', path, text }
  }
  if (INDEX_NAME.test(path) && bytes.length <= LARGEST_INDEX) {
    return { kind: 'index', path, bytes: Uint8Array.from(bytes) }
  }
  return { kind: 'file', path }
}

/** Rows of an index and keys of a mapping take a few times as much as their text. */
export function weigh(part: unknown): number {
  const gathered = part as Gathered
  if (gathered.kind === 'index') return 4 * gathered.bytes.length
  return gathered.kind === 'mapping' ? 4 * gathered.text.length : 0
}

export function combine(parts: readonly unknown[]): CsvContext {
  const gathered = parts.filter((part) => part !== null) as Gathered[]
  const mappings = new Map<string, MappingRead>()
  for (const part of gathered) {
    if (part.kind !== 'mapping') continue
    mappings.set(folderOf(part.path), mappingReader().readMapping(part.text))
  }
  const documents = new Map<string, IndexedDocument>()
  for (const part of gathered) {
    if (part.kind !== 'index') continue
    const table = tableOf({ mappings }, part.path)
    if (table?.kind === 'documents') addDocuments(documents, part.path, part.bytes, table)
  }
  return { mappings, documents, files: new Set(gathered.map(({ path }) => path)) }
}

/** The mapping of the nearest folder above; null = there is none. */
export function mappingOf({ mappings }: Pick<CsvContext, 'mappings'>, path: string) {
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    const mapping = mappings.get(folder)
    if (mapping !== undefined) return { folder, mapping }
    if (folder === '') return null
  }
}

/** The table that a file is; null = none, or its mapping is faulty. */
export function tableOf(context: Pick<CsvContext, 'mappings'>, path: string): Table | null {
  const found = mappingOf(context, path)
  if (found === null || 'faults' in found.mapping) return null
  const name = found.folder === '' ? path : path.slice(found.folder.length + 1)
  return found.mapping.tables.find((table) => isOfTable(table, name)) ?? null
}

/**
 * Path within the source of a file that an index names, whichever way it writes it; '' when it leads out of the index's folder.
 * @param prefix what stands before the path and is not in the export
 */
export function documentPath(index: string, file: string, prefix: string): string {
  const parts = withoutPrefix(slashed(file), slashed(prefix)).split('/')
  if (parts.some((part) => part === '..')) return ''
  const below = parts.filter((part) => part !== '' && part !== '.').join('/')
  const folder = folderOf(index)
  return folder === '' ? below : `${folder}/${below}`
}

function slashed(path: string): string {
  return path.replaceAll('\\', '/')
}

/** Windows, where such paths are from, does not tell capital letters apart. */
function withoutPrefix(path: string, prefix: string): string {
  const isBelow = path.toLowerCase().startsWith(prefix.toLowerCase())
  return isBelow ? path.slice(prefix.length) : path
}

function addDocuments(
  documents: Map<string, IndexedDocument>,
  path: string,
  bytes: Uint8Array,
  table: Table,
): void {
  let head: readonly string[] | null = null
  let read: ReturnType<typeof tableReader> | null = null
  for (const row of readRows(bytes, encodingOf(bytes, table.encoding), separatorOf(table))) {
    if (table.header && head === null) {
      head = row.cells
      continue
    }
    read ??= tableReader(table, columnsOf(table, head), [])
    const judged = judgeRow(row, head?.length ?? null, table, read)
    if ('reason' in judged) continue
    const { cells, standing } = judged
    const { patientId } = cells
    const file = documentPath(path, cells.text('file'), table.pathPrefix)
    if (file === '') continue
    const said = documents.get(file)
    const isDisputed = said !== undefined && (said.isDisputed || said.patientId !== patientId)
    if (isDisputed) documents.set(file, { ...said, patientId: '', isDisputed })
    else if (said === undefined || RANK.indexOf(standing) >= RANK.indexOf(said.standing)) {
      documents.set(file, {
        patientId,
        title: cells.text('title'),
        type: cells.text('type'),
        date: cells.time('date'),
        author: cells.text('author'),
        department: cells.text('department'),
        standing,
        isDisputed,
      })
    }
  }
}

/** Why the document that a row of an index names is in no chart; null = it is in its patient's. */
export function whyNotShown(
  known: CsvContext,
  path: string,
  row: TableRow,
  { pathPrefix }: Table,
): Words | null {
  const name = row.text('file')
  const file = documentPath(path, name, pathPrefix)
  const said = known.documents.get(file)
  if (!known.files.has(file)) return fileNotThere(name)
  if (said === undefined) return misnamedIndex(path)
  return said.isDisputed ? disputedFile(name) : null
}

/** Why a table of documents is not read as an index. */
export function misnamedIndex(path: string): Words {
  return INDEX_NAME.test(path) ? LONG_INDEX : MISNAMED_INDEX
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : ''
}
