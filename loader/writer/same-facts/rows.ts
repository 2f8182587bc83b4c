/** Facts that are one row each (allergies, problems, medicines): pairs those of several sources, patient by patient. */
import type { Connection } from '../generation-database.ts'
import { pair, type Rules } from './pairing.ts'
import { REPEATED, type Stated, VERSION_RULES } from './stated.ts'

/** What every query of a kind gives; columns of the kind's own stand beside them. */
export interface FactRow {
  readonly patient: number
  readonly source: number
  readonly record: number
  readonly standing: number
  readonly version_key: string
  readonly version_time: string
  readonly path: string
}

export type Fact<Row extends FactRow> = Row & Stated

export interface FactKind<Row extends FactRow> {
  readonly kind: 'allergy' | 'problem' | 'medication'
  readonly table: 'allergy' | 'problem' | 'medication_order'
  /** Columns of the table that the rules look at, as SQL. */
  readonly columns: string
  /** Facts that may be the same have the same; null = like no other. */
  keyOf(row: Row): string | null
  /** When it was; the same text for what has no time of its own. */
  timeOf(row: Row): string
  isCurrent(row: Row): boolean
  /** Of rows that may be the same, those that speak for their source. */
  spokesmen?(rows: readonly Fact<Row>[]): Fact<Row>[]
  readonly rules: Pick<Rules<Fact<Row>>, 'isSameEvent' | 'says'>
}

export function joinRows<Row extends FactRow>(db: Connection, kind: FactKind<Row>): void {
  const rules: Rules<Fact<Row>> = { ...VERSION_RULES, ...kind.rules }
  const say = db.prepare('INSERT OR IGNORE INTO other_statement VALUES (?, ?, 0, ?, ?, ?, 0, ?)')
  const hide = db.prepare(`UPDATE ${kind.table} SET standing = ${REPEATED} WHERE id = ?`)
  const link = (shown: Fact<Row>, other: Fact<Row>, agrees: number) =>
    say.run(kind.kind, shown.record, shown.source, other.source, other.record, agrees)
  for (const facts of factsOf(db, kind)) {
    const { same, otherwise } = pair(facts, rules)
    for (const { shown, others } of same) {
      for (const other of others) {
        link(shown, other, 1)
        hide.run(other.record)
      }
    }
    for (const { shown, other } of otherwise) link(shown, other, 0)
  }
}

/** Facts of one patient that may be the same. Read whole, for rows change meanwhile. */
function factsOf<Row extends FactRow>(db: Connection, kind: FactKind<Row>): Fact<Row>[][] {
  const rows = db
    .prepare<[], Row>(
      `SELECT t.patient, f.source_id AS source, t.id AS record, t.standing, f.version_key, f.version_time, f.path, ${kind.columns}
       FROM ${kind.table} t JOIN manifest.file f ON f.id = t.file_id
       WHERE t.patient IN (SELECT s.patient FROM ${kind.table} s JOIN manifest.file g ON g.id = s.file_id
                           GROUP BY s.patient HAVING min(g.source_id) < max(g.source_id))
       ORDER BY t.patient, f.source_id, f.version_time, f.path, t.id`,
    )
    .iterate()
  const facts = new Map<string, Fact<Row>[]>()
  for (const row of rows) {
    const key = kind.keyOf(row)
    if (key === null) continue
    const fact = { ...row, seq: 0, at: kind.timeOf(row), isCurrent: kind.isCurrent(row) }
    const known = facts.get(`${row.patient} ${key}`)
    if (known === undefined) facts.set(`${row.patient} ${key}`, [fact])
    else known.push(fact)
  }
  const all = [...facts.values()]
  return kind.spokesmen === undefined ? all : all.map(kind.spokesmen)
}
