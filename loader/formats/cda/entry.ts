/** What an entry of a section became: records, or why it is none. */
import { noteLine } from '../../../model/codes/note-labels.ts'
import type { Coded } from '../../../model/records/values.ts'
import type { ClinicalFact, Standing } from '../../../model/records.ts'
import { absenceIn } from '../fhir/absence.ts'
import { all, attribute, type Element, one } from './element.ts'
import type { Reading } from './reading.ts'

export type ReadEntry =
  | { readonly records: readonly (ClinicalFact & { standing?: Standing })[] }
  /** Not in any list of the chart; the document's text has it. */
  | { readonly unread: 'not-interpreted' | 'unsafe'; readonly detail: string }

export type EntryReader = (statement: Element, reading: Reading) => ReadEntry

/** The clinical statement of an `entry`, `component` or `entryRelationship`. */
export function statementOf(holder: Element | null): Element | null {
  const found = holder?.children.find(
    (child) => typeof child !== 'string' && STATEMENTS.has(child.name),
  )
  return found === undefined || typeof found === 'string' ? null : found
}

const STATEMENTS = new Set([
  'act',
  'encounter',
  'observation',
  'observationMedia',
  'organizer',
  'procedure',
  'regionOfInterest',
  'substanceAdministration',
  'supply',
])

/** Statements in its relationships, of one name. */
export function related(statement: Element, name: string): Element[] {
  return all(statement, 'entryRelationship')
    .map(statementOf)
    .filter((each): each is Element => each !== null && each.name === name)
}

export function hasTemplate(statement: Element, ...roots: readonly string[]): boolean {
  return all(statement, 'templateId').some((id) => roots.includes(attribute(id, 'root')))
}

/** HL7 v3 ActStatus. */
export function statusOf(statement: Element): string {
  return attribute(one(statement, 'statusCode'), 'code')
}

/** `nullified`: the source says that it should never have been (HL7 v3 ActStatus). */
export function standingOf(...statements: readonly Element[]): { standing?: Standing } {
  return statements.some((each) => statusOf(each) === 'nullified') ? { standing: 'deleted' } : {}
}

/**
 * A statement that says of itself that nothing is known (CDA R2 InfrastructureRoot.nullFlavor), as exporters write where a list is
 * empty: neither a fact nor "none". One that names by a code what it is about is read all the same; words of one that does not
 * ("No data", or a name that only was typed) go with what is said of it, so that its gap tells them.
 * @returns null for any other
 */
export function nothingSaid(statement: Element, named: Coded | null): ReadEntry | null {
  const absence = absenceIn(named)
  if (absence !== '') return { unread: 'not-interpreted', detail: absence }
  const nullFlavor = attribute(statement, 'nullFlavor')
  if (nullFlavor === '' || (named !== null && named.codings.length > 0)) return null
  const said = named === null ? 'nothing is said' : named.display
  return { unread: 'not-interpreted', detail: `nullFlavor ${nullFlavor}: ${said}` }
}

export function isNegated(statement: Element): boolean {
  // XML Schema's boolean is written as 1, too.
  return /^\s*(?:true|1)\s*$/.test(attribute(statement, 'negationInd'))
}

/**
 * A substance by its `code` and `name`. Where neither is a code both are said: exporters write the substance as its name, and "no coded
 * name" as the words of its code.
 */
export function productOf(entity: Element | null, reading: Reading): Coded | null {
  const name = one(entity, 'name')
  const coded = reading.coded(one(entity, 'code'), name)
  const words = reading.words(name)
  if (coded === null || coded.codings.length > 0 || coded.display.includes(words)) return coded
  return reading.text(`${words}（${coded.display}）`)
}

/** Words of the statement and of its comments. */
export function notesOf(statement: Element, reading: Reading): string {
  const comments = related(statement, 'act')
    .filter(isComment)
    .map((act) => reading.words(one(act, 'text')))
  return comments.filter((text) => text !== '').join('\n')
}

/** Which arm, which wound; '' where it is not said. */
export function siteOf(statement: Element, reading: Reading): string {
  const sites = [...all(statement, 'targetSiteCode'), ...all(statement, 'approachSiteCode')]
    .map((site) => reading.coded(site)?.display ?? '')
    .filter((site) => site !== '')
  return noteLine('部位', sites.join('、'))
}

export function isComment(act: Element): boolean {
  return hasTemplate(act, ...COMMENTS)
}

/** C-CDA, older CCD, IHE PCC. */
const COMMENTS = [
  '2.16.840.1.113883.10.20.22.4.64',
  '2.16.840.1.113883.10.20.1.40',
  '1.3.6.1.4.1.19376.1.5.3.1.4.2',
]
