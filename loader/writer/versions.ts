/**
 * Which of several files with one version key is valid, across roots and sources.
 *
 * Rule: of the files that call themselves current, the one with the largest version time wins; the others become
 * superseded. With equal times the path that sorts last wins, of equal paths the source that was named first, and a field problem says so. The files of one document
 * (its main part and attachments) are one version together. If the newest one could not be read, the newest readable one
 * stays valid, and the gap of the unreadable one says that what is shown is older.
 */
import { FACT_TABLES } from '../../model/patient-facts.ts'
import type { Connection } from './generation-database.ts'

/** Bulk tables with a standing of their own. */
const STANDING_TABLES = [
  ...FACT_TABLES.map((table) => `main.${table}` as const),
  'work.document_part',
  'work.image_instance',
  'work.patient_merge',
] as const

interface Version {
  readonly id: number
  readonly version_key: string
  readonly version_time: string
  readonly path: string
  readonly disposition: string
  readonly document_key: string | null
}

/** Settles versions in manifest.file and in every table's standing. */
export function settleVersions(db: Connection): void {
  db.exec(`CREATE TABLE work.file_document AS SELECT DISTINCT file_id, document_key FROM work.document_part;
           CREATE INDEX work.file_document_file ON file_document (file_id)`)
  // A superseded or deleted file cannot be a rival, whatever its time.
  const rivals = db.prepare<[], Version>(
    `SELECT f.id, f.version_key, f.version_time, f.path, f.disposition, d.document_key
     FROM manifest.file f LEFT JOIN work.file_document d ON d.file_id = f.id
     WHERE f.version_key IN (SELECT version_key FROM manifest.file
                             WHERE version_key <> '' AND disposition IN ('loaded', 'quarantined')
                             GROUP BY version_key HAVING count(*) > 1)
       AND f.disposition IN ('loaded', 'quarantined')
     ORDER BY f.version_key, f.version_time DESC, f.path DESC, f.source_id`,
  )
  const supersede = db.prepare('INSERT INTO work.superseded VALUES (?, ?)')
  const note = db.prepare('INSERT INTO work.newer_unreadable VALUES (?)')
  let group: Version[] = []
  const settle = () => {
    const { superseded, newerUnreadable } = settleGroup(group)
    for (const version of superseded) {
      supersede.run(version.id, version.isTie ? 'same-version-time' : 'newer-version')
    }
    for (const version of newerUnreadable) note.run(version.id)
  }
  for (const version of rivals.iterate()) {
    if (group.length > 0 && group[0]?.version_key !== version.version_key) {
      settle()
      group = []
    }
    group.push(version)
  }
  settle()
  applySuperseded(db)
}

/** One key's files, newest first. */
function settleGroup(group: readonly Version[]) {
  const winner = group.find((version) => version.disposition === 'loaded')
  if (winner === undefined) return { superseded: [], newerUnreadable: [] }
  const isWinners = (version: Version) =>
    version === winner ||
    (version.document_key !== null && version.document_key === winner.document_key)
  const superseded = group
    .filter((version) => version.disposition === 'loaded' && !isWinners(version))
    .map((version) => ({ id: version.id, isTie: version.version_time === winner.version_time }))
  const newerUnreadable = group.filter(
    (version) =>
      version.disposition === 'quarantined' && version.version_time > winner.version_time,
  )
  return { superseded, newerUnreadable }
}

function applySuperseded(db: Connection): void {
  db.exec(`INSERT INTO field_problem
           SELECT p.id, 'file name', f.path, 'two versions carry the same time: the other one is shown', f.id
           FROM work.superseded s JOIN manifest.file f ON f.id = s.file_id LEFT JOIN patient p ON p.patient_id = f.patient_id
           WHERE s.reason = 'same-version-time'`)
  const updated = db
    .prepare(
      `UPDATE manifest.file SET disposition = 'superseded', reason = s.reason
       FROM work.superseded s WHERE s.file_id = file.id`,
    )
    .run()
  if (updated.changes === 0) return
  for (const table of STANDING_TABLES) {
    db.exec(`UPDATE ${table} SET standing = 2
             WHERE standing = 1 AND file_id IN (SELECT file_id FROM work.superseded)`)
  }
  // What a superseded master says of a patient counts less than anything current.
  db.exec(`UPDATE work.patient_candidate SET rank = 1
           WHERE rank > 1 AND file_id IN (SELECT file_id FROM work.superseded)`)
}
