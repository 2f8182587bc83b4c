/** What a load was: counts, data types, affected patients. Made from the databases, before they are closed. */
import { DATA_TYPES, dataTypeOf } from '../../model/codes/data-types.ts'
import type { FileDisposition } from '../../model/codes/file-dispositions.ts'
import type { Verdict } from '../screening/finding.ts'
import {
  type MediumVerdict,
  mediumVerdict,
  type VerdictCounts,
  worse,
} from '../screening/medium-verdict.ts'
import type { SealComparison } from '../seal/compare-medium.ts'
import type { Connection } from '../writer/generation-database.ts'
import type { FileCounts } from '../writer/reconcile.ts'
import type { Activation } from './activation.ts'

const FILES_LISTED = 1_000
/** More affected patients than this are counted, and listed in chart.sqlite's table `gap` only. */
const PATIENTS_LISTED = 10_000

export interface SourceReport {
  readonly label: string
  readonly location: string
  readonly format: string
  readonly asOf: string
  readonly asOfBasis: string
  readonly files: number
  readonly medium: MediumVerdict
  /** Files by verdict of the screening; '' = not examined. */
  readonly verdicts: VerdictCounts
}

export interface SuspiciousFile {
  readonly path: string
  readonly patientId: string
  readonly dataType: string
  readonly detail: string
}

/** What is missing and belongs to no single patient: days, kinds, unknown files. */
export interface GeneralGap {
  readonly dataType: string
  readonly date: string
  readonly reason: string
  readonly detail: string
  /** '' = not about one file. */
  readonly path: string
}

export interface DataTypeReport extends Record<FileDisposition, number> {
  readonly dataType: string
  readonly ja: string
  readonly en: string
  readonly seen: number
}

export interface ResourceCounts {
  readonly seen: number
  readonly loaded: number
  /** Read for what others refer to: staff, places. */
  readonly supporting: number
  readonly notInterpreted: number
  readonly refused: number
}

export interface AffectedPatient {
  readonly patientId: string
  readonly name: string
  readonly gaps: number
  /** Data type, reason and how often, most frequent first. */
  readonly missing: readonly { dataType: string; reason: string; count: number }[]
}

/** What was not read from the media, but stands as an earlier load has read it. */
export interface TakenOver {
  /** Same path, length and time of change. */
  readonly files: number
  readonly bytes: number
  /** Files whose bytes had changed though path, length and time were the same: then nothing is taken over. */
  readonly changedUnseen: number
  /** Whether the next load can take over from this one. */
  readonly isKept: boolean
}

export interface LoadReport {
  readonly generation: string
  /** '' = whole; `inpatients` = it holds the folders of those who are probably in a bed, and nobody else's. */
  readonly partial: '' | 'inpatients'
  /** Of the generation of in-patients that was published before this one; null = none was. */
  readonly inpatientsFirst: { readonly seconds: number; readonly patients: number } | null
  readonly asOf: string
  /** UTC. */
  readonly loadedAt: string
  readonly seconds: number
  readonly files: FileCounts
  readonly bytes: number
  readonly patients: number
  readonly records: Readonly<Record<string, number>>
  readonly gaps: number
  /** Files whose bytes no seal, no checksum of an archive and no generation before vouches for; unwitnessed-files.csv names them. */
  readonly unwitnessed: number
  /** Images that were indexed and not copied, as the operator asked: their pixels are not shown. */
  readonly uncopied: number
  readonly takenOver: TakenOver
  /** Whether it became the generation that is served. */
  readonly current: boolean
  /** What it was compared with, what it has lost against it, and why it is served nevertheless. */
  readonly activation: Activation
  /** The worst of the sources'. */
  readonly medium: MediumVerdict
  /** Why a medium that should not be used was loaded all the same; '' = it did not come to that. */
  readonly acceptedDamage: string
  /** One for each source that was compared with its seal. */
  readonly seals: readonly SealComparison[]
  /** Read into charts, with something against them; at most a thousand, all in manifest.sqlite. */
  readonly suspicious: readonly SuspiciousFile[]
  /** Gaps of no single patient, at most a thousand. */
  readonly generalGaps: readonly GeneralGap[]
  readonly sources: readonly SourceReport[]
  readonly dataTypes: readonly DataTypeReport[]
  /** Of the files that hold many independent parts: FHIR resources. `seen` is the sum of the others. */
  readonly resources: ResourceCounts
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
    ...screened(db),
    generalGaps: db
      .prepare<[], GeneralGap>(
        `SELECT gap.data_type AS dataType, gap.date, gap.reason, gap.detail, coalesce(path, '') AS path
         FROM gap LEFT JOIN manifest.file ON file.id = gap.file_id WHERE patient IS NULL
         ORDER BY gap.reason = 'missing-days' DESC, gap.reason = 'missing-kind' DESC, gap.id LIMIT ${FILES_LISTED}`,
      )
      .all(),
    dataTypes: dataTypes(db),
    resources: resources(db),
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

/** Sources with their verdicts, the worst of these, and the suspicious files. */
function screened(db: Connection) {
  const counts = db.prepare<[number], { verdict: Verdict; files: number }>(
    'SELECT verdict, count(*) AS files FROM manifest.file WHERE source_id = ? GROUP BY verdict',
  )
  const sources = db
    .prepare<[], Omit<SourceReport, 'medium' | 'verdicts'> & { id: number }>(
      'SELECT id, label, location, format, as_of AS asOf, as_of_basis AS asOfBasis, files FROM main.source ORDER BY id',
    )
    .all()
    .map(({ id, ...source }): SourceReport => {
      const verdicts: VerdictCounts = Object.fromEntries(
        counts.all(id).map(({ verdict, files }) => [verdict, files]),
      )
      return { ...source, medium: mediumVerdict(verdicts), verdicts }
    })
  const suspicious = db
    .prepare<[], SuspiciousFile>(
      `SELECT path, patient_id AS patientId, data_type AS dataType, detail FROM manifest.file
       WHERE verdict = 'suspicious' AND disposition <> 'quarantined' ORDER BY id LIMIT ${FILES_LISTED}`,
    )
    .all()
  return { sources, medium: sources.map(({ medium }) => medium).reduce(worse, 'clean'), suspicious }
}

function resources(db: Connection): ResourceCounts {
  return db
    .prepare<[], ResourceCounts>(
      `SELECT coalesce(sum(seen), 0) AS seen, coalesce(sum(loaded), 0) AS loaded,
         coalesce(sum(supporting), 0) AS supporting, coalesce(sum(not_interpreted), 0) AS notInterpreted,
         coalesce(sum(refused), 0) AS refused
       FROM work.file_piece`,
    )
    .get() as ResourceCounts
}

/** Counts files; of files that hold many independent parts, those. */
function dataTypes(db: Connection): DataTypeReport[] {
  const order = Object.keys(DATA_TYPES)
  const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length)
  return db
    .prepare<[], Omit<DataTypeReport, 'ja' | 'en'>>(
      `WITH piece AS (
         SELECT file_id, sum(seen) AS seen, sum(loaded + supporting) AS loaded, sum(not_interpreted) AS other,
           sum(refused) AS refused
         FROM work.file_piece GROUP BY file_id)
       SELECT data_type AS dataType, sum(coalesce(p.seen, 1)) AS seen,
         sum(coalesce(p.loaded, disposition = 'loaded')) AS loaded,
         sum(p.seen IS NULL AND disposition = 'superseded') AS superseded,
         sum(p.seen IS NULL AND disposition = 'deleted') AS deleted,
         sum(coalesce(p.refused, disposition = 'quarantined')) AS quarantined,
         sum(coalesce(p.other, disposition = 'notInterpreted')) AS notInterpreted,
         sum(disposition = 'ignored') AS ignored
       FROM manifest.file LEFT JOIN piece p ON p.file_id = file.id GROUP BY data_type ORDER BY data_type`,
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
