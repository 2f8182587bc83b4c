/**
 * Image studies out of instances, by Study and Series Instance UID (DICOM PS3.3 C.7.2, C.7.3). A study belongs to the
 * patient its images name; when name or birth date in the images disagree with the chart, the study says so.
 */
import { GRAVEST_FIRST } from '../../model/codes/rejection-notes.ts'
import { identityNote, type NamedInChart } from '../../model/image-identity.ts'
import type { Connection } from './generation-database.ts'

interface Instance {
  readonly patient: number
  readonly study_uid: string
  readonly series_uid: string
  readonly sop_instance_uid: string
  readonly sop_class_uid: string
  readonly transfer_syntax_uid: string
  readonly modality: string
  readonly study_at: string | null
  readonly study_text: string
  readonly study_description: string
  readonly series_description: string
  readonly accession: string
  readonly body_part: string
  readonly series_number: number | null
  readonly instance_number: number | null
  readonly frames: number
  readonly rows: number
  readonly columns: number
  readonly frame_of_reference: string
  readonly plane: string
  readonly patient_name: string
  readonly birth_at: string | null
  readonly bytes: number
  readonly blob: string
  readonly standing: number
  readonly file_id: number
}

export function assembleStudies(db: Connection): void {
  const instances = db.prepare<[], Instance>(
    `SELECT i.* FROM work.image_instance i JOIN manifest.file f ON f.id = i.file_id
     ORDER BY i.patient, i.standing, i.study_uid, i.series_uid, i.instance_number, i.sop_instance_uid, f.path, f.source_id`,
  )
  const add = studyInserts(db)
  let study = 0
  let series = 0
  let seq = 0
  let previous: Instance | undefined
  for (const instance of instances.iterate()) {
    const isNewStudy = previous === undefined || !isSameStudy(previous, instance)
    if (isNewStudy) add.study(++study, instance)
    if (isNewStudy || previous?.series_uid !== instance.series_uid) {
      add.series(++series, study, instance)
      seq = 0
    }
    add.instance(series, seq++, instance)
    previous = instance
  }
  db.exec(`UPDATE image_study SET modalities = (
             SELECT group_concat(modality, '\\') FROM (
               SELECT DISTINCT modality FROM image_series s WHERE s.study_id = image_study.id AND modality <> ''
               ORDER BY modality))
           WHERE EXISTS (SELECT 1 FROM image_series s WHERE s.study_id = image_study.id AND modality <> '')`)
  writeRejections(db)
}

/** A note takes back what it names wherever that is filed: it was perhaps taken of another patient. One that was itself replaced takes nothing back. */
function writeRejections(db: Connection): void {
  const notes = db
    .prepare<[], string>(
      `SELECT rejects FROM work.image_instance WHERE rejects <> '' AND standing = 1`,
    )
    .pluck()
    .all()
    .map((note) => note.split('\\'))
    .sort(([a = ''], [b = '']) => GRAVEST_FIRST.indexOf(a) - GRAVEST_FIRST.indexOf(b))
  const insert = db.prepare('INSERT OR IGNORE INTO image_rejection VALUES (?, ?)')
  for (const [code, ...uids] of notes) for (const uid of uids) insert.run(uid, code)
}

function isSameStudy(a: Instance, b: Instance): boolean {
  return a.patient === b.patient && a.standing === b.standing && a.study_uid === b.study_uid
}

function studyInserts(db: Connection) {
  const study = db.prepare('INSERT INTO image_study VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const series = db.prepare('INSERT INTO image_series VALUES (?, ?, ?, ?, ?, ?, ?)')
  const instance = db.prepare(
    'INSERT INTO image_instance VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const chart = db.prepare<[number], NamedInChart>(
    `SELECT family, given, family_kana AS familyKana, given_kana AS givenKana, birth_at AS birthAt
     FROM patient WHERE id = ?`,
  )
  return {
    study(id: number, i: Instance): void {
      const { study_uid, study_at, study_text, study_description, accession } = i
      const said = { name: i.patient_name, birthAt: i.birth_at }
      const note = identityNote(said, chart.get(i.patient))
      const { patient, standing } = i
      study.run(
        id,
        patient,
        study_uid,
        study_at,
        study_text,
        study_description,
        '',
        accession,
        note,
        standing,
      )
    },
    series(id: number, studyId: number, i: Instance): void {
      const { series_uid, modality, series_number, series_description, body_part } = i
      series.run(id, studyId, series_uid, modality, series_number, series_description, body_part)
    },
    instance(seriesId: number, seq: number, i: Instance): void {
      const { sop_instance_uid, sop_class_uid, transfer_syntax_uid, instance_number, frames } = i
      const uids = [sop_instance_uid, sop_class_uid, transfer_syntax_uid]
      const size = [instance_number, frames, i.rows, i.columns]
      const place = [i.frame_of_reference, i.plane]
      instance.run(seriesId, seq, ...uids, ...size, ...place, i.bytes, i.blob, i.file_id)
    },
  }
}
