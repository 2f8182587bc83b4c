/** Result organizer (C-CDA .22.4.1) and vital signs organizer (.22.4.26) with their observations, which may stand alone; older CCD (1.32, 1.35, 1.31). */
import { noteLine } from '../../../model/codes/note-labels.ts'
import { isSusceptibilityFlag } from '../../../model/codes/result-words.ts'
import type {
  ObservationCategory,
  ObservationGroupRecord,
  Result,
} from '../../../model/records/results.ts'
import type { Coded } from '../../../model/records/values.ts'
import type { Standing } from '../../../model/records.ts'
import { besidesOf } from './besides.ts'
import { calledIn } from './called-in.ts'
import { all, attribute, type Element, one } from './element.ts'
import {
  type EntryReader,
  hasTemplate,
  isComment,
  isNegated,
  notesOf,
  type ReadEntry,
  related,
  siteOf,
  standingOf,
  statementOf,
  statusOf,
} from './entry.ts'
import type { Reading } from './reading.ts'

const PLAIN_NUMBER = /^-?\d+(\.\d+)?$/
/** C-CDA Result Observation, Assessment Scale Observation, Assessment Scale Supporting Observation: what results and scores are made of. */
const INSIDE = [
  '2.16.840.1.113883.10.20.22.4.2',
  '2.16.840.1.113883.10.20.22.4.69',
  '2.16.840.1.113883.10.20.22.4.86',
]
const UNIT = /^(?:units?(?: of measure(?:ment)?)?|単位)$/i
const COMPARED = /^(<=|>=|<|>)(.*)$/
const UNNAMED: Coded = { display: '項目名の記載なし', codings: [] }
/** What a template is of whose code only asserts (HL7 v3 ActCode ASSERTION). */
const ASSERTED: readonly (readonly [template: string, words: string])[] = [
  ['2.16.840.1.113883.10.20.22.4.78', '喫煙状況 Smoking status'],
  ['2.16.840.1.113883.10.20.22.4.85', '喫煙 Tobacco use'],
  ['2.16.840.1.113883.10.20.15.3.8', '妊娠 Pregnancy'],
  ['2.16.840.1.113883.10.20.22.4.70', '褥瘡 Pressure ulcer'],
]

export const readResults: EntryReader = (statement, reading) =>
  groupOf(statement, 'laboratory', reading)
export const readVitalSigns: EntryReader = (statement, reading) =>
  groupOf(statement, 'vital-signs', reading)
/** Smoking, pregnancy, scores: results that no laboratory measured. */
export const readOtherResults: EntryReader = (statement, reading) =>
  groupOf(statement, 'other', reading)

function groupOf(statement: Element, category: ObservationCategory, reading: Reading): ReadEntry {
  const groups = groupsOf(statement, { category, parent: '', panel: null }, reading)
  if (groups.length > 0) return { records: groups }
  return { unread: 'not-interpreted', detail: 'no result that can be named' }
}

interface Place {
  readonly category: ObservationCategory
  /** The result that these belong to: the organism of a culture. */
  readonly parent: string
  /** What results without a battery of their own stand in: a score whose parts they are. */
  readonly panel: Coded | null
}

type Group = ObservationGroupRecord & { readonly standing?: Standing }

/** A battery with its own results, and batteries and results inside them: a culture's susceptibilities. */
export function groupsOf(statement: Element, place: Place, reading: Reading): Group[] {
  const isAlone = statement.name === 'observation'
  const parts = partsOf(statement)
  const observations = isAlone ? [statement] : parts.filter((each) => each?.name === 'observation')
  const own = ownGroup(statement, observations.filter(isElement), place, reading)
  const batteries = parts.filter((each) => each?.name === 'organizer').filter(isElement)
  const inside = observations.filter(isElement).flatMap((observation) => {
    const below = madeOf(observation)
    const { text } = below.length === 0 ? NOTHING : measured(observation, reading)
    // An organism is what its susceptibilities are of; a number is a score's, or that of a battery within a battery.
    const parent = PLAIN_NUMBER.test(text) ? '' : text
    const panel = reading.coded(one(observation, 'code'))
    return below.flatMap((each) => groupsOf(each, { ...place, parent, panel }, reading))
  })
  const standing = standingOf(statement)
  return [
    ...(own.results.length === 0 ? [] : [own]),
    ...batteries.flatMap((each) => groupsOf(each, place, reading)),
    ...inside,
  ].map((group) => ({ ...group, ...standing }))
}

/** An act holds its batteries and results by relationships (IHE XD-LAB). */
function partsOf(statement: Element): (Element | null)[] {
  const name = statement.name === 'act' ? 'entryRelationship' : 'component'
  return all(statement, name).map(statementOf)
}

const NOTHING = { text: '' }

/** Results and batteries inside a result. */
function madeOf(observation: Element): Element[] {
  return [
    ...related(observation, 'organizer'),
    ...related(observation, 'observation').filter((each) => hasTemplate(each, ...INSIDE)),
  ]
}

function isElement(element: Element | null): element is Element {
  return element !== null
}

function ownGroup(
  statement: Element,
  observations: readonly Element[],
  { category, parent, panel }: Place,
  reading: Reading,
): ObservationGroupRecord {
  // What only holds others together is no result.
  const isPanel = (each: Element) => one(each, 'value') === null && madeOf(each).length > 0
  const valid = observations.filter((each) => statusOf(each) !== 'nullified' && !isPanel(each))
  const times = observations.map((each) => reading.time(one(each, 'effectiveTime')))
  const results = valid.map((each) => resultOf(each, reading)).filter((each) => each !== null)
  const isCulture = results.some(({ flag }) => isSusceptibilityFlag(flag))
  return {
    kind: 'observationGroup',
    patientId: reading.patientId,
    category: category === 'laboratory' && isCulture ? 'microbiology' : category,
    orderNo: '',
    specimenId: '',
    specimen: reading.coded(
      one(statement, 'specimen', 'specimenRole', 'specimenPlayingEntity', 'code'),
    ),
    site: null,
    panel: statement.name === 'observation' ? panel : reading.coded(one(statement, 'code')),
    collectedAt: reading.time(one(statement, 'effectiveTime')) ?? times[0] ?? null,
    reportedAt: null,
    status: statusOf(statement),
    parent,
    department: null,
    doctor: reading.staff(one(statement, 'author', 'assignedAuthor')),
    note: [...othersIn(statement, reading), notesOf(statement, reading)]
      .filter((part) => part !== '')
      .join('\n'),
    results,
  }
}

/** What a battery holds beside its results: how the specimen was taken. */
function othersIn(statement: Element, reading: Reading): string[] {
  if (statement.name === 'observation') return []
  const panel = reading.coded(one(statement, 'code'))?.display ?? ''
  const named = partsOf(statement)
    .filter(isElement)
    .filter((each) => !/^(observation|organizer)$/.test(each.name) && !isComment(each))
    .map((each) => calledIn(each, reading))
  // Exporters repeat the battery as a procedure behind each of its results.
  return [...new Set(named)].filter((each) => each !== panel)
}

function resultOf(observation: Element, reading: Reading): Result | null {
  const { unit, absent, ...found } = measured(observation, reading)
  const named = itemOf(observation, reading)
  const made = madeOf(observation)
  const stated = unit === null ? statedUnit(observation, reading) : null
  // What says nothing of what it is, and has no value either, says nothing.
  if (named === null && found.text === '') return null
  const item = named ?? UNNAMED
  // What was looked for and not found must not read as found.
  const text = isNegated(observation) ? `否定 not: ${found.text}` : found.text
  const [, comparator = '', digits = text] = COMPARED.exec(text) ?? []
  return {
    item,
    subId: '',
    text,
    number: PLAIN_NUMBER.test(digits) ? Number(digits) : null,
    comparator: PLAIN_NUMBER.test(digits) ? (comparator as Result['comparator']) : '',
    unit: unit ?? reading.text(reading.words(one(stated, 'value'))),
    range: all(observation, 'referenceRange')
      .map((range) => rangeOf(one(range, 'observationRange'), reading))
      .filter((range) => range !== '')
      .join('; '),
    flag: flagOf(observation, reading),
    status: statusOf(observation),
    observedAt: reading.time(one(observation, 'effectiveTime')),
    note: [absent, furtherFlags(observation, reading), siteOf(observation, reading)]
      .concat(besidesOf(observation, (each) => made.includes(each) || each === stated, reading))
      .concat(notesOf(observation, reading))
      .filter((part) => part !== '')
      .join('\n'),
    method: reading.coded(one(observation, 'methodCode')),
  }
}

/** A unit that has an observation of its own inside the result. */
function statedUnit(observation: Element, reading: Reading): Element | null {
  const inside = related(observation, 'observation').filter((each) => {
    const code = one(each, 'code')
    const named = [attribute(code, 'code'), reading.coded(code)?.display ?? '']
    return named.some((name) => UNIT.test(name)) && reading.words(one(each, 'value')) !== ''
  })
  return inside[0] ?? null
}

/** By its code, which in an assertion names nothing; else by its words. */
function itemOf(observation: Element, reading: Reading): Coded | null {
  const code = one(observation, 'code')
  if (attribute(code, 'code') === 'ASSERTION') {
    const asserted = ASSERTED.find(([template]) => hasTemplate(observation, template))
    return reading.text(asserted?.[1] ?? '所見 Finding')
  }
  return reading.coded(code) ?? reading.text(reading.words(one(observation, 'text')))
}

/** Interpretations besides the one that is the flag (CDA R2, interpretationCode [0..*]). */
function furtherFlags(observation: Element, reading: Reading): string {
  const words = all(observation, 'interpretationCode')
    .map((each) => reading.coded(each)?.display ?? '')
    .filter((each) => each !== '')
  return words.length < 2 ? '' : noteLine('判定', words.join('、'))
}

/** The code, else the words that exporters without a table for it write (CD.originalText). */
function flagOf(observation: Element, reading: Reading): string {
  const interpretations = all(observation, 'interpretationCode')
  const codes = interpretations.map((each) => attribute(each, 'code'))
  return (
    codes.find((code) => code !== '') ?? reading.coded(interpretations[0] ?? null)?.display ?? ''
  )
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

/**
 * The words of the range and its numbers, each that the other does not say already. A range of another interpretation than normal
 * (`interpretationCode`, CDA R2 ObservationRange) carries its code: it is not what is normal.
 */
function rangeOf(range: Element | null, reading: Reading): string {
  const value = one(range, 'value')
  const quantity = reading.quantity(value)
  // A range of a titre or a colour is words or a code itself (ST, CD).
  const inValue = quantity === null && value !== null ? wordsOf(value, reading) : ''
  const words = reading.words(one(range, 'text')) || inValue
  const numbers = quantity === null ? '' : `${quantity.text} ${quantity.unit?.display ?? ''}`.trim()
  const ends = [value, one(value, 'low'), one(value, 'high')]
    .map((end) => attribute(end, 'value'))
    .filter((end) => end !== '')
  const saysNumbers = ends.every((end) => words.includes(end))
  const code = attribute(one(range, 'interpretationCode'), 'code')
  const isOther = code !== '' && code !== 'N' && words === ''
  return [isOther ? `${code}:` : '', saysNumbers ? '' : numbers, words]
    .filter((part) => part !== '')
    .join(' ')
}
