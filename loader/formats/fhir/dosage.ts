/** Dosage (FHIR R4 datatype; JP Core): how much, how often, by which route, from when to when. */
import { timingEventInWords } from '../../../model/codes/timing-events.ts'
import type { ClinicalTime, Coded, Quantity } from '../../../model/records.ts'
import { at, type Json, list, obj, str, strings } from './json.ts'
import type { Reading } from './reading.ts'

export interface ReadDosage {
  readonly dose: Quantity | null
  readonly rate: Quantity | null
  readonly usage: readonly Coded[]
  readonly duration: Quantity | null
  readonly route: Coded | null
}

/** Several dosages are a sequence: each is written out with its dose, and none is taken for the dose. */
export function dosageOf(written: readonly Json[], reading: Reading): ReadDosage {
  const dosages = inSequence(written)
  const first = dosages[0]
  const isOnly = dosages.length === 1
  const usage = dosages.flatMap((dosage) => usageOf(dosage, reading, isOnly))
  return {
    dose: isOnly && first !== undefined ? doseOf(first, reading) : null,
    rate: isOnly && first !== undefined ? rateOf(first, reading) : null,
    usage,
    duration: isOnly ? reading.quantity(at(first, 'timing', 'repeat', 'boundsDuration')) : null,
    route: reading.concept(first?.route),
  }
}

/** R4 Dosage.sequence: the order to be followed; those without one stay where they are. */
function inSequence(dosages: readonly Json[]): readonly Json[] {
  if (dosages.length < 2 || dosages.some(({ sequence }) => sequence === undefined)) return dosages
  return dosages.toSorted((a, b) => Number(a.sequence) - Number(b.sequence))
}

/** The most that may be given (maxDosePerPeriod, …Administration, …Lifetime): what "as needed" must not exceed. */
function mostText(dosage: Json, reading: Reading): string {
  const amount = (value: unknown) => {
    const quantity = reading.quantity(value)
    return quantity === null ? '' : `${quantity.text}${quantity.unit?.display ?? ''}`
  }
  const ratio = obj(dosage.maxDosePerPeriod)
  const period = amount(ratio?.denominator)
  return [
    ratio === null ? '' : `最大 ${amount(ratio.numerator)}${period === '' ? '' : `/${period}`}`,
    dosage.maxDosePerAdministration === undefined
      ? ''
      : `1回最大 ${amount(dosage.maxDosePerAdministration)}`,
    dosage.maxDosePerLifetime === undefined ? '' : `生涯最大 ${amount(dosage.maxDosePerLifetime)}`,
  ]
    .filter((text) => text !== '')
    .join('、')
}

function doseOf(dosage: Json, reading: Reading): Quantity | null {
  const doses = list(dosage.doseAndRate)
  const [only] = doses
  if (only === undefined || doses.length > 1) return null
  return reading.quantity(only.doseQuantity) ?? spanOf(only.doseRange, reading)
}

/**
 * What is taken in a day, where a rate says that: JP Core writes the day's amount of a tablet as `7 錠 / 1 日`, and it is no speed of
 * infusion. UCUM `d`.
 */
export function dayAmountOf(dosage: Json, reading: Reading): Quantity | null {
  const ratio = obj((list(dosage.doseAndRate)[0] ?? dosage).rateRatio)
  return ratio !== null && isOneDay(obj(ratio.denominator), reading)
    ? reading.quantity(ratio.numerator)
    : null
}

function isOneDay(denominator: Json | null, reading: Reading): boolean {
  const { code, unit } = denominator ?? {}
  const isDay = str(code) === 'd' || (str(code) === '' && /^(d|day|日)$/.test(str(unit)))
  return isDay && Number(reading.literal(denominator ?? {}, 'value')) === 1
}

function spanOf(value: unknown, reading: Reading): Quantity | null {
  const range = obj(value)
  if (range === null) return null
  const low = reading.quantity(range.low)
  const high = reading.quantity(range.high)
  const unit = low?.unit ?? high?.unit ?? null
  return { text: `${low?.text ?? ''}～${high?.text ?? ''}`, unit }
}

function rateOf(dosage: Json, reading: Reading): Quantity | null {
  const carrier = list(dosage.doseAndRate)[0] ?? dosage
  const quantity = reading.quantity(carrier.rateQuantity) ?? spanOf(carrier.rateRange, reading)
  if (quantity !== null) return quantity
  const ratio = obj(carrier.rateRatio)
  const numerator = reading.quantity(ratio?.numerator)
  const denominator = reading.quantity(ratio?.denominator)
  if (numerator === null || denominator === null) return numerator
  const amount = denominator.text === '1' ? '' : denominator.text
  const unit = `${numerator.unit?.display ?? ''}/${amount}${denominator.unit?.display ?? ''}`
  return { text: numerator.text, unit: reading.values.text(unit) }
}

/** As people read it: text, else the timing's code, else the timing in figures; then what is said besides. */
function usageOf(dosage: Json, reading: Reading, isOnly: boolean): Coded[] {
  const timing = obj(dosage.timing)
  const code = reading.concept(timing?.code)
  const text = str(dosage.text)
  const words: (Coded | null)[] = []
  const dose = isOnly && list(dosage.doseAndRate).length === 1 ? '' : dosesText(dosage, reading)
  const main = text || (code === null ? timingText(timing, reading) : '')
  if (main !== '' || dose !== '') {
    words.push(reading.values.text([main, dose].filter((part) => part !== '').join(' ')))
  }
  if (code !== null && code.display !== text) words.push(code)
  if (text !== '' || code !== null)
    words.push(reading.values.text(unsaidTimes(timing, text, reading)))
  if (!isOnly) words.push(reading.concept(dosage.route))
  words.push(...list(dosage.additionalInstruction).map((each) => reading.concept(each)))
  words.push(reading.values.text(str(dosage.patientInstruction)))
  words.push(asNeeded(dosage, reading), reading.values.text(mostText(dosage, reading)))
  words.push(reading.values.text(daysOfUse(dosage, reading)))
  words.push(reading.concept(dosage.site))
  words.push(reading.concept(dosage.method))
  return words.filter((word): word is Coded => word !== null)
}

/** JP Core UsageDuration: on how many days it is taken, where those are not all days of the period (every other day). */
function daysOfUse(dosage: Json, reading: Reading): string {
  const extension = list(dosage.extension).find(({ url }) => str(url).endsWith('_UsageDuration'))
  const days = reading.quantity(extension?.valueDuration)
  const bounds = reading.quantity(at(dosage, 'timing', 'repeat', 'boundsDuration'))
  if (days === null || days.text === bounds?.text) return ''
  return `実投与 ${days.text}${days.unit?.display ?? ''}`
}

/** Doses of a sequence, each with what it is (dose type), so that uneven doses are read and not one of them taken. */
function dosesText(dosage: Json, reading: Reading): string {
  return list(dosage.doseAndRate)
    .map((each) => {
      const dose = reading.quantity(each.doseQuantity) ?? spanOf(each.doseRange, reading)
      return dose === null ? '' : `${dose.text}${dose.unit?.display ?? ''}`
    })
    .filter((dose) => dose !== '')
    .join(' / ')
}

function asNeeded(dosage: Json, reading: Reading): Coded | null {
  const reason = reading.concept(dosage.asNeededCodeableConcept)
  if (reason !== null) return reading.values.text(`頓用: ${reason.display}`)
  return dosage.asNeededBoolean === true ? reading.values.text('頓用') : null
}

/** FHIR R4 Timing.repeat in figures: `2回/1d`, with the times of day and what they hang on. */
function timingText(timing: Json | null, reading: Reading): string {
  const repeat = obj(timing?.repeat)
  if (repeat === null) return ''
  const frequency = reading.literal(repeat, 'frequency')
  const most = reading.literal(repeat, 'frequencyMax')
  const period = reading.literal(repeat, 'period')
  const longest = reading.literal(repeat, 'periodMax')
  const parts: string[] = []
  if (frequency !== '' || period !== '') {
    const times = most === '' ? frequency || '1' : `${frequency}-${most}`
    const span = longest === '' ? period : `${period}-${longest}`
    parts.push(`${times}回${span === '' ? '' : `/${span}${str(repeat.periodUnit)}`}`)
  }
  return [...parts, ...timesText(repeat, reading)].join(' ')
}

/** On which days, when, for how long, and how often in all. `offset` is minutes before or after what it hangs on (R4, tim-9). */
function timesText(repeat: Json, reading: Reading): string[] {
  const long = reading.literal(repeat, 'duration')
  const count = reading.literal(repeat, 'count')
  const offset = reading.literal(repeat, 'offset')
  const events = strings(repeat.when).map(timingEventInWords)
  return [
    ...strings(repeat.dayOfWeek),
    ...strings(repeat.timeOfDay),
    ...events,
    offset === '' || events.length === 0 ? '' : `${offset}分 min`,
    long === '' ? '' : `1回${long}${str(repeat.durationUnit)}`,
    count === '' ? '' : `計${count}回`,
  ].filter((part) => part !== '')
}

/** Of the times those that the words beside them leave open: a code says how often, and not on which day. A text tells events of the day in its own words. */
function unsaidTimes(timing: Json | null, text: string, reading: Reading): string {
  const repeat = obj(timing?.repeat)
  if (repeat === null) return ''
  const { when, duration, durationUnit, count, ...days } = repeat
  return timesText(text === '' ? repeat : days, reading)
    .filter((part) => !text.includes(part))
    .join(' ')
}

/** JP Core period of use, else the timing's bounds or events. Open ends stay open. */
export function periodOfUse(
  dosages: readonly Json[],
  reading: Reading,
): { start: ClinicalTime | null; end: ClinicalTime | null } {
  let start: ClinicalTime | null = null
  let end: ClinicalTime | null = null
  for (const dosage of dosages) {
    const extension = list(dosage.extension).find(({ url }) => str(url).endsWith('_PeriodOfUse'))
    const bounds =
      obj(extension?.valuePeriod) ?? obj(at(dosage, 'timing', 'repeat', 'boundsPeriod'))
    const first = bounds?.start ?? at(dosage, 'timing', 'event', 0)
    const since = reading.time(first, 'dosage.timing')
    const until = reading.time(bounds?.end, 'dosage.timing.repeat.boundsPeriod.end')
    if (since !== null && (start === null || isBefore(since, start))) start = since
    if (until !== null && (end === null || isBefore(end, until))) end = until
  }
  return { start, end }
}

function isBefore(a: ClinicalTime, b: ClinicalTime): boolean {
  return a.at !== null && b.at !== null && a.at < b.at
}
