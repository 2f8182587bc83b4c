/**
 * Who came and who left in the days before as-of, and what is booked for the days from then on.
 *
 * Before as-of a span of N days begins with the whole day N days earlier; from as-of on it ends with the whole day N
 * days later, and begins with what was still to come in a source that was saved earlier: whether that took place is not known. Booked are operations and visits that are ordered and not cancelled, and visits and admissions that the record
 * places after as-of. What was booked or changed after as-of is not known.
 */

import type { Area } from '../../model/api/common.ts'
import type { DatedList } from '../../model/api/lists.ts'
import { isCancelled } from '../../model/codes/hl7-tables.ts'
import { LIST_DAYS } from '../../model/codes/list-days.ts'
import type { Generation } from '../generations/open-generation.ts'
import { type Statement, statement } from '../generations/statement.ts'
import { addDays, dayOf } from './calendar.ts'
import type { ListedEncounter } from './listed-patients.ts'
import { sourceOf } from './own-sources.ts'
import { judgedDays } from './source-moments.ts'

/** Sorts after every time of day. */
const END_OF_DAY = 'T99'
/** Sorts after every day. */
const LATEST = 'T'

interface Entry extends ListedEncounter {
  readonly at: string
  readonly titleId: number | null
  readonly control: string
  readonly sourceId: number | null
  /** Kept among what was done: booked only if it begins after the very moment. */
  readonly isAct: number
}

const STAY_COLUMNS = `e.patient AS row, '' AS title, e.department_id AS departmentId,
  e.attending_id AS attendingId, '' AS control, ${sourceOf('e')} AS sourceId, 0 AS isAct`
const ADMITTED = statement<Entry>(`
  SELECT ${STAY_COLUMNS}, e.start_at AS at, NULL AS titleId FROM encounter e
  WHERE e.class = 'inpatient' AND e.status <> 'planned' AND e.start_at >= @from AND e.start_at < @after
  ORDER BY e.start_at DESC, e.id`)
const DISCHARGED = statement<Entry>(`
  SELECT ${STAY_COLUMNS}, e.end_at AS at, e.ward_id AS titleId FROM encounter e
  WHERE e.class = 'inpatient' AND e.status = 'finished' AND e.end_at >= @from AND e.end_at < @after
  ORDER BY e.end_at DESC, e.id`)
const PLANNED = `SELECT ${STAY_COLUMNS}, e.start_at AS at, e.ward_id AS titleId FROM encounter e
  WHERE e.status = 'planned' AND e.start_at >= @from AND e.start_at < @after`
const VISITS = statement<Entry>(`
  ${PLANNED} AND e.class = 'outpatient'
  UNION ALL
  SELECT patient, text, department_id, doctor_id, control, ${sourceOf('o')}, 0, scheduled_at, item_id FROM current_order o
  WHERE category = 'outpatient' AND performed = 0 AND scheduled_at >= @from AND scheduled_at < @after
  ORDER BY at, departmentId, row`)
const ADMISSIONS = statement<Entry>(
  `${PLANNED} AND e.class = 'inpatient' ORDER BY e.start_at, e.id`,
)
const OPERATIONS = statement<Entry>(`
  SELECT patient AS row, text AS title, department_id AS departmentId, doctor_id AS attendingId, control,
    ${sourceOf('o')} AS sourceId, 0 AS isAct, scheduled_at AS at, item_id AS titleId
  FROM current_order o
  WHERE category = 'operation' AND performed = 0 AND scheduled_at >= @from AND scheduled_at < @after
  UNION ALL
  SELECT patient, '', department_id, performer_id, status, ${sourceOf('p')}, 1, start_at, name_id FROM current_procedure p
  WHERE category = 'operation' AND status <> 'not-done' AND start_at >= @from AND start_at < @after
  ORDER BY at, row`)

const HOLDS_STAYS = statement<{ found: number }>(
  `SELECT EXISTS (SELECT 1 FROM encounter WHERE class = 'inpatient' AND start_at > '') AS found`,
)
const HOLDS_DISCHARGES = statement<{ found: number }>(
  `SELECT EXISTS (SELECT 1 FROM encounter WHERE class = 'inpatient' AND end_at > '') AS found`,
)
const HOLDS_VISITS = statement<{ found: number }>(
  `SELECT EXISTS (SELECT 1 FROM encounter WHERE status = 'planned' AND start_at > '' AND class = 'outpatient')
     OR EXISTS (SELECT 1 FROM current_order WHERE category = 'outpatient' AND scheduled_at > '') AS found`,
)
const HOLDS_ADMISSIONS = statement<{ found: number }>(
  `SELECT EXISTS (SELECT 1 FROM encounter WHERE status = 'planned' AND start_at > '' AND class = 'inpatient') AS found`,
)
const HOLDS_OPERATIONS = statement<{ found: number }>(
  `SELECT EXISTS (SELECT 1 FROM current_order WHERE category = 'operation' AND scheduled_at > '') AS found`,
)

interface Rule {
  readonly entries: Statement<Entry>
  readonly holds: Statement<{ found: number }>
  readonly isAhead: boolean
  /** Records out of which the list is made. */
  readonly area: Area
}

const RULES: Readonly<Record<DatedList, Rule>> = {
  admitted: { entries: ADMITTED, holds: HOLDS_STAYS, isAhead: false, area: 'encounters' },
  discharged: { entries: DISCHARGED, holds: HOLDS_DISCHARGES, isAhead: false, area: 'encounters' },
  operations: { entries: OPERATIONS, holds: HOLDS_OPERATIONS, isAhead: true, area: 'orders' },
  visits: { entries: VISITS, holds: HOLDS_VISITS, isAhead: true, area: 'encounters' },
  admissions: { entries: ADMISSIONS, holds: HOLDS_ADMISSIONS, isAhead: true, area: 'encounters' },
}

export interface DatedEntries {
  readonly from: string
  readonly to: string
  /** Of LIST_DAYS; 0 = one day beyond all of them. */
  readonly days: number
  /** Of an empty span: the nearest day beyond it that has an entry, '' = none. */
  readonly nearest: string
  readonly entries: ListedEncounter[]
  readonly held: boolean
  readonly area: Area
}

/** The entries of a list, nearest to as-of first. @param days of LIST_DAYS */
export function readDays(generation: Generation, list: DatedList, days: number): DatedEntries {
  const today = dayOf(generation.facts.asOf)
  const span = RULES[list].isAhead
    ? { from: today, to: addDays(today, days) }
    : { from: addDays(today, -days), to: today }
  return readSpan(generation, list, span, days)
}

/** The same, and where the nearest entry stands when there is none in these days. */
export function readDated(generation: Generation, list: DatedList, days: number): DatedEntries {
  const dated = readDays(generation, list, days)
  const isEmpty = dated.entries.length === 0 && dated.held
  return isEmpty ? { ...dated, nearest: nearestDay(generation, list, dated) } : dated
}

/** The list as it opens: the shortest span that has an entry, else the nearest day that has one; all empty = the shortest. */
export function openDated(generation: Generation, list: DatedList): DatedEntries {
  const shortest = readDated(generation, list, LIST_DAYS[0])
  const { nearest } = shortest
  if (nearest === '') return shortest
  const today = dayOf(generation.facts.asOf)
  const days = LIST_DAYS.find((each) =>
    RULES[list].isAhead ? nearest <= addDays(today, each) : nearest >= addDays(today, -each),
  )
  return days === undefined
    ? readSpan(generation, list, { from: nearest, to: nearest }, 0)
    : readDated(generation, list, days)
}

interface Span {
  readonly from: string
  readonly to: string
}

function readSpan(
  generation: Generation,
  list: DatedList,
  { from, to }: Span,
  days: number,
): DatedEntries {
  const { entries, holds, area, isAhead } = RULES[list]
  const { asOf } = generation.facts
  const judged = judgedDays(generation, asOf)
  const isFromNow = isAhead && from === dayOf(asOf)
  const isBooked = ({ at, sourceId, isAct }: Entry) =>
    at >= (isAct === 1 ? judged.momentOf(sourceId).slice(0, at.length) : judged.dayOf(sourceId))
  const found = generation
    .all(entries, { from: isFromNow ? judged.earliest : from, after: to + END_OF_DAY })
    .filter((entry) => !isCancelled(entry.control) && (!isAhead || isBooked(entry)))
  const first = dayOf(found[0]?.at ?? from)
  return {
    ...{ from: isFromNow && first < from ? first : from, to, days, nearest: '' },
    entries: found.map((entry) => ({
      ...entry,
      title: titleOf(generation, entry),
      ...(isFromNow && entry.at < from ? { bookedAsOf: judged.asOf(entry.sourceId) } : {}),
    })),
    held: found.length > 0 || generation.get(holds)?.found === 1,
    area,
  }
}

/** The day nearest to a span, on the side away from as-of, on which something stands; '' = none. Entries come nearest first. */
function nearestDay(generation: Generation, list: DatedList, { from, to }: Span): string {
  const { entries, isAhead } = RULES[list]
  const beyond = isAhead ? { from: to + END_OF_DAY, after: LATEST } : { from: '0', after: from }
  for (const { at, control } of generation.iterate(entries, beyond)) {
    if (!isCancelled(control)) return dayOf(at)
  }
  return ''
}

/** What is booked, with what the order says of it; the ward that was left. */
function titleOf(generation: Generation, { titleId, title }: Entry): string {
  return [generation.display(titleId), title].filter((each) => each !== '').join(' ')
}
