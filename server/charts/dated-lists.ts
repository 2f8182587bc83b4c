/**
 * Who came and who left in the days before as-of, and what is booked for the days from then on.
 *
 * Before as-of a span of N days begins with the whole day N days earlier; from as-of on it ends with the whole day N
 * days later. Booked are operations that are ordered and not cancelled, and visits and admissions that the record
 * places after as-of. What was booked or changed after as-of is not known.
 */

import type { Area } from '../../model/api/common.ts'
import type { DatedList } from '../../model/api/lists.ts'
import { isCancelled } from '../../model/codes/hl7-tables.ts'
import type { Generation } from '../generations/open-generation.ts'
import { type Statement, statement } from '../generations/statement.ts'
import { addDays, dayOf } from './calendar.ts'
import type { ListedEncounter } from './listed-patients.ts'

/** Sorts after every time of day. */
const END_OF_DAY = 'T99'

interface Entry extends ListedEncounter {
  readonly at: string
  readonly titleId: number | null
  readonly control: string
}

const STAY_COLUMNS = `e.patient AS row, '' AS title, e.department_id AS departmentId,
  e.attending_id AS attendingId, '' AS control`
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
const VISITS = statement<Entry>(
  `${PLANNED} AND e.class = 'outpatient' ORDER BY e.start_at, e.department_id, e.id`,
)
const ADMISSIONS = statement<Entry>(
  `${PLANNED} AND e.class = 'inpatient' ORDER BY e.start_at, e.id`,
)
const OPERATIONS = statement<Entry>(`
  SELECT patient AS row, text AS title, department_id AS departmentId, doctor_id AS attendingId, control,
    scheduled_at AS at, item_id AS titleId
  FROM current_order
  WHERE category = 'operation' AND performed = 0 AND scheduled_at >= @from AND scheduled_at < @after
  UNION ALL
  SELECT patient, '', department_id, performer_id, status, start_at, name_id FROM current_procedure
  WHERE category = 'operation' AND status <> 'not-done' AND start_at >= @from AND start_at < @after
    AND start_at >= substr(@asOf, 1, length(start_at))
  ORDER BY at, row`)

const HOLDS_STAYS = statement<{ found: number }>(
  `SELECT EXISTS (SELECT 1 FROM encounter WHERE class = 'inpatient' AND start_at > '') AS found`,
)
const HOLDS_DISCHARGES = statement<{ found: number }>(
  `SELECT EXISTS (SELECT 1 FROM encounter WHERE class = 'inpatient' AND end_at > '') AS found`,
)
const HOLDS_VISITS = statement<{ found: number }>(
  `SELECT EXISTS (SELECT 1 FROM encounter WHERE status = 'planned' AND start_at > '' AND class = 'outpatient') AS found`,
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
  readonly entries: ListedEncounter[]
  readonly held: boolean
  readonly area: Area
}

/** The entries of a list, nearest to as-of first. @param days of LIST_DAYS */
export function readDated(generation: Generation, list: DatedList, days: number): DatedEntries {
  const { asOf } = generation.facts
  const { entries, holds, isAhead, area } = RULES[list]
  const today = dayOf(asOf)
  const from = isAhead ? today : addDays(today, -days)
  const to = isAhead ? addDays(today, days) : today
  const found = generation
    .all(entries, { from, after: to + END_OF_DAY, ...(list === 'operations' && { asOf }) })
    .filter(({ control }) => !isCancelled(control))
  return {
    from,
    to,
    entries: found.map((entry) => ({ ...entry, title: titleOf(generation, entry) })),
    held: found.length > 0 || generation.get(holds)?.found === 1,
    area,
  }
}

/** What is booked, with what the order says of it; the ward that was left. */
function titleOf(generation: Generation, { titleId, title }: Entry): string {
  return [generation.display(titleId), title].filter((each) => each !== '').join(' ')
}
