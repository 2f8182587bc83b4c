/**
 * Advance directives (C-CDA observation .22.4.48 and organizer .22.4.108; older CCD 1.17; section LOINC 42348-3): what the patient decided
 * beforehand, as results that say it in words, each with until when it holds.
 */
import { ADVANCE_DIRECTIVES, withEnd } from '../../../model/codes/alerts.ts'
import type { Coded } from '../../../model/records/values.ts'
import { all, attribute, type Element, one } from './element.ts'
import { type EntryReader, hasTemplate, related, standingOf, statementOf } from './entry.ts'
import type { Reading } from './reading.ts'
import { groupsOf } from './results.ts'

const PANEL: Coded = {
  display: '事前指示',
  codings: [{ code: ADVANCE_DIRECTIVES, name: 'Advance directives', system: 'http://loinc.org' }],
}
/** Older CCD: status of an advance directive, verified or not. */
const STATUS = '2.16.840.1.113883.10.20.1.37'

export const readDirectives: EntryReader = (statement, reading) => {
  const observations =
    statement.name === 'observation'
      ? [statement]
      : all(statement, 'component')
          .map(statementOf)
          .filter((each): each is Element => each?.name === 'observation')
  const records = observations.flatMap((each) =>
    directiveOf(each, reading).map((group) => ({ ...group, ...standingOf(statement, each) })),
  )
  if (records.length > 0) return { records }
  return { unread: 'not-interpreted', detail: 'no advance directive that can be named' }
}

function directiveOf(observation: Element, reading: Reading) {
  const place = { category: 'other', parent: '', panel: PANEL } as const
  const end = reading.time(one(observation, 'effectiveTime', 'high'))
  const until = end?.at ?? end?.text ?? ''
  const said = [...verifiedBy(observation), ...statusesOf(observation, reading)]
  return groupsOf(observation, place, reading).map((group) => ({
    ...group,
    panel: PANEL,
    note: [group.note, ...said].filter((words) => words !== '').join('\n'),
    results: group.results.map((result) => ({ ...result, text: endedWords(result.text, until) })),
  }))
}

/** Nothing said has no end either: it stays empty, and is no directive. */
function endedWords(text: string, until: string): string {
  return text === '' ? '' : withEnd(text, until)
}

/** Participant VRF: who verified it, and when. */
function verifiedBy(observation: Element): string[] {
  return all(observation, 'participant')
    .filter((each) => attribute(each, 'typeCode') === 'VRF')
    .map((each) => `確認 / verified: ${attribute(one(each, 'time'), 'value')}`.trim())
}

function statusesOf(observation: Element, reading: Reading): string[] {
  return related(observation, 'observation')
    .filter((each) => hasTemplate(each, STATUS))
    .map((each) => reading.coded(one(each, 'value'))?.display ?? '')
}
