/**
 * Results of a specific health checkup (特定健診情報ファイル仕様: CDA R2 with the item codes of JLAC10 and no template), as entries of
 * their own or several in an organizer. A code of an answer table that stands without its words (`1` is "−" in one table and "あり" in
 * another) is said to be one, and a number without its unit to have none: neither is read for more than it says.
 */
import type { ObservationGroupRecord, Result } from '../../../model/records/results.ts'
import { categoryOfJlac } from '../fhir/jlac.ts'
import { answerInWords } from '../fhir/named-codes.ts'
import { all, attribute, type Element, one } from './element.ts'
import { type EntryReader, isNegated, statementOf } from './entry.ts'
import type { Reading } from './reading.ts'
import { groupsOf } from './results.ts'

/** Items and sections of the specific health checkup. */
const ITEMS = '1.2.392.200119.6.1005'
const SECTIONS = '1.2.392.200119.6.1010'
/** JLAC10: analyte, identification, specimen, method, result. JSLM code table, 17 places. */
const ITEM = /^[1-9][A-Z]\d{3}[0-9A-Z]{12}$/
/** @returns null for what is no such entry, or not all of it */
export function checkupReader(section: Element, statement: Element): EntryReader | null {
  const items = itemsOf(statement)
  const isOfCheckup = attribute(one(section, 'code'), 'codeSystem') === SECTIONS
  if (items.length === 0 || !items.every((each) => isItem(each, isOfCheckup))) return null
  return (_, reading) => {
    const unclear = items.find((each) => !isClear(each, reading))
    if (unclear !== undefined) {
      return { unread: 'not-interpreted', detail: `unclear value: ${said(unclear, reading)}` }
    }
    return { records: items.flatMap((each) => groupOf(each, reading)) }
  }
}

function itemsOf(statement: Element): Element[] {
  if (statement.name === 'observation') return [statement]
  if (statement.name !== 'organizer') return []
  const parts = all(statement, 'component').map(statementOf)
  const items = parts.filter((each): each is Element => each?.name === 'observation')
  return items.length === parts.length ? items : []
}

/** Items are written without their system where the whole document is of them. */
function isItem(observation: Element, isOfCheckup: boolean): boolean {
  const code = one(observation, 'code')
  const system = attribute(code, 'codeSystem')
  const isKnown = system === ITEMS || (system === '' && isOfCheckup)
  return isKnown && ITEM.test(attribute(code, 'code')) && attribute(code, 'displayName') !== ''
}

/** Not done, not measurable (`nullFlavor`), a number, words, or a code. */
function isClear(observation: Element, reading: Reading): boolean {
  const [value, ...more] = all(observation, 'value')
  if (value === undefined) return isNegated(observation)
  if (more.length > 0 || isNegated(observation)) return false
  if (attribute(value, 'nullFlavor') !== '') return true
  const type = attribute(value, 'type')
  if (type === 'PQ') return attribute(value, 'value') !== ''
  if (type === 'ST') return reading.words(value) !== ''
  return attribute(value, 'code') !== '' || answerOf(value, reading) !== ''
}

function answerOf(value: Element, reading: Reading): string {
  return attribute(value, 'displayName') || reading.words(one(value, 'originalText'))
}

function groupOf(observation: Element, reading: Reading): ObservationGroupRecord[] {
  const category = categoryOfJlac(attribute(one(observation, 'code'), 'code')) ?? 'other'
  return groupsOf(observation, { category, parent: '', panel: null }, reading).map((group) => ({
    ...group,
    collectedAt: group.collectedAt ?? reading.servedAt,
    results: group.results.map((result) => withWords(result, observation, reading)),
  }))
}

/** What was not examined, and an answer of which only the code is known, is said in the place of its value. */
function withWords(result: Result, observation: Element, reading: Reading): Result {
  if (isNegated(observation)) return { ...result, text: '未実施' }
  const value = one(observation, 'value')
  const [code, type] = [attribute(value, 'code'), attribute(value, 'type')]
  if (value !== null && code !== '' && answerOf(value, reading) === '') {
    return { ...result, text: answerInWords(code), number: null, comparator: '' }
  }
  const isBare = type === 'PQ' && attribute(value, 'value') !== '' && result.unit === null
  return isBare ? { ...result, note: `単位の記載なし\n${result.note}`.trim() } : result
}

function said(observation: Element, reading: Reading): string {
  const value = one(observation, 'value')
  const unit = attribute(value, 'unit')
  const words = attribute(value, 'value') || attribute(value, 'code') || reading.words(value)
  const item = attribute(one(observation, 'code'), 'displayName')
  return [item, words, unit].filter((part) => part !== '').join(' ')
}
