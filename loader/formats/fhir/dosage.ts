/** Dosage (FHIR R4 datatype; JP Core): how much, how often, by which route, from when to when. */

import { noteLine } from '../../../model/codes/note-labels.ts'
import type { ClinicalTime, Coded, Quantity } from '../../../model/records/values.ts'
import { commentsOf } from './dosage-comments.ts'
import { at, type Json, list, obj, str } from './json.ts'
import type { Reading } from './reading.ts'
import { spanInWords } from './times.ts'
import { tellable, timingParts } from './timing.ts'

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
    dose: isOnly && first !== undefined ? onlyOne(first, (each) => doseOf(each, reading)) : null,
    rate: isOnly && first !== undefined ? onlyOne(first, (each) => rateOf(each, reading)) : null,
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

/** Of several entries each says a part: JP Core writes the dose of a drip and its rate apart. Two doses are none. */
function onlyOne<Found>(dosage: Json, read: (carrier: Json) => Found | null): Found | null {
  let only: Found | null = null
  for (const carrier of carriersOf(dosage)) {
    const found = read(carrier)
    if (found === null) continue
    if (only !== null) return null
    only = found
  }
  return only
}

/** Of a MedicationAdministration the dosage itself carries dose and rate. */
function carriersOf(dosage: Json): readonly Json[] {
  const entries = list(dosage.doseAndRate)
  return entries.length === 0 ? [dosage] : entries
}

function doseOf(carrier: Json, reading: Reading): Quantity | null {
  return reading.quantity(carrier.doseQuantity) ?? spanOf(carrier.doseRange, reading)
}

/**
 * What is taken in a day, where a rate says that: JP Core writes the day's amount of a tablet as `7 錠 / 1 日`, and it is no speed of
 * infusion. UCUM `d`.
 */
export function dayAmountOf(dosage: Json, reading: Reading): Quantity | null {
  return onlyOne(dosage, ({ rateRatio }) => {
    const ratio = obj(rateRatio)
    return ratio !== null && isOneDay(obj(ratio.denominator), reading)
      ? reading.quantity(ratio.numerator)
      : null
  })
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

function rateOf(carrier: Json, reading: Reading): Quantity | null {
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

/** As people read it: text, then the timing's code, then what of the timing these do not tell; then what is said besides. */
function usageOf(dosage: Json, reading: Reading, isOnly: boolean): Coded[] {
  const timing = obj(dosage.timing)
  const code = reading.concept(timing?.code)
  const text = str(dosage.text)
  const instructions = list(dosage.additionalInstruction).map((each) => reading.concept(each))
  const told = tellable([text, ...[code, ...instructions].map((each) => each?.display ?? '')])
  const times = timingParts(timing, !isOnly, reading)
    .filter((part) => !part.told(told))
    .map(({ words }) => words)
    .join(' ')
  const amounts = amountsText(dosage, reading, isOnly)
  const isSilent = text === '' && code === null
  const words: (Coded | null)[] = [
    reading.values.text([text || (isSilent ? times : ''), amounts].filter(Boolean).join(' ')),
    code !== null && code.display !== text ? code : null,
    isSilent ? null : reading.values.text(times),
    isOnly ? null : reading.concept(dosage.route),
    ...instructions,
    reading.values.text(str(dosage.patientInstruction)),
    asNeeded(dosage, reading),
    reading.values.text(mostText(dosage, reading)),
    reading.values.text(daysOfUse(dosage, reading)),
    isOnly ? null : reading.values.text(periodText(dosage)),
    reading.concept(dosage.site),
    reading.concept(dosage.method),
    ...commentsOf(dosage, reading),
  ]
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

/**
 * Doses and rates that are not the order's own: of a sequence, so that uneven doses are read and not one of them taken; of one dosage what
 * several entries say, each with its kind (R4 dose-rate-type: ordered, calculated).
 */
function amountsText(dosage: Json, reading: Reading, isOnly: boolean): string {
  const carriers = carriersOf(dosage)
  const isDoseTold = isOnly && onlyOne(dosage, (each) => doseOf(each, reading)) !== null
  const isRateTold = isOnly && onlyOne(dosage, (each) => rateOf(each, reading)) !== null
  return carriers
    .map((each) => {
      const amounts = [
        isDoseTold ? null : doseOf(each, reading),
        isRateTold ? null : rateOf(each, reading),
      ].filter((amount) => amount !== null)
      const kind = amounts.length > 0 && carriers.length > 1 ? reading.concept(each.type) : null
      return [kind?.display ?? '', ...amounts.map(amountWords)].filter(Boolean).join(' ')
    })
    .filter(Boolean)
    .join(' / ')
}

function amountWords({ text, unit }: Quantity): string {
  return `${text}${unit?.display ?? ''}`
}

function asNeeded(dosage: Json, reading: Reading): Coded | null {
  const reason = reading.concept(dosage.asNeededCodeableConcept)
  if (reason !== null) return reading.values.text(noteLine('頓用', reason.display))
  return dosage.asNeededBoolean === true ? reading.values.text('頓用') : null
}

/** JP Core PeriodOfUse: what one dosage of several is for. */
function periodText(dosage: Json): string {
  const span = spanInWords(periodExtension(dosage))
  return span === '' ? '' : `期間 for ${span}`
}

function periodExtension(dosage: Json): Json | null {
  const extension = list(dosage.extension).find(({ url }) => str(url).endsWith('_PeriodOfUse'))
  return obj(extension?.valuePeriod)
}

/** JP Core period of use, else the timing's bounds or events. Open ends stay open, also behind a dosage of a sequence that has one. */
export function periodOfUse(
  dosages: readonly Json[],
  reading: Reading,
): { start: ClinicalTime | null; end: ClinicalTime | null } {
  let start: ClinicalTime | null = null
  let end: ClinicalTime | null = null
  let isOpen = false
  for (const dosage of dosages) {
    const bounds = periodExtension(dosage) ?? obj(at(dosage, 'timing', 'repeat', 'boundsPeriod'))
    const first = bounds?.start ?? at(dosage, 'timing', 'event', 0)
    const since = reading.time(first, 'dosage.timing')
    const until = reading.time(bounds?.end, 'dosage.timing.repeat.boundsPeriod.end')
    if (since !== null && bounds !== null && bounds.end === undefined) isOpen = true
    if (since !== null && (start === null || isBefore(since, start))) start = since
    if (until !== null && (end === null || isBefore(end, until))) end = until
  }
  return { start, end: isOpen ? null : end }
}

function isBefore(a: ClinicalTime, b: ClinicalTime): boolean {
  return a.at !== null && b.at !== null && a.at < b.at
}
