/**
 * Opens one generation's read model. The only place that opens `chart.sqlite`.
 *
 * Guarantees: the file is opened read-only with `query_only` and without trust in its schema; it has no
 * journal or write-ahead log beside it, so no row is hidden in one; each statement is prepared once.
 * Not guaranteed: that the file was not altered since it was published.
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import Database from 'better-sqlite3'
import type { Gap, Source } from '../../model/api/common.ts'
import { type Parameters, type Statement, statement } from './statement.ts'

/** `PRAGMA user_version` of model/schema.sql that this server understands. */
const SCHEMA_VERSION = 8
const MAPPED_BYTES = 4 * 1024 ** 3

export interface Term {
  readonly display: string
  readonly code: string
  readonly system: string
  /** Every coding as [code, name, system]. */
  readonly codings: readonly (readonly [string, string, string])[]
}

/** What the generation says of itself, read once. */
interface GenerationFacts {
  readonly id: string
  readonly asOf: string
  readonly loadedAt: string
  readonly partial: string
  readonly sources: readonly Source[]
  /** Gaps of the whole backup. */
  readonly gapCount: number
  /** The same by area. */
  readonly gapsOf: ReadonlyMap<Gap['area'], number>
  /** Spans for which the whole backup holds nothing: they concern every patient. */
  readonly missingDays: readonly Gap[]
}

export interface Generation {
  readonly directory: string
  readonly facts: GenerationFacts
  all<Row>(query: Statement<Row>, parameters?: Parameters): Row[]
  get<Row>(query: Statement<Row>, parameters?: Parameters): Row | undefined
  /** Row by row, so that the reader can stop early. */
  iterate<Row>(query: Statement<Row>, parameters?: Parameters): IterableIterator<Row>
  /** The coded value; null for null. */
  term(id: number | null): Term | null
  /** What people read of a coded value; '' for null. */
  display(id: number | null): string
  /**
   * What people read of a department. A bare code takes the name that this backup's other messages give it in HL7
   * table 0069 (ORC-17), if they all give the same; otherwise the code stands as it came.
   */
  department(id: number | null): string
  /** Name of a member of staff, their code where no name is known, '' for null. */
  staff(id: number | null): string
  /** Label of a source; '' when unknown. */
  sourceLabel(id: number): string
  /** Eight hex digits that tie a row's id to this generation: an id of another generation never fits. */
  seal(kind: string, id: number): string
  close(): void
}

const GENERATION = statement<{
  id: string
  asOf: string
  loadedAt: string
  partial: string
}>('SELECT id, as_of AS asOf, loaded_at AS loadedAt, partial FROM generation')
const SOURCES = statement<{ id: number; label: string; asOf: string; basis: string }>(
  'SELECT id, label, as_of AS asOf, as_of_basis AS basis FROM source ORDER BY id',
)
const GAP_COUNTS = statement<{ area: Gap['area']; n: number }>(
  'SELECT area, count(*) AS n FROM gap GROUP BY area',
)
const MISSING_DAYS = statement<{
  area: string
  dataType: string
  date: string
  reason: string
  detail: string
  sourceId: number
}>(`SELECT area, data_type AS dataType, date, reason, detail, source_id AS sourceId
    FROM gap WHERE patient IS NULL AND reason = 'missing-days' ORDER BY date LIMIT 500`)
const TERM = statement<{ display: string; code: string; system: string; codings: string }>(
  'SELECT display, code, system, codings FROM term WHERE id = @id',
)
const DEPARTMENTS = statement<{ code: string; name: string }>(`
  SELECT code, min(display) AS name FROM term
  WHERE system IN ('HL70069', 'HL7069') AND code <> '' AND display <> code
  GROUP BY code HAVING count(DISTINCT display) = 1`)
const STAFF = statement<{ code: string; name: string }>(
  'SELECT code, name FROM staff WHERE id = @id',
)

/**
 * Opens the generation in `directory` (`<data>/generations/<id>`).
 * @throws Error naming what is wrong: no file, another schema, or a journal beside the file.
 */
export function openGeneration(directory: string): Generation {
  const database = openReadModel(join(directory, 'chart.sqlite'))
  try {
    return readGeneration(directory, database)
  } catch (cause) {
    database.close()
    throw new Error(`the generation ${basename(directory)} could not be read`, { cause })
  }
}

function openReadModel(path: string): Database.Database {
  for (const suffix of ['-wal', '-journal']) {
    if (existsSync(path + suffix)) {
      throw new Error(`${basename(path)}${suffix} lies beside the read model: not a finished load`)
    }
  }
  const database = new Database(path, { readonly: true, fileMustExist: true })
  database.pragma('query_only = ON')
  database.pragma('trusted_schema = OFF')
  database.pragma(`mmap_size = ${MAPPED_BYTES}`)
  const version = database.pragma('user_version', { simple: true })
  if (version !== SCHEMA_VERSION) {
    database.close()
    throw new Error(`the read model is of schema ${version}, this server reads ${SCHEMA_VERSION}`)
  }
  return database
}

function readGeneration(directory: string, database: Database.Database): Generation {
  const prepared = new Map<Statement<unknown>, Database.Statement>()
  function prepare(query: Statement<unknown>): Database.Statement {
    const known = prepared.get(query)
    if (known !== undefined) return known
    const made = database.prepare(query.sql)
    prepared.set(query, made)
    return made
  }
  const all = <Row>(query: Statement<Row>, parameters: Parameters = {}) =>
    prepare(query).all(parameters) as Row[]
  const get = <Row>(query: Statement<Row>, parameters: Parameters = {}) =>
    prepare(query).get(parameters) as Row | undefined
  const dictionary = openDictionary(get)
  const departments = new Map(all(DEPARTMENTS).map(({ code, name }) => [code, name]))
  const sources = all(SOURCES)
  const labels = new Map(sources.map((source) => [source.id, source.label]))
  const sourceLabel = (id: number) => labels.get(id) ?? ''
  const head = get(GENERATION)
  const gapCounts = all(GAP_COUNTS)
  if (head === undefined) throw new Error('the read model names no generation')
  const facts: GenerationFacts = {
    ...head,
    sources: sources.map(({ label, asOf, basis }) => ({
      label,
      asOf,
      asOfBasis: basis as Source['asOfBasis'],
    })),
    gapCount: gapCounts.reduce((sum, { n }) => sum + n, 0),
    gapsOf: new Map(gapCounts.map(({ area, n }) => [area, n])),
    missingDays: all(MISSING_DAYS).map(({ sourceId, area, ...gap }) => ({
      ...gap,
      area: area as Gap['area'],
      source: sourceLabel(sourceId),
    })),
  }
  return {
    directory,
    facts,
    all,
    get,
    iterate: <Row>(query: Statement<Row>, parameters: Parameters = {}) =>
      prepare(query).iterate(parameters) as IterableIterator<Row>,
    ...dictionary,
    department: (id) => {
      const display = dictionary.display(id)
      return departments.get(display) ?? display
    },
    sourceLabel,
    seal: (kind, id) =>
      createHash('sha256').update(`${facts.id}\n${kind}\n${id}`).digest('hex').slice(0, 8),
    close: () => database.close(),
  }
}

/** Coded values and staff, each row read once and kept. */
function openDictionary(get: Generation['get']): Pick<Generation, 'term' | 'display' | 'staff'> {
  const terms = new Map<number, Term | null>()
  const names = new Map<number, string>()
  function term(id: number | null): Term | null {
    if (id === null) return null
    const known = terms.get(id)
    if (known !== undefined) return known
    const row = get(TERM, { id })
    const found = row === undefined ? null : { ...row, codings: JSON.parse(row.codings) }
    terms.set(id, found)
    return found
  }
  function staff(id: number | null): string {
    if (id === null) return ''
    const known = names.get(id)
    if (known !== undefined) return known
    const row = get(STAFF, { id })
    const name = row?.name || row?.code || ''
    names.set(id, name)
    return name
  }
  return { term, staff, display: (id) => term(id)?.display ?? '' }
}
