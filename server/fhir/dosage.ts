/** How an order is to be used, as FHIR R4 Dosage: in one line of words as it came, and in elements where it is plain. */
import type {
  Dosage,
  DosageDoseAndRate,
  MedicationRequestDispenseRequest,
  Timing,
} from '@medplum/fhirtypes'
import type { MedicationOrder } from '../../model/api/chart/medications.ts'
import { UCUM } from '../../model/codes/coding-systems.ts'
import { meaningOf } from '../../model/codes/meaning.ts'
import { amountOf, spanOf } from './amounts.ts'
import { periodOf, textConcept } from './datatypes.ts'

/** Units of a time as sources write them, in UCUM: a FHIR Duration must have its code (drt-1). */
const TIME_UNITS: Readonly<Record<string, string>> = {
  d: 'd',
  day: 'd',
  days: 'd',
  日: 'd',
  日分: 'd',
  日間: 'd',
  w: 'wk',
  wk: 'wk',
  week: 'wk',
  weeks: 'wk',
  週: 'wk',
  週間: 'wk',
  h: 'h',
  hr: 'h',
  hour: 'h',
  hours: 'h',
  時間: 'h',
}

const ONE_DAY = { value: 1, unit: '日', system: UCUM, code: 'd' }

/** How much is to be handed out, and for how long it lasts. */
export function dispenseRequestOf({
  total,
  duration,
}: MedicationOrder): MedicationRequestDispenseRequest | undefined {
  const quantity = amountOf(total)
  const time = amountOf(duration)
  const code = meaningOf(TIME_UNITS, time?.unit?.toLowerCase() ?? '')
  if (quantity === null && code === undefined) return undefined
  return {
    ...(quantity === null ? {} : { quantity }),
    ...(code === undefined ? {} : { expectedSupplyDuration: { ...time, system: UCUM, code } }),
  }
}

/** @returns undefined where the source says nothing of the use */
export function dosageOf(order: MedicationOrder): Dosage | undefined {
  const text = dosageText(order)
  const timing = timingOf(order)
  const route = textConcept(order.route)
  const amounts = doseAndRateOf(order)
  const dosage = {
    ...(text === '' ? {} : { text }),
    ...(timing === undefined ? {} : { timing }),
    ...(route === undefined ? {} : { route }),
    ...(amounts === undefined ? {} : { doseAndRate: [amounts] }),
  }
  return Object.keys(dosage).length === 0 ? undefined : dosage
}

/** The dose of a mix stands with its parts. What is taken in a day is a rate, as JP Core writes it (`7 錠 / 1 日`). */
function doseAndRateOf({
  components,
  rate,
  perDay,
}: MedicationOrder): DosageDoseAndRate | undefined {
  const [only, ...others] = components
  const written = only === undefined || others.length > 0 ? '' : `${only.dose} ${only.unit}`
  const [doseQuantity, rateQuantity] = [amountOf(written), amountOf(rate)]
  const [doseRange, rateRange] = [spanOf(written), spanOf(rate)]
  const day = rate === '' ? amountOf(perDay) : null
  const said = {
    ...(doseQuantity === null ? {} : { doseQuantity }),
    ...(doseRange === null ? {} : { doseRange }),
    ...(rateQuantity === null ? {} : { rateQuantity }),
    ...(rateRange === null ? {} : { rateRange }),
    ...(day === null ? {} : { rateRatio: { numerator: day, denominator: ONE_DAY } }),
  }
  return Object.keys(said).length === 0 ? undefined : said
}

/** Instructions in words, and from when to when as the source says: the days of a supply are another statement. */
function timingOf(order: MedicationOrder): Timing | undefined {
  const boundsPeriod = periodOf(order.startAt, order.endAt)
  const code = textConcept(order.usage.join(' '))
  if (boundsPeriod === undefined) return code === undefined ? undefined : { code }
  return { repeat: { boundsPeriod }, ...(code === undefined ? {} : { code }) }
}

/** Everything the source says of the use, as it came, in one line. */
export function dosageText(order: MedicationOrder): string {
  const doses = order.components.map(({ drug, dose, unit }) =>
    order.components.length === 1 ? `${dose} ${unit}`.trim() : `${drug} ${dose} ${unit}`.trim(),
  )
  return [
    doses.filter((text) => text !== '').join(' + '),
    order.dosageForm === '' ? '' : `剤形 / form ${order.dosageForm}`,
    order.perDay === '' ? '' : `1日量 / per day ${order.perDay}`,
    ...order.usage,
    order.route,
    order.rate === '' ? '' : `速度 / rate ${order.rate}`,
    order.duration,
    order.total === '' ? '' : `総量 / total ${order.total}`,
    order.device,
  ]
    .filter((text) => text !== '')
    .join('、')
}
