/**
 * What is missing, where it would have stood: a row for every quarantined file, one for the not interpreted files of each
 * patient and data type, one more for the other patient when a file names two, and those of unread-parts.ts.
 */
import { dataTypeOf } from '../../model/codes/data-types.ts'
import { idKey } from '../../model/search-keys.ts'
import type { Connection } from './generation-database.ts'
import { writeUnreadParts } from './unread-parts.ts'

interface Missing {
  readonly id: number
  readonly source_id: number
  readonly patient: number | null
  readonly data_type: string
  readonly date: string
  readonly reason: string
  readonly detail: string
  /** The patient's number that the path gives, '' = none. */
  readonly path_id: string
  readonly other_id: string | null
  readonly newer: number | null
  readonly files: number
}

/** @returns how many gaps there are. */
export function writeGaps(db: Connection): number {
  const insert = db.prepare(
    `INSERT INTO gap (patient, area, data_type, date, reason, detail, source_id, file_id)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const other = otherPatients(db)
  let gaps = 0
  const add = (patient: number | null, gap: Missing, reason: string, detail: string) => {
    const { area } = dataTypeOf(gap.data_type)
    const file = gap.files === 1 ? gap.id : 0
    insert.run(patient, area, gap.data_type, gap.date, reason, detail, gap.source_id, file)
    gaps++
  }
  for (const gap of quarantined(db).iterate()) {
    const isNewer = gap.newer !== null
    const detail = [isNewer ? gap.reason : '', gap.detail].filter((part) => part !== '').join(': ')
    const named = gap.other_id === null ? null : other(gap.other_id)
    // A path that says nothing of a patient has none beside the one whom the content names.
    if (gap.patient !== null || named === null || gap.path_id !== '') {
      add(gap.patient, gap, isNewer ? 'newer-unreadable' : gap.reason, detail)
    }
    if (named !== null && named !== gap.patient) add(named, gap, gap.reason, gap.detail)
  }
  for (const gap of notInterpreted(db).iterate()) {
    const files = `${gap.files} file${gap.files === 1 ? '' : 's'}`
    add(gap.patient, gap, 'not-interpreted', gap.detail === '' ? files : `${files}: ${gap.detail}`)
  }
  return gaps + writeUnreadParts(db)
}

/** A patient's row, or the survivor's when the id was merged. */
const PATIENT = 'coalesce(p.merged_into, p.id)'

function quarantined(db: Connection) {
  return db.prepare<[], Missing>(
    `SELECT f.id, f.source_id, ${PATIENT} AS patient, f.data_type, f.date, f.reason, f.detail, f.patient_id AS path_id, o.patient_id AS other_id,
       n.file_id AS newer, 1 AS files
     FROM manifest.file f LEFT JOIN patient p ON p.patient_id = f.patient_id
     LEFT JOIN work.other_patient o ON o.file_id = f.id LEFT JOIN work.newer_unreadable n ON n.file_id = f.id
     WHERE f.disposition = 'quarantined'`,
  )
}

function notInterpreted(db: Connection) {
  return db.prepare<[], Missing>(
    `SELECT min(f.id) AS id, f.source_id, ${PATIENT} AS patient, f.data_type,
       CASE WHEN min(f.date) = max(f.date) THEN min(f.date) ELSE '' END AS date, '' AS reason,
       CASE f.detail WHEN '' THEN f.reason ELSE f.detail END AS detail, f.patient_id AS path_id, NULL AS other_id, NULL AS newer, count(*) AS files
     FROM manifest.file f LEFT JOIN patient p ON p.patient_id = f.patient_id
     WHERE f.disposition = 'notInterpreted'
     GROUP BY f.source_id, f.patient_id, f.data_type`,
  )
}

/**
 * The chart of the patient whom a file's content names: by the id as written, else by the only patient whose id is the
 * same but for padding, else a new chart that holds nothing but this gap.
 */
function otherPatients(db: Connection) {
  const exact = db
    .prepare<[string], number>('SELECT coalesce(merged_into, id) FROM patient WHERE patient_id = ?')
    .pluck()
  const padded = db
    .prepare<[string], number>(
      'SELECT DISTINCT patient FROM patient_identifier WHERE search_value = ?',
    )
    .pluck()
  const create = db.prepare(
    `INSERT INTO patient SELECT max(id) + 1, ?, '', '', '', '', '', NULL, '', '', '', '', '', '', NULL, NULL, 0, NULL, '', '', '[]',
       '[]', -1, NULL, NULL, 0 FROM patient`,
  )
  const addIdentifier = db.prepare("INSERT INTO patient_identifier VALUES (?, ?, '', 'current', ?)")
  return (patientId: string): number => {
    const known = exact.get(patientId)
    if (known !== undefined) return known
    const [only, second] = padded.all(idKey(patientId))
    if (only !== undefined && second === undefined) return only
    const id = Number(create.run(patientId).lastInsertRowid)
    addIdentifier.run(id, patientId, idKey(patientId))
    return id
  }
}
