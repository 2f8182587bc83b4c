/** Prescriptions and injections as they were ordered, and which of them are current. */
import type { MedicationOrder } from '../../model/api/chart/medications.ts'
import { isCancelled } from '../../model/codes/hl7-tables.ts'
import { MAY_GO_ON } from '../../model/codes/medication-words.ts'
import type { Generation, Term } from '../generations/open-generation.ts'
import { OF_PATIENT, statement } from '../generations/statement.ts'
import { addDays, dayOf, notAfter } from './calendar.ts'
import { type Coverage, coverageOf, type Span } from './coverage.ts'
import { readCurrentAt } from './current-moment.ts'
import { readGivenLately } from './given-lately.ts'
import { type Described, readRecordVoices } from './other-statements.ts'
import type { PatientRef } from './patient.ts'
import { earliestJudged, isDayBefore, judgedAt, readEarlyOrders } from './source-moments.ts'
import { withUnit } from './with-unit.ts'

interface OrderRow {
  id: number
  form: 'prescription' | 'injection'
  orderNo: string
  groupNo: string
  control: string
  categoryId: number | null
  dosageFormId: number | null
  perDay: string
  perDayUnitId: number | null
  total: string
  totalUnitId: number | null
  rate: string
  rateUnitId: number | null
  usage: string
  duration: string
  durationUnit: string
  routeId: number | null
  deviceId: number | null
  note: string
  orderedAt: string | null
  orderedText: string
  startAt: string | null
  startText: string
  endAt: string | null
  endText: string
  departmentId: number | null
  doctorId: number | null
}

const ORDER_COLUMNS = `id, form, order_no AS orderNo, group_no AS groupNo, control,
    category_id AS categoryId, dosage_form_id AS dosageFormId, per_day AS perDay,
    per_day_unit_id AS perDayUnitId, total, total_unit_id AS totalUnitId, rate,
    rate_unit_id AS rateUnitId, usage, duration, duration_unit AS durationUnit, route_id AS routeId,
    device_id AS deviceId, note, ordered_at AS orderedAt, ordered_text AS orderedText,
    start_at AS startAt, start_text AS startText, end_at AS endAt, end_text AS endText,
    department_id AS departmentId, doctor_id AS doctorId`

const NEWEST_FIRST = 'ORDER BY coalesce(start_at, ordered_at) DESC, order_no DESC, group_no, id'
const ORDERS = statement<OrderRow>(`
  SELECT ${ORDER_COLUMNS} FROM current_medication_order WHERE ${OF_PATIENT} ${NEWEST_FIRST}`)
/** Of any standing. */
const OTHER_ORDERS = statement<OrderRow & { standing: number }>(`
  SELECT ${ORDER_COLUMNS}, standing FROM medication_order
  WHERE id IN (SELECT value FROM json_each(@ids))`)
const ORDERS_BY_ID = statement<OrderRow>(`
  SELECT ${ORDER_COLUMNS} FROM current_medication_order
  WHERE id IN (SELECT value FROM json_each(@ids)) ${NEWEST_FIRST}`)

/**
 * What coverage is told from, of every order that might cover the moment or have begun lately. The conditions let too
 * many through, never too few: coverage.ts decides. Only an order older than `@since` for a plain number of days
 * below 90, or with an end before this year, is left out here.
 */
const SPANS = statement<
  Pick<
    OrderRow,
    'id' | 'form' | 'control' | 'duration' | 'durationUnit' | 'orderedAt' | 'startAt' | 'endAt'
  > & { mayGoOn: number }
>(`
  SELECT id, form, control, duration, duration_unit AS durationUnit, ordered_at AS orderedAt,
    start_at AS startAt, end_at AS endAt, instr(note, @mayGoOn) AS mayGoOn
  FROM current_medication_order
  WHERE ${OF_PATIENT} AND (coalesce(start_at, ordered_at) >= @since OR end_at >= @year OR lower(control) IN ('active', 'unknown')
    OR instr(note, @mayGoOn)
    OR (end_at IS NULL AND (duration GLOB '*[^0-9]*' OR CAST(duration AS INTEGER) >= 90
      OR duration_unit NOT IN ('d', 'D', '日'))))`)

const COMPONENTS = statement<{
  orderId: number
  role: string
  drugId: number
  dose: string
  doseUnitId: number | null
}>(`
  SELECT c.medication_order AS orderId, c.role, c.drug_id AS drugId, c.dose,
    c.dose_unit_id AS doseUnitId
  FROM json_each(@ids) wanted JOIN medication_component c ON c.medication_order = wanted.value
  ORDER BY c.medication_order, c.seq`)

/** When orders are to be current, which of them something was given of shortly before, and which are of sources that were saved earlier. */
interface Moment {
  readonly moment: string
  readonly given: ReadonlyMap<number, string>
  readonly early: ReadonlyMap<number, string>
}

function readMoment(generation: Generation, patient: PatientRef): Moment {
  const { moment } = readCurrentAt(generation, patient)
  return {
    moment,
    given: readGivenLately(generation, patient, moment),
    early: readEarlyOrders(generation, patient, moment),
  }
}

interface Standing extends Coverage {
  /** As of when its source speaks, where that is earlier than the moment; '' = it is not, or the order is not current. */
  readonly asOf: string
}

/** An order of a source that was saved earlier is current if it was so then, too: nobody knows that it ended since. */
function standingOf(span: Span & { readonly id: number }, at: Moment): Standing {
  const { moment } = at
  const given = at.given.get(span.id)
  const early = at.early.get(span.id)
  const now = coverageOf(span, moment, given !== undefined)
  const coverage =
    now.currentBy !== null || early === undefined
      ? now
      : coverageOf(span, judgedAt(early, moment), given !== undefined)
  const own = coverage.currentBy === 'given' ? given : early
  const isTold = coverage !== now || (own !== undefined && isDayBefore(own, moment))
  return { ...coverage, asOf: coverage.currentBy === null || !isTold ? '' : (own ?? '') }
}

/** Every order that is not superseded or deleted, newest first; cancelled ones with their mark. */
export function readMedicationOrders(
  generation: Generation,
  patient: PatientRef,
): MedicationOrder[] {
  const at = readMoment(generation, patient)
  return asOrders(generation, generation.all(ORDERS, patient.rows), at)
}

const ORDER_NUMBERS = statement<{ orderNo: string }>(
  `SELECT DISTINCT order_no AS orderNo FROM current_medication_order WHERE ${OF_PATIENT} AND order_no <> ''`,
)

/** The numbers of the orders that a chart holds. */
export function readOrderNumbers(generation: Generation, patient: PatientRef): Set<string> {
  return new Set(generation.all(ORDER_NUMBERS, patient.rows).map(({ orderNo }) => orderNo))
}

/** The drugs of each order by its id, with the codes of the source, in the order of its components. */
export function readDrugTerms(
  generation: Generation,
  orders: readonly { readonly id: number }[],
): Map<number, (Term | null)[]> {
  const terms = new Map<number, (Term | null)[]>()
  const ids = JSON.stringify(orders.map(({ id }) => id))
  for (const row of generation.iterate(COMPONENTS, { ids })) {
    terms.set(row.orderId, [...(terms.get(row.orderId) ?? []), generation.term(row.drugId)])
  }
  return terms
}

/** For how many days before the moment an order without a known end is worth the first screen. */
export const RECENT_DAYS = 90

/**
 * What the patient takes at the moment of current-moment.ts by the rule of coverage.ts; after it, not current, prescriptions whose end can't
 * be told: those of the 90 days before (as needed), and those that their source itself leaves unclear, however old.
 */
export function readCurrentMedications(
  generation: Generation,
  patient: PatientRef,
): MedicationOrder[] {
  const at = readMoment(generation, patient)
  const { moment } = at
  const earliest = earliestJudged(generation, moment)
  const since = addDays(dayOf(moment), -RECENT_DAYS)
  const ids: number[] = []
  for (const span of generation.iterate(SPANS, {
    ...patient.rows,
    since: addDays(dayOf(earliest), -RECENT_DAYS),
    year: earliest.slice(0, 4),
    mayGoOn: MAY_GO_ON,
  })) {
    if (isCancelled(span.control)) continue
    const { currentBy, coveredUntil, from } = standingOf(span, at)
    const isRecent = from >= since || span.mayGoOn > 0 || isUnclear(span.control)
    const openEnded = coveredUntil === '' && isRecent && notAfter(from, moment)
    if (currentBy !== null || (openEnded && span.form === 'prescription')) ids.push(span.id)
  }
  const rows = generation.all(ORDERS_BY_ID, { ids: JSON.stringify(ids) })
  const orders = asOrders(generation, rows, at)
  return [
    ...orders.filter(({ currentBy }) => currentBy !== null),
    ...orders.filter(({ currentBy }) => currentBy === null),
  ]
}

/** FHIR R4 medicationrequest-status `unknown`: the source does not know whether it goes on. */
function isUnclear(control: string): boolean {
  return control.trim().toLowerCase() === 'unknown'
}

function asOrders(
  generation: Generation,
  rows: readonly OrderRow[],
  at: Moment,
): MedicationOrder[] {
  const voices = readRecordVoices(
    generation,
    'medication',
    rows.map(({ id }) => id),
    (ids) => describe(generation, ids),
  )
  return ordersOf(generation, rows, at).map((order) => ({ ...order, ...voices.get(order.id) }))
}

/** Whether another source's order is current is not told. */
const NOT_TOLD: Moment = { moment: '', given: new Map(), early: new Map() }

/** Another source's order in one line: drugs with their doses, use, until when, its control. */
function describe(generation: Generation, ids: readonly number[]): Map<number, Described> {
  const rows = generation.all(OTHER_ORDERS, { ids: JSON.stringify(ids) })
  const standings = new Map(rows.map(({ id, standing }) => [id, standing]))
  return new Map(
    ordersOf(generation, rows, NOT_TOLD).map((order) => {
      const drugs = order.components.map(({ drug, dose, unit }) => `${drug} ${dose} ${unit}`.trim())
      const until = order.coveredUntil === '' ? '' : `～${order.coveredUntil}`
      const amounts = [order.perDay, order.total, order.rate, ...order.usage, order.route]
      const words = [drugs.join(' + '), ...amounts, until, order.note]
      const text = words.filter((word) => word !== '').join(' ')
      const at = order.startAt.at === null ? order.orderedAt : order.startAt
      const status = order.cancelled ? 'cancelled' : ''
      const standing = standings.get(order.id) ?? 1
      return [order.id, { at, text, unit: '', flag: '', status, standing }]
    }),
  )
}

function ordersOf(
  generation: Generation,
  rows: readonly OrderRow[],
  at: Moment,
): MedicationOrder[] {
  const components = new Map<number, MedicationOrder['components']>()
  const ids = JSON.stringify(rows.map((row) => row.id))
  for (const row of generation.iterate(COMPONENTS, { ids })) {
    const mix = components.get(row.orderId) ?? []
    components.set(row.orderId, mix)
    mix.push({
      role: row.role,
      drug: generation.display(row.drugId),
      dose: row.dose,
      unit: generation.display(row.doseUnitId),
    })
  }
  return rows.map((row) => asOrder(generation, row, components.get(row.id) ?? [], at))
}

function asOrder(
  generation: Generation,
  row: OrderRow,
  components: MedicationOrder['components'],
  at: Moment,
): MedicationOrder {
  const cancelled = isCancelled(row.control)
  const { currentBy, coveredUntil, asOf } = standingOf(row, at)
  return {
    id: row.id,
    form: row.form,
    orderNo: row.orderNo,
    group: row.groupNo,
    control: row.control,
    cancelled,
    category: generation.display(row.categoryId),
    components,
    dosageForm: generation.display(row.dosageFormId),
    perDay: withUnit(generation, row.perDay, row.perDayUnitId),
    total: withUnit(generation, row.total, row.totalUnitId),
    rate: withUnit(generation, row.rate, row.rateUnitId),
    usage: row.usage === '' ? [] : row.usage.split('\u001f'),
    duration: [row.duration, row.durationUnit].filter((part) => part !== '').join(' '),
    route: generation.display(row.routeId),
    device: generation.display(row.deviceId),
    note: row.note,
    orderedAt: { at: row.orderedAt, text: row.orderedText },
    startAt: { at: row.startAt, text: row.startText },
    endAt: { at: row.endAt, text: row.endText },
    coveredUntil,
    currentBy: cancelled ? null : currentBy,
    ...(cancelled || asOf === '' ? {} : { currentAsOf: asOf }),
    department: generation.department(row.departmentId),
    doctor: generation.staff(row.doctorId),
  }
}
