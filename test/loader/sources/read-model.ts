/**
 * The read model of the current generation, table by table, without what depends on the order of reading: numbers stand for what
 * they refer to, rows are sorted. Two loads of the same files must give the same.
 */
import path from 'node:path'
import Database from 'better-sqlite3'

const STAFF = new Set(['attending_id', 'doctor_id', 'performer_id', 'author_id'])
/** Numbers of rows; they are told apart by the file that a row comes from. */
const ROW_NUMBERS = new Set([
  'id',
  'group_id',
  'study_id',
  'series_id',
  'document_id',
  'medication_order',
])
/** Ids, places and times of loads differ. */
const LEFT_OUT = new Set(['generation', 'source'])

interface TableColumn {
  readonly name: string
  readonly type: string
}

export function readModel(data: string): Map<string, string[]> {
  const folder = path.join(data, 'generations', 'current')
  const db = new Database(path.join(folder, 'chart.sqlite'), { readonly: true })
  db.prepare('ATTACH ? AS manifest').run(path.join(folder, 'manifest.sqlite'))
  const tables = db
    .prepare<[], string>("SELECT name FROM main.sqlite_master WHERE type = 'table' ORDER BY name")
    .pluck()
    .all()
    .filter((name) => !LEFT_OUT.has(name) && !name.includes('fts') && !name.startsWith('sqlite_'))
  try {
    return new Map(tables.map((table) => [table, rowsOf(db, table)]))
  } finally {
    db.close()
  }
}

/** Files are numbered in the order of reading: what counts is which source each one comes out as. */
const SOURCE_OF_EACH_FILE = `
  SELECT json_array(f.path,
    (SELECT s.source_id FROM main.source_of_files s WHERE s.first_file <= f.id ORDER BY s.first_file DESC LIMIT 1)) AS row
  FROM manifest.file f WHERE EXISTS (SELECT 1 FROM main.source_of_files) ORDER BY row`

function rowsOf(db: Database.Database, table: string): string[] {
  if (table === 'source_of_files') {
    return db.prepare<[], string>(SOURCE_OF_EACH_FILE).pluck().all()
  }
  const columns = db.pragma(`main.table_info(${table})`) as TableColumn[]
  const values = columns.flatMap(({ name, type }) => meaning(name, type))
  const sql = `SELECT json_array(${values.join(', ')}) AS row FROM main.${table} t ORDER BY row`
  return db.prepare<[], string>(sql).pluck().all()
}

function meaning(name: string, type: string): string[] {
  if (type === 'BLOB') return []
  if (type !== 'INTEGER' || name.endsWith('source_id')) return [`t.${name}`]
  if (name === 'record' || name === 'other_record') return [fileOfRecord(name)]
  if (ROW_NUMBERS.has(name)) return []
  if (name === 'patient' || name === 'merged_into') {
    return [`(SELECT patient_id FROM main.patient p WHERE p.id = t.${name})`]
  }
  if (name === 'file_id') return [`(SELECT path FROM manifest.file f WHERE f.id = t.${name})`]
  if (STAFF.has(name)) {
    return [`(SELECT code || '|' || name FROM main.staff s WHERE s.id = t.${name})`]
  }
  if (name.endsWith('_id'))
    return [`(SELECT codings || display FROM main.term m WHERE m.id = t.${name})`]
  return [`t.${name}`]
}

/** A row of `other_statement` names rows by their kind. */
function fileOfRecord(name: string): string {
  const of = (kind: string, table: string) =>
    `WHEN '${kind}' THEN (SELECT f.path FROM main.${table} r JOIN manifest.file f ON f.id = r.file_id WHERE r.id = t.${name})`
  const kinds = {
    result: 'observation_group',
    allergy: 'allergy',
    problem: 'problem',
    medication: 'medication_order',
  }
  return `CASE t.kind ${Object.entries(kinds)
    .map(([kind, table]) => of(kind, table))
    .join(' ')} END`
}

/** Every file with its bytes' hash and what became of it. */
export function manifestOf(data: string): string[] {
  const file = path.join(data, 'generations', 'current', 'manifest.sqlite')
  const db = new Database(file, { readonly: true })
  try {
    return db
      .prepare<[], string>(
        `SELECT json_array(path, bytes, sha256, format, data_type, patient_id, date, version_key, version_time, disposition,
           reason, detail, charset, records, verdict) AS row
         FROM file ORDER BY row`,
      )
      .pluck()
      .all()
  } finally {
    db.close()
  }
}
