/** Files that were read into charts although their bytes are not beyond doubt: each is a gap where its content stands. */
import { dataTypeOf } from '../../model/codes/data-types.ts'
import type { Connection } from '../writer/generation-database.ts'
import { ODD_PREAMBLE, ODD_TRAILER } from './dicom-edges.ts'
import { TORN_END, TORN_MESSAGE } from './torn-text.ts'

/** What a system may do in all its files: when more of a source's files of one data type than this are so, it does. */
const HABITS = [TORN_END, TORN_MESSAGE, ODD_PREAMBLE, ODD_TRAILER]
const MOST_ALIKE = 0.5

/** Writes the gaps. To be called before changed files are marked: a change is no doubt about the bytes. */
export function writeDoubtfulFiles(db: Connection): void {
  const acquit = db.prepare(
    `UPDATE manifest.file SET verdict = 'sound', detail = '' WHERE verdict = 'suspicious' AND detail LIKE @habit
       AND (source_id, data_type) IN (SELECT source_id, data_type FROM manifest.file WHERE disposition <> 'ignored'
         GROUP BY source_id, data_type
         HAVING sum(verdict = 'suspicious' AND detail LIKE @habit) > max(2, count(*) * ${MOST_ALIKE}))`,
  )
  for (const habit of HABITS) acquit.run({ habit: `${habit}%` })
  const insert = db.prepare(
    `INSERT INTO gap (patient, area, data_type, date, reason, detail, source_id, file_id)
     VALUES (?, ?, ?, ?, 'doubtful', ?, ?, ?)`,
  )
  const doubtful = db
    .prepare<
      [],
      {
        id: number
        source: number
        patient: number | null
        dataType: string
        date: string
        detail: string
      }
    >(
      `SELECT f.id, f.source_id AS source, coalesce(p.merged_into, p.id) AS patient, f.data_type AS dataType, f.date,
         f.detail
       FROM manifest.file f LEFT JOIN patient p ON p.patient_id = f.patient_id
       WHERE f.verdict = 'suspicious' AND f.disposition IN ('loaded', 'superseded')`,
    )
    .all()
  for (const { id, source, patient, dataType, date, detail } of doubtful) {
    insert.run(patient, dataTypeOf(dataType).area, dataType, date, detail, source, id)
  }
}
