/** Gaps of files that hold many independent parts: what is in them and in no record. See FileParts in formats/format.ts. */
import { dataTypeOf } from '../../model/codes/data-types.ts'
import type { Connection } from './generation-database.ts'

interface Unread {
  readonly source_id: number
  readonly file: number
  readonly files: number
  readonly patient: number | null
  readonly data_type: string
  readonly date: string
  readonly reason: string
  readonly detail: string
  readonly place: string
  readonly parts: number
}

/** One gap for all parts of one patient, kind, day and reason. @returns how many gaps there are. */
export function writeUnreadParts(db: Connection): number {
  const insert = db.prepare(
    `INSERT INTO gap (patient, area, data_type, date, reason, detail, source_id, file_id)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const unread = db.prepare<[], Unread>(
    `SELECT f.source_id, min(u.file_id) AS file, count(DISTINCT u.file_id) AS files,
       coalesce(p.merged_into, p.id) AS patient, u.data_type, u.date, u.reason, u.detail, min(u.place) AS place,
       sum(u.parts) AS parts
     FROM work.unread_part u JOIN manifest.file f ON f.id = u.file_id LEFT JOIN patient p ON p.id = u.patient
     GROUP BY f.source_id, coalesce(p.merged_into, p.id), u.data_type, u.date, u.reason, u.detail`,
  )
  let gaps = 0
  for (const gap of unread.iterate()) {
    const { patient, data_type, date, reason, source_id } = gap
    const file = gap.files === 1 ? gap.file : 0
    const { area } = dataTypeOf(data_type)
    insert.run(patient, area, data_type, date, reason, detailOf(gap), source_id, file)
    gaps++
  }
  return gaps
}

/** `line 12: …`, `3 records: …` */
function detailOf({ parts, place, detail, data_type }: Unread): string {
  const where = parts <= 1 ? place : `${parts} records${place === '' ? '' : `, first ${place}`}`
  const words = detail === data_type ? '' : detail
  return [where, words].filter((part) => part !== '').join(': ')
}
