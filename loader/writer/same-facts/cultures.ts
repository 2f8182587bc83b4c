/**
 * A culture that several sources state. Its rows mean nothing without each other, so it is the same only as a whole: patient, minute of
 * collection, and every row (item, value, unit, flag, status) of every organism agree, none too many. Of several organisms with
 * susceptibilities it cannot be told from outside which belongs to which: those stand once for each source.
 */
import { statusMeaning } from '../../../model/codes/result-words.ts'
import type { Connection } from '../generation-database.ts'
import { REPEATED } from './stated.ts'
import type { Terms } from './terms.ts'
import { unitForm, valueForm, writtenForm } from './written-form.ts'

interface Row {
  readonly patient: number
  readonly source: number
  readonly minute: string
  readonly record: number
  readonly seq: number
  readonly parent: string
  readonly item_id: number
  readonly sub_id: string
  readonly value: string
  readonly unit_id: number | null
  readonly flag: string
  readonly status: string
  /** How many rows its report has. */
  readonly whole: number
}

/** `2022-10-31T06:45` */
const MINUTE = 16

export function joinCultures(db: Connection, terms: Terms): void {
  db.exec(`
    CREATE TABLE work.joint_culture AS
      SELECT g.patient FROM observation_group g JOIN manifest.file f ON f.id = g.file_id
      WHERE g.category = 'microbiology' AND g.standing = 1
      GROUP BY g.patient HAVING min(f.source_id) < max(f.source_id)`)
  const rows = db.prepare<[], Row>(
    `SELECT g.patient, f.source_id AS source, substr(coalesce(o.observed_at, g.collected_at), 1, ${MINUTE}) AS minute,
       g.id AS record, o.seq, g.parent, o.item_id, o.sub_id, o.value, o.unit_id, o.flag, coalesce(nullif(o.status, ''), g.status) AS status,
       (SELECT count(*) FROM observation w WHERE w.group_id = g.id) AS whole
     FROM observation_group g JOIN manifest.file f ON f.id = g.file_id JOIN observation o ON o.group_id = g.id
     WHERE g.category = 'microbiology' AND g.standing = 1 AND g.patient IN (SELECT patient FROM work.joint_culture)
       AND length(coalesce(o.observed_at, g.collected_at)) >= ${MINUTE}
     ORDER BY g.patient, minute, f.source_id, g.id, o.seq`,
  )
  const hidden = new Set<number>()
  const say = db.prepare(
    "INSERT OR IGNORE INTO other_statement VALUES ('result', ?, ?, ?, ?, ?, ?, 1)",
  )
  for (const bySource of cultures(rows.iterate())) {
    const held: Row[][] = []
    for (const own of bySource.values()) {
      const pairs = held.map((shown) => pairsOf(shown, own, terms)).find((found) => found !== null)
      if (pairs === undefined || pairs === null) {
        held.push(own)
        continue
      }
      for (const [shown, other] of pairs) {
        say.run(shown.record, shown.seq, shown.source, other.source, other.record, other.seq)
        hidden.add(other.record)
      }
    }
  }
  const hide = db.prepare(`UPDATE observation_group SET standing = ${REPEATED} WHERE id = ?`)
  for (const record of hidden) hide.run(record)
}

/** Cultures of one patient and minute, by source. */
function* cultures(rows: Iterable<Row>): Generator<ReadonlyMap<number, Row[]>> {
  let open = new Map<number, Row[]>()
  let key = ''
  for (const row of rows) {
    const own = `${row.patient} ${row.minute}`
    if (own !== key) {
      if (open.size > 1) yield open
      open = new Map()
      key = own
    }
    const known = open.get(row.source)
    if (known === undefined) open.set(row.source, [row])
    else known.push(row)
  }
  if (open.size > 1) yield open
}

/** Every row with its counterpart; null where the two are not the same culture. */
function pairsOf(a: readonly Row[], b: readonly Row[], terms: Terms): [Row, Row][] | null {
  if (a.length !== b.length || ![a, b].every(canBeTold)) return null
  const free = clustersOf(b, terms)
  const pairs: [Row, Row][] = []
  for (const cluster of clustersOf(a, terms)) {
    const at = free.findIndex(({ signature }) => signature === cluster.signature)
    const [found] = at < 0 ? [] : free.splice(at, 1)
    if (found === undefined) return null
    cluster.rows.forEach((row, i) => {
      pairs.push([row, found.rows[i] as Row])
    })
  }
  return free.length === 0 ? pairs : null
}

/** All rows of its reports are of this minute, and no more than one organism has susceptibilities. */
function canBeTold(rows: readonly Row[]): boolean {
  const reports = [...Map.groupBy(rows, ({ record }) => record).values()]
  return (
    reports.every((report) => report.length === report[0]?.whole) &&
    reports.filter(([first]) => first?.parent !== '').length < 2
  )
}

/**
 * What belongs to one organism: a report's rows with one sub-id, as SS-MIX2 writes them, or all rows of a report that has no two rows of
 * one item, as FHIR does.
 */
function clustersOf(rows: readonly Row[], terms: Terms) {
  const reports = Map.groupBy(rows, ({ record }) => record)
  const clusters = [...reports.values()].flatMap((report) => {
    const items = new Set(report.map(({ item_id }) => terms.codeOf(item_id)))
    return items.size === report.length
      ? [report]
      : [...Map.groupBy(report, ({ sub_id }) => sub_id).values()]
  })
  return clusters.map((cluster) => {
    const keyed = cluster.map((row) => ({ row, key: keyOf(row, terms) }))
    keyed.sort((a, b) => (a.key < b.key ? -1 : 1))
    return {
      rows: keyed.map(({ row }) => row),
      signature: keyed.map(({ key }) => key).join('\n'),
    }
  })
}

function keyOf(row: Row, terms: Terms): string {
  return [
    terms.codeOf(row.item_id),
    valueForm(row.value),
    unitForm(terms.nameOf(row.unit_id)),
    writtenForm(row.flag),
    statusMeaning(row.status),
  ].join('|')
}
