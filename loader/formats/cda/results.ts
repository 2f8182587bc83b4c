/** Result organizer (C-CDA .22.4.1) and vital signs organizer (.22.4.26) with their observations; older CCD (1.32, 1.35, 1.31). */
import type { ObservationCategory, ObservationGroupRecord, Result } from '../../../model/records.ts'
import { all, attribute, type Element, one } from './element.ts'
import { type EntryReader, isNegated, notesOf, standingOf, statementOf, statusOf } from './entry.ts'
import type { Reading } from './reading.ts'

const PLAIN_NUMBER = /^-?\d+(\.\d+)?$/
const COMPARED = /^(<=|>=|<|>)(.*)$/

export const readResults: EntryReader = (statement, reading) =>
  groupOf(statement, 'laboratory', reading)
export const readVitalSigns: EntryReader = (statement, reading) =>
  groupOf(statement, 'vital-signs', reading)

function groupOf(statement: Element, category: ObservationCategory, reading: Reading) {
  const observations =
    statement.name === 'observation'
      ? [statement]
      : all(statement, 'component')
          .map(statementOf)
          .filter((each): each is Element => each?.name === 'observation')
  if (observations.length === 0)
    return { unread: 'not-interpreted', detail: 'no result in it' } as const
  const valid = observations.filter((each) => statusOf(each) !== 'nullified')
  const times = observations.map((each) => reading.time(one(each, 'effectiveTime')))
  const record: ObservationGroupRecord = {
    kind: 'observationGroup',
    patientId: reading.patientId,
    category,
    orderNo: '',
    specimenId: '',
    specimen: reading.coded(
      one(statement, 'specimen', 'specimenRole', 'specimenPlayingEntity', 'code'),
    ),
    site: null,
    panel: statement.name === 'observation' ? null : reading.coded(one(statement, 'code')),
    collectedAt: reading.time(one(statement, 'effectiveTime')) ?? times[0] ?? null,
    reportedAt: null,
    status: statusOf(statement),
    parent: '',
    department: null,
    doctor: reading.staff(one(statement, 'author', 'assignedAuthor')),
    note: notesOf(statement, reading),
    results: valid.map((each) => resultOf(each, reading)).filter((each) => each !== null),
  }
  if (record.results.length === 0) {
    return { unread: 'not-interpreted', detail: 'no result that can be named' } as const
  }
  return { records: [{ ...record, ...standingOf(statement) }] }
}

function resultOf(observation: Element, reading: Reading): Result | null {
  const item =
    reading.coded(one(observation, 'code')) ?? reading.text(reading.words(one(observation, 'text')))
  if (item === null) return null
  const { unit, absent, ...found } = measured(observation, reading)
  // What was looked for and not found must not read as found.
  const text = isNegated(observation) ? `否定: ${found.text}` : found.text
  const [, comparator = '', digits = text] = COMPARED.exec(text) ?? []
  return {
    item,
    subId: '',
    text,
    number: PLAIN_NUMBER.test(digits) ? Number(digits) : null,
    comparator: PLAIN_NUMBER.test(digits) ? (comparator as Result['comparator']) : '',
    unit,
    range: all(observation, 'referenceRange')
      .map((range) => rangeOf(one(range, 'observationRange'), reading))
      .filter((range) => range !== '')
      .join('; '),
    flag: attribute(one(observation, 'interpretationCode'), 'code'),
    status: statusOf(observation),
    observedAt: reading.time(one(observation, 'effectiveTime')),
    note: [absent, notesOf(observation, reading)].filter((part) => part !== '').join('\n'),
  }
}

/** Every datatype of `value` (CDA R2: PQ, IVL_PQ, INT, REAL, RTO, CD, ST, ED, BL, TS) as its words. */
function measured(observation: Element, reading: Reading) {
  const values = all(observation, 'value')
  const [value = null] = values
  const nullFlavor = attribute(value, 'nullFlavor')
  if (value === null) return { text: '', unit: null, absent: '' }
  const quantity = reading.quantity(value)
  const type = attribute(value, 'type')
  if (quantity !== null && values.length === 1 && type !== 'BL' && type !== 'TS') {
    return { ...quantity, absent: '' }
  }
  const words = values.map((each) => wordsOf(each, reading)).filter((each) => each !== '')
  const absent = words.length === 0 && nullFlavor !== '' ? `nullFlavor ${nullFlavor}` : ''
  return { text: words.join('、'), unit: null, absent }
}

function wordsOf(value: Element, reading: Reading): string {
  const [numerator, denominator] = [one(value, 'numerator'), one(value, 'denominator')]
  if (numerator !== null && denominator !== null) {
    return `${attribute(numerator, 'value')}/${attribute(denominator, 'value')}`
  }
  return reading.coded(value)?.display ?? (reading.words(value) || attribute(value, 'value'))
}

function rangeOf(range: Element | null, reading: Reading): string {
  const words = reading.words(one(range, 'text'))
  if (words !== '') return words
  const quantity = reading.quantity(one(range, 'value'))
  return quantity === null ? '' : `${quantity.text} ${quantity.unit?.display ?? ''}`.trim()
}
