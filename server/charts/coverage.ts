/**
 * The rule `covers-as-of`: whether an order for a drug covers the moment the backup speaks for.
 *
 * An order covers from its start (the order's own time if it names none) to its end; without an end, to start +
 * days − 1. An order whose end can't be told (as needed, no number of days) surely covers its first day, and
 * nothing more is claimed. Cancelled orders are the caller's to leave out.
 */
import { meaningOf } from '../../model/codes/meaning.ts'
import { addDays, dayOf, notAfter } from './calendar.ts'

export interface Span {
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
  readonly current: boolean
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

/** @param asOf the generation's as-of, with time if it has one */
export function coverageOf(span: Span, asOf: string): Coverage {
  const from = span.startAt ?? span.orderedAt ?? ''
  const today = dayOf(asOf)
  const coveredUntil = lastDay(span, from)
  if (from === '' || today === '' || !notAfter(from, asOf)) {
    return { from, coveredUntil, current: false }
  }
  if (coveredUntil === '') return { from, coveredUntil, current: dayOf(from) === today }
  const stillRuns = span.endAt === null || notAfter(asOf, span.endAt)
  return { from, coveredUntil, current: coveredUntil >= today && stillRuns }
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
