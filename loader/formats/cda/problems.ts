/** Problem concern (C-CDA .22.4.3) with its observations (.22.4.4), and observations that stand alone; older CCD (1.27, 1.28). */
import type { ProblemRecord } from '../../../model/records/problems.ts'
import type { Coded } from '../../../model/records/values.ts'
import { besidesTemplates, isStatus } from './besides.ts'
import { all, attribute, type Element, one } from './element.ts'
import {
  type EntryReader,
  hasTemplate,
  isNegated,
  notesOf,
  nothingSaid,
  related,
  standingOf,
  statusOf,
} from './entry.ts'
import type { Reading } from './reading.ts'

/** IHE PCC's beside them. */
const PROBLEM = [
  '2.16.840.1.113883.10.20.22.4.4',
  '2.16.840.1.113883.10.20.1.28',
  '1.3.6.1.4.1.19376.1.5.3.1.4.5',
]
const STATUS = [
  '2.16.840.1.113883.10.20.22.4.6',
  '2.16.840.1.113883.10.20.1.50',
  '1.3.6.1.4.1.19376.1.5.3.1.4.1.1',
]
const DIAGNOSED = '2.16.840.1.113883.10.20.22.4.502'
const ICD10 = /icd-?10|2\.16\.840\.1\.113883\.6\.(3|90)$/i
const ONGOING = /^(active|recurrence|relapse)$/i
const UNNAMED: Coded = { display: '病名の記載なし', codings: [] }

export const readProblemConcern: EntryReader = (concern, reading) => {
  const found = concern.name === 'observation' ? [concern] : related(concern, 'observation')
  const named = found.filter((each) => hasTemplate(each, ...PROBLEM))
  const observations = named.length > 0 ? named : found.filter(isCoded)
  if (observations.length === 0) return { unread: 'not-interpreted', detail: 'no problem in it' }
  // "No known problems", or one that was looked for and not found: in no list, in the document's words.
  const asserted = observations.filter((each) => !isNegated(each))
  if (asserted.length === 0) {
    const names = observations.map((each) => conditionOf(each, reading)?.display ?? '')
    const denied = names.filter((name) => name !== '').join('、') || 'not a problem'
    return { unread: 'not-interpreted', detail: `negated: ${denied}` }
  }
  const empty = asserted.map((each) => nothingSaid(each, conditionOf(each, reading)))
  const held = asserted.filter((_, at) => empty[at] === null)
  const [nothing = null] = empty
  if (held.length === 0 && nothing !== null) return nothing
  return { records: held.map((each) => problemOf(concern, each, reading)) }
}

/** What a problem is told by where it names no template: a value that is a code or stands for one. */
export function isCoded(observation: Element): boolean {
  return /^C[DEV]$/.test(attribute(one(observation, 'value'), 'type'))
}

function problemOf(concern: Element, observation: Element, reading: Reading): ProblemRecord {
  const condition = conditionOf(observation, reading) ?? UNNAMED
  const period = one(observation, 'effectiveTime')
  const author = one(observation, 'author') ?? one(concern, 'author')
  const id = one(observation, 'id')
  const onsetAt = reading.time(one(period, 'low') ?? period)
  const endedAt = reading.time(one(period, 'high'))
  const said = statedStatus(observation, reading)
  const goesOn = said !== null && ONGOING.test(said.display)
  return {
    kind: 'problem',
    patientId: reading.patientId,
    // Many systems write one id, or none, at all problems of a document: it names a problem only with its disease and onset.
    instanceId: [
      `${reading.documentKey}/${attribute(id, 'root')}^${attribute(id, 'extension')}`,
      condition.display,
      onsetAt?.text ?? '',
    ].join('/'),
    action: '',
    condition,
    icd10: condition.codings.find(({ system }) => ICD10.test(system))?.code ?? '',
    prefixes: [],
    suffixes: all(observation, 'targetSiteCode')
      .map((site) => reading.coded(site)?.display ?? '')
      .filter((site) => site !== '')
      .map((site) => `（${site}）`),
    suspected: false,
    main: false,
    diagnosedAt: diagnosisTime(observation, reading) ?? reading.time(one(author, 'time')),
    onsetAt,
    // A status in words is the later word: what it calls active is not shown as over for the sake of a date.
    endedAt: goesOn ? null : endedAt,
    outcome: goesOn ? null : (said ?? outcomeOf(concern, observation, reading)),
    department: null,
    doctor: reading.staff(one(author, 'assignedAuthor')),
    note: [
      ...new Set([
        wordsBeside(condition, observation, reading),
        goesOn && endedAt !== null ? `終了日 ${endedAt.text}（状態は ${said.display}）` : '',
        ...besidesTemplates(observation, [...STATUS, DIAGNOSED], reading),
        notesOf(observation, reading),
        notesOf(concern, reading),
      ]),
    ]
      .filter((text) => text !== '')
      .join('\n'),
    ...standingOf(concern, observation),
  }
}

/** By its code, else in the words of the statement; null when it has neither. */
function conditionOf(observation: Element, reading: Reading): Coded | null {
  return reading.coded(one(observation, 'value'), one(observation, 'text'))
}

/** Longest words that name a disease: what is longer is a paragraph, and is in the document. */
const LONGEST_NAME = 300

/** What the clinician wrote (CD.originalText) where it says more than the name that the coding gave the disease. */
function wordsBeside(condition: Coded, observation: Element, reading: Reading): string {
  const original = one(one(observation, 'value'), 'originalText')
  const words = reading.isRow(original) ? '' : reading.words(original)
  const isTold = condition.display.toLowerCase().includes(words.toLowerCase())
  return isTold || words.length > LONGEST_NAME ? '' : words
}

/** Date of diagnosis (C-CDA .22.4.502). */
function diagnosisTime(observation: Element, reading: Reading) {
  const act = related(observation, 'act').find((each) => hasTemplate(each, DIAGNOSED))
  return reading.time(one(act ?? null, 'effectiveTime'))
}

/** Problem status (C-CDA .22.4.6, older CCD 1.50): what the source calls it. */
function statedStatus(observation: Element, reading: Reading): Coded | null {
  const said = related(observation, 'observation').find(
    (each) => hasTemplate(each, ...STATUS) || isStatus(each),
  )
  return said === undefined ? null : reading.coded(one(said, 'value'))
}

/** By the concern, where nothing is said of the problem itself; null while it is followed. */
function outcomeOf(concern: Element, observation: Element, reading: Reading): Coded | null {
  if (concern === observation) return null
  const followed = statusOf(concern)
  return followed === 'active' || followed === '' ? null : reading.text(followed)
}
