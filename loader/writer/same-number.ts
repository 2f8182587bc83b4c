/**
 * One number in several sources. A hospital's systems share its patients' numbers, so their facts join in one chart, unless
 * two sources give birth dates that contradict: then the sources do not mean the same person, or one
 * of them is wrong, and nobody here can tell. The first source keeps the bare number, the other one's patient stands apart as
 * `label|number`, and both charts say so.
 */
import type { Connection } from './generation-database.ts'

/** Everything that leads to a patient and to a file, before patients are described. */
const TABLES = [
  'main.encounter_event',
  'main.allergy',
  'main.problem',
  'main.medication_order',
  'main.administration',
  'main.observation_group',
  'main.clinical_order',
  'main.procedure',
  'main.field_problem',
  'work.patient_candidate',
  'work.patient_merge',
  'work.document_part',
  'work.procedure_document',
  'work.image_instance',
  'work.restricted_record',
  'work.unread_part',
] as const

/** Rank in work.patient_candidate of what is said of a patient by something valid: a mention, or more than that. See encode.ts. */
const CURRENT = 2

interface Said {
  readonly patient: number
  readonly patient_id: string
  readonly source_id: number
  readonly label: string
  readonly birth: string
  readonly file_id: number
}

export function separateSources(db: Connection): void {
  const sources = db.prepare('SELECT count(*) FROM manifest.source').pluck().get() as number
  if (sources < 2) return
  for (const [, said] of Map.groupBy(saidBySources(db), ({ patient }) => patient)) {
    const [holder, ...others] = said
    if (holder === undefined) continue
    for (const other of others) {
      if (!isSameBirth(holder.birth, other.birth)) separate(db, holder, other)
    }
  }
}

/** What each source says of each patient that gives a birth date: its newest master, else the newest mention. */
function saidBySources(db: Connection): Said[] {
  return db
    .prepare<[], Said>(
      `SELECT c.patient, p.patient_id, c.source_id, s.label, c.birth, c.file_id FROM (
         SELECT c.patient, f.source_id, c.file_id, json_extract(d.record, '$.birthDate.at') AS birth,
           row_number() OVER (PARTITION BY c.patient, f.source_id ORDER BY c.rank DESC, c.newness DESC, f.path DESC, c.id DESC) AS place
         FROM work.patient_candidate c JOIN manifest.file f ON f.id = c.file_id
           JOIN work.demographics d ON d.id = c.demographics WHERE c.rank >= ${CURRENT}) c
       JOIN patient p ON p.id = c.patient JOIN manifest.source s ON s.id = c.source_id
       WHERE c.place = 1 AND c.birth IS NOT NULL ORDER BY c.patient, c.source_id`,
    )
    .all()
}

/** To the precision both have. */
function isSameBirth(a: string, b: string): boolean {
  const length = Math.min(a.length, b.length)
  return a.slice(0, length) === b.slice(0, length)
}

function separate(db: Connection, holder: Said, other: Said): void {
  const created = db
    .prepare(
      `INSERT INTO patient SELECT max(id) + 1, ?, '', '', '', '', '', NULL, '', '', '', '', '', '', 0, NULL, '', '', '[]',
         '[]', -1, NULL, NULL, 0 FROM patient`,
    )
    .run(`${other.label}|${other.patient_id}`)
  const apart = Number(created.lastInsertRowid)
  for (const table of TABLES) {
    db.prepare(
      `UPDATE ${table} SET patient = ? WHERE patient = ?
         AND file_id IN (SELECT id FROM manifest.file WHERE source_id = ?)`,
    ).run(apart, holder.patient, other.source_id)
  }
  db.prepare(
    `UPDATE work.other_patient SET patient_id = ? WHERE patient_id = ?
       AND file_id IN (SELECT id FROM manifest.file WHERE source_id = ?)`,
  ).run(`${other.label}|${other.patient_id}`, holder.patient_id, other.source_id)
  const say = db.prepare('INSERT INTO field_problem VALUES (?, ?, ?, ?, ?)')
  const said = `${holder.label}: ${holder.birth} / ${other.label}: ${other.birth}`
  const reason = 'two sources give this patient number different birth dates: kept apart'
  say.run(holder.patient, 'birth date', said, reason, holder.file_id)
  say.run(apart, 'birth date', said, reason, other.file_id)
}
