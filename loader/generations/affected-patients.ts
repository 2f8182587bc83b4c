/**
 * `affected-patients.csv`: whose record is incomplete, for the letters. UTF-8 with a byte order mark and CRLF, so that a
 * Japanese Excel opens it (RFC 4180 otherwise); most affected first.
 */
import fs from 'node:fs'
import { dataTypeOf } from '../../model/codes/data-types.ts'
import { GAP_REASONS } from '../../model/codes/gap-reasons.ts'
import { csvLine } from '../csv-line.ts'
import type { Connection } from '../writer/generation-database.ts'

/** The list for letters to the affected, in the generation's folder. */
export const AFFECTED = 'affected-patients.csv'

const HEAD = ['患者ID', '氏名', 'カナ氏名', '生年月日', '欠落件数', '種別', '日付', '理由']
/** Dates named for one patient; the rest is counted. */
const DATES_NAMED = 20

interface Affected {
  readonly patientId: string
  readonly name: string
  readonly kana: string
  readonly birth: string
  readonly gaps: number
  /** JSON arrays. */
  readonly dataTypes: string
  readonly dates: string
  readonly reasons: string
}

export function writeAffectedPatients(db: Connection, file: string): void {
  const fd = fs.openSync(file, 'w')
  try {
    fs.writeFileSync(fd, `\ufeff${csvLine(HEAD)}`)
    for (const patient of affected(db).iterate()) fs.writeFileSync(fd, csvLine(cellsOf(patient)))
  } finally {
    fs.closeSync(fd)
  }
}

function affected(db: Connection) {
  return db.prepare<[], Affected>(
    `SELECT p.patient_id AS patientId,
       coalesce(nullif(trim(p.family || ' ' || p.given), ''), p.name_alphabetic) AS name,
       trim(p.family_kana || ' ' || p.given_kana) AS kana, coalesce(p.birth_at, p.birth_text) AS birth,
       count(*) AS gaps, json_group_array(DISTINCT g.data_type) AS dataTypes,
       json_group_array(DISTINCT g.date) AS dates, json_group_array(DISTINCT g.reason) AS reasons
     FROM gap g JOIN patient p ON p.id = g.patient
     GROUP BY p.id ORDER BY gaps DESC, p.patient_id`,
  )
}

function cellsOf({ patientId, name, kana, birth, gaps, dataTypes, dates, reasons }: Affected) {
  const list = (json: string) => (JSON.parse(json) as string[]).filter((each) => each !== '').sort()
  const known = list(dates)
  const rest = known.length - DATES_NAMED
  const named = known.slice(0, DATES_NAMED).join(' ') + (rest > 0 ? ` ほか ${rest} 日` : '')
  return [
    patientId,
    name,
    kana,
    birth,
    String(gaps),
    list(dataTypes)
      .map((each) => dataTypeOf(each).ja)
      .join('、'),
    named,
    list(reasons)
      .map((each) => GAP_REASONS[each]?.ja ?? each)
      .join('、'),
  ]
}
