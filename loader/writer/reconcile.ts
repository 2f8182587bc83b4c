/**
 * The proof before publishing: what the reading threads counted equals what stands in the databases, end to end. Files by
 * disposition, records by kind, and no row that points at nothing.
 */
import { FILE_DISPOSITIONS, type FileDisposition } from '../../model/codes/file-dispositions.ts'
import { FACTS_AND_DOCUMENTS, TABLE_OF_FACT } from '../../model/patient-facts.ts'
import type { Tally } from './batch.ts'
import type { Connection } from './generation-database.ts'
import { ROWS_OF_KIND } from './rows-of-kind.ts'

export type FileCounts = Record<'seen' | FileDisposition, number>

/** The counts do not add up: nothing may be published. */
export class ReconciliationError extends Error {}

/** Where the rows of these kinds stand when everything is arranged; those of the others stay where they were. */
const ARRANGED: Readonly<Record<string, string>> = {
  documentPart: 'main.document_part',
  imageInstance: 'main.image_instance',
}

/** Column → the table it must lead to. */
const REFERENCES: readonly (readonly [table: string, column: string, target: string])[] = [
  ['observation', 'group_id', 'observation_group'],
  ['medication_component', 'medication_order', 'medication_order'],
  ['document_part', 'document_id', 'document'],
  ['image_instance', 'series_id', 'image_series'],
  ['image_series', 'study_id', 'image_study'],
  ["other_statement WHERE kind = 'result'", 'record', 'observation_group'],
  ["other_statement WHERE kind = 'result'", 'other_record', 'observation_group'],
  ...Object.entries(TABLE_OF_FACT).flatMap(([kind, table]) =>
    ['record', 'other_record'].map(
      (column) => [`other_statement WHERE kind = '${kind}'`, column, table] as const,
    ),
  ),
  ...[
    'patient_identifier',
    'patient_name_key',
    'encounter',
    ...FACTS_AND_DOCUMENTS,
    'image_study',
    'gap',
    'field_problem',
  ].map((table) => [table, 'patient', 'patient'] as const),
]

/**
 * @returns files by disposition and records by kind, as written.
 * @throws ReconciliationError with every difference found.
 */
export function reconcile(db: Connection, tally: Tally) {
  const files = countFiles(db)
  const records: Record<string, number> = {}
  const differences: string[] = []
  const compare = (what: string, expected: number, found: number) => {
    if (expected !== found) differences.push(`${what}: ${expected} read, ${found} written`)
  }
  compare('files', tally.files, files.seen)
  compare(
    'files by disposition',
    files.seen,
    FILE_DISPOSITIONS.reduce((sum, each) => sum + files[each], 0),
  )
  compare('bytes', tally.bytes, one(db, 'SELECT coalesce(sum(bytes), 0) FROM manifest.file'))
  const copies = one(db, 'SELECT count(*) FROM work.split_group')
  for (const [kind, table] of Object.entries({ ...ROWS_OF_KIND, ...ARRANGED })) {
    const rows = one(db, `SELECT count(*) FROM ${table}`)
    const found = kind === 'observationGroup' ? rows - copies : rows
    compare(kind, tally.records[kind] ?? 0, found)
    if (found > 0) records[kind] = found
  }
  const parsed = Object.entries(tally.records)
    .filter(([kind]) => kind !== 'result' && kind !== 'component')
    .reduce((sum, [, count]) => sum + count, 0)
  compare('records by file', parsed, one(db, 'SELECT coalesce(sum(records), 0) FROM manifest.file'))
  const uneven = one(
    db,
    'SELECT count(*) FROM work.file_piece WHERE seen <> loaded + supporting + not_interpreted + refused',
  )
  compare('resources of a file', 0, uneven)
  compare(
    'resources unread',
    one(db, 'SELECT coalesce(sum(not_interpreted + refused), 0) FROM work.file_piece'),
    one(db, 'SELECT coalesce(sum(parts), 0) FROM work.unread_part'),
  )
  for (const [table, column, target] of REFERENCES) {
    const lost = one(
      db,
      `SELECT count(*) FROM (SELECT DISTINCT ${column} AS id FROM ${table})
       WHERE id IS NOT NULL AND id NOT IN (SELECT id FROM ${target})`,
    )
    if (lost > 0) differences.push(`${table}.${column}: ${lost} lead to no ${target}`)
  }
  if (differences.length > 0) {
    throw new ReconciliationError(`the counts do not add up: ${differences.join('; ')}`)
  }
  return { files, records }
}

function countFiles(db: Connection): FileCounts {
  const counts: FileCounts = {
    seen: 0,
    loaded: 0,
    superseded: 0,
    deleted: 0,
    quarantined: 0,
    notInterpreted: 0,
    ignored: 0,
  }
  const rows = db
    .prepare<[], { disposition: FileDisposition; files: number }>(
      'SELECT disposition, count(*) AS files FROM manifest.file GROUP BY disposition',
    )
    .all()
  for (const { disposition, files } of rows) {
    counts[disposition] = files
    counts.seen += files
  }
  return counts
}

function one(db: Connection, sql: string): number {
  return db.prepare(sql).pluck().get() as number
}
