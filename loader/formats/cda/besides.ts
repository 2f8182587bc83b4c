/**
 * What stands inside a statement and has no place of its own in a record, as words beside it: age at onset, health status, priority, who
 * the information is from. Nothing that a statement holds is lost for want of a place.
 */
import { noteLine } from '../../../model/codes/note-labels.ts'
import { calledIn } from './called-in.ts'
import { all, attribute, type Element, one } from './element.ts'
import { hasTemplate, isComment, statementOf } from './entry.ts'
import type { Reading } from './reading.ts'

/** @param isRead tells what the statement's own reader takes from what it holds */
export function besidesOf(
  statement: Element,
  isRead: (inside: Element) => boolean,
  reading: Reading,
): string[] {
  const words = all(statement, 'entryRelationship').map((relation) => {
    const inside = statementOf(relation)
    if (inside === null || isComment(inside) || isRead(inside)) return ''
    const called = calledIn(inside, reading)
    // What is asserted has no name for what it is to the statement but its relationship (HL7 v3 ActRelationshipType).
    const isBare = called !== '' && attribute(one(inside, 'code'), 'code') === 'ASSERTION'
    return isBare ? noteLine('関連', `${called}（${attribute(relation, 'typeCode')}）`) : called
  })
  return [...new Set(words)].filter((each) => each !== '')
}

/** The same by the templates that the reader takes, and whatever status a statement gives itself. */
export function besidesTemplates(
  statement: Element,
  templates: readonly string[],
  reading: Reading,
): string[] {
  return besidesOf(statement, (each) => hasTemplate(each, ...templates) || isStatus(each), reading)
}

/** LOINC 33999-4, status: of what it stands in, whatever template it names. */
export function isStatus(observation: Element): boolean {
  return attribute(one(observation, 'code'), 'code') === '33999-4'
}
