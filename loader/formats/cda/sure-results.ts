/**
 * Results that name no template and stand in no section for them, as Japanese documents (診療情報提供書, 退院時サマリー) have them: a LOINC or JLAC10
 * code and a number with its unit can be nothing else.
 */
import { vitalItemOf } from '../../../model/codes/vital-items.ts'
import type { ObservationCategory } from '../../../model/records/results.ts'
import { categoryOfJlac, isJlac10System } from '../fhir/jlac.ts'
import { all, attribute, type Element, one } from './element.ts'
import { type EntryReader, isNegated, statementOf } from './entry.ts'
import { groupsOf } from './results.ts'

const LOINC = '2.16.840.1.113883.6.1'
const LOINC_CODE = /^\d{1,6}-\d$/

/** Whether every part of it is one. */
export function isSureResult(statement: Element): boolean {
  const parts = partsOf(statement)
  return parts.length > 0 && parts.every((each) => each !== null && isSure(each))
}

export const readSureResults: EntryReader = (statement, reading) => ({
  records: groupsOf(
    statement,
    { category: categoryOf(statement), parent: '', panel: null },
    reading,
  ),
})

function partsOf(statement: Element): (Element | null)[] {
  if (statement.name === 'observation') return [statement]
  return statement.name === 'organizer' ? all(statement, 'component').map(statementOf) : []
}

function isSure(observation: Element): boolean {
  const [value, ...more] = all(observation, 'value')
  const code = one(observation, 'code')
  return (
    observation.name === 'observation' &&
    attribute(observation, 'moodCode') === 'EVN' &&
    !isNegated(observation) &&
    (attribute(code, 'codeSystem') === LOINC
      ? LOINC_CODE.test(attribute(code, 'code'))
      : ofJlac(code) !== null) &&
    more.length === 0 &&
    value !== undefined &&
    attribute(value, 'type') === 'PQ' &&
    /^-?\d+(\.\d+)?$/.test(attribute(value, 'value')) &&
    attribute(value, 'unit') !== ''
  )
}

/** By the first of a battery: a battery is of one kind. A LOINC code does not tell a laboratory's results from others. */
function categoryOf(statement: Element): ObservationCategory {
  const code = one(partsOf(statement)[0] ?? null, 'code')
  const known = ofJlac(code)
  if (known !== null) return known
  return vitalItemOf(attribute(code, 'code'), '') === 'other' ? 'other' : 'vital-signs'
}

function ofJlac(code: Element | null): ObservationCategory | null {
  return isJlac10System(`urn:oid:${attribute(code, 'codeSystem')}`)
    ? categoryOfJlac(attribute(code, 'code'))
    : null
}
