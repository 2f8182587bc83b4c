/**
 * Results of one measurement from several sources: the same laboratory result in the EHR's archive and in the laboratory's own table.
 *
 * Rule: two results are of one measurement when patient, category, item (terms.ts), specimen and time of collection agree; specimen, site
 * and sub-id may be unsaid in one of them. They are the same when value, unit and status are, as written, and one of them says
 * the flag and the range that the other says. Then that one is shown, with every source named and the notes of all. Otherwise both are
 * shown, and each tells what the other source says; so is what a source took back. Results without a day of collection are never taken for the same.
 */
import { statusMeaning } from '../../../model/codes/result-words.ts'
import type { Connection } from '../generation-database.ts'
import { moveResults } from '../move-results.ts'
import { pair, type Rules } from './pairing.ts'
import { covers, REPEATED, type Stated, toTheMinute, VERSION_RULES } from './stated.ts'
import type { Terms } from './terms.ts'
import { rangeForm, unitForm, valueForm, writtenForm } from './written-form.ts'

/** Kinds of results of which each stands for itself: a culture's rows mean nothing without each other. */
const CATEGORIES = `('laboratory', 'vital-signs', 'intake-output', 'meal', 'physiology', 'endoscopy', 'radiology')`
/** The temperature chart is one, however a source divides it. */
const CATEGORY = `CASE WHEN g.category IN ('intake-output', 'meal') THEN 'vital-signs' ELSE g.category END`
/** `2022-10-31`, `2022-10-31T06:45` */
const DAY = 10
const MINUTE = 16

interface Row {
  readonly patient: number
  readonly source: number
  readonly standing: number
  readonly category: string
  readonly version_key: string
  readonly version_time: string
  readonly path: string
  readonly specimen_id: number | null
  readonly site_id: number | null
  readonly group_status: string
  readonly record: number
  readonly seq: number
  readonly item_id: number
  readonly sub_id: string
  readonly value: string
  readonly unit_id: number | null
  readonly range: string
  readonly flag: string
  readonly status: string
  readonly at: string
}

type Result = Row & Stated

export function joinResults(db: Connection, terms: Terms): void {
  if (!findGroups(db)) return
  const rules = rulesOf(terms)
  const say = db.prepare('INSERT INTO work.said_of_result VALUES (?, ?, ?, ?, ?, ?, ?)')
  const hide = db.prepare('INSERT INTO work.repeated_result VALUES (?, ?)')
  for (const results of eventsOf(db, terms)) {
    const { same, otherwise } = pair(results, rules)
    for (const { shown, others } of same) {
      for (const other of others) {
        say.run(...link(shown, other), 1)
        hide.run(other.record, other.seq)
      }
    }
    for (const { shown, other } of otherwise) say.run(...link(shown, other), 0)
  }
  const moved = moveResults(db, 'work.repeated_result', REPEATED)
  db.prepare(
    `INSERT INTO other_statement
     SELECT 'result', s.group_id, s.seq, s.source_id, s.other_source_id,
       CASE s.agrees WHEN 1 THEN coalesce(c.copy, s.other_group) ELSE s.other_group END, s.other_seq, s.agrees
     FROM work.said_of_result s LEFT JOIN work.split_group c ON c.group_id = s.other_group AND c.standing = ?`,
  ).run(moved)
}

function link(shown: Result, other: Result) {
  return [shown.record, shown.seq, shown.source, other.source, other.record, other.seq] as const
}

/** work.joint_group: groups of the patients of whom several sources hold results. @returns whether there are any. */
function findGroups(db: Connection): boolean {
  db.exec(`
    CREATE TABLE work.said_of_result (group_id INTEGER, seq INTEGER, source_id INTEGER, other_source_id INTEGER,
      other_group INTEGER, other_seq INTEGER, agrees INTEGER);
    CREATE TABLE work.repeated_result (group_id INTEGER, seq INTEGER, PRIMARY KEY (group_id, seq)) WITHOUT ROWID;
    CREATE TABLE work.joint_patient AS
      SELECT g.patient FROM observation_group g JOIN manifest.file f ON f.id = g.file_id
      WHERE g.category IN ${CATEGORIES} GROUP BY g.patient HAVING min(f.source_id) < max(f.source_id)`)
  if (db.prepare('SELECT EXISTS (SELECT 1 FROM work.joint_patient)').pluck().get() === 0) {
    return false
  }
  db.exec(`
    CREATE TABLE work.joint_group AS
      SELECT g.patient, f.source_id, f.path, f.version_time, g.id, f.version_key, g.standing, ${CATEGORY} AS category, g.specimen_id, g.site_id,
        g.collected_at, g.status
      FROM observation_group g JOIN manifest.file f ON f.id = g.file_id
      WHERE g.category IN ${CATEGORIES} AND g.patient IN (SELECT patient FROM work.joint_patient);
    CREATE INDEX work.joint_group_order ON joint_group (patient, source_id, version_time, path, id)`)
  return true
}

/** Results of one patient, day and item, from more than one source. */
function* eventsOf(db: Connection, terms: Terms): Generator<Result[]> {
  const rows = db.prepare<[], Row>(
    `SELECT g.patient, g.source_id AS source, g.standing, g.category, g.version_key, g.version_time, g.path, g.specimen_id, g.site_id,
       g.status AS group_status, o.group_id AS record, o.seq, o.item_id, o.sub_id, o.value, o.unit_id, o.range,
       o.flag, o.status, coalesce(o.observed_at, g.collected_at) AS at
     FROM work.joint_group g JOIN observation o ON o.group_id = g.id
     WHERE length(coalesce(o.observed_at, g.collected_at)) >= ${DAY}
     ORDER BY g.patient, g.source_id, g.version_time, g.path, g.id, o.seq`,
  )
  let patient = 0
  let events = new Map<string, Result[]>()
  for (const row of rows.iterate()) {
    if (row.patient !== patient) {
      yield* severalSources(events)
      events = new Map()
      patient = row.patient
    }
    const key = `${row.category} ${row.at.slice(0, DAY)} ${terms.classOf(row.item_id)}`
    const result = { ...row, isCurrent: row.standing === 1, at: toTheMinute(row.at) }
    const known = events.get(key)
    if (known === undefined) events.set(key, [result])
    else known.push(result)
  }
  yield* severalSources(events)
}

function* severalSources(events: ReadonlyMap<string, Result[]>): Generator<Result[]> {
  for (const results of events.values()) {
    if (!isOfSeveral(results)) continue
    // Monitors write one each minute: with whole times all of them need not be compared.
    const isWhole = results.every(({ at }) => at.length >= MINUTE)
    if (!isWhole) yield results
    else {
      const byMinute = Map.groupBy(results, ({ at }) => at.slice(0, MINUTE))
      for (const each of byMinute.values()) if (isOfSeveral(each)) yield each
    }
  }
}

function isOfSeveral(results: readonly Result[]): boolean {
  return results.some(({ source }) => source !== results[0]?.source)
}

function rulesOf(terms: Terms): Rules<Result> {
  const isSaidAlike = (a: number | null, b: number | null) =>
    a === b || a === null || b === null || terms.nameOf(a) === terms.nameOf(b) || terms.isSame(a, b)
  const units = new Map<number | null, string>()
  const unitOf = (id: number | null) => {
    const known = units.get(id) ?? unitForm(terms.nameOf(id))
    units.set(id, known)
    return known
  }
  return {
    ...VERSION_RULES,
    isSameEvent: (a, b) =>
      terms.isSame(a.item_id, b.item_id, a.category === 'vital-signs') &&
      isSaidAlike(a.specimen_id, b.specimen_id) &&
      isSaidAlike(a.site_id, b.site_id) &&
      (a.sub_id === b.sub_id || a.sub_id === '' || b.sub_id === ''),
    says: (a, b) =>
      valueForm(a.value) === valueForm(b.value) &&
      unitOf(a.unit_id) === unitOf(b.unit_id) &&
      statusMeaning(a.status || a.group_status) === statusMeaning(b.status || b.group_status) &&
      covers(writtenForm(a.flag), writtenForm(b.flag)) &&
      covers(rangeForm(a.range), rangeForm(b.range)) &&
      covers(a.sub_id, b.sub_id) &&
      (b.specimen_id === null || a.specimen_id !== null) &&
      (b.site_id === null || a.site_id !== null) &&
      a.at.length >= b.at.length &&
      terms.hasCodesOf(a.item_id, b.item_id),
  }
}
