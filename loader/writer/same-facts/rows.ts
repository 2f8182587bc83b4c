/** Facts that are one row each (allergies, problems, medicines, doses, visits): pairs those of several sources, patient by patient. */
import { type FactName, TABLE_OF_FACT } from '../../../model/patient-facts.ts'
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
  readonly kind: FactName
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
  // Nothing of the table changes while it is read.
  db.exec(`
    DROP TABLE IF EXISTS work.said_of_row;
    CREATE TABLE work.said_of_row (record INTEGER, source_id INTEGER, other_source_id INTEGER, other_record INTEGER, agrees INTEGER)`)
  const say = db.prepare('INSERT INTO work.said_of_row VALUES (?, ?, ?, ?, ?)')
  const link = (shown: Fact<Row>, other: Fact<Row>, agrees: number) =>
    say.run(shown.record, shown.source, other.source, other.record, agrees)
  for (const facts of factsOf(db, kind)) {
    const { same, otherwise } = pair(facts, rules)
    for (const { shown, others } of same) for (const other of others) link(shown, other, 1)
    for (const { shown, other } of otherwise) link(shown, other, 0)
  }
  db.prepare(
    `INSERT OR IGNORE INTO other_statement
     SELECT ?, record, 0, source_id, other_source_id, other_record, 0, agrees FROM work.said_of_row`,
  ).run(kind.kind)
  db.exec(`
    UPDATE ${TABLE_OF_FACT[kind.kind]} SET standing = ${REPEATED}
    WHERE id IN (SELECT other_record FROM work.said_of_row WHERE agrees = 1);
    DROP TABLE work.said_of_row`)
}

/** Facts of one patient that may be the same, of more than one source. */
function* factsOf<Row extends FactRow>(
  db: Connection,
  kind: FactKind<Row>,
): Generator<Fact<Row>[]> {
  const table = TABLE_OF_FACT[kind.kind]
  const rows = db
    .prepare<[], Row>(
      `SELECT t.patient, f.source_id AS source, t.id AS record, t.standing, f.version_key, f.version_time, f.path, ${kind.columns}
       FROM ${table} t JOIN manifest.file f ON f.id = t.file_id
       WHERE t.patient IN (SELECT s.patient FROM ${table} s JOIN manifest.file g ON g.id = s.file_id
                           GROUP BY s.patient HAVING min(g.source_id) < max(g.source_id))
       ORDER BY t.patient, f.source_id, f.version_time, f.path, t.id`,
    )
    .iterate()
  let patient = 0
  let facts = new Map<string, Fact<Row>[]>()
  for (const row of rows) {
    if (row.patient !== patient) {
      yield* spokenFor(facts, kind)
      facts = new Map()
      patient = row.patient
    }
    const key = kind.keyOf(row)
    if (key === null) continue
    const fact = { ...row, seq: 0, at: kind.timeOf(row), isCurrent: kind.isCurrent(row) }
    const known = facts.get(key)
    if (known === undefined) facts.set(key, [fact])
    else known.push(fact)
  }
  yield* spokenFor(facts, kind)
}

function* spokenFor<Row extends FactRow>(
  facts: ReadonlyMap<string, Fact<Row>[]>,
  { spokesmen }: FactKind<Row>,
): Generator<Fact<Row>[]> {
  for (const each of facts.values()) {
    if (each.every(({ source }) => source === each[0]?.source)) continue
    yield spokesmen === undefined ? each : spokesmen(each)
  }
}
