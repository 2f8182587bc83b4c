/** What the parts of a document share while they are read: its patient, its narrative, coded values, problems. */
import { meaningOf } from '../../../model/codes/meaning.ts'
import type { ClinicalTime, Coded, Quantity, Staff } from '../../../model/records/values.ts'
import type { FieldProblem } from '../../../model/records.ts'
import { isKind } from '../fhir/absence.ts'
import { codedValues } from '../fhir/coded-values.ts'
import type { Damage } from '../files/unknown-content.ts'
import type { UnreadPart } from '../format.ts'
import { all, attribute, type Element, one, textOf } from './element.ts'
import { narrativeOf } from './narrative.ts'
import { quantityOf } from './quantities.ts'
import { readTimestamp } from './times.ts'

export interface Reading {
  readonly patientId: string
  /** When what the document is about was done (CDA R2 ServiceEvent): entries of a health checkup have no time of their own. */
  readonly servedAt: ClinicalTime | null
  /** Names the document in keys of what came of it. */
  readonly documentKey: string
  /**
   * CD, CE, CV, CO; null when it names nothing.
   * @param told the words of the statement (ED), which name what the code alone does not
   */
  coded(element: Element | null, told?: Element | null): Coded | null
  /** `value`, `low` or the first of the times within; null when there is none. */
  time(element: Element | null): ClinicalTime | null
  /** PQ, or an interval as people write it; null when it has no number. */
  quantity(element: Element | null): Quantity | null
  text(words: string): Coded | null
  staff(element: Element | null): Staff | null
  /** Whether those words are a row of a table: more than the statement's own. */
  isRow(element: Element | null): boolean
  /** The words that a `reference` in `text` or `originalText` leads to, or its own. */
  words(element: Element | null): string
  problem(where: string, text: string, reason: string): void
  readonly problems: FieldProblem[]
  /** Notes that what stands inside the document at this place cannot be read. */
  lose(where: string, damage: Damage): void
  readonly damaged: readonly UnreadPart[]
}

/**
 * Code systems by their OID as FHIR R4 (terminologies-systems) names them, so that the same code of two formats is one; others
 * are `urn:oid:`.
 */
const SYSTEMS: Readonly<Record<string, string>> = {
  '2.16.840.1.113883.6.96': 'http://snomed.info/sct',
  '2.16.840.1.113883.6.1': 'http://loinc.org',
  '2.16.840.1.113883.6.88': 'http://www.nlm.nih.gov/research/umls/rxnorm',
  '2.16.840.1.113883.6.90': 'http://hl7.org/fhir/sid/icd-10-cm',
  '2.16.840.1.113883.6.3': 'http://hl7.org/fhir/sid/icd-10',
  '2.16.840.1.113883.6.103': 'http://hl7.org/fhir/sid/icd-9-cm',
  '2.16.840.1.113883.12.292': 'http://hl7.org/fhir/sid/cvx',
  '2.16.840.1.113883.6.69': 'http://hl7.org/fhir/sid/ndc',
  '2.16.840.1.113883.6.8': 'http://unitsofmeasure.org',
}

export function createReading(root: Element, patientId: string, documentKey: string): Reading {
  const values = codedValues()
  const { words, isRow } = narrativeOf(root)
  const problems: FieldProblem[] = []
  const problem = (where: string, text: string, reason: string) =>
    void problems.push({ where, text, reason })
  const damaged: UnreadPart[] = []

  function codings(element: Element): { code: string; system: string; display: string }[] {
    const own = {
      code: codeOf(element),
      system: systemOf(element),
      display: displayOf(element),
    }
    return [own, ...all(element, 'translation').flatMap(codings)].filter(
      ({ code, display }) => code !== '' || display !== '',
    )
  }

  /** Vendors write the words of a code that is null into its translation, too. */
  function originalWords(element: Element): string {
    const holders = [element, ...all(element, 'translation')]
    return holders.map((each) => words(one(each, 'originalText'))).find(Boolean) ?? ''
  }

  /** What the code does not say alone (CD.qualifier, HL7 v3 datatypes): `Associated finding: …`. */
  function qualifiers(element: Element): string {
    const named = (part: Element | null) =>
      displayOf(part) || words(one(part, 'originalText')) || attribute(part, 'code')
    return all(element, 'qualifier')
      .map((each) => [named(one(each, 'name')), named(one(each, 'value'))])
      .map((parts) => parts.filter((part) => part !== '').join(': '))
      .filter((part) => part !== '')
      .join('、')
  }

  function moment(element: Element | null): Element | null {
    if (element === null || attribute(element, 'value') !== '') return element
    return one(element, 'low') ?? one(element, 'center') ?? one(element, 'high')
  }

  function time(element: Element | null): ClinicalTime | null {
    const value = attribute(moment(element), 'value')
    if (value === '') return null
    const { text, at, flaw } = readTimestamp(value)
    if (flaw !== '') problem(element?.name ?? 'time', value, flaw)
    return { text, at }
  }

  return {
    patientId,
    documentKey,
    servedAt: time(one(root, 'documentationOf', 'serviceEvent', 'effectiveTime')),
    words,
    isRow,
    problem,
    problems,
    damaged,
    lose(where, { refusal: reason, detail }) {
      damaged.push({ patientId, dataType: 'CDA', date: '', reason, where, detail, count: 1 })
    },
    coded(element, told = null) {
      if (element === null) return values.text(words(told))
      const coding = codings(element)
      // What a code names by its kind alone is named by the words beside it.
      const isNamed = coding.some((each) => each.display !== '' && !isKind(each))
      const said = isNamed ? '' : originalWords(element) || nameIn(words(told), coding.length > 0)
      const concept = values.concept({ text: said, coding })
      const qualified = qualifiers(element)
      return concept === null || qualified === ''
        ? concept
        : { ...concept, display: `${concept.display}（${qualified}）` }
    },
    time,
    quantity: (element) => quantityOf(element, values.text),
    text: values.text,
    staff(element) {
      const name = nameOf(one(element, 'assignedPerson', 'name'))
      const organisation = textOf(one(element, 'representedOrganization', 'name'))
      const code = attribute(one(element, 'id'), 'extension')
      return name === '' && organisation === '' ? null : values.staff(code, name || organisation)
    },
  }
}

/** HL7 v3 NullFlavor: why there is no code; systems of these codes have none that is spelt so. */
const NULL_FLAVORS = new Set(['ASKU', 'MSK', 'NA', 'NASK', 'NAV', 'NI', 'OTH', 'UNK'])

/** '' where a null flavour stands in the place of a code, as exporters write it: no two things are the same by it. */
function codeOf(element: Element): string {
  const code = attribute(element, 'code')
  const isNull = NULL_FLAVORS.has(code)
  const mayBeNull =
    attribute(element, 'nullFlavor') !== '' ||
    meaningOf(SYSTEMS, attribute(element, 'codeSystem')) !== undefined
  return isNull && mayBeNull ? '' : code
}

/** Exporters that could not write the characters of a name wrote question marks. */
function displayOf(element: Element | null): string {
  const name = attribute(element, 'displayName')
  return /^[?\s]+$/.test(name) ? '' : name
}

/** Longest words that name what has a code: what is longer is a row or a paragraph. */
const LONGEST_NAME = 300

function nameIn(told: string, hasCode: boolean): string {
  return hasCode && told.length > LONGEST_NAME ? '' : told
}

/** EN, PN: the parts in the order of the source. */
export function nameOf(name: Element | null): string {
  return textOf(name)
}

function systemOf(element: Element): string {
  const oid = attribute(element, 'codeSystem')
  if (oid === '') return attribute(element, 'codeSystemName')
  return meaningOf(SYSTEMS, oid) ?? `urn:oid:${oid}`
}
