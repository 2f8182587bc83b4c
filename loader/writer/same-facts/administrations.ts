/**
 * Something given that several sources state. Rule: patient, drug (terms.ts), minute of the beginning and, where both give one, the order's
 * number agree. Whether it was given, the amount, rate, end and route must not differ.
 */
import type { Connection } from '../generation-database.ts'
import { type FactRow, joinRows } from './rows.ts'
import { covers, toTheMinute } from './stated.ts'
import type { Terms } from './terms.ts'
import { unitForm, valueForm, writtenForm } from './written-form.ts'

interface Given extends FactRow {
  readonly order_no: string
  readonly drug_id: number
  readonly amount: string
  readonly amount_unit_id: number | null
  readonly rate: string
  readonly rate_unit_id: number | null
  readonly start_at: string | null
  readonly end_at: string | null
  readonly status: string
  readonly route_id: number | null
  readonly performer: string | null
  readonly note: string
}

/** `2022-10-31T09:00`: without a clock a second dose of the day could not be told from the first. */
const MINUTE = 16
/** HL7 v2.5 table 0322 → FHIR R4 medication administration status. Not given is not given, whoever refused it. */
const MEANINGS: ReadonlyMap<string, string> = new Map([
  ['', 'completed'],
  ['CP', 'completed'],
  ['PA', 'stopped'],
  ['RE', 'not-done'],
  ['NA', 'not-done'],
])

export function joinAdministrations(db: Connection, terms: Terms): void {
  const unitOf = (id: number | null) => unitForm(terms.nameOf(id))
  const coversAmount = (a: readonly [string, number | null], b: readonly [string, number | null]) =>
    b[0] === '' || (valueForm(a[0]) === valueForm(b[0]) && covers(unitOf(a[1]), unitOf(b[1])))
  /** In one: some sources write `5ml/hr` as a text, others the number and its unit. */
  const rateOf = ({ rate, rate_unit_id }: Given) =>
    unitForm(`${valueForm(rate)}${terms.nameOf(rate_unit_id)}`)
  joinRows<Given>(db, {
    kind: 'administration',
    columns: `t.order_no, t.drug_id, t.amount, t.amount_unit_id, t.rate, t.rate_unit_id, t.start_at, t.end_at, t.status, t.route_id,
      (SELECT name FROM staff WHERE staff.id = t.performer_id) AS performer, t.note`,
    keyOf: (row) =>
      timeOf(row).length < MINUTE
        ? null
        : `${timeOf(row).slice(0, MINUTE)} ${terms.classOf(row.drug_id)}`,
    timeOf,
    isCurrent: ({ standing }) => standing === 1,
    rules: {
      isSameEvent: (a, b) =>
        terms.isSame(a.drug_id, b.drug_id) &&
        (a.order_no === b.order_no || a.order_no === '' || b.order_no === ''),
      says: (a, b) =>
        meaningOfStatus(a) === meaningOfStatus(b) &&
        // Nothing was given: an amount of 0 says no more.
        (meaningOfStatus(a) === 'not-done' ||
          coversAmount([a.amount, a.amount_unit_id], [b.amount, b.amount_unit_id])) &&
        covers(rateOf(a), rateOf(b)) &&
        covers(toTheMinute(a.end_at), toTheMinute(b.end_at)) &&
        (b.route_id === null ||
          (a.route_id !== null &&
            (terms.isSame(a.route_id, b.route_id) ||
              terms.codeOf(a.route_id) === terms.codeOf(b.route_id)))) &&
        covers(writtenForm(a.performer ?? ''), writtenForm(b.performer ?? '')) &&
        covers(writtenForm(a.note), writtenForm(b.note)),
    },
  })
}

function meaningOfStatus({ status }: Given): string {
  return MEANINGS.get(status.trim().toUpperCase()) ?? status.trim().toLowerCase()
}

function timeOf({ start_at }: Given): string {
  return toTheMinute(start_at)
}
