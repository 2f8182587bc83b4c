/** What became of a sealed medium: compares a seal with the manifest of the load that read the medium again. */

import { dataTypeOf } from '../../model/codes/data-types.ts'
import { formats } from '../formats/registry.ts'
import type { Connection } from '../writer/generation-database.ts'
import { readSeal, type SealFacts } from './medium-seal.ts'

/** Differences named in the report; all stand in manifest.sqlite's table `seal_difference`. */
const NAMED = 1_000

export interface SealComparison extends SealFacts {
  /** Label of the source. */
  readonly source: string
  readonly same: number
  readonly changed: number
  readonly missing: number
  readonly added: number
  readonly named: readonly { readonly path: string; readonly difference: string }[]
}

/**
 * Writes every changed, missing and added file of a source into the manifest, makes the changed ones doubtful, and makes the
 * patients known whom only missing files name. To be called before patients are described and doubtful files are written.
 * @throws BrokenSeal, UnreadableSeal
 */
export async function compareWithSeal(
  db: Connection,
  source: { readonly id: number; readonly label: string },
  file: string,
  ownKey: string,
): Promise<SealComparison> {
  db.exec('CREATE TABLE IF NOT EXISTS work.sealed (source_id, path, size, sha256)')
  const insert = db.prepare('INSERT INTO work.sealed VALUES (?, ?, ?, ?)')
  const facts = await readSeal(file, ownKey, ({ path, size, sha256 }) => {
    insert.run(source.id, path, size, sha256)
  })
  db.exec('CREATE INDEX IF NOT EXISTS work.sealed_path ON sealed (source_id, path)')
  writeDifferences(db, source.id)
  doubtChanged(db, source.id, facts.sealedAt)
  addMissingPatients(db, source.id)
  const count = (difference: string) =>
    db
      .prepare(
        'SELECT count(*) FROM manifest.seal_difference WHERE source_id = ? AND difference = ?',
      )
      .pluck()
      .get(source.id, difference) as number
  const [changed, missing, added] = [count('changed'), count('missing'), count('added')]
  const named = db
    .prepare<[number], { path: string; difference: string }>(
      `SELECT path, difference FROM manifest.seal_difference WHERE source_id = ? ORDER BY difference, path LIMIT ${NAMED}`,
    )
    .all(source.id)
  const same = facts.files - changed - missing
  return { ...facts, source: source.label, same, changed, missing, added, named }
}

function writeDifferences(db: Connection, source: number): void {
  db.prepare(
    `INSERT INTO manifest.seal_difference (source_id, path, difference, patient_id, data_type, date, detail)
     SELECT f.source_id, f.path, CASE WHEN s.path IS NULL THEN 'added' ELSE 'changed' END,
       f.patient_id, f.data_type, f.date,
       CASE WHEN s.path IS NULL THEN '' ELSE 'sealed: ' || s.size || ' bytes, SHA-256 ' || s.sha256 END
     FROM manifest.file f LEFT JOIN work.sealed s ON s.source_id = f.source_id AND s.path = f.path
     WHERE f.source_id = ? AND (s.path IS NULL OR s.sha256 <> f.sha256)`,
  ).run(source)
  db.exec(
    'CREATE TABLE IF NOT EXISTS work.found (path TEXT PRIMARY KEY) WITHOUT ROWID; DELETE FROM work.found',
  )
  db.prepare(
    'INSERT OR IGNORE INTO work.found SELECT path FROM manifest.file WHERE source_id = ?',
  ).run(source)
  const missing = db
    .prepare<[number], { path: string; detail: string }>(
      `SELECT path, 'sealed: ' || size || ' bytes' AS detail FROM work.sealed
       WHERE source_id = ? AND path NOT IN (SELECT path FROM work.found)`,
    )
    .all(source)
  noteMissing(db, source, missing)
}

/** A changed file that reads well is still not the one that was backed up: its chart says so. */
function doubtChanged(db: Connection, source: number, sealedAt: string): void {
  db.prepare(
    `UPDATE manifest.file SET verdict = 'suspicious', detail = 'another SHA-256 stands in the seal of ' || @sealedAt
     WHERE source_id = @source AND verdict = 'sound' AND sha256 <> '' AND path IN
       (SELECT d.path FROM manifest.seal_difference d JOIN work.sealed s ON s.source_id = d.source_id AND s.path = d.path
        WHERE d.source_id = @source AND d.difference = 'changed' AND s.sha256 <> '')`,
  ).run({ source, sealedAt })
}

/** Writes files that should be there, unless they are noted already. Whose they are, their paths tell. */
export function noteMissing(
  db: Connection,
  source: number,
  files: readonly { readonly path: string; readonly detail: string }[],
): void {
  const insert = db.prepare(
    `INSERT INTO manifest.seal_difference SELECT @source, @path, 'missing', @patientId, @dataType, @date, @detail
     WHERE NOT EXISTS (SELECT 1 FROM manifest.seal_difference
                       WHERE source_id = @source AND path = @path AND difference = 'missing')`,
  )
  for (const { path, detail } of files) {
    const facts = formats.map((format) => format.claim(path)).find((found) => found !== null)
    const { patientId = '', dataType = '', date = '' } = facts ?? {}
    insert.run({ source, path, patientId, dataType, date, detail })
  }
}

/** A patient all of whose files are gone still has a chart that says so. */
export function addMissingPatients(db: Connection, source: number): void {
  const insert = db.prepare(
    `INSERT INTO patient SELECT coalesce(max(id), 0) + 1, ?, '', '', '', '', '', NULL, '', '', '', '', '', '', NULL, NULL, 0, NULL, '',
       '', '[]', '[]', -1, NULL, NULL, 0 FROM patient`,
  )
  const unknown = db
    .prepare<[number], string>(
      `SELECT DISTINCT patient_id FROM manifest.seal_difference WHERE source_id = ? AND difference = 'missing'
         AND patient_id <> '' AND patient_id NOT IN (SELECT patient_id FROM patient)`,
    )
    .pluck()
    .all(source)
  for (const patientId of unknown) insert.run(patientId)
}

/** A gap for each file that a seal or a list of checksums names and that is not there. */
export function writeMissingFiles(db: Connection): void {
  const insert = db.prepare(
    `INSERT INTO gap (patient, area, data_type, date, reason, detail, source_id, file_id)
     VALUES (?, ?, ?, ?, 'missing-file', ?, ?, 0)`,
  )
  const missing = db
    .prepare<
      [],
      { source: number; patient: number | null; dataType: string; date: string; path: string }
    >(
      `SELECT d.source_id AS source, coalesce(p.merged_into, p.id) AS patient, d.data_type AS dataType, d.date, d.path
       FROM manifest.seal_difference d LEFT JOIN patient p ON p.patient_id = d.patient_id
       WHERE d.difference = 'missing'`,
    )
    .all()
  for (const { source, patient, dataType, date, path } of missing) {
    insert.run(patient, dataTypeOf(dataType).area, dataType, date, path, source)
  }
}
