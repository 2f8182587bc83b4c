/**
 * Who the patients are: one row each from the records that may speak for them, their identifiers, the keys they are
 * found by, and merges.
 */
import type { PatientRecord, PersonName, Quantity } from '../../model/records.ts'
import { idKey, isKana, nameKey } from '../../model/search-keys.ts'
import type { Connection } from './generation-database.ts'

/** Rank in work.patient_candidate of a record of the patient master that is valid now. See encode.ts. */
const CURRENT_MASTER = 3

interface Candidate {
  readonly patient: number
  readonly rank: number
  readonly file_id: number
  readonly record: string
}

/**
 * Fills in every patient. Of several records the current master wins, then what other current messages repeat, then a
 * superseded master; among equals the newest, then the last path.
 */
export function describePatients(db: Connection): void {
  const candidates = db.prepare<[], Candidate>(
    `SELECT patient, rank, file_id, record FROM (
       SELECT c.*, row_number() OVER (PARTITION BY patient ORDER BY rank DESC, newness DESC, f.path DESC, f.source_id, c.id DESC) AS place
       FROM work.patient_candidate c JOIN manifest.file f ON f.id = c.file_id) c
       JOIN work.demographics d ON d.id = c.demographics
     WHERE place = 1`,
  )
  const describe = patientUpdater(db)
  for (const { patient, rank, file_id, record } of candidates.iterate()) {
    describe(patient, JSON.parse(record) as PatientRecord, rank === CURRENT_MASTER, file_id)
  }
  addOwnIdentifiers(db)
}

function patientUpdater(db: Connection) {
  const update = db.prepare(
    `UPDATE patient SET family = ?, given = ?, family_kana = ?, given_kana = ?, name_alphabetic = ?, birth_at = ?,
       birth_text = ?, sex = ?, blood_abo = ?, blood_rh = ?, height = ?, height_at = ?, weight = ?, weight_at = ?,
       deceased = ?, deceased_at = ?, deceased_text = ?, address = ?, phones = ?, contacts = ?, mastered = ?, updated_at = ?, file_id = ?
     WHERE id = ?`,
  )
  const addIdentifier = db.prepare('INSERT INTO patient_identifier VALUES (?, ?, ?, ?, ?)')
  const addName = db.prepare('INSERT INTO patient_name_key VALUES (?, ?, ?, ?)')
  return (patient: number, record: PatientRecord, isMaster: boolean, file: number): void => {
    const kanji = nameIn(record.names, 'I')
    const kana = nameIn(record.names, 'P')
    const alphabetic = nameIn(record.names, 'A')
    update.run(
      kanji?.family ?? '',
      kanji?.given ?? '',
      kana?.family ?? '',
      kana?.given ?? '',
      alphabetic === undefined ? '' : `${alphabetic.family} ${alphabetic.given}`.trim(),
      record.birthDate?.at ?? null,
      record.birthDate?.text ?? '',
      record.sex,
      record.bloodAbo,
      record.bloodRh,
      written(record.height),
      record.height?.measuredAt?.at ?? null,
      written(record.weight),
      record.weight?.measuredAt?.at ?? null,
      record.deceased === null ? 0 : 1,
      record.deceased?.at?.at ?? null,
      record.deceased?.at?.text ?? '',
      record.address,
      JSON.stringify(record.phones),
      JSON.stringify(record.contacts),
      isMaster ? 1 : 0,
      record.updatedAt?.at ?? null,
      file,
      patient,
    )
    for (const { value, system, use } of record.identifiers) {
      if (value !== '') addIdentifier.run(patient, value, system, use, idKey(value))
    }
    for (const name of record.names) {
      const full = nameKey(name.family + name.given)
      if (full !== '') addName.run(patient, scriptOf(name), full, nameKey(name.given))
    }
  }
}

/** The name's script by its representation code, or by its letters when a source mixes the codes up. */
function scriptOf(name: PersonName): 'kanji' | 'kana' | 'alphabetic' {
  if (name.representation === 'A') return 'alphabetic'
  return name.representation === 'P' || isKana(name.family + name.given) ? 'kana' : 'kanji'
}

function nameIn(
  names: readonly PersonName[],
  representation: PersonName['representation'],
): PersonName | undefined {
  return names.find((name) => name.representation === representation)
}

function written(quantity: Quantity | null): string {
  return quantity === null ? '' : `${quantity.text}${quantity.unit?.display ?? ''}`
}

/** Every patient is found by the id that stands in the paths, whatever the messages say. */
function addOwnIdentifiers(db: Connection): void {
  const add = db.prepare("INSERT INTO patient_identifier VALUES (?, ?, '', 'current', ?)")
  const missing = db.prepare<[], { id: number; patient_id: string }>(
    `SELECT p.id, p.patient_id FROM patient p
     LEFT JOIN patient_identifier k ON k.patient = p.id AND k.value = p.patient_id WHERE k.patient IS NULL`,
  )
  for (const { id, patient_id } of missing.all()) add.run(id, patient_id, idKey(patient_id))
}
