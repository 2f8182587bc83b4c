/** Files that were read into charts although their bytes are not beyond doubt: each is a gap where its content stands. */
import { dataTypeOf } from '../../model/codes/data-types.ts'
import { LEFT_OUT, OTHER_ORDER, OUT_OF_TURN } from '../formats/ssmix2/continuity.ts'
import type { Connection } from '../writer/generation-database.ts'
import { ODD_PREAMBLE, ODD_TRAILER } from './dicom-edges.ts'
import { BEHIND_PICTURE } from './jpeg.ts'
import { NO_TABLE } from './pdf.ts'
import { BEHIND_PAGE, TORN_END, TORN_MESSAGE } from './torn-text.ts'

/** What a system may do in many of its files: when a larger share of a source's files of one data type than this are so, it does. */
const HABITS: Readonly<Record<string, number>> = {
  [TORN_END]: 0.5,
  [TORN_MESSAGE]: 0.5,
  [ODD_PREAMBLE]: 0.5,
  [ODD_TRAILER]: 0.5,
  [BEHIND_PAGE]: 0.5,
  [BEHIND_PICTURE]: 0.5,
  [NO_TABLE]: 0.5,
  [OUT_OF_TURN]: 0.5,
  [OTHER_ORDER]: 0.5,
  // Senders that leave single results out do so in some messages only.
  [LEFT_OUT]: 0.05,
}

/** Kinds of which a document brings a copy of its own that is every document's: a share of those alike, and how few may be others. */
const SHARED_KINDS = ['css', 'js', 'xsl', 'xslt']
const LEAST_ALIKE = 20
const MOST_UNLIKE = 0.01

/**
 * A style sheet may stop between two rules and be one all the same. Where nearly all of its name in a source are the same bytes, one that is
 * shorter was cut.
 */
function markShortened(db: Connection): void {
  db.exec('CREATE TABLE work.shared (source, name, sha256, bytes, copies)')
  db.function('sansho_name', { deterministic: true }, (path) => String(path).replace(/^.*\//, ''))
  const ofKinds = SHARED_KINDS.map((kind) => `path LIKE '%.${kind}'`).join(' OR ')
  const sound = `verdict = 'sound' AND disposition IN ('loaded', 'superseded') AND (${ofKinds})`
  db.exec(
    `INSERT INTO work.shared SELECT source_id, sansho_name(path), sha256, max(bytes), count(*)
     FROM manifest.file WHERE ${sound} GROUP BY 1, 2, 3`,
  )
  db.exec(
    `UPDATE manifest.file SET verdict = 'suspicious',
       detail = 'cut at byte ' || manifest.file.bytes || ': ' || w.copies || ' files of its name are alike and longer'
     FROM work.shared w JOIN work.shared few ON few.source = w.source AND few.name = w.name
     WHERE w.copies >= ${LEAST_ALIKE} AND few.copies <= max(1, w.copies * ${MOST_UNLIKE}) AND few.bytes < w.bytes
       AND manifest.file.source_id = few.source AND manifest.file.sha256 = few.sha256
       AND sansho_name(manifest.file.path) = few.name AND ${sound.replaceAll(/\b(verdict|disposition|path)\b/g, 'manifest.file.$1')}`,
  )
  db.exec('DROP TABLE work.shared')
}

/** Of files whose path names no patient: the one whom their content names, where it is one alone. */
const ONLY_PATIENT = `SELECT file_id, min(patient) AS patient FROM work.patient_candidate
  WHERE file_id IN (SELECT id FROM manifest.file WHERE verdict = 'suspicious' AND patient_id = '')
  GROUP BY file_id HAVING count(DISTINCT patient) = 1`

/** Writes the gaps. To be called before changed files are marked: a change is no doubt about the bytes. */
export function writeDoubtfulFiles(db: Connection): void {
  const acquit = db.prepare(
    `UPDATE manifest.file SET verdict = 'sound', detail = '' WHERE verdict = 'suspicious' AND detail LIKE @habit
       AND (source_id, data_type) IN (SELECT source_id, data_type FROM manifest.file WHERE disposition <> 'ignored'
         GROUP BY source_id, data_type
         HAVING sum(verdict = 'suspicious' AND detail LIKE @habit) > max(2, count(*) * @most))`,
  )
  markShortened(db)
  for (const [habit, most] of Object.entries(HABITS)) acquit.run({ habit: `${habit}%`, most })
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
       FROM manifest.file f LEFT JOIN (${ONLY_PATIENT}) only_one ON only_one.file_id = f.id
         LEFT JOIN patient p ON p.id = coalesce(only_one.patient, (SELECT id FROM patient WHERE patient_id = f.patient_id))
       WHERE f.verdict = 'suspicious' AND f.disposition IN ('loaded', 'superseded', 'deleted')`,
    )
    .all()
  for (const { id, source, patient, dataType, date, detail } of doubtful) {
    insert.run(patient, dataTypeOf(dataType).area, dataType, date, detail, source, id)
  }
}
