/** As of when each source speaks: what one that was saved earlier says is judged at that moment, not at the newest one. */
import type { Generation } from '../generations/open-generation.ts'
import { OF_PATIENT, statement } from '../generations/statement.ts'
import { addDays, dayOf, notAfter } from './calendar.ts'
import { sourceOf } from './own-sources.ts'
import type { PatientRef } from './patient.ts'

/** Of `YYYY-MM-DD`. */
const DAY_LENGTH = 10
/** A source of more days before is an archive: what it called running then is no longer worth being called current. */
const EARLIER_BY_DAYS = 30

/** The moment that a source speaks for: its own as-of where that is before the chart's moment. */
export type MomentOfSource = (sourceId: number | null) => string

/** @param moment as `readCurrentAt` tells it */
export function momentOfSource(generation: Generation, moment: string): MomentOfSource {
  const moments = new Map(
    generation.facts.sources.map(({ label, asOf }) => [label, earlierOf(asOf, moment)]),
  )
  return (sourceId) => moments.get(generation.sourceLabel(sourceId ?? 0)) ?? moment
}

/** The moment at which what a source says is judged. @param asOf the moment that it speaks for */
export function judgedAt(asOf: string, moment: string): string {
  return dayOf(asOf) >= addDays(dayOf(moment), -EARLIER_BY_DAYS) ? asOf : moment
}

/** The earliest moment at which anything of the generation is judged. */
export function earliestJudged(generation: Generation, moment: string): string {
  const judged = generation.facts.sources.map(({ asOf }) =>
    judgedAt(earlierOf(asOf, moment), moment),
  )
  return judged.reduce(earlierOf, moment)
}

/** On which day what a source says is judged. */
export interface JudgedDays {
  /** The earliest of all. */
  readonly earliest: string
  dayOf(source: number | null): string
  /** The moment of that day, where it is known. */
  momentOf(source: number | null): string
  /** As of when the source speaks. */
  asOf(source: number | null): string
}

/** @param moment that the chart speaks for */
export function judgedDays(generation: Generation, moment: string): JudgedDays {
  const momentOf = momentOfSource(generation, moment)
  return {
    earliest: dayOf(earliestJudged(generation, moment)),
    dayOf: (source) => dayOf(judgedAt(momentOf(source), moment)),
    momentOf: (source) => judgedAt(momentOf(source), moment),
    asOf: momentOf,
  }
}

function earlierOf(at: string, moment: string): string {
  return isBefore(at, moment) ? at : moment
}

/** Whether one is surely before the other, as far as both are known. */
export function isBefore(at: string, moment: string): boolean {
  return notAfter(at, moment) && !notAfter(moment, at)
}

/** Whether one is more than a day before the other: what is current at both need not be told as of which. One whose day is not known is. */
export function isDayBefore(at: string, moment: string): boolean {
  const day = dayOf(at)
  return day === '' || isBefore(`${addDays(day, 1)}${at.slice(DAY_LENGTH)}`, moment)
}

/** Every source that says an order: its own, and those that say the same. */
const SAYING = statement<{ orderId: number; sourceId: number | null }>(`
  SELECT m.id AS orderId, ${sourceOf('m')} AS sourceId FROM current_medication_order m WHERE m.${OF_PATIENT}
  UNION SELECT s.record, s.other_source_id FROM current_medication_order m
    CROSS JOIN other_statement s ON s.kind = 'medication' AND s.record = m.id AND s.agrees = 1
  WHERE m.${OF_PATIENT}`)

/** The newest moment that any source of an order speaks for, by its id: of orders that none says which was saved at the chart's moment. */
export function readEarlyOrders(
  generation: Generation,
  patient: PatientRef,
  moment: string,
): ReadonlyMap<number, string> {
  if (!generation.facts.sources.some(({ asOf }) => isBefore(asOf, moment))) return new Map()
  const momentOf = momentOfSource(generation, moment)
  const moments = new Map<number, string>()
  for (const { orderId, sourceId } of generation.all(SAYING, patient.rows)) {
    const own = momentOf(sourceId)
    const known = moments.get(orderId)
    if (known === undefined || isBefore(known, own)) moments.set(orderId, own)
  }
  return new Map([...moments].filter(([, own]) => own !== moment))
}
