/**
 * Timing (FHIR R4 datatype) in words, in both languages as the source's own words for a rhythm are: `1日2回 2 × per day`. Each thing it says is
 * a part of its own, so that what the words of a dosage say already is not said twice and nothing else is left out.
 */

import { timeInWords } from '../../../model/codes/time-units.ts'
import { timingEventInWords } from '../../../model/codes/timing-events.ts'
import { type Json, obj, str, strings } from './json.ts'
import type { Reading } from './reading.ts'
import { spanInWords } from './times.ts'

/** R4 days-of-week. */
const DAYS: Readonly<Record<string, string>> = {
  mon: '月曜',
  tue: '火曜',
  wed: '水曜',
  thu: '木曜',
  fri: '金曜',
  sat: '土曜',
  sun: '日曜',
}
/** A period of one unit. */
const EACH: Readonly<Record<string, readonly [ja: string, en: string]>> = {
  d: ['1日', 'day'],
  wk: ['週', 'week'],
  mo: ['月', 'month'],
  a: ['年', 'year'],
}
/** Events that hang on meals, on sleep: a text tells them in its own words. */
const MEALS = /^(AC|IC|PC|C)[MDV]?$/
const TELLS_MEALS = /食|meal|breakfast|lunch|dinner|supper|food/i
const TELLS_SLEEP = /寝|眠|就床|bed|sleep/i

export interface TimingPart {
  readonly words: string
  /** What a text that tells it has in it. */
  readonly told: (text: string) => boolean
}

/**
 * Everything that a Timing says beyond its code. `apart`: of one dosage among several, whose bounds no other place tells.
 */
export function timingParts(timing: Json | null, apart: boolean, reading: Reading): TimingPart[] {
  const repeat = obj(timing?.repeat)
  const events = strings(timing?.event)
  const isAlone = events.length === 1 && !apart && obj(repeat?.boundsPeriod) === null
  const parts = isAlone ? [] : events.map((event) => part(event))
  if (repeat === null) return parts
  const amounts = amountsOf(repeat, reading)
  return [
    ...rhythmOf(repeat, amounts),
    ...strings(repeat.dayOfWeek).map(dayPart),
    ...strings(repeat.timeOfDay).map((time) => part(time.replace(/^(\d\d:\d\d):00$/, '$1'))),
    ...strings(repeat.when).map(eventPart),
    ...figures(amounts('offset'), (minutes) => part(`${minutes}分 min`)),
    ...lengthOf(repeat, amounts),
    ...figures(amounts('count', 'countMax'), (count) => part(`計${count}回`, `${count} × in all`)),
    ...boundsOf(repeat, apart, reading),
    ...parts,
  ]
}

/** A Timing by itself: its code, and what that does not tell. */
export function timingText(timing: Json | null, apart: boolean, reading: Reading): string {
  const code = reading.concept(timing?.code)?.display ?? ''
  const parts = timingParts(timing, apart, reading).filter(({ told }) => !told(tellable([code])))
  return [code, ...parts.map(({ words }) => words)].filter(Boolean).join(' ')
}

/** One or two numbers of a Timing: `2`, `2～3`, `～3`; '' where neither is said. A zero behind the point says nothing of a rhythm. */
type Amounts = (least: string, most?: string) => string

function amountsOf(repeat: Json, reading: Reading): Amounts {
  const number = (name: string) =>
    reading
      .literal(repeat, name)
      .replace(/\.0+$/, '')
      .replace(/(\.\d*?)0+$/, '$1')
  return (least, most) => {
    const [low, high] = [number(least), most === undefined ? '' : number(most)]
    return high === '' || high === low ? low : `${low}～${high}`
  }
}

function rhythmOf(repeat: Json, amounts: Amounts): TimingPart[] {
  const period = amounts('period', 'periodMax')
  const frequency = amounts('frequency', 'frequencyMax')
  if (period === '') return figures(frequency, (times) => part(`${times}回`, `${times} ×`))
  const unit = str(repeat.periodUnit)
  const times = frequency || '1'
  const each = period === '1' ? EACH[unit] : undefined
  if (each !== undefined) return [part(`${each[0]}${times}回`, `${times} × per ${each[1]}`)]
  const [ja, en] = timeInWords(period, unit)
  return [part(`${ja}に${times}回`, `${times} × per ${en}`)]
}

/** For how long each time. */
function lengthOf(repeat: Json, amounts: Amounts): TimingPart[] {
  return figures(amounts('duration', 'durationMax'), (long) => {
    const [ja, en] = timeInWords(long, str(repeat.durationUnit))
    return part(`1回${ja}`, `${en} each`)
  })
}

/** From when to when, or for how long: of a dosage alone the order's own elements say it, but for a range. */
function boundsOf(repeat: Json, apart: boolean, reading: Reading): TimingPart[] {
  const amount = (value: unknown) => {
    const quantity = reading.quantity(value)
    return quantity === null ? '' : `${quantity.text}${quantity.unit?.display ?? ''}`
  }
  const range = obj(repeat.boundsRange)
  const parts = [range === null ? '' : `${amount(range.low)}～${amount(range.high)}`]
  if (apart) {
    parts.push(amount(repeat.boundsDuration), spanInWords(repeat.boundsPeriod))
  }
  return parts.filter((words) => words !== '').map((words) => part(`期間 for ${words}`))
}

function dayPart(day: string): TimingPart {
  const name = DAYS[day]
  return name === undefined ? part(day) : part(name, day)
}

function eventPart(event: string): TimingPart {
  const words = timingEventInWords(event)
  if (MEALS.test(event)) return { words, told: (text) => TELLS_MEALS.test(text) }
  if (event === 'HS' || event === 'PHS') return { words, told: (text) => TELLS_SLEEP.test(text) }
  return { words, told: (text) => text.includes(words.split(' ')[0] ?? words) }
}

function figures(text: string, made: (text: string) => TimingPart): TimingPart[] {
  return text === '' ? [] : [made(text)]
}

function part(japanese: string, english = ''): TimingPart {
  return {
    words: english === '' ? japanese : `${japanese} ${english}`,
    told: (text) => text.includes(japanese),
  }
}

/** The words of an order, for what they tell already: wide figures and letters are the narrow ones. */
export function tellable(words: readonly string[]): string {
  return words.join(' ').normalize('NFKC')
}
