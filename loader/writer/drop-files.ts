/** Takes files and everything that came of them out of the databases of a generation that is being built, before it is arranged. */
import type { Tally } from './batch.ts'
import type { Connection } from './generation-database.ts'
import { ROWS_OF_KIND } from './rows-of-kind.ts'
import { BULK_TABLES, type BulkTable, type ColumnKind } from './tables.ts'

const TABLES: readonly BulkTable[] = Object.values(BULK_TABLES)
/** Their rows belong to a row of another table. */
const CHILDREN: readonly (readonly [kind: ColumnKind, parent: string])[] = [
  ['group', 'main.observation_group'],
  ['order', 'main.medication_order'],
]
/** Dictionary → kind of the columns that lead to it. */
const DICTIONARIES: readonly (readonly [table: string, kind: ColumnKind])[] = [
  ['main.term', 'term'],
  ['main.staff', 'staff'],
  ['work.demographics', 'demographics'],
]
/** Kinds that are counted within a record of another kind. */
const INNER = ['result', 'component']

/**
 * Drops the files of work.dropped, the patients and dictionary entries that nothing else names, and corrects the tally.
 * `records` of manifest.file must be complete (see count-pieces.ts).
 */
export function dropFiles(db: Connection, tally: Tally): void {
  const { files, bytes, records } = db
    .prepare<[], { files: number; bytes: number; records: number }>(
      `SELECT count(*) AS files, coalesce(sum(bytes), 0) AS bytes, coalesce(sum(records), 0) AS records
       FROM manifest.file WHERE id IN (SELECT file_id FROM work.dropped)`,
    )
    .get() ?? { files: 0, bytes: 0, records: 0 }
  if (files === 0) return
  notePatients(db)
  const rows = dropRows(db)
  db.exec('DELETE FROM manifest.file WHERE id IN (SELECT file_id FROM work.dropped)')
  dropUnnamed(db)
  tally.files -= files
  tally.bytes -= bytes
  let others = 0
  for (const [kind, table] of Object.entries(ROWS_OF_KIND)) {
    const dropped = rows.get(table) ?? 0
    tally.records[kind] = (tally.records[kind] ?? 0) - dropped
    if (!INNER.includes(kind)) others += dropped
  }
  // A mention of a patient is a row like a patient's record, but not a record: those are what is left of the sum.
  tally.records.patient = (tally.records.patient ?? 0) - (records - others)
}

/** The patients whom the dropped files name: nobody else can become unnamed. */
function notePatients(db: Connection): void {
  db.exec('CREATE TABLE work.dropped_patient (patient INTEGER PRIMARY KEY)')
  for (const { name, columns } of TABLES) {
    const [file, patient] = [columnOf(columns, 'file'), columnOf(columns, 'patient')]
    if (file === null || patient === null) continue
    db.exec(`INSERT OR IGNORE INTO work.dropped_patient SELECT ${patient} FROM ${name}
             WHERE ${patient} IS NOT NULL AND ${file} IN (SELECT file_id FROM work.dropped)`)
  }
  db.exec(`INSERT OR IGNORE INTO work.dropped_patient SELECT p.id FROM main.patient p
           WHERE p.patient_id IN (SELECT patient_id FROM manifest.file WHERE id IN (SELECT file_id FROM work.dropped))`)
}

/** @returns by table, how many rows went. */
function dropRows(db: Connection): Map<string, number> {
  const rows = new Map<string, number>()
  for (const [kind, parent] of CHILDREN) {
    for (const { name, columns } of TABLES) {
      const column = columnOf(columns, kind)
      if (column === null) continue
      const gone = `SELECT id FROM ${parent} WHERE file_id IN (SELECT file_id FROM work.dropped)`
      rows.set(name, db.prepare(`DELETE FROM ${name} WHERE ${column} IN (${gone})`).run().changes)
    }
  }
  for (const { name, columns } of TABLES) {
    const file = columnOf(columns, 'file')
    if (file === null) continue
    const sql = `DELETE FROM ${name} WHERE ${file} IN (SELECT file_id FROM work.dropped)`
    rows.set(name, db.prepare(sql).run().changes)
  }
  return rows
}

/** As if they had never been named. A file that is not ignored names the patient of its path. */
function dropUnnamed(db: Connection): void {
  const named = referencesOf('patient')
  db.exec(`DELETE FROM main.patient WHERE id IN (SELECT patient FROM work.dropped_patient) AND id NOT IN (${named})
             AND patient_id NOT IN (SELECT patient_id FROM manifest.file WHERE disposition <> 'ignored')`)
  for (const [table, kind] of DICTIONARIES) {
    db.exec(`DELETE FROM ${table} WHERE id NOT IN (${referencesOf(kind)})`)
  }
  db.exec('DROP TABLE work.dropped_patient')
}

function referencesOf(kind: ColumnKind): string {
  return TABLES.flatMap(({ name, columns }) =>
    columns
      .filter((column) => column.kind === kind)
      .map((column) => `SELECT ${column.name} FROM ${name} WHERE ${column.name} IS NOT NULL`),
  ).join(' UNION ')
}

function columnOf(columns: BulkTable['columns'], kind: ColumnKind): string | null {
  return columns.find((column) => column.kind === kind)?.name ?? null
}
