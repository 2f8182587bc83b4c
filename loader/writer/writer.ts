/** Puts batches into the databases of the generation being built. The only one that inserts bulk rows. */
import type { Statement } from 'better-sqlite3'
import { type Batch, type Buckets, type Cell, emptyTally, type Tally } from './batch.ts'
import type { Connection } from './generation-database.ts'
import {
  BULK_TABLE_NAMES,
  BULK_TABLES,
  type BulkTable,
  type BulkTableName,
  type ColumnKind,
} from './tables.ts'

/** Rows a statement: fewer steps for the big tables. */
const ROWS_A_STATEMENT = 16

export interface Writer {
  /** A new thread, whose dictionaries are empty. @param sources ids of its sources, in its own order; 0 = not in this load */
  addThread(sources: readonly number[]): number
  /** @param thread as `addThread` gave it */
  write(thread: number, batch: Batch): void
  /** Id that the next file will get. */
  nextFile(): number
  /** What the reading threads say they handed over, summed. */
  readonly tally: Tally
  patients(): number
}

/** Global numbers behind a thread's dictionary numbers. */
interface ThreadDictionaries {
  readonly terms: number[]
  readonly staff: number[]
  readonly demographics: number[]
  readonly sources: readonly number[]
  /** Id of the last file that the thread has sent, whose records may go on in its next batch. */
  lastFile: number
}

type Bases = Record<'row' | 'file' | 'group' | 'order', number> & {
  /** Id behind the file number -1. */
  readonly openFile: number
  /** Where the batch begins in each table. */
  readonly tables: Readonly<Record<BulkTableName, number>>
}

/**
 * @param db with what was taken over from an earlier load, which is gone on with.
 * @param tally what was counted when that was read.
 */
export function createWriter(db: Connection, tally: Tally = emptyTally()): Writer {
  const threads: ThreadDictionaries[] = []
  const terms = globalDictionary(db, 'term', ['display', 'code', 'system', 'codings'])
  const staff = globalDictionary(db, 'staff', ['code', 'name'])
  const demographics = demographicsRows(db)
  const patients = patientNumbers(db)
  const tables = new Map(BULK_TABLE_NAMES.map((name) => [name, bulkInserter(db, name)]))
  const nextId = Object.fromEntries(
    BULK_TABLE_NAMES.map((name) => [name, nextIdOf(db, BULK_TABLES[name])]),
  ) as Record<BulkTableName, number>

  return {
    tally,
    patients: patients.count,
    nextFile: () => nextId.file,
    addThread(sources) {
      // Sources are numbered from 1.
      threads.push({
        terms: [],
        staff: [],
        demographics: [],
        sources: [0, ...sources],
        lastFile: 0,
      })
      return threads.length - 1
    },
    write(thread, batch) {
      const mine = threads[thread]
      if (mine === undefined) throw new Error(`no thread ${thread}`)
      terms.learn(batch.terms, mine.terms)
      staff.learn(batch.staff, mine.staff)
      demographics.learn(batch.demographics, mine.demographics)
      const maps: NumberMaps = {
        term: mine.terms,
        staff: mine.staff,
        demographics: mine.demographics,
        source: mine.sources,
        patient: patients.of(batch.patients),
      }
      const bases = {
        file: nextId.file,
        group: nextId.observationGroup,
        order: nextId.medicationOrder,
        openFile: mine.lastFile,
        tables: { ...nextId },
      }
      for (const name of BULK_TABLE_NAMES) {
        const rows = batch.rows[name]
        if (rows === undefined) continue
        const insert = tables.get(name)
        if (insert === undefined) throw new Error(`no table ${name}`)
        nextId[name] += insert(rows, maps, { ...bases, row: nextId[name] })
      }
      if (batch.rows.file !== undefined) mine.lastFile = nextId.file - 1
      add(tally, batch.tally)
    },
  }
}

function add(sum: Tally, part: Tally): void {
  sum.files += part.files
  sum.bytes += part.bytes
  for (const [kind, count] of Object.entries(part.records)) {
    sum.records[kind] = (sum.records[kind] ?? 0) + count
  }
}

type NumberMaps = Record<
  'term' | 'staff' | 'demographics' | 'source' | 'patient',
  readonly number[]
>

/** @returns a function that turns the numbers of a batch into ids, inserts its rows and says how many they were. */
function bulkInserter(db: Connection, table: BulkTableName) {
  const inserters = new Map<string, BucketInserter>()
  return (buckets: Buckets, maps: NumberMaps, bases: Bases): number => {
    let rows = 0
    for (const [absent, cells] of Object.entries(buckets)) {
      let inserter = inserters.get(absent)
      if (inserter === undefined) {
        inserter = bucketInserter(db, BULK_TABLES[table], Number(absent))
        inserters.set(absent, inserter)
      }
      translate(cells, inserter.kinds, maps, bases)
      insertAll(cells, inserter)
      rows += cells.length / inserter.kinds.length
    }
    return rows
  }
}

/** The statements for rows that lack the same columns: those stand in the SQL as constants. */
interface BucketInserter {
  readonly kinds: readonly ColumnKind[]
  readonly one: Statement
  readonly many: Statement
}

function bucketInserter(
  db: Connection,
  { name, columns }: BulkTable,
  absent: number,
): BucketInserter {
  const isAbsent = (index: number) => (absent & (1 << index)) !== 0
  const values = columns.map((column, index) => {
    if (!isAbsent(index)) return '?'
    return column.absent === null ? 'NULL' : "''"
  })
  const row = `(${values.join(', ')})`
  const into = `INSERT INTO ${name} (${columns.map((column) => column.name).join(', ')}) VALUES `
  return {
    kinds: columns.filter((_, index) => !isAbsent(index)).map(({ kind }) => kind),
    one: db.prepare(into + row),
    many: db.prepare(into + Array(ROWS_A_STATEMENT).fill(row).join(', ')),
  }
}

/** Numbers of the batch and the thread → ids, in place, column by column. */
function translate(
  cells: Cell[],
  kinds: readonly ColumnKind[],
  maps: NumberMaps,
  bases: Bases,
): void {
  const width = kinds.length
  for (let column = 0; column < width; column++) {
    const kind = kinds[column]
    if (kind === undefined || kind === 'plain') continue
    if (kind in maps) {
      const map = maps[kind as keyof NumberMaps]
      for (let i = column; i < cells.length; i += width) {
        cells[i] = known(map[cells[i] as number], kind)
      }
    } else if (kind === 'file') {
      const { file, openFile } = bases
      for (let i = column; i < cells.length; i += width) {
        const number = cells[i] as number
        cells[i] = number < 0 ? openFile : number + file
      }
    } else if (kind === 'record') {
      for (let i = column; i < cells.length; i += width) {
        cells[i] = (cells[i] as number) + bases.tables[cells[i - 1] as BulkTableName]
      }
    } else {
      const base = bases[kind as 'row' | 'group' | 'order']
      for (let i = column; i < cells.length; i += width) cells[i] = (cells[i] as number) + base
    }
  }
}

function known(id: number | undefined, kind: string): number {
  if (id === undefined) throw new Error(`a batch names a ${kind} that it did not bring`)
  return id
}

function insertAll(cells: Cell[], { kinds, many, one }: BucketInserter): void {
  const width = kinds.length
  const stride = width * ROWS_A_STATEMENT
  let i = 0
  for (; i + stride <= cells.length; i += stride) many.run(cells.slice(i, i + stride))
  for (; i < cells.length; i += width) one.run(cells.slice(i, i + width))
}

function nextIdOf(db: Connection, { name, columns }: BulkTable): number {
  if (!columns.some(({ kind }) => kind === 'row')) return 1
  return (db.prepare(`SELECT coalesce(max(id), 0) FROM ${name}`).pluck().get() as number) + 1
}

/** The same content from several threads is one row. */
function globalDictionary(db: Connection, table: string, columns: readonly string[]) {
  const width = columns.length
  const insert = db.prepare(`INSERT INTO ${table} VALUES (?${', ?'.repeat(width)})`)
  const ids = new Map<string, number>()
  let last = 0
  const there = db.prepare<[], string[]>(`SELECT id, ${columns.join(', ')} FROM ${table}`).raw()
  for (const [id, ...content] of there.iterate()) {
    ids.set(content.join('\0'), Number(id))
    last = Math.max(last, Number(id))
  }
  return {
    learn(entries: readonly string[], numbers: number[]): void {
      for (let i = 0; i < entries.length; i += width) {
        const content = entries.slice(i, i + width)
        const key = content.join('\0')
        let id = ids.get(key)
        if (id === undefined) {
          id = ++last
          ids.set(key, id)
          insert.run(id, ...content)
        }
        numbers.push(id)
      }
    },
  }
}

/** What two threads say alike of a patient is two rows: a million contents would have to be kept to find that out. */
function demographicsRows(db: Connection) {
  const insert = db.prepare('INSERT INTO work.demographics VALUES (?, ?)')
  let last = db
    .prepare('SELECT coalesce(max(id), 0) FROM work.demographics')
    .pluck()
    .get() as number
  return {
    learn(entries: readonly string[], numbers: number[]): void {
      for (const record of entries) {
        insert.run(++last, record)
        numbers.push(last)
      }
    },
  }
}

/** Patients get their row when first named; who they are is filled in when all files are read. */
function patientNumbers(db: Connection) {
  const find = db.prepare<[string], number>('SELECT id FROM patient WHERE patient_id = ?').pluck()
  const insert = db.prepare(
    `INSERT INTO patient VALUES (?, ?, '', '', '', '', '', NULL, '', '', '', '', '', '', NULL, NULL, 0, NULL, '', '', '[]', '[]',
       -1, NULL, NULL, 0)`,
  )
  let count = db.prepare('SELECT coalesce(max(id), 0) FROM patient').pluck().get() as number
  return {
    count: () => count,
    of: (patientIds: readonly string[]): number[] =>
      patientIds.map((patientId) => {
        const id = find.get(patientId)
        if (id !== undefined) return id
        insert.run(++count, patientId)
        return count
      }),
  }
}
