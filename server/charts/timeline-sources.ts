/** What the timeline is made of: for each kind its days, and its entries in a span of days. */
import type { TimelineEntry } from '../../model/api/chart.ts'
import { isCancelled } from '../../model/codes/hl7-tables.ts'
import { durationText } from '../../model/codes/medication-words.ts'
import { isVoidStatus } from '../../model/codes/result-words.ts'
import { problemName } from '../../model/problem-name.ts'
import type { Generation } from '../generations/open-generation.ts'
import { OF_PATIENT, type Statement, statement } from '../generations/statement.ts'
import { documentName } from './documents.ts'
import {
  type Described,
  ownVoice,
  readRecordVoices,
  readResultVoices,
  type Voices,
} from './other-statements.ts'
import { readOwnSources, sourceOf } from './own-sources.ts'

/** Days from `from` (inclusive) to `end` (exclusive), or, with `undated` 1, what has no full date. */
export type Window = Readonly<{
  patients?: string | number | null
  from: string
  end: string
  undated: 0 | 1
}>

interface Source {
  /** The newest days before `@end` with their number of entries. */
  readonly days: Statement<{ day: string; n: number }>
  read(generation: Generation, window: Window): TimelineEntry[]
}

/** `at` is the SQL expression of an entry's time in `table`. */
function daysOf(table: string, at: string, counted = '*'): Source['days'] {
  return statement(`
    SELECT substr(${at}, 1, 10) AS day, count(${counted}) AS n FROM ${table}
    WHERE ${OF_PATIENT} AND length(${at}) >= 10 AND ${at} < @end
    GROUP BY day ORDER BY day DESC LIMIT @limit`)
}

function inWindow(at: string): string {
  return `${OF_PATIENT} AND CASE WHEN @undated
    THEN ${at} IS NULL OR length(${at}) < 10
    ELSE length(${at}) >= 10 AND ${at} >= @from AND ${at} < @end END`
}

/** Categories of documents that stand in the left column of a 2号用紙; all others are acts. */
const NOTES = [
  'progress-note',
  'nursing-record',
  'discharge-summary',
  'operation-note',
  'anesthesia-record',
  'referral',
]
/** What another source says otherwise is for the fact's own part. */
const NOTHING_OTHERWISE: ReadonlyMap<number, Described> = new Map()
/** Of other documents the beginning only: their text may be a whole chart. */
const ACT_TEXT = 400

const DOCUMENTS = statement<{
  id: number
  category: string
  typeId: number | null
  title: string
  at: string | null
  atText: string
  text: string
  departmentId: number | null
  authorId: number | null
}>(`
  SELECT id, category, type_id AS typeId, title, document_at AS at, document_text AS atText, text,
    department_id AS departmentId, author_id AS authorId
  FROM current_document WHERE ${inWindow('document_at')} ORDER BY document_at DESC, id`)

const documents: Source = {
  days: daysOf('current_document', 'document_at'),
  read: (generation, window) => {
    const rows = generation.all(DOCUMENTS, window)
    const voices = voicesOf(generation, 'document', rows)
    return rows.map((row) => {
      const isNote = NOTES.includes(row.category)
      return {
        at: { at: row.at, text: row.atText },
        side: isNote ? 'note' : 'act',
        kind: 'document',
        code: row.category,
        title: row.title || generation.display(row.typeId),
        lines: linesOf(isNote ? row.text : row.text.slice(0, ACT_TEXT)),
        department: generation.department(row.departmentId),
        author: generation.staff(row.authorId),
        document: documentName(generation, row.id),
        cancelled: false,
        sources: voices.get(row.id)?.sources,
      }
    })
  },
}

const MEDICATION_AT = 'coalesce(ordered_at, start_at)'
const DRUGS = statement<{
  form: 'prescription' | 'injection'
  orderNo: string
  control: string
  categoryId: number | null
  usage: string
  duration: string
  durationUnit: string
  rate: string
  rateUnitId: number | null
  at: string | null
  atText: string
  departmentId: number | null
  doctorId: number | null
  id: number
  drugId: number | null
  dose: string
  doseUnitId: number | null
}>(`
  SELECT m.form, m.order_no AS orderNo, m.control, m.category_id AS categoryId, m.usage, m.duration,
    m.duration_unit AS durationUnit, m.rate, m.rate_unit_id AS rateUnitId, ${MEDICATION_AT} AS at,
    coalesce(nullif(m.ordered_text, ''), m.start_text) AS atText, m.department_id AS departmentId,
    m.doctor_id AS doctorId, m.id, c.drug_id AS drugId, coalesce(c.dose, '') AS dose,
    c.dose_unit_id AS doseUnitId
  FROM current_medication_order m LEFT JOIN medication_component c ON c.medication_order = m.id
  WHERE ${inWindow(MEDICATION_AT)} ORDER BY at DESC, m.order_no, m.group_no, m.id, c.seq`)

/** One entry for each order: its drugs, each with dose; usage, days and rate after the last drug of each Rp. */
const medications: Source = {
  days: daysOf('current_medication_order', MEDICATION_AT, 'DISTINCT order_no'),
  read(generation, window) {
    const entries = new Map<string, TimelineEntry>()
    const rows = generation.all(DRUGS, window)
    const voices = voicesOf(generation, 'medication', rows)
    for (const [at, row] of rows.entries()) {
      const cancelled = isCancelled(row.control)
      const key = JSON.stringify([row.form, row.orderNo || row.id, row.at, cancelled])
      const entry = entries.get(key) ?? {
        at: { at: row.at, text: row.atText },
        side: 'act' as const,
        kind: row.form,
        code: row.control,
        title: generation.display(row.categoryId),
        lines: [],
        department: generation.department(row.departmentId),
        author: generation.staff(row.doctorId),
        document: '',
        cancelled,
      }
      entries.set(key, namedBy(entry, voices.get(row.id)?.sources))
      const usage = rows[at + 1]?.id === row.id ? [] : usageOf(generation, row)
      entry.lines.push(
        joined([
          generation.display(row.drugId),
          row.dose,
          generation.display(row.doseUnitId),
          ...usage,
        ]),
      )
    }
    return [...entries.values()]
  },
}

type Use = Pick<
  NonNullable<(typeof DRUGS)['row']>,
  'usage' | 'duration' | 'durationUnit' | 'rate' | 'rateUnitId'
>

/** In the words of the record, which is Japanese. */
function usageOf(generation: Generation, row: Use): string[] {
  const duration = joined([row.duration, row.durationUnit])
  const rate = row.rate === '' ? '' : joined([row.rate, generation.display(row.rateUnitId)])
  return [...row.usage.split('\u001f'), rate, durationText(duration, 'ja')]
}

const GROUP_AT = 'coalesce(collected_at, reported_at)'
/** The temperature chart has a part of its own. */
const GROUP_TABLE = `(SELECT * FROM current_observation_group
    WHERE category IN ('laboratory', 'microbiology', 'physiology', 'endoscopy', 'radiology'))`
const GROUPS = statement<{
  id: number
  category: string
  panelId: number | null
  specimenId: number | null
  at: string | null
  atText: string
  departmentId: number | null
  doctorId: number | null
}>(`
  SELECT id, category, panel_id AS panelId, specimen_id AS specimenId, ${GROUP_AT} AS at,
    coalesce(nullif(collected_text, ''), reported_text) AS atText, department_id AS departmentId,
    doctor_id AS doctorId
  FROM ${GROUP_TABLE} WHERE ${inWindow(GROUP_AT)} ORDER BY at DESC, id`)
const RESULTS = statement<{
  groupId: number
  itemId: number
  value: string
  unitId: number | null
  flag: string
  status: string
}>(`
  SELECT o.group_id AS groupId, o.item_id AS itemId, o.value, o.unit_id AS unitId, o.flag, o.status
  FROM json_each(@groups) wanted JOIN observation o ON o.group_id = wanted.value
  ORDER BY o.group_id, o.seq`)

/** Every result as a line; laboratory groups are `lab`, all others examinations. */
const observations: Source = {
  days: daysOf(GROUP_TABLE, GROUP_AT),
  read(generation, window) {
    const groups = generation.all(GROUPS, window)
    const lines = new Map<number, string[]>(groups.map((group) => [group.id, []]))
    const ids = groups.map((group) => group.id)
    const sources = readGroupSources(generation, ids)
    for (const row of generation.iterate(RESULTS, { groups: JSON.stringify(ids) })) {
      const flags = [row.flag, row.status === 'F' ? '' : row.status].filter((each) => each !== '')
      const marks = flags.length === 0 ? '' : `[${flags.join(' ')}]`
      // The value of a deleted or wrong result is for the cumulative table, where its status is a word.
      const value = isVoidStatus(row.status) ? [] : [row.value, generation.display(row.unitId)]
      const line = joined([generation.display(row.itemId), ...value, marks])
      lines.get(row.groupId)?.push(line)
    }
    return groups.map((group) => ({
      at: { at: group.at, text: group.atText },
      side: 'act',
      kind: ['laboratory', 'microbiology'].includes(group.category) ? 'lab' : 'examination',
      code: group.category,
      title: joined([generation.display(group.panelId), generation.display(group.specimenId)]),
      lines: lines.get(group.id) ?? [],
      department: generation.department(group.departmentId),
      author: generation.staff(group.doctorId),
      document: '',
      cancelled: false,
      sources: sources.get(group.id),
    }))
  },
}

/** Labels of the sources of groups: their own, and those that say the same of any of their results. */
function readGroupSources(
  generation: Generation,
  groups: readonly number[],
): ReadonlyMap<number, string[]> {
  const sources = new Map(
    [...readOwnSources(generation, 'group', groups)].map(([id, own]) => [id, [own]]),
  )
  for (const [key, voices] of readResultVoices(generation, groups)) {
    const id = Number(key.split(' ')[0])
    const known = sources.get(id) ?? []
    sources.set(id, [...new Set([...known, ...(voices.sources ?? [])])])
  }
  return sources
}

/** Label of a row's source; none where one alone speaks of the patient. */
function ownSource(
  generation: Generation,
  row: { readonly sourceId: number | null; readonly isOfSeveral: number },
): readonly string[] {
  return row.isOfSeveral === 1
    ? (ownVoice(generation.sourceLabel(row.sourceId ?? 0)).sources ?? [])
    : []
}

const ORDER_AT = 'coalesce(ordered_at, scheduled_at)'
const ORDERS = statement<{
  category: string
  control: string
  itemId: number
  text: string
  performed: number
  at: string | null
  atText: string
  modality: string
  departmentId: number | null
  doctorId: number | null
  sourceId: number | null
  isOfSeveral: number
}>(`
  SELECT category, control, item_id AS itemId, text, performed, ${ORDER_AT} AS at,
    coalesce(nullif(ordered_text, ''), scheduled_text) AS atText, modality,
    department_id AS departmentId, doctor_id AS doctorId, ${sourceOf('o')} AS sourceId,
    EXISTS (SELECT 1 FROM patient_of_sources s WHERE s.patient = o.patient) AS isOfSeveral
  FROM current_order o WHERE ${inWindow(ORDER_AT)} ORDER BY at DESC, id`)

/** A parent order and its child (ORC-1 PA, CH) that would read the same are one entry, and so is what two sources say alike. */
const orders: Source = {
  days: daysOf('current_order', ORDER_AT),
  read(generation, window) {
    const entries = new Map<string, TimelineEntry>()
    for (const row of generation.all(ORDERS, window)) {
      const entry: TimelineEntry = {
        at: { at: row.at, text: row.atText },
        side: 'act',
        kind: row.performed === 1 ? 'examination' : 'order',
        code: row.category,
        title: generation.display(row.itemId),
        lines: [row.modality, ...linesOf(row.text)].filter((line) => line !== ''),
        department: generation.department(row.departmentId),
        author: generation.staff(row.doctorId),
        document: '',
        cancelled: isCancelled(row.control),
      }
      const key = JSON.stringify(entry)
      entries.set(key, namedBy(entries.get(key) ?? entry, ownSource(generation, row)))
    }
    return [...entries.values()]
  },
}

const EVENT_AT = 'coalesce(occurred_at, planned_at)'
const EVENTS = statement<{
  id: number
  event: string
  cancels: number
  at: string | null
  atText: string
  wardId: number | null
  room: string
  bed: string
  departmentId: number | null
  attendingId: number | null
  reason: string
}>(`
  SELECT id, event, cancels, ${EVENT_AT} AS at, coalesce(nullif(occurred_text, ''), planned_text) AS atText,
    ward_id AS wardId, room, bed, department_id AS departmentId, attending_id AS attendingId, reason
  FROM current_encounter_event WHERE ${inWindow(EVENT_AT)} ORDER BY at DESC, id`)

const encounters: Source = {
  days: daysOf('current_encounter_event', EVENT_AT),
  read: (generation, window) => {
    const rows = generation.all(EVENTS, window)
    const voices = voicesOf(generation, 'encounter', rows)
    return rows.map((row) => ({
      at: { at: row.at, text: row.atText },
      side: 'act',
      kind: 'encounter',
      code: row.event,
      title: joined([generation.display(row.wardId), row.room, row.bed]),
      lines: linesOf(row.reason),
      department: generation.department(row.departmentId),
      author: generation.staff(row.attendingId),
      document: '',
      cancelled: row.cancels === 1,
      sources: voices.get(row.id)?.sources,
    }))
  },
}

const PROCEDURES = statement<{
  category: string
  nameId: number
  status: string
  note: string
  at: string | null
  atText: string
  departmentId: number | null
  performerId: number | null
  sourceId: number | null
  isOfSeveral: number
}>(`
  SELECT category, name_id AS nameId, status, note, start_at AS at, start_text AS atText,
    department_id AS departmentId, performer_id AS performerId, ${sourceOf('p')} AS sourceId,
    EXISTS (SELECT 1 FROM patient_of_sources s WHERE s.patient = p.patient) AS isOfSeveral
  FROM current_procedure p WHERE ${inWindow('start_at')} ORDER BY start_at DESC, id`)

const procedures: Source = {
  days: daysOf('current_procedure', 'start_at'),
  read: (generation, window) =>
    generation.all(PROCEDURES, window).map((row) => {
      const entry: TimelineEntry = {
        at: { at: row.at, text: row.atText },
        side: 'act',
        kind: 'procedure',
        code: row.category,
        title: generation.display(row.nameId),
        lines: linesOf(row.note),
        department: generation.department(row.departmentId),
        author: generation.staff(row.performerId),
        document: '',
        cancelled: isCancelled(row.status),
      }
      return namedBy(entry, ownSource(generation, row))
    }),
}

const PROBLEM_AT = 'coalesce(diagnosed_at, onset_at)'
const PROBLEMS = statement<{
  id: number
  conditionId: number
  prefixes: string
  suffixes: string
  icd10: string
  at: string | null
  atText: string
  departmentId: number | null
  doctorId: number | null
  note: string
}>(`
  SELECT id, condition_id AS conditionId, prefixes, suffixes, icd10, ${PROBLEM_AT} AS at,
    coalesce(nullif(diagnosed_text, ''), onset_text) AS atText, department_id AS departmentId,
    doctor_id AS doctorId, note
  FROM current_problem WHERE ${inWindow(PROBLEM_AT)} AND action <> 'DE' ORDER BY at DESC, id`)

const problems: Source = {
  days: daysOf(`(SELECT * FROM current_problem WHERE action <> 'DE')`, PROBLEM_AT),
  read: (generation, window) => {
    const rows = generation.all(PROBLEMS, window)
    const voices = voicesOf(generation, 'problem', rows)
    return rows.map((row) => ({
      at: { at: row.at, text: row.atText },
      side: 'act',
      kind: 'problem',
      code: row.icd10,
      title: problemName(generation.display(row.conditionId), row.prefixes, row.suffixes),
      lines: linesOf(row.note),
      department: generation.department(row.departmentId),
      author: generation.staff(row.doctorId),
      document: '',
      cancelled: false,
      sources: voices.get(row.id)?.sources,
    }))
  },
}

/** Who says each of the rows, by their ids. */
function voicesOf(
  generation: Generation,
  kind: Parameters<typeof readRecordVoices>[1],
  rows: readonly { readonly id: number }[],
): ReadonlyMap<number, Voices> {
  const ids = [...new Set(rows.map(({ id }) => id))]
  return readRecordVoices(generation, kind, ids, () => NOTHING_OTHERWISE)
}

/** The entry with further sources named; as it is where none are told. */
function namedBy(entry: TimelineEntry, sources: readonly string[] = []): TimelineEntry {
  const all = [...new Set([...(entry.sources ?? []), ...sources])]
  return all.length === 0 ? entry : { ...entry, sources: all }
}

export const TIMELINE_SOURCES: readonly Source[] = [
  documents,
  medications,
  observations,
  orders,
  encounters,
  procedures,
  problems,
]

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ')
}

function linesOf(text: string): string[] {
  return text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '')
}
