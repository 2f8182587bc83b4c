/** What was given, and what explicitly was not. */
import type { Administration } from '../../model/api/chart/medications.ts'
import type { Generation, Term } from '../generations/open-generation.ts'
import { OF_PATIENT, statement } from '../generations/statement.ts'
import { type Described, readRecordVoices } from './other-statements.ts'
import type { PatientRef } from './patient.ts'
import { withUnit } from './with-unit.ts'

interface GivenRow {
  id: number
  form: 'prescription' | 'injection'
  orderNo: string
  groupNo: string
  drugId: number
  amount: string
  amountUnitId: number | null
  rate: string
  rateUnitId: number | null
  startAt: string | null
  startText: string
  endAt: string | null
  endText: string
  status: string
  routeId: number | null
  performerId: number | null
  note: string
}

const GIVEN_COLUMNS = `id, form, order_no AS orderNo, group_no AS groupNo, drug_id AS drugId, amount,
    amount_unit_id AS amountUnitId, rate, rate_unit_id AS rateUnitId, start_at AS startAt,
    start_text AS startText, end_at AS endAt, end_text AS endText, status, route_id AS routeId,
    performer_id AS performerId, note`
const ADMINISTRATIONS = statement<GivenRow>(`
  SELECT ${GIVEN_COLUMNS} FROM current_administration WHERE ${OF_PATIENT}
  ORDER BY start_at DESC, id`)
/** Of any standing. */
const OTHER_ADMINISTRATIONS = statement<GivenRow & { standing: number }>(`
  SELECT ${GIVEN_COLUMNS}, standing FROM administration
  WHERE id IN (SELECT value FROM json_each(@ids))`)

/** What was given, or explicitly not given, newest first. */
export function readAdministrations(generation: Generation, patient: PatientRef): Administration[] {
  return readCodedAdministrations(generation, patient).map(({ given }) => given)
}

/** Something given with the codes of its source. */
export interface CodedAdministration {
  readonly id: number
  readonly given: Administration
  readonly drug: Term | null
}

/** The same with the codes of the source. */
export function readCodedAdministrations(
  generation: Generation,
  patient: PatientRef,
): CodedAdministration[] {
  const rows = generation.all(ADMINISTRATIONS, patient.rows)
  const ids = rows.map(({ id }) => id)
  const voices = readRecordVoices(generation, 'administration', ids, (others) =>
    describeGiven(generation, others),
  )
  return rows.map((row) => ({
    id: row.id,
    drug: generation.term(row.drugId),
    given: { ...asAdministration(generation, row), ...voices.get(row.id) },
  }))
}

/** What another source says was given, or not, in one line. */
function describeGiven(generation: Generation, ids: readonly number[]): Map<number, Described> {
  const rows = generation.all(OTHER_ADMINISTRATIONS, { ids: JSON.stringify(ids) })
  return new Map(
    rows.map((row) => {
      const given = asAdministration(generation, row)
      const words = [given.drug, given.amount, given.rate, given.route, given.performer, given.note]
      const text = [given.status, ...words].filter((word) => word !== '').join(' ')
      const { standing } = row
      return [row.id, { at: given.startAt, text, unit: '', flag: '', status: '', standing }]
    }),
  )
}

function asAdministration(generation: Generation, row: GivenRow): Administration {
  return {
    form: row.form,
    orderNo: row.orderNo,
    group: row.groupNo,
    drug: generation.display(row.drugId),
    amount: withUnit(generation, row.amount, row.amountUnitId),
    rate: withUnit(generation, row.rate, row.rateUnitId),
    startAt: { at: row.startAt, text: row.startText },
    endAt: { at: row.endAt, text: row.endText },
    status: row.status,
    route: generation.display(row.routeId),
    performer: generation.staff(row.performerId),
    note: row.note,
  }
}
