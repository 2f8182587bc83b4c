/** Results of one patient: the cumulative table, and what the first screen takes from it. */
import type { LabGroup, LabItem, LabResult } from '../../model/api/chart/labs.ts'
import type { SummaryAnswer } from '../../model/api/chart/summary.ts'
import { everydayPlace } from '../../model/codes/everyday-labs.ts'
import { isVoidStatus } from '../../model/codes/result-words.ts'
import type { Generation } from '../generations/open-generation.ts'
import { OF_PATIENT, statement } from '../generations/statement.ts'
import { addDays, dayOf } from './calendar.ts'
import { ItemTable } from './lab-items.ts'
import {
  ownVoice,
  readResultVoices,
  resultKey,
  type VoicesOfResult,
  voicesIn,
} from './other-statements.ts'
import { readOwnSources } from './own-sources.ts'
import type { PatientRef } from './patient.ts'

export interface GroupRow {
  id: number
  category: string
  orderNo: string
  specimenId: number | null
  siteId: number | null
  panelId: number | null
  collectedAt: string | null
  collectedText: string
  reportedAt: string | null
  reportedText: string
  status: string
  parent: string
  departmentId: number | null
  doctorId: number | null
  note: string
}

export interface ResultRow {
  groupId: number
  seq: number
  itemId: number
  subId: string
  value: string
  number: number | null
  comparator: string
  unitId: number | null
  range: string
  flag: string
  status: string
  observedAt: string | null
  observedText: string
  note: string
  methodId: number | null
}

/** Everything that was measured or reported but the temperature chart, which is the vitals' part. */
const CATEGORIES = `('laboratory', 'microbiology', 'physiology', 'endoscopy', 'radiology', 'other')`

export const GROUP_COLUMNS = `id, category, order_no AS orderNo, specimen_id AS specimenId, site_id AS siteId,
    panel_id AS panelId, collected_at AS collectedAt, collected_text AS collectedText,
    reported_at AS reportedAt, reported_text AS reportedText, status, parent,
    department_id AS departmentId, doctor_id AS doctorId, note`
export const RESULT_COLUMNS = `o.group_id AS groupId, o.seq, o.item_id AS itemId, o.sub_id AS subId, o.value, o.number,
    o.comparator, o.unit_id AS unitId, o.range, o.flag, o.status, o.observed_at AS observedAt,
    o.observed_text AS observedText, o.note, o.method_id AS methodId`

const GROUPS = statement<GroupRow>(`
  SELECT ${GROUP_COLUMNS} FROM current_observation_group
  WHERE ${OF_PATIENT} AND category IN ${CATEGORIES}
  ORDER BY coalesce(collected_at, reported_at) DESC, id DESC`)
const RESULTS = statement<ResultRow>(`
  SELECT ${RESULT_COLUMNS} FROM current_observation_group g JOIN observation o ON o.group_id = g.id
  WHERE g.${OF_PATIENT} AND g.category IN ${CATEGORIES} ORDER BY o.group_id, o.seq`)
const RESULTS_OF_GROUPS = statement<ResultRow>(`
  SELECT ${RESULT_COLUMNS} FROM json_each(@groups) wanted JOIN observation o ON o.group_id = wanted.value
  ORDER BY wanted.id, o.seq`)

/** In the order of the groups handed over. */
const NUMBERS = statement<{
  groupId: number
  itemId: number
  unitId: number | null
  number: number
  comparator: string
  status: string
  observedAt: string | null
}>(`
  SELECT o.group_id AS groupId, o.item_id AS itemId, o.unit_id AS unitId, o.number, o.comparator,
    o.status, o.observed_at AS observedAt
  FROM json_each(@groups) wanted CROSS JOIN observation o ON o.group_id = wanted.value
  WHERE o.number IS NOT NULL AND o.item_id IN (SELECT value FROM json_each(@items))
  ORDER BY wanted.id, o.seq`)

/** The whole cumulative table: columns newest first, items in the order of the sections. */
export function readLabs(
  generation: Generation,
  patient: PatientRef,
): { groups: LabGroup[]; items: LabItem[]; results: LabResult[] } {
  const groups = generation.all(GROUPS, patient.rows)
  const items = new ItemTable(generation)
  const byId = new Map(groups.map((group) => [group.id, group]))
  const voices = readResultVoices(generation, [...byId.keys()])
  const results: LabResult[] = []
  for (const row of generation.iterate(RESULTS, patient.rows)) {
    const group = byId.get(row.groupId)
    if (group === undefined) continue
    const result = asResult(generation, row, items.idOf(row, group), voices)
    results.push(isOfGroup(row, group) ? { ...result, observedAt: null } : result)
  }
  const own = readOwnSources(generation, 'group', [...byId.keys()])
  return {
    groups: groups.map((group) => asGroup(generation, group, own)),
    items: items.list(),
    results,
  }
}

/**
 * Newest value of each item measured in the 90 days that end with the newest specimen, each with its trend:
 * the everyday items first, the others in the order of the sections.
 */
export function readRecentLabs(generation: Generation, patient: PatientRef): SummaryAnswer['labs'] {
  const all = generation
    .all(GROUPS, patient.rows)
    .filter((group) => group.category === 'laboratory')
  const groups = newestGroups(all, SUMMARY_DAYS)
  const byId = new Map(groups.map((group) => [group.id, group]))
  const items = new ItemTable(generation)
  const latest = new Map<number, { row: ResultRow; group: GroupRow }>()
  const wanted = { groups: JSON.stringify(groups.map((group) => group.id)) }
  for (const row of generation.all(RESULTS_OF_GROUPS, wanted)) {
    const group = byId.get(row.groupId)
    if (group === undefined || isVoidStatus(row.status)) continue
    const item = items.idOf(row, group)
    if (!latest.has(item)) latest.set(item, { row, group })
  }
  const rows = [...latest.values()].map(({ row }) => row)
  const newest = rows.map(({ groupId }) => groupId)
  const voices = readResultVoices(generation, newest)
  const own = readOwnSources(generation, 'group', newest)
  const numeric = [...latest].filter(([, { row }]) => row.number !== null).map(([item]) => item)
  const trends = readTrends(generation, newestGroups(all, TREND_DAYS), items, new Set(numeric))
  const inOrder = items.list().sort((a, b) => everydayPlace(a) - everydayPlace(b))
  return inOrder.flatMap((item) => {
    const found = latest.get(item.id)
    if (found === undefined) return []
    const { row, group } = found
    const at = { at: row.observedAt ?? timeOf(group), text: row.observedText || textOf(group) }
    const result = { ...ownVoice(own.get(group.id)), ...asResult(generation, row, item.id, voices) }
    return [{ item, latest: result, at, trend: trends.get(item.id) ?? [] }]
  })
}

/** The newest groups' span shown on the first screen. */
const SUMMARY_DAYS = 90
/** A small trend has up to twelve numbers: of three years, which for a quarterly item are as many. */
const TREND_DAYS = 3 * 365
const TREND_POINTS = 12

function timeOf(group: GroupRow): string | null {
  return group.collectedAt ?? group.reportedAt
}

function textOf(group: GroupRow): string {
  return group.collectedText || group.reportedText
}

/** Those of the days that end with the newest one. */
function newestGroups(groups: readonly GroupRow[], days: number): GroupRow[] {
  const newest = dayOf(groups[0] === undefined ? null : timeOf(groups[0]))
  const since = newest === '' ? '' : addDays(newest, -days)
  return groups.filter((group) => (timeOf(group) ?? '') >= since)
}

type Trend = SummaryAnswer['labs'][number]['trend']

/** Groups read at a time: enough for most trends at once, few enough to stop early. */
const TREND_BATCH = 16

/** Up to twelve numbers of each row, the newest included, oldest first. */
function readTrends(
  generation: Generation,
  groups: readonly GroupRow[],
  items: ItemTable,
  rows: ReadonlySet<number>,
): Map<number, Trend> {
  const terms = [...rows].flatMap((row) => [...items.termsOf(row)])
  const wantedItems = JSON.stringify([...new Set(terms)])
  const byId = new Map(groups.map((group) => [group.id, group]))
  const trends = new Map<number, Trend>()
  let open = rows.size
  for (let from = 0; from < groups.length && open > 0; from += TREND_BATCH) {
    const batch = groups.slice(from, from + TREND_BATCH).map((group) => group.id)
    const wanted = { groups: JSON.stringify(batch), items: wantedItems }
    for (const row of generation.all(NUMBERS, wanted)) {
      const group = byId.get(row.groupId)
      const at = row.observedAt ?? (group === undefined ? null : timeOf(group))
      const item = group === undefined ? undefined : items.knownId(row, group.specimenId)
      if (at === null || item === undefined || !rows.has(item)) continue
      if (isVoidStatus(row.status)) continue
      const trend = trends.get(item) ?? []
      trends.set(item, trend)
      if (trend.length === TREND_POINTS) continue
      trend.unshift({ at, number: row.number, comparator: row.comparator })
      if (trend.length === TREND_POINTS) open -= 1
    }
  }
  return trends
}

/** @param own by {@link readOwnSources} */
export function asGroup(
  generation: Generation,
  row: GroupRow,
  own: ReadonlyMap<number, string>,
): LabGroup {
  const source = own.get(row.id)
  return {
    id: row.id,
    category: row.category,
    orderNo: row.orderNo,
    collectedAt: { at: row.collectedAt, text: row.collectedText },
    reportedAt: { at: row.reportedAt, text: row.reportedText },
    specimen: [generation.display(row.specimenId), generation.display(row.siteId)]
      .filter((part) => part !== '')
      .join(' '),
    panel: generation.display(row.panelId),
    status: row.status,
    department: generation.department(row.departmentId),
    doctor: generation.staff(row.doctorId),
    note: row.note,
    parent: row.parent,
    ...(source === undefined ? {} : { source }),
  }
}

/** Ten years of results repeat the time of their specimen thousands of times: a quarter of the answer, which the terminal must parse. */
function isOfGroup(row: ResultRow, group: GroupRow): boolean {
  return row.observedAt === group.collectedAt && row.observedText === group.collectedText
}

export function asResult(
  generation: Generation,
  row: ResultRow,
  item: number,
  found: ReadonlyMap<string, VoicesOfResult>,
): LabResult {
  const observed = row.observedAt !== null || row.observedText !== ''
  const own = found.get(resultKey(row.groupId, row.seq))
  const method = generation.display(row.methodId)
  const { added, ...voices } = voicesIn(own, row.note.split('\n'))
  return {
    group: row.groupId,
    item,
    subId: row.subId,
    text: row.value,
    number: row.number,
    comparator: row.comparator,
    range: row.range,
    flag: row.flag,
    status: row.status,
    observedAt: observed ? { at: row.observedAt, text: row.observedText } : null,
    note: [row.note, ...added].filter((text) => text !== '').join('\n'),
    ...(method === '' ? {} : { method }),
    ...voices,
  }
}
