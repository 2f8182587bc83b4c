/**
 * When a medicine is taken (CDA R2 datatypes: TS, IVL_TS, PIVL_TS, EIVL_TS, and SXPR_TS that holds several of them), as people read it.
 * Numbers, units and codes stay the source's own.
 */
import { timeInWords } from '../../../model/codes/time-units.ts'
import { timingEventInWords } from '../../../model/codes/timing-events.ts'
import type { Quantity } from '../../../model/records/values.ts'
import { all, attribute, type Element, one } from './element.ts'
import type { Reading } from './reading.ts'

/** Levels of SXPR_TS: an expression holds expressions. */
const DEEPEST = 5

/** The times of a statement, those inside an expression one by one. */
export function timesOf(statement: Element): Element[] {
  return all(statement, 'effectiveTime').flatMap((time) => partsOf(time, DEEPEST))
}

function partsOf(time: Element, levels: number): Element[] {
  const parts = all(time, 'comp')
  if (parts.length === 0 || levels === 0) return [time]
  return parts.flatMap((part) => partsOf(part, levels - 1))
}

/** From when to when (IVL_TS); the phase of a rhythm is none. */
export function isPeriod(time: Element): boolean {
  return ['low', 'high', 'width'].some((part) => one(time, part) !== null)
}

/** PIVL and EIVL: every 6 h; 30 min before a meal. '' for a moment or a period. */
export function timingOf(time: Element, reading: Reading): string {
  const [period, frequency] = [one(time, 'period'), one(time, 'frequency')]
  const event = attribute(one(time, 'event'), 'code')
  if (event !== '') {
    return [timingEventInWords(event), offsetOf(time, reading)].filter(Boolean).join(' ')
  }
  const rhythm = [
    period === null ? '' : every(reading.quantity(period)),
    frequency === null ? '' : ratioOf(frequency, reading),
  ].filter(Boolean)
  return rhythm.length === 0 ? '' : [...rhythm, phaseOf(time)].filter(Boolean).join(' ')
}

/** `20220401–20220407`, as the source writes its ends. */
export function spanOf(time: Element | null): string {
  const [low, high] = ['low', 'high'].map((end) => attribute(one(time, end), 'value'))
  return low === '' && high === '' ? attribute(time, 'value') : `${low}–${high}`
}

function every(period: Quantity | null): string {
  if (period === null) return ''
  const [ja, en] = timeInWords(period.text, period.unit?.display ?? '')
  return `${ja}毎 every ${en}`
}

/** PIVL.frequency (HL7 v3 datatypes R2, which exporters write in R1's place): so many times in so long. */
function ratioOf(frequency: Element, reading: Reading): string {
  const sides = ['numerator', 'denominator'].map((name) => reading.quantity(one(frequency, name)))
  const [times, span] = sides
  if (!times || !span) return ''
  const [ja, en] = timeInWords(span.text, span.unit?.display ?? '')
  return `${ja}に${wordsOf(times)}回 ${wordsOf(times)} × per ${en}`
}

/** PIVL.phase: at which point of its rhythm it is taken, a time of day for what is taken daily. */
function phaseOf(time: Element): string {
  const phase = one(time, 'phase')
  const said = attribute(one(phase, 'low'), 'value') || attribute(phase, 'value')
  return said === '' ? '' : `始点 from ${said}`
}

/** EIVL.offset: how long before (negative) or after the event, or from when to when. */
function offsetOf(time: Element, reading: Reading): string {
  const stated = one(time, 'offset')
  const offset = reading.quantity(stated) ?? reading.quantity(one(stated, 'width'))
  return offset === null ? '' : wordsOf(offset)
}

function wordsOf(quantity: Quantity): string {
  return `${quantity.text} ${quantity.unit?.display ?? ''}`.trim()
}
