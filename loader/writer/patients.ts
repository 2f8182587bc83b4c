/**
 * Who the patients are: one row each from the records that may speak for them, their identifiers, the keys they are
 * found by, and merges.
 */
import type { PatientRecord } from '../../model/records/patient.ts'
import type { ClinicalTime, PersonName, Quantity } from '../../model/records/values.ts'
import { idKey, isKana, nameKey } from '../../model/search-keys.ts'
import type { Connection } from './generation-database.ts'

/** Rank in work.patient_candidate of what is said of a patient by something valid. */
const CURRENT = 2
/** That of a record of the patient master that is valid now. See encode.ts. */
const CURRENT_MASTER = 3

/** Who speaks for a patient before whom. */
const ORDER = 'rank DESC, newness DESC, f.path DESC, f.source_id, c.id DESC'

interface Candidate {
  readonly patient: number
  readonly rank: number
  readonly file_id: number
  readonly record: string
}

/**
 * Fills in every patient. Of several records the current master wins, then what other current messages repeat, then a
 * superseded master; among equals the newest, then the last path. What that one leaves out is told by the records that win in the other
 * sources: they are of the same person, or same-number.ts had kept them apart. All of their numbers and names find the patient.
 */
export function describePatients(db: Connection): void {
  const candidates = db.prepare<[], Candidate>(
    `SELECT patient, rank, file_id, record FROM (
       SELECT c.*, row_number() OVER (PARTITION BY patient ORDER BY ${ORDER}) AS place,
         row_number() OVER (PARTITION BY patient, f.source_id ORDER BY ${ORDER}) AS own_place
       FROM work.patient_candidate c JOIN manifest.file f ON f.id = c.file_id) c
       JOIN work.demographics d ON d.id = c.demographics
     WHERE place = 1 OR (own_place = 1 AND rank >= ${CURRENT}) ORDER BY patient, place`,
  )
  const describe = patientUpdater(db)
  let best: Candidate | null = null
  let said: PatientRecord[] = []
  const finish = () => {
    if (best !== null) describe(best.patient, said, best.rank === CURRENT_MASTER, best.file_id)
  }
  for (const candidate of candidates.iterate()) {
    if (candidate.patient !== best?.patient) {
      finish()
      best = candidate
      said = []
    }
    said.push(JSON.parse(candidate.record) as PatientRecord)
  }
  finish()
  addOwnIdentifiers(db)
}

/** What one record says, and where it says nothing, what another does. */
function completed(own: PatientRecord, other: PatientRecord): PatientRecord {
  const further = other.names.filter(
    ({ representation }) => nameIn(own.names, representation) === undefined,
  )
  // A group without its factor may be of another test: they stay together.
  const { bloodAbo, bloodRh } = own.bloodAbo === '' && own.bloodRh === '' ? other : own
  return {
    ...own,
    names: [...own.names, ...further],
    birthDate: preciser(own.birthDate, other.birthDate),
    sex: own.sex || other.sex,
    bloodAbo,
    bloodRh,
    height: own.height ?? other.height,
    weight: own.weight ?? other.weight,
    deceased: own.deceased ?? other.deceased,
  }
}

/** Of a year and a day in that year, the day. */
function preciser(own: ClinicalTime | null, other: ClinicalTime | null): ClinicalTime | null {
  if (own === null || other === null) return own ?? other
  const isFiner = own.at !== null && other.at?.startsWith(own.at) === true
  return isFiner && (other.at?.length ?? 0) > (own.at?.length ?? 0) ? other : own
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
  return (
    patient: number,
    said: readonly PatientRecord[],
    isMaster: boolean,
    file: number,
  ): void => {
    const [first, ...others] = said
    if (first === undefined) return
    const record = others.reduce(completed, first)
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
    const numbers = new Set<string>()
    for (const { value, system, use } of said.flatMap(({ identifiers }) => identifiers)) {
      const [number, ofSystem] = [`${use} ${value}`, `${use} ${value} ${system}`]
      // A bare number says no more than the same one of a system.
      if (value === '' || numbers.has(system === '' ? number : ofSystem)) continue
      numbers.add(number).add(ofSystem)
      addIdentifier.run(patient, value, system, use, idKey(value))
    }
    const keys = new Set<string>()
    for (const name of said.flatMap(({ names }) => names)) {
      const [script, full, given] = [
        scriptOf(name),
        nameKey(name.family + name.given),
        nameKey(name.given),
      ]
      const key = `${script} ${full} ${given}`
      if (full === '' || keys.has(key)) continue
      keys.add(key)
      addName.run(patient, script, full, given)
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
