/** The laboratory: draws values for a patient's condition, formats them as analysers do, and files reports. */
import { ageAt, dayOf, HOUR, type Minute, SNAPSHOT } from './calendar.ts'
import { type Chart, nextOrderNo, record } from './chart.ts'
import type { LabReport, LabResult, Setting, Sex } from './events.ts'
import { type Bounds, itemsOf, type LabItem, type PanelKey } from './lab-items.ts'

/** Values that the course of a disease dictates, by item key: numbers, or text such as `陽性`. */
export type LabValues = Readonly<Record<string, number | string>>

export interface LabOptions {
  readonly values?: LabValues
  /** `corrected`: reported once, then again with one value corrected. `preliminary`: not yet final. */
  readonly fate?: 'corrected' | 'preliminary' | 'cancelled' | 'ordered-only'
  /** Minutes from collection to report. */
  readonly turnaround?: number
}

/**
 * Orders and reports a collection of panels.
 * @param at time of collection
 */
export function runLabs(
  chart: Chart,
  at: Minute,
  setting: Setting,
  panels: readonly PanelKey[],
  options: LabOptions = {},
): void {
  const items = itemsOf(panels)
  const isMorningRound = setting.bed !== null && at - dayOf(at) < 8 * HOUR
  const orderedAt = isMorningRound ? at - 14 * HOUR : at - 25
  const orderNo = nextOrderNo(chart, orderedAt)
  const order = { kind: 'labOrder', orderNo, orderedAt, setting, collectAt: at, items } as const
  const cancelled = options.fate === 'cancelled'
  if (cancelled && orderedAt + 90 > SNAPSHOT) return
  record(chart, { ...order, control: 'NW', flag: cancelled ? '0' : '1', sentAt: orderedAt })
  if (cancelled) {
    record(chart, { ...order, control: 'CA', flag: '0', sentAt: orderedAt + 90 })
    return
  }
  const reportedAt = at + (options.turnaround ?? 65 + chart.random.int(0, 50))
  if (options.fate === 'ordered-only' || reportedAt > SNAPSHOT) return
  const values: Record<string, number | string> = { ...options.values }
  const results = items.map((item) => {
    const result = resultOf(chart, item, at, values)
    if (result.item.range && !(item.key in values)) values[item.key] = Number(result.value)
    return result
  })
  report(chart, { orderNo, orderedAt, setting, at, reportedAt, results }, options)
}

interface Reported {
  readonly orderNo: string
  readonly orderedAt: Minute
  readonly setting: Setting
  readonly at: Minute
  readonly reportedAt: Minute
  readonly results: readonly LabResult[]
}

function report(chart: Chart, base: Reported, options: LabOptions): void {
  const { orderNo, orderedAt, setting, at, reportedAt, results } = base
  const common = { kind: 'labs', orderNo, orderedAt, setting, collectedAt: at } as const
  const file = (version: Pick<LabReport, 'flag' | 'sentAt' | 'reportedAt' | 'results'>) =>
    record(chart, { ...common, ...version })
  const correctedAt = reportedAt + 95
  if (options.fate === 'corrected' && correctedAt <= SNAPSHOT) {
    const wrong = results.map((each) =>
      each.item.key === 'k' ? { ...each, value: '7.2', flag: 'H' } : each,
    )
    const right = results.map((each) =>
      each.item.key === 'k' ? { ...each, status: 'C' as const } : each,
    )
    file({ flag: '2', sentAt: reportedAt, reportedAt, results: wrong })
    file({ flag: '1', sentAt: correctedAt, reportedAt: correctedAt, results: right })
    return
  }
  const status = options.fate === 'preliminary' ? 'P' : 'F'
  const final = results.map((each) => ({ ...each, status }) as LabResult)
  file({ flag: '1', sentAt: reportedAt, reportedAt, results: final })
}

function resultOf(chart: Chart, item: LabItem, at: Minute, values: LabValues): LabResult {
  const { sex } = chart.person
  const given = values[item.key]
  const text = chart.labText.get(item.key)
  if (typeof given === 'string') return textResult(item, given)
  if (given === undefined && (text !== undefined || item.range === null)) {
    return textResult(item, text ?? item.text)
  }
  const number = given ?? derived(chart, item, at, values) ?? healthy(chart, item)
  return numberResult(item, sex, number)
}

function textResult(item: LabItem, value: string): LabResult {
  const normal = item.rangeText === '' || value === item.rangeText || value === '±'
  return { item, value, range: item.rangeText, flag: normal ? '' : 'A', status: 'F' }
}

/** Formats a number with the item's decimals, `<x` below the detection limit, and flags it by its range. */
export function numberResult(item: LabItem, sex: Sex, number: number): LabResult {
  const bounds = item.range?.[sex] ?? { low: null, high: null }
  const range = rangeText(bounds, item.decimals)
  if (item.detection !== null && number < item.detection) {
    return {
      item,
      value: `<${item.detection.toFixed(item.decimals)}`,
      range,
      flag: '',
      status: 'F',
    }
  }
  const value = Math.max(0, number).toFixed(item.decimals)
  return { item, value, range, flag: flagOf(Number(value), bounds), status: 'F' }
}

function flagOf(number: number, { low, high }: Bounds): string {
  if (high !== null && number > high) return 'H'
  if (low !== null && number < low) return 'L'
  return ''
}

function rangeText({ low, high }: Bounds, decimals: number): string {
  if (low !== null && high !== null) return `${low.toFixed(decimals)}-${high.toFixed(decimals)}`
  if (low !== null) return `>=${low.toFixed(decimals)}`
  return high === null ? '' : `<=${high.toFixed(decimals)}`
}

/** A healthy value near the patient's own: two thirds of the scatter lie between people, a third within. */
function healthy(chart: Chart, item: LabItem): number {
  const known = chart.baselines.get(item.key)
  const base = known ?? item.mean[chart.person.sex] + chart.random.normal(0, item.sd * 0.65)
  chart.baselines.set(item.key, base)
  return base + chart.random.normal(0, item.sd * 0.35)
}

/** Values that follow from others: eGFR (JSN 2009), haematocrit, MCV and MCH from haemoglobin and red cells. */
function derived(chart: Chart, item: LabItem, at: Minute, values: LabValues): number | undefined {
  const { person } = chart
  const hb = values.hb
  switch (item.key) {
    case 'egfr': {
      const cre = values.cre
      if (typeof cre !== 'number') return undefined
      const age = ageAt(person.birth, at)
      if (age < 18) return undefined
      return 194 * cre ** -1.094 * age ** -0.287 * (person.sex === 'F' ? 0.739 : 1)
    }
    case 'ht':
      return typeof hb === 'number' ? hb * 3.03 + chart.random.normal(0, 0.3) : undefined
    case 'rbc':
      return typeof hb === 'number' ? hb * 33 + chart.random.normal(0, 4) : undefined
    case 'mcv':
      return ratio(values.ht, values.rbc, 1000)
    case 'mch':
      return ratio(values.hb, values.rbc, 1000)
    default:
      return undefined
  }
}

function ratio(
  above: number | string | undefined,
  below: number | string | undefined,
  factor: number,
): number | undefined {
  if (typeof above !== 'number' || typeof below !== 'number' || below === 0) return undefined
  return (above / below) * factor
}
