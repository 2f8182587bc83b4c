/** What a load was: counts, data types, affected patients. Made from the databases, before they are closed. */
import { DATA_TYPES, dataTypeOf } from '../../model/codes/data-types.ts'
import type { FileDisposition } from '../../model/codes/file-dispositions.ts'
import type { Connection } from '../writer/generation-database.ts'
import type { FileCounts } from '../writer/reconcile.ts'
import type { Activation } from './activation.ts'

/** More affected patients than this are counted, and listed in chart.sqlite's table `gap` only. */
const PATIENTS_LISTED = 10_000

export interface SourceReport {
  readonly label: string
  readonly location: string
  readonly format: string
  readonly asOf: string
  readonly asOfBasis: string
  readonly files: number
}

export interface DataTypeReport extends Record<FileDisposition, number> {
  readonly dataType: string
  readonly ja: string
  readonly en: string
  readonly seen: number
}

export interface AffectedPatient {
  readonly patientId: string
  readonly name: string
  readonly gaps: number
  /** Data type, reason and how often, most frequent first. */
  readonly missing: readonly { dataType: string; reason: string; count: number }[]
}

export interface LoadReport {
  readonly generation: string
  readonly asOf: string
  /** UTC. */
  readonly loadedAt: string
  readonly seconds: number
  readonly files: FileCounts
  readonly bytes: number
  readonly patients: number
  readonly records: Readonly<Record<string, number>>
  readonly gaps: number
  /** Whether it became the generation that is served. */
  readonly current: boolean
  /** What it was compared with, what it has lost against it, and why it is served nevertheless. */
  readonly activation: Activation
  readonly sources: readonly SourceReport[]
  readonly dataTypes: readonly DataTypeReport[]
  /** Quarantined, ignored and other files by reason. */
  readonly reasons: readonly { disposition: string; reason: string; files: number }[]
  readonly charsets: readonly { charset: string; files: number }[]
  readonly fieldProblems: number
  readonly affectedPatients: number
  readonly affected: readonly AffectedPatient[]
  /** Seconds of each phase, in order. */
  readonly phases: Readonly<Record<string, number>>
}

/** The parts of the report that the databases tell. */
export function describeGeneration(db: Connection) {
  return {
    sources: db
      .prepare<[], SourceReport>(
        'SELECT label, location, format, as_of AS asOf, as_of_basis AS asOfBasis, files FROM main.source ORDER BY id',
      )
      .all(),
    dataTypes: dataTypes(db),
    reasons: db
      .prepare<[], { disposition: string; reason: string; files: number }>(
        `SELECT disposition, reason, count(*) AS files FROM manifest.file WHERE reason <> ''
         GROUP BY disposition, reason ORDER BY files DESC`,
      )
      .all(),
    charsets: db
      .prepare<[], { charset: string; files: number }>(
        `SELECT charset, count(*) AS files FROM manifest.file WHERE charset <> '' GROUP BY charset ORDER BY files DESC`,
      )
      .all(),
    fieldProblems: count(db, 'SELECT count(*) FROM field_problem'),
    affectedPatients: count(db, 'SELECT count(DISTINCT patient) FROM gap'),
    affected: affectedPatients(db),
  }
}

function dataTypes(db: Connection): DataTypeReport[] {
  const order = Object.keys(DATA_TYPES)
  const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length)
  return db
    .prepare<[], Omit<DataTypeReport, 'ja' | 'en'>>(
      `SELECT data_type AS dataType, count(*) AS seen,
         sum(disposition = 'loaded') AS loaded, sum(disposition = 'superseded') AS superseded,
         sum(disposition = 'deleted') AS deleted, sum(disposition = 'quarantined') AS quarantined,
         sum(disposition = 'notInterpreted') AS notInterpreted, sum(disposition = 'ignored') AS ignored
       FROM manifest.file GROUP BY data_type ORDER BY data_type`,
    )
    .all()
    .map((row) => ({ ...row, ja: dataTypeOf(row.dataType).ja, en: dataTypeOf(row.dataType).en }))
    .sort((a, b) => place(a.dataType) - place(b.dataType))
}

function affectedPatients(db: Connection): AffectedPatient[] {
  const missing = db.prepare<[number], { dataType: string; reason: string; count: number }>(
    `SELECT data_type AS dataType, reason, count(*) AS count FROM gap WHERE patient = ?
     GROUP BY data_type, reason ORDER BY count DESC, data_type`,
  )
  return db
    .prepare<[], { id: number; patientId: string; name: string; gaps: number }>(
      `SELECT p.id, p.patient_id AS patientId, trim(p.family || ' ' || p.given) AS name, count(*) AS gaps
       FROM gap g JOIN patient p ON p.id = g.patient GROUP BY p.id ORDER BY gaps DESC, p.patient_id LIMIT ${PATIENTS_LISTED}`,
    )
    .all()
    .map(({ id, ...patient }) => ({ ...patient, missing: missing.all(id) }))
}

function count(db: Connection, sql: string): number {
  return db.prepare(sql).pluck().get() as number
}
