/**
 * Clinical documents state again what earlier ones stated: every summary of a patient carries the whole list of allergies, problems and
 * medicines. What several documents of one source say in all the same words is shown once.
 *
 * Rule: rows of one patient in several CDA documents that agree in every column, and in every drug or result, are one fact. A document that
 * says one thing twice keeps both; what differs in anything stands beside the other.
 */
import type { Connection } from '../generation-database.ts'
import { REPEATED } from './stated.ts'

/** Kinds of facts, with what belongs to a row and stands in a table of its own. */
const FACTS: readonly (readonly [table: string, parts: string])[] = [
  ['allergy', "''"],
  ['problem', "''"],
  [
    'medication_order',
    `(SELECT json_group_array(json_array(role, drug_id, dose, dose_unit_id) ORDER BY seq)
      FROM medication_component WHERE medication_order = t.id)`,
  ],
  ['administration', "''"],
  ['dispense', "''"],
  [
    'observation_group',
    `(SELECT json_group_array(json_array(item_id, sub_id, value, comparator, unit_id, range, flag, status, observed_text, note, method_id)
        ORDER BY seq)
      FROM observation WHERE group_id = t.id)`,
  ],
  ['procedure', "''"],
]

/** The row's own, and the number that its document gives a problem: no words of the statement. */
const NO_WORDS: ReadonlySet<string> = new Set(['id', 'file_id', 'standing', 'instance_id'])

export function hideRestated(db: Connection): void {
  const isCda = "FROM manifest.file WHERE format = 'cda'"
  if (db.prepare(`SELECT 1 ${isCda} LIMIT 1`).get() === undefined) return
  for (const [table, parts] of FACTS) {
    const words = columnsOf(db, table).filter((column) => !NO_WORDS.has(column))
    db.exec(`
      UPDATE ${table} SET standing = ${REPEATED} WHERE id IN (
        SELECT id FROM (
          SELECT t.id, t.file_id, min(t.file_id) OVER (PARTITION BY f.source_id, ${words.map((word) => `t.${word}`).join(', ')}, ${parts}) AS first
          FROM ${table} t JOIN (SELECT id, source_id ${isCda}) f ON f.id = t.file_id
          WHERE t.standing = 1)
        WHERE file_id > first)`)
  }
}

function columnsOf(db: Connection, table: string): string[] {
  return db.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table) as string[]
}
