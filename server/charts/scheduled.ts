/** What is planned, or in course, at the as-of of the source that says it: what became of a plan since is not known. */
import type { SummaryAnswer } from '../../model/api/chart/summary.ts'
import { isCancelled } from '../../model/codes/hl7-tables.ts'
import type { Generation } from '../generations/open-generation.ts'
import { OF_PATIENT, statement } from '../generations/statement.ts'
import { addDays, dayOf } from './calendar.ts'
import { type Described, ownVoice, readRecordVoices } from './other-statements.ts'
import { isOfSeveralSources, sourceOf } from './own-sources.ts'
import type { PatientRef } from './patient.ts'
import { judgedDays } from './source-moments.ts'

type Scheduled = SummaryAnswer['scheduled'][number]

const PLANS = statement<{
  event: string
  at: string
  text: string
  departmentId: number | null
  wardId: number | null
  sourceId: number | null
}>(`
  SELECT event, planned_at AS at, planned_text AS text, department_id AS departmentId,
    ward_id AS wardId, ${sourceOf('e')} AS sourceId
  FROM current_encounter_event e
  WHERE ${OF_PATIENT} AND cancels = 0 AND planned_at >= @earliest ORDER BY planned_at`)
/** An order whose results of its day are there is not to come, though its source does not call it performed. */
const ORDERS = statement<{
  id: number
  category: string
  control: string
  itemId: number
  said: string
  at: string
  text: string
  departmentId: number | null
  sourceId: number | null
}>(`
  SELECT id, category, control, item_id AS itemId, text AS said, scheduled_at AS at, scheduled_text AS text,
    department_id AS departmentId, ${sourceOf('o')} AS sourceId
  FROM current_order o
  WHERE ${OF_PATIENT} AND performed = 0 AND scheduled_at >= @earliest AND NOT EXISTS (
    SELECT 1 FROM current_observation_group g WHERE g.${OF_PATIENT} AND g.order_no = o.order_no AND o.order_no <> ''
      AND coalesce(g.collected_at, g.reported_at) >= substr(o.scheduled_at, 1, 10))
  ORDER BY scheduled_at`)

/** Of any standing. */
const OTHER_ORDERS = statement<{
  id: number
  control: string
  itemId: number
  said: string
  at: string | null
  text: string
  departmentId: number | null
  standing: number
}>(`
  SELECT id, control, item_id AS itemId, text AS said, scheduled_at AS at, scheduled_text AS text,
    department_id AS departmentId, standing
  FROM clinical_order WHERE id IN (SELECT value FROM json_each(@ids))`)

/**
 * How long after the last time a course counts as going on: chemotherapy comes in cycles of up to four weeks,
 * dialysis two or three times a week.
 */
const CHEMOTHERAPY_DAYS = 28
const DIALYSIS_DAYS = 14

const INJECTIONS = statement<{
  id: number
  control: string
  categoryId: number | null
  usage: string
  note: string
  at: string
  text: string
  departmentId: number | null
  sourceId: number | null
}>(`
  SELECT id, control, category_id AS categoryId, usage, note, start_at AS at, start_text AS text,
    department_id AS departmentId, ${sourceOf('m')} AS sourceId
  FROM current_medication_order m
  WHERE ${OF_PATIENT} AND form = 'injection' AND start_at >= @since ORDER BY start_at DESC, id`)
const DRUGS = statement<{ drugId: number }>(`
  SELECT drug_id AS drugId FROM medication_component WHERE medication_order = @id ORDER BY seq`)
const DIALYSIS = statement<{
  nameId: number
  at: string
  text: string
  departmentId: number | null
  sourceId: number | null
}>(`
  SELECT name_id AS nameId, start_at AS at, start_text AS text, department_id AS departmentId, ${sourceOf('p')} AS sourceId
  FROM current_procedure p WHERE ${OF_PATIENT} AND start_at >= @since
  UNION ALL
  SELECT item_id, scheduled_at, scheduled_text, department_id, ${sourceOf('o')} FROM current_order o
  WHERE ${OF_PATIENT} AND scheduled_at >= @since AND scheduled_at < @today
  ORDER BY 2 DESC`)

const CHEMOTHERAPY_WORDS = /抗(がん|ガン|癌|悪性腫瘍)|化学療法|chemotherapy/i
const DIALYSIS_WORDS = /透析|dialysis/i

/** Courses first, then plans and orders by date. */
export function readScheduled(generation: Generation, patient: PatientRef): Scheduled[] {
  const told = tellerOf(generation, patient)
  const { earliest } = told
  const plans = generation.all(PLANS, { ...patient.rows, earliest }).map((row) => ({
    row,
    voices: {},
    kind: row.event,
    title: generation.display(row.wardId),
  }))
  const booked = generation
    .all(ORDERS, { ...patient.rows, earliest })
    .filter((row) => !isCancelled(row.control))
  const voices = readRecordVoices(
    generation,
    'order',
    booked.map(({ id }) => id),
    (ids) => describeOrders(generation, ids),
  )
  const orders = booked.map((row) => ({
    row,
    kind: row.category,
    title: titleOf(generation, row),
    voices: voices.get(row.id) ?? {},
  }))
  const ahead = [...plans, ...orders]
    .filter(({ row }) => row.at >= told.dayOf(row.sourceId))
    .sort((a, b) => a.row.at.localeCompare(b.row.at))
    .map(({ row, kind, title, voices: own }) => ({ ...told.asScheduled(row, kind, title), ...own }))
  return [
    ...injectionCourse(told, 'chemotherapy', CHEMOTHERAPY_WORDS, CHEMOTHERAPY_DAYS),
    ...dialysisOf(told),
    ...ahead,
  ]
}

/** What is ordered, with what the order says of it; lists of what is to be measured are for its own part. */
function titleOf(
  generation: Generation,
  { itemId, said }: { readonly itemId: number; readonly said: string },
): string {
  const words = [generation.display(itemId), said.includes('\n') ? '' : said]
  return words.filter((each) => each !== '').join(' ')
}

/** What another source says of the same booking, in one line. */
function describeOrders(generation: Generation, ids: readonly number[]): Map<number, Described> {
  const rows = generation.all(OTHER_ORDERS, { ids: JSON.stringify(ids) })
  return new Map(
    rows.map(({ id, at, text, control, standing, ...row }) => {
      const words = [titleOf(generation, row), generation.department(row.departmentId)]
      const said = words.filter((word) => word !== '').join(' ')
      const status = isCancelled(control) ? 'cancelled' : ''
      return [id, { at: { at, text }, text: said, unit: '', flag: '', status, standing }]
    }),
  )
}

interface Planned {
  readonly at: string
  readonly text: string
  readonly departmentId: number | null
  readonly sourceId: number | null
}

/** What every part of the list needs: whose plan it is, and on which day it is judged. */
interface Teller {
  readonly generation: Generation
  readonly patient: PatientRef
  /** The earliest day on which any source is judged. */
  readonly earliest: string
  /** The day of the source's own as-of. */
  dayOf(source: number | null): string
  asScheduled(row: Planned, kind: string, title: string): Scheduled
}

function tellerOf(generation: Generation, patient: PatientRef): Teller {
  const { asOf } = generation.facts
  const judged = judgedDays(generation, asOf)
  const isOfSeveral = isOfSeveralSources(generation, patient)
  const spoken = (source: number | null) =>
    isOfSeveral ? ownVoice(generation.sourceLabel(source ?? 0)) : {}
  return {
    ...{ generation, patient, earliest: judged.earliest, dayOf: judged.dayOf },
    asScheduled: ({ at, text, departmentId, sourceId }, kind, title) => ({
      at: { at, text },
      kind,
      title,
      department: generation.department(departmentId),
      ...spoken(sourceId),
      ...(at < dayOf(asOf) && at >= judged.dayOf(sourceId)
        ? { plannedAsOf: judged.asOf(sourceId) }
        : {}),
    }),
  }
}

/** The injections of a kind on the newest day they were given, and on any day to come. */
function injectionCourse(told: Teller, kind: string, words: RegExp, days: number): Scheduled[] {
  const { generation, patient, earliest } = told
  const found = generation
    .all(INJECTIONS, { ...patient.rows, since: addDays(earliest, -days) })
    .filter(({ at, sourceId }) => at >= addDays(told.dayOf(sourceId), -days))
    .filter((row) => !isCancelled(row.control))
    .filter((row) =>
      words.test([generation.display(row.categoryId), row.note, row.usage].join(' ')),
    )
  const isPast = ({ at, sourceId }: Planned) => dayOf(at) <= told.dayOf(sourceId)
  const newest = found.find(isPast)
  return found
    .filter((row) => dayOf(row.at) >= dayOf(newest?.at ?? '') || !isPast(row))
    .map((row) => {
      const drugs = generation.all(DRUGS, { id: row.id })
      const title = drugs.map(({ drugId }) => generation.display(drugId)).join(' + ')
      return told.asScheduled(row, kind, title)
    })
}

/** The newest dialysis of the fortnight, as the sign of a course: by name, else by the injections given during it. */
function dialysisOf(told: Teller): Scheduled[] {
  const { generation, patient, earliest } = told
  const today = dayOf(generation.facts.asOf)
  const span = { ...patient.rows, today, since: addDays(earliest, -DIALYSIS_DAYS) }
  for (const row of generation.all(DIALYSIS, span)) {
    const title = generation.display(row.nameId)
    if (!DIALYSIS_WORDS.test(title)) continue
    if (row.at < addDays(told.dayOf(row.sourceId), -DIALYSIS_DAYS)) continue
    return [told.asScheduled(row, 'dialysis', title)]
  }
  return injectionCourse(told, 'dialysis', DIALYSIS_WORDS, DIALYSIS_DAYS)
}
