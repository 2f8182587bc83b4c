/** Why something was done or is taken: by its template (C-CDA indication, .22.4.19), or by the relationship (RSON) that other documents have a problem in. */
import { all, attribute, type Element, one } from './element.ts'
import { hasTemplate, isNegated, related, statementOf } from './entry.ts'
import type { Reading } from './reading.ts'

const INDICATION = '2.16.840.1.113883.10.20.22.4.19'

/** Those that are not denied. */
export function reasonStatements(statement: Element): Element[] {
  const reasons = all(statement, 'entryRelationship')
    .filter((each) => attribute(each, 'typeCode') === 'RSON')
    .map(statementOf)
  return related(statement, 'observation').filter(
    (each) => (hasTemplate(each, INDICATION) || reasons.includes(each)) && !isNegated(each),
  )
}

/** The same in words. */
export function reasonsOf(statement: Element, reading: Reading): string[] {
  return reasonStatements(statement)
    .map((each) => reading.coded(one(each, 'value'), one(each, 'text'))?.display ?? '')
    .filter((each) => each !== '')
}
