/** What is planned, or in course, at as-of. */
import type { SummaryAnswer } from '../../model/api/chart/summary.ts'
import { isCancelled } from '../../model/codes/hl7-tables.ts'
import type { Generation } from '../generations/open-generation.ts'
import { OF_PATIENT, statement } from '../generations/statement.ts'
import { addDays, dayOf } from './calendar.ts'
import { ownVoice } from './other-statements.ts'
import { isOfSeveralSources, sourceOf } from './own-sources.ts'
import type { PatientRef } from './patient.ts'

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
  WHERE ${OF_PATIENT} AND cancels = 0 AND planned_at >= @today ORDER BY planned_at`)
const ORDERS = statement<{
  category: string
  control: string
  itemId: number
  said: string
  at: string
  text: string
  departmentId: number | null
  sourceId: number | null
}>(`
  SELECT category, control, item_id AS itemId, text AS said, scheduled_at AS at, scheduled_text AS text,
    department_id AS departmentId, ${sourceOf('o')} AS sourceId
  FROM current_order o
  WHERE ${OF_PATIENT} AND performed = 0 AND scheduled_at >= @today ORDER BY scheduled_at`)

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
}>(`
  SELECT id, control, category_id AS categoryId, usage, note, start_at AS at, start_text AS text,
    department_id AS departmentId
  FROM current_medication_order
  WHERE ${OF_PATIENT} AND form = 'injection' AND start_at >= @since ORDER BY start_at DESC, id`)
const DRUGS = statement<{ drugId: number }>(`
  SELECT drug_id AS drugId FROM medication_component WHERE medication_order = @id ORDER BY seq`)
const DIALYSIS = statement<{
  nameId: number
  at: string
  text: string
  departmentId: number | null
}>(`
  SELECT name_id AS nameId, start_at AS at, start_text AS text, department_id AS departmentId
  FROM current_procedure WHERE ${OF_PATIENT} AND start_at >= @since
  UNION ALL
  SELECT item_id, scheduled_at, scheduled_text, department_id FROM current_order
  WHERE ${OF_PATIENT} AND scheduled_at >= @since AND scheduled_at < @today
  ORDER BY 2 DESC`)

const CHEMOTHERAPY_WORDS = /抗(がん|ガン|癌|悪性腫瘍)|化学療法|chemotherapy/i
const DIALYSIS_WORDS = /透析|dialysis/i

/** Courses first, then plans and orders by date. */
export function readScheduled(generation: Generation, patient: PatientRef): Scheduled[] {
  const today = dayOf(generation.facts.asOf)
  const span = { ...patient.rows, today }
  const isOfSeveral = isOfSeveralSources(generation, patient)
  const spoken = (source: number | null) =>
    isOfSeveral ? ownVoice(generation.sourceLabel(source ?? 0)) : {}
  const plans = generation.all(PLANS, span).map((row) => ({
    at: { at: row.at, text: row.text },
    kind: row.event,
    title: generation.display(row.wardId),
    department: generation.department(row.departmentId),
    ...spoken(row.sourceId),
  }))
  const orders = generation
    .all(ORDERS, span)
    .filter((row) => !isCancelled(row.control))
    .map((row) => ({
      at: { at: row.at, text: row.text },
      kind: row.category,
      title: [generation.display(row.itemId), row.said].filter((each) => each !== '').join(' '),
      department: generation.department(row.departmentId),
      ...spoken(row.sourceId),
    }))
  return [
    ...injectionCourse(generation, patient, 'chemotherapy', CHEMOTHERAPY_WORDS, CHEMOTHERAPY_DAYS),
    ...dialysisOf(generation, patient),
    ...[...plans, ...orders].sort((a, b) => a.at.at.localeCompare(b.at.at)),
  ]
}

/** The injections of a kind on the newest day they were given, and on any day to come. */
function injectionCourse(
  generation: Generation,
  patient: PatientRef,
  kind: string,
  words: RegExp,
  days: number,
): Scheduled[] {
  const today = dayOf(generation.facts.asOf)
  const span = { ...patient.rows, since: addDays(today, -days) }
  const found = generation
    .all(INJECTIONS, span)
    .filter((row) => !isCancelled(row.control))
    .filter((row) =>
      words.test([generation.display(row.categoryId), row.note, row.usage].join(' ')),
    )
  const newest = found.map((row) => dayOf(row.at)).find((day) => day <= today) ?? ''
  return found
    .filter((row) => dayOf(row.at) >= (newest || today))
    .map((row) => ({
      at: { at: row.at, text: row.text },
      kind,
      title: generation
        .all(DRUGS, { id: row.id })
        .map(({ drugId }) => generation.display(drugId))
        .join(' + '),
      department: generation.department(row.departmentId),
    }))
}

/** The newest dialysis of the fortnight, as the sign of a course: by name, else by the injections given during it. */
function dialysisOf(generation: Generation, patient: PatientRef): Scheduled[] {
  const today = dayOf(generation.facts.asOf)
  const span = { ...patient.rows, today, since: addDays(today, -DIALYSIS_DAYS) }
  for (const row of generation.all(DIALYSIS, span)) {
    const title = generation.display(row.nameId)
    if (!DIALYSIS_WORDS.test(title)) continue
    const department = generation.department(row.departmentId)
    return [{ at: { at: row.at, text: row.text }, kind: 'dialysis', title, department }]
  }
  return injectionCourse(generation, patient, 'dialysis', DIALYSIS_WORDS, DIALYSIS_DAYS)
}
