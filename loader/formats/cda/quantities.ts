/** Amounts (CDA R2 datatypes: PQ, IVL_PQ, INT, REAL) as the source writes them. */
import type { Coded, Quantity } from '../../../model/records/values.ts'
import { all, attribute, type Element, one, textOf } from './element.ts'

/**
 * `<5` for an interval without a lower end, `1-2` for one with both, `1-<2` where its upper end is not of it; null when there is no number.
 * @param text makes the unit's name a coded value
 */
export function quantityOf(
  element: Element | null,
  text: (words: string) => Coded | null,
): Quantity | null {
  if (element === null) return null
  const value = attribute(element, 'value')
  if (value !== '')
    return { text: value, unit: text(unitOf(element) || unitBeside(element, value)) }
  // PQ: what UCUM has no unit for (`1 tablet`) stands in a translation, the value itself is null.
  const other = attribute(element, 'nullFlavor') === '' ? null : one(element, 'translation')
  if (attribute(other, 'value') !== '') {
    return { text: attribute(other, 'value'), unit: text(nameOfUnit(other)) }
  }
  const [low, high] = [one(element, 'low'), one(element, 'high')]
  const [from, to] = [attribute(low, 'value'), attribute(high, 'value')]
  if (from === '' && to === '') return null
  const [lowUnit, highUnit] = [unitOf(low), unitOf(high)]
  if (from === '') return { text: `${isOpen(high) ? '<' : '<='}${to}`, unit: text(highUnit) }
  if (to === '') return { text: `${isOpen(low) ? '>' : '>='}${from}`, unit: text(lowUnit) }
  // Each end with its own unit where they differ: one for both would make another number of it.
  const isOfTwo = lowUnit !== '' && highUnit !== '' && lowUnit !== highUnit
  const [start, end] = isOfTwo ? [`${from} ${lowUnit}`, `${to} ${highUnit}`] : [from, to]
  return {
    text: `${isOpen(low) ? '>' : ''}${start}-${isOpen(high) ? '<' : ''}${end}`,
    unit: isOfTwo ? null : text(lowUnit || highUnit),
  }
}

/** Exporters write the unit that UCUM has not into a translation of the same number. */
function unitBeside(element: Element, value: string): string {
  const same = all(element, 'translation').filter(
    (each) => Number(attribute(each, 'value')) === Number(value),
  )
  return same.map(nameOfUnit).find(Boolean) ?? ''
}

/** PQR: by its name, its words, its code. */
function nameOfUnit(translation: Element | null): string {
  return (
    attribute(translation, 'displayName') ||
    textOf(one(translation, 'originalText')) ||
    attribute(translation, 'code') ||
    unitOf(translation)
  )
}

/** IVL: a bound belongs to the interval unless `inclusive` says no. */
function isOpen(bound: Element | null): boolean {
  return /^\s*(?:false|0)\s*$/.test(attribute(bound, 'inclusive'))
}

/** UCUM: `1` is no unit. */
function unitOf(element: Element | null): string {
  const unit = attribute(element, 'unit')
  return unit === '1' ? '' : unit
}
