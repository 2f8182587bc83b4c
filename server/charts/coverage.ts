/**
 * The rule `period-status-or-given`: whether an order for a drug is current at a moment (current-moment.ts).
 *
 * Period: an order covers from its start (the order's own time if it names none) to its end; without an end, to start +
 * days − 1. An order whose end can't be told (as needed, no number of days) surely covers its first day.
 * Status: what the source itself calls active (FHIR R4 medicationrequest-status, HL7 v3 ActStatus) and names no end of goes on, whatever
 * was dispensed last. Given: what has no end that can be told and was given within {@link GIVEN_WITHIN_DAYS} goes on.
 * Cancelled orders are the caller's to leave out.
 */
import type { MedicationOrder } from '../../model/api/chart/medications.ts'
import { meaningOf } from '../../model/codes/meaning.ts'
import { addDays, dayOf, notAfter } from './calendar.ts'

/** 72 hours. */
export const GIVEN_WITHIN_DAYS = 3

export interface Span {
  readonly control: string
  readonly startAt: string | null
  readonly orderedAt: string | null
  readonly endAt: string | null
  readonly duration: string
  readonly durationUnit: string
}

export interface Coverage {
  /** The order's start; '' when unknown. */
  readonly from: string
  /** Last day covered, `YYYY-MM-DD`; '' = can't be told. */
  readonly coveredUntil: string
  readonly currentBy: MedicationOrder['currentBy']
}

/** Units of TQ1-6 as hospitals write them (HL7 v2.5 ISO+ d, wk; 日, 週), in days. Months have no fixed length. */
const DAYS_OF_UNIT: Readonly<Record<string, number>> = {
  d: 1,
  day: 1,
  days: 1,
  日: 1,
  日分: 1,
  日間: 1,
  w: 7,
  wk: 7,
  週: 7,
  週間: 7,
}

/**
 * @param moment as `readCurrentAt` tells it, with time if it has one
 * @param wasGiven whether it was given within {@link GIVEN_WITHIN_DAYS} before it
 */
export function coverageOf(span: Span, moment: string, wasGiven: boolean): Coverage {
  const from = span.startAt ?? span.orderedAt ?? ''
  const coveredUntil = lastDay(span, from)
  return { from, coveredUntil, currentBy: reasonOf(span, from, coveredUntil, moment, wasGiven) }
}

function reasonOf(
  span: Span,
  from: string,
  coveredUntil: string,
  moment: string,
  wasGiven: boolean,
): Coverage['currentBy'] {
  const today = dayOf(moment)
  if (today === '' || !notAfter(from, moment)) return null
  if (from !== '') {
    const stillRuns = span.endAt === null || notAfter(moment, span.endAt)
    const covers = coveredUntil === '' ? dayOf(from) === today : coveredUntil >= today && stillRuns
    if (covers) return 'period'
  }
  if (isCalledActive(span.control) && span.endAt === null) return 'status'
  return wasGiven && coveredUntil === '' ? 'given' : null
}

/** Whether the source says of the order that it goes on, not only that it was placed. */
function isCalledActive(control: string): boolean {
  return control.trim().toLowerCase() === 'active'
}

function lastDay(span: Span, from: string): string {
  if (span.endAt !== null) return dayOf(span.endAt)
  const start = dayOf(from)
  const days = daysOf(span)
  return start === '' || days === null ? '' : addDays(start, days - 1)
}

function daysOf({ duration, durationUnit }: Span): number | null {
  const amount = duration.normalize('NFKC').trim()
  const unit = meaningOf(DAYS_OF_UNIT, durationUnit.normalize('NFKC').trim().toLowerCase())
  if (unit === undefined || !/^\d{1,4}$/.test(amount) || Number(amount) === 0) return null
  return Number(amount) * unit
}
