/**
 * What one generation has that another has not: by source, by kind of record and data type, and by patient.
 *
 * A patient is followed through merges: what was under two ids in the first generation is compared with what the survivor
 * has in the second. Only facts that are valid in their source (standing 1 or 3) count. Results are counted by their groups (OBR).
 */
import path from 'node:path'
import Database from 'better-sqlite3'
import { dataTypeOf } from '../../model/codes/data-types.ts'

/** Patients named in each list; all are counted. */
const NAMED = 1_000

export interface Change {
  readonly before: number
  readonly after: number
}

export interface KindChange extends Change {
  readonly kind: string
}

export interface DataTypeChange extends Change {
  readonly dataType: string
  readonly ja: string
  readonly en: string
}

export interface PatientChange {
  readonly patientId: string
  readonly name: string
  /** Kinds whose counts differ. */
  readonly kinds: readonly KindChange[]
}

export interface GenerationDifference {
  readonly from: string
  readonly to: string
  /** Labels of sources. */
  readonly lostSources: readonly string[]
  readonly newSources: readonly string[]
  /** Valid records, every kind that either has. */
  readonly kinds: readonly KindChange[]
  /** Loaded files, every data type that either has. */
  readonly dataTypes: readonly DataTypeChange[]
  /** Patients with anything valid at all. */
  readonly patients: Change & {
    readonly lost: number
    readonly new: number
    readonly fewer: number
  }
  /** Had something, have nothing any more; with what they had. */
  readonly lostPatients: readonly PatientChange[]
  readonly newPatients: readonly PatientChange[]
  /** Have less of something. */
  readonly fewer: readonly PatientChange[]
}

/** Kinds whose records belong to one patient. `demographics`: known from more than paths. */
const COUNTED: Readonly<Record<string, string>> = {
  demographics: 'SELECT id AS patient FROM @.patient WHERE mastered >= 0',
  allergy: 'SELECT patient FROM @.allergy WHERE standing IN (1, 3)',
  problem: 'SELECT patient FROM @.problem WHERE standing IN (1, 3)',
  medicationOrder: 'SELECT patient FROM @.medication_order WHERE standing IN (1, 3)',
  administration: 'SELECT patient FROM @.administration WHERE standing = 1',
  dispense: 'SELECT patient FROM @.dispense WHERE standing = 1',
  observationGroup: 'SELECT patient FROM @.observation_group WHERE standing IN (1, 3)',
  order: 'SELECT patient FROM @.clinical_order WHERE standing = 1',
  procedure: 'SELECT patient FROM @.procedure WHERE standing = 1',
  encounterEvent: 'SELECT patient FROM @.encounter_event WHERE standing = 1',
  document: 'SELECT patient FROM @.document WHERE standing = 1',
  imageStudy: 'SELECT patient FROM @.image_study WHERE standing = 1',
}

type Connection = Database.Database

/**
 * @param from folder of the earlier generation.
 * @param to folder of the later one, published or being built (then closed).
 */
export function compareGenerations(from: string, to: string): GenerationDifference {
  const db = new Database(path.join(from, 'chart.sqlite'), { readonly: true })
  try {
    db.prepare('ATTACH ? AS later').run(path.join(to, 'chart.sqlite'))
    db.prepare('ATTACH ? AS manifest_from').run(path.join(from, 'manifest.sqlite'))
    db.prepare('ATTACH ? AS manifest_to').run(path.join(to, 'manifest.sqlite'))
    countByPatient(db)
    const id = (schema: string) =>
      db.prepare<[], string>(`SELECT id FROM ${schema}.generation`).pluck().get() ?? ''
    return {
      from: id('main'),
      to: id('later'),
      lostSources: sources(db, 'main', 'later'),
      newSources: sources(db, 'later', 'main'),
      kinds: db
        .prepare<[], KindChange>(
          `SELECT kind, sum(before) AS before, sum(after) AS after FROM tally GROUP BY kind ORDER BY min(place)`,
        )
        .all(),
      dataTypes: dataTypes(db),
      ...patients(db),
    }
  } finally {
    db.close()
  }
}

/** Something that the later generation has nothing of any more. */
export interface Loss {
  readonly what: 'patients' | 'kind' | 'dataType' | 'source' | 'comparison'
  /** The kind's, data type's or source's name; for a comparison that failed, why. */
  readonly name: string
  /** Patients, records or files that were there before. */
  readonly before: number
}

/** Patients, kinds, data types and sources that the later generation has lost whole. */
export function lossesOf(difference: GenerationDifference): Loss[] {
  const { patients, kinds, dataTypes, lostSources } = difference
  const isLost = ({ before, after }: Change) => before > 0 && after === 0
  return [
    ...(patients.lost > 0 ? [{ what: 'patients', name: '', before: patients.lost } as const] : []),
    ...kinds
      .filter(isLost)
      .map((each) => ({ what: 'kind', name: each.kind, before: each.before }) as const),
    ...dataTypes
      .filter(isLost)
      .map((each) => ({ what: 'dataType', name: each.dataType, before: each.before }) as const),
    ...lostSources.map((name) => ({ what: 'source', name, before: 1 }) as const),
  ]
}

/** temp.tally: what each patient, under the later generation's surviving id, has of each kind in both. */
function countByPatient(db: Connection): void {
  db.exec(`
    CREATE TEMP TABLE tally (patient_id TEXT, kind TEXT, place INTEGER, before INTEGER, after INTEGER);
    CREATE TEMP TABLE person_later AS SELECT p.id, coalesce(s.patient_id, p.patient_id) AS patient_id
      FROM later.patient p LEFT JOIN later.patient s ON s.id = p.merged_into;
    CREATE UNIQUE INDEX temp.person_later_id ON person_later (id);
    CREATE TEMP TABLE person_main AS
      SELECT p.id, coalesce(l.patient_id, s.patient_id, p.patient_id) AS patient_id
      FROM main.patient p LEFT JOIN main.patient s ON s.id = p.merged_into
      LEFT JOIN later.patient q ON q.patient_id = coalesce(s.patient_id, p.patient_id)
      LEFT JOIN person_later l ON l.id = q.id;
    CREATE UNIQUE INDEX temp.person_main_id ON person_main (id);`)
  Object.entries(COUNTED).forEach(([kind, rows], place) => {
    for (const schema of ['main', 'later'] as const) {
      const counts = schema === 'main' ? 'count(*), 0' : '0, count(*)'
      db.prepare(
        `INSERT INTO tally SELECT p.patient_id, ?, ?, ${counts} FROM (${rows.replaceAll('@', schema)}) r
         JOIN person_${schema} p ON p.id = r.patient GROUP BY p.patient_id`,
      ).run(kind, place)
    }
  })
  db.exec(`
    CREATE TEMP TABLE person_total AS SELECT patient_id, sum(before) AS before, sum(after) AS after
      FROM tally GROUP BY patient_id;
    CREATE INDEX temp.tally_patient ON tally (patient_id);`)
}

function sources(db: Connection, schema: string, other: string): string[] {
  return db
    .prepare<[], string>(
      `SELECT label FROM ${schema}.source WHERE label NOT IN (SELECT label FROM ${other}.source) ORDER BY label`,
    )
    .pluck()
    .all()
}

function dataTypes(db: Connection): DataTypeChange[] {
  return db
    .prepare<[], Change & { dataType: string }>(
      `SELECT data_type AS dataType, sum(before) AS before, sum(after) AS after FROM (
         SELECT data_type, count(*) AS before, 0 AS after FROM manifest_from.file
         WHERE disposition = 'loaded' GROUP BY data_type
         UNION ALL SELECT data_type, 0, count(*) FROM manifest_to.file
         WHERE disposition = 'loaded' GROUP BY data_type)
       WHERE data_type <> '' GROUP BY data_type ORDER BY data_type`,
    )
    .all()
    .map((row) => ({ ...row, ja: dataTypeOf(row.dataType).ja, en: dataTypeOf(row.dataType).en }))
}

function patients(db: Connection) {
  const count = (condition: string) =>
    db.prepare(`SELECT count(*) FROM person_total WHERE ${condition}`).pluck().get() as number
  const fewer = `after > 0 AND EXISTS (SELECT 1 FROM tally t WHERE t.patient_id = person_total.patient_id
    GROUP BY t.kind HAVING sum(t.after) < sum(t.before))`
  return {
    patients: {
      before: count('before > 0'),
      after: count('after > 0'),
      lost: count('before > 0 AND after = 0'),
      new: count('before = 0 AND after > 0'),
      fewer: count(fewer),
    },
    lostPatients: patientChanges(db, 'before > 0 AND after = 0', 'main'),
    newPatients: patientChanges(db, 'before = 0 AND after > 0', 'later'),
    fewer: patientChanges(db, fewer, 'later'),
  }
}

/** The most affected first. */
function patientChanges(db: Connection, condition: string, names: string): PatientChange[] {
  const kinds = db.prepare<[string], KindChange>(
    `SELECT kind, sum(before) AS before, sum(after) AS after FROM tally WHERE patient_id = ?
     GROUP BY kind HAVING sum(before) <> sum(after) ORDER BY min(place)`,
  )
  return db
    .prepare<[], { patientId: string; name: string }>(
      `SELECT person_total.patient_id AS patientId, coalesce(nullif(trim(p.family || ' ' || p.given), ''),
         p.name_alphabetic, '') AS name
       FROM person_total LEFT JOIN ${names}.patient p ON p.patient_id = person_total.patient_id
       WHERE ${condition} ORDER BY before - after DESC, person_total.patient_id LIMIT ${NAMED}`,
    )
    .all()
    .map((patient) => ({ ...patient, kinds: kinds.all(patient.patientId) }))
}
