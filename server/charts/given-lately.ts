/** Which orders something was given of shortly before a moment: a drip without an end that still runs. */
import { isGiven } from '../../model/codes/medication-words.ts'
import { rpNumber } from '../../model/rp-number.ts'
import type { Generation } from '../generations/open-generation.ts'
import { OF_PATIENT, statement } from '../generations/statement.ts'
import { addDays, dayOf } from './calendar.ts'
import { GIVEN_WITHIN_DAYS } from './coverage.ts'
import { sourceOf } from './own-sources.ts'
import type { PatientRef } from './patient.ts'
import { earliestJudged, isBefore, judgedAt, momentOfSource } from './source-moments.ts'

/** What was given lately beside every order of its number. */
const GIVEN_LATELY = statement<{
  orderId: number
  orderNo: string
  orderGroup: string
  givenGroup: string
  status: string
  isSameDrug: number
  at: string
  sourceId: number | null
}>(`
  SELECT DISTINCT m.id AS orderId, m.form || ' ' || m.order_no AS orderNo, m.group_no AS orderGroup, a.group_no AS givenGroup,
    a.status, a.start_at AS at, ${sourceOf('a')} AS sourceId, EXISTS (SELECT 1 FROM medication_component c
      WHERE c.medication_order = m.id AND c.drug_id = a.drug_id) AS isSameDrug
  FROM current_administration a
    JOIN current_medication_order m ON m.${OF_PATIENT} AND m.form = a.form AND m.order_no = a.order_no
  WHERE a.${OF_PATIENT} AND a.order_no <> '' AND a.start_at >= @since AND a.start_at <= @until`)

/**
 * Orders of which something was given shortly before a moment: of their Rp where both name one, else of their drug, unless the number is
 * theirs alone. What a source says that was saved earlier counts before its own as-of.
 * @returns by the id of the order: the newest moment that it was given shortly before
 */
export function readGivenLately(
  generation: Generation,
  patient: PatientRef,
  moment: string,
): ReadonlyMap<number, string> {
  const momentOf = momentOfSource(generation, moment)
  const { since } = spanBefore(earliestJudged(generation, moment))
  const { until } = spanBefore(moment)
  const rows = generation.all(GIVEN_LATELY, { ...patient.rows, since, until }).filter((row) => {
    const span = spanBefore(judgedAt(momentOf(row.sourceId), moment))
    return row.at >= span.since && row.at <= span.until
  })
  const orders = Map.groupBy(rows, ({ orderNo }) => orderNo)
  const isAlone = (orderNo: string) =>
    new Set(orders.get(orderNo)?.map(({ orderId }) => orderId)).size === 1
  const given = new Map<number, string>()
  for (const { orderId, status, orderNo, orderGroup, givenGroup, isSameDrug, sourceId } of rows) {
    if (!isGiven(status)) continue
    const isOfRp = orderGroup !== '' && givenGroup !== ''
    const isOfOrder = isOfRp
      ? rpNumber(orderGroup) === rpNumber(givenGroup)
      : isSameDrug === 1 || isAlone(orderNo)
    const own = momentOf(sourceId)
    const known = given.get(orderId)
    if (isOfOrder && (known === undefined || isBefore(known, own))) given.set(orderId, own)
  }
  return given
}

function spanBefore(moment: string): { since: string; until: string } {
  const day = dayOf(moment)
  return {
    since: `${addDays(day, -GIVEN_WITHIN_DAYS)}${moment.slice(day.length)}`,
    // A moment known to the day holds what was given on that day.
    until: moment === day ? `${day}T24` : moment,
  }
}
