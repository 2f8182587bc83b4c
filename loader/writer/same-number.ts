/**
 * One number in several sources. A hospital's systems share its patients' numbers, so their facts join in one chart, unless
 * what two sources say of the person contradicts (same-person.ts): then the sources do not mean the same person, or one
 * of them is wrong, and nobody here can tell. The first source keeps the bare number, the other one's patient stands apart as
 * `label|number`, and both charts say so. Where they join and yet something differs, the chart says that.
 */
import { FACT_TABLES } from '../../model/patient-facts.ts'
import type { PatientRecord } from '../../model/records/patient.ts'
import type { Connection } from './generation-database.ts'
import { differenceOf, type Persona } from './same-person.ts'

/** Everything that leads to a patient and to a file, before patients are described. */
const TABLES = [
  ...FACT_TABLES.map((table) => `main.${table}` as const),
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
  readonly file_id: number
  readonly data_type: string
  readonly persona: Persona
}

export function separateSources(db: Connection): void {
  const sources = db.prepare('SELECT count(*) FROM manifest.source').pluck().get() as number
  if (sources < 2) return
  for (const [, [holder, ...others]] of Map.groupBy(saidBySources(db), ({ patient }) => patient)) {
    if (holder !== undefined) settleNumber(db, holder, others)
  }
}

/** Each source is held against all that have joined: one that knows the year alone must not tie two who differ by the day. */
function settleNumber(db: Connection, holder: Said, others: readonly Said[]): void {
  const joined = [holder]
  for (const other of others) {
    const differences = joined.map((member) => ({
      member,
      difference: differenceOf(holder.patient_id, member.persona, other.persona),
    }))
    const against = differences.find(({ difference }) => difference?.isOther === true)
    if (against !== undefined) {
      separate(
        db,
        holder,
        other,
        `${against.member.label} / ${other.label}: ${against.difference?.what}`,
      )
      continue
    }
    joined.push(other)
    for (const { member, difference } of differences) {
      if (difference !== null)
        tell(db, other, 'identity-differs', `${member.label} / ${other.label}: ${difference.what}`)
    }
  }
}

/** What each source says of each patient: its newest master, else the newest mention. */
function saidBySources(db: Connection): Said[] {
  const rows = db.prepare<[], Omit<Said, 'persona'> & { record: string }>(
    `SELECT c.patient, p.patient_id, c.source_id, s.label, c.record, c.file_id, c.data_type FROM (
         SELECT c.patient, f.source_id, c.file_id, f.data_type, d.record,
           row_number() OVER (PARTITION BY c.patient, f.source_id ORDER BY c.rank DESC, c.newness DESC, f.path DESC, c.id DESC) AS place
         FROM work.patient_candidate c JOIN manifest.file f ON f.id = c.file_id
           JOIN work.demographics d ON d.id = c.demographics WHERE c.rank >= ${CURRENT}) c
       JOIN patient p ON p.id = c.patient JOIN manifest.source s ON s.id = c.source_id
       WHERE c.place = 1 ORDER BY c.patient, c.source_id`,
  )
  return rows.all().map(({ record, ...said }) => {
    const { birthDate, sex, names, identifiers } = JSON.parse(record) as PatientRecord
    return { ...said, persona: { birth: birthDate?.at ?? '', sex, names, identifiers } }
  })
}

type Reason = 'identity-differs' | 'kept-apart'

/** A chart says what is not the same. */
function tell(
  db: Connection,
  { patient, data_type, source_id, file_id }: Said,
  reason: Reason,
  what: string,
): void {
  db.prepare(
    `INSERT INTO gap (patient, area, data_type, date, reason, detail, source_id, file_id)
     VALUES (?, 'demographics', ?, '', ?, ?, ?, ?)`,
  ).run(patient, data_type, reason, what, source_id, file_id)
}

function separate(db: Connection, holder: Said, other: Said, said: string): void {
  const number = `${other.label}|${other.patient_id}`
  const created = db
    .prepare(
      `INSERT INTO patient SELECT max(id) + 1, ?, '', '', '', '', '', NULL, '', '', '', '', '', '', NULL, NULL, 0, NULL, '', '', '[]',
         '[]', -1, NULL, NULL, 0 FROM patient`,
    )
    .run(number)
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
  ).run(number, holder.patient_id, other.source_id)
  tell(db, holder, 'kept-apart', `${said}; the other chart is ${number}`)
  const own = { ...other, patient: apart }
  tell(db, own, 'kept-apart', `${said}; the other chart is ${holder.patient_id}`)
}
