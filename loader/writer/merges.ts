/**
 * Patients that the source merged: everything of the merged id moves to the surviving one, chains to their end. The
 * merged id stays findable as a prior id of the survivor. A survivor that is not in the backup, or a circle, moves nothing
 * and is said as a field problem of the patient. The merged id is taken with and without its padding, unless another birth date stands
 * there. A source whose patients stand apart (`label|number`, see same-number.ts) merges its own: the bare number is somebody else's.
 */
import { FACT_TABLES } from '../../model/patient-facts.ts'
import { idKey } from '../../model/search-keys.ts'
import type { Connection } from './generation-database.ts'

const PATIENT_TABLES = [
  'main.patient_identifier',
  ...FACT_TABLES.map((table) => `main.${table}` as const),
  'main.field_problem',
  'work.document_part',
  'work.procedure_document',
  'work.image_instance',
] as const

interface Merge {
  readonly patient: number
  readonly patient_id: string
  readonly surviving_id: string
  readonly survivor: number | null
  readonly file_id: number
}

export function applyMerges(db: Connection): void {
  const merges = db
    .prepare<[], Merge>(
      `SELECT p.id AS patient, p.patient_id, m.surviving_id, coalesce(apart.id, s.id) AS survivor, m.file_id
       FROM work.patient_merge m JOIN patient told ON told.id = m.patient
       JOIN patient_identifier own ON own.patient = m.patient AND own.use = 'current' AND own.value = told.patient_id
       JOIN patient_identifier same ON same.search_value = own.search_value AND same.use = 'current'
       JOIN patient p ON p.id = same.patient AND p.patient_id = same.value
         AND coalesce(substr(p.birth_at, 1, min(length(p.birth_at), length(told.birth_at)))
           = substr(told.birth_at, 1, min(length(p.birth_at), length(told.birth_at))), 1)
       JOIN manifest.file f ON f.id = m.file_id JOIN manifest.source o ON o.id = f.source_id
       LEFT JOIN patient s ON s.patient_id = m.surviving_id
       LEFT JOIN patient apart ON apart.patient_id = o.label || '|' || m.surviving_id
       WHERE m.standing = 1 AND p.patient_id <> m.surviving_id ORDER BY f.version_time, f.path, f.source_id`,
    )
    .all()
  if (merges.length === 0) return
  const latest = new Map(merges.map((merge) => [merge.patient, merge]))
  const keep = db.prepare('INSERT INTO work.survivor VALUES (?, ?)')
  const say = db.prepare('INSERT INTO field_problem VALUES (?, ?, ?, ?, ?)')
  for (const merge of latest.values()) {
    const survivor = finalSurvivor(merge, latest)
    if (typeof survivor === 'number') keep.run(merge.patient, survivor)
    else say.run(merge.patient, 'merge', merge.surviving_id, survivor, merge.file_id)
  }
  moveRows(db)
}

/** The id of the last patient of the chain, or why there is none. */
function finalSurvivor(merge: Merge, merges: ReadonlyMap<number, Merge>): number | string {
  const seen = new Set([merge.patient])
  for (let at: Merge | undefined = merge; at !== undefined; ) {
    if (at.survivor === null) return 'merged into a patient who is not in this backup'
    if (seen.has(at.survivor)) return 'merged in a circle: left as separate charts'
    seen.add(at.survivor)
    const next = merges.get(at.survivor)
    if (next === undefined) return at.survivor
    at = next
  }
  return 'merged into nobody'
}

function moveRows(db: Connection): void {
  const addPrior = db.prepare("INSERT INTO patient_identifier VALUES (?, ?, '', 'prior', ?)")
  const moved = db.prepare<[], { survivor: number; patient_id: string }>(
    'SELECT s.survivor, p.patient_id FROM work.survivor s JOIN patient p ON p.id = s.patient',
  )
  db.exec(
    `UPDATE patient_identifier SET use = 'prior' WHERE patient IN (SELECT patient FROM work.survivor)`,
  )
  for (const table of PATIENT_TABLES) {
    db.exec(`UPDATE ${table} SET patient = (SELECT survivor FROM work.survivor s WHERE s.patient = ${table.split('.')[1]}.patient)
             WHERE patient IN (SELECT patient FROM work.survivor)`)
  }
  for (const { survivor, patient_id } of moved.all())
    addPrior.run(survivor, patient_id, idKey(patient_id))
  // The same id may have come from the merged patient's own record.
  db.exec(`DELETE FROM patient_identifier WHERE use = 'prior' AND rowid NOT IN (
             SELECT min(rowid) FROM patient_identifier GROUP BY patient, value, use)`)
  db.exec(`DELETE FROM patient_name_key WHERE patient IN (SELECT patient FROM work.survivor)`)
  db.exec(`UPDATE patient SET merged_into = (SELECT survivor FROM work.survivor s WHERE s.patient = patient.id)
           WHERE id IN (SELECT patient FROM work.survivor)`)
}
