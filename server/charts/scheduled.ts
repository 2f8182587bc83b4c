/** What is planned, or in course, at as-of. */
import type { MedicationOrder, SummaryAnswer } from '../../model/api/chart.ts'
import { isCancelled } from '../../model/codes/hl7-tables.ts'
import type { Generation } from '../generations/open-generation.ts'
import { OF_PATIENT, statement } from '../generations/statement.ts'
import { addDays, dayOf } from './calendar.ts'
import type { PatientRef } from './patient.ts'

type Scheduled = SummaryAnswer['scheduled'][number]

const PLANS = statement<{
  event: string
  at: string
  text: string
  departmentId: number | null
  wardId: number | null
}>(`
  SELECT event, planned_at AS at, planned_text AS text, department_id AS departmentId,
    ward_id AS wardId
  FROM current_encounter_event
  WHERE ${OF_PATIENT} AND cancels = 0 AND planned_at >= @today ORDER BY planned_at`)
const ORDERS = statement<{
  category: string
  control: string
  itemId: number
  at: string
  text: string
  departmentId: number | null
}>(`
  SELECT category, control, item_id AS itemId, scheduled_at AS at, scheduled_text AS text,
    department_id AS departmentId
  FROM current_order
  WHERE ${OF_PATIENT} AND performed = 0 AND scheduled_at >= @today ORDER BY scheduled_at`)

/** Dialysis goes on two or three times a week: one in the last fortnight means a course. */
const COURSE_DAYS = 14
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

const CHEMOTHERAPY = /抗(がん|ガン|癌|悪性腫瘍)|化学療法|chemotherapy/i
const DIALYSIS_WORDS = /透析|dialysis/i

/** @param current the orders that cover as-of, as `readCurrentMedications` gives them */
export function readScheduled(
  generation: Generation,
  patient: PatientRef,
  current: readonly MedicationOrder[],
): Scheduled[] {
  const today = dayOf(generation.facts.asOf)
  const span = { ...patient.rows, today, since: addDays(today, -COURSE_DAYS) }
  const plans = generation.all(PLANS, span).map((row) => ({
    at: { at: row.at, text: row.text },
    kind: row.event,
    title: generation.display(row.wardId),
    department: generation.display(row.departmentId),
  }))
  const orders = generation
    .all(ORDERS, span)
    .filter((row) => !isCancelled(row.control))
    .map((row) => ({
      at: { at: row.at, text: row.text },
      kind: row.category,
      title: generation.display(row.itemId),
      department: generation.display(row.departmentId),
    }))
  return [
    ...chemotherapyOf(current),
    ...dialysisOf(generation, span),
    ...[...plans, ...orders].sort((a, b) => a.at.at.localeCompare(b.at.at)),
  ]
}

function chemotherapyOf(current: readonly MedicationOrder[]): Scheduled[] {
  return current
    .filter((order) => order.current && order.form === 'injection')
    .filter((order) => CHEMOTHERAPY.test([order.category, order.note, ...order.usage].join(' ')))
    .map((order) => ({
      at: order.startAt,
      kind: 'chemotherapy',
      title: order.components.map((component) => component.drug).join(' + '),
      department: order.department,
    }))
}

/** The newest dialysis of the fortnight, as the sign of a course. */
function dialysisOf(
  generation: Generation,
  span: Readonly<Record<string, string | number | null>>,
): Scheduled[] {
  for (const row of generation.iterate(DIALYSIS, span)) {
    const title = generation.display(row.nameId)
    if (!DIALYSIS_WORDS.test(title)) continue
    const department = generation.display(row.departmentId)
    return [{ at: { at: row.at, text: row.text }, kind: 'dialysis', title, department }]
  }
  return []
}
