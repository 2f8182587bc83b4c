/**
 * Whether a patient is to be resuscitated, and what they decided beforehand, wherever a source says it: results and advance directives,
 * the problem list, orders, and titles of documents. Each is told as its source words it, with when it was said and where it stands;
 * which of several counts is not decided here.
 *
 * Rule: an item is one of these by its code or by its name (model/codes/alerts.ts), never by prose. Of one item of one source the newest
 * counts, and what is not known to be older, where they differ. What its source calls over, taken back, cancelled, refused or wrong, or whose
 * end is before as-of, is not told: it stands in its list of the chart alone.
 */
import type { SummaryAnswer } from '../../model/api/chart/summary.ts'
import {
  alertStanding,
  endOf,
  isAdvanceDirective,
  isResuscitationStatus,
} from '../../model/codes/alerts.ts'
import { isCancelled } from '../../model/codes/hl7-tables.ts'
import { isVoidStatus, RESULT_STATUS_WORDS } from '../../model/codes/result-words.ts'
import { problemName } from '../../model/problem-name.ts'
import type { Generation } from '../generations/open-generation.ts'
import { OF_PATIENT, statement } from '../generations/statement.ts'
import { notAfter } from './calendar.ts'
import { isOfSeveralSources, sourceOf } from './own-sources.ts'
import type { PatientRef } from './patient.ts'
import { withUnit } from './with-unit.ts'

type Alert = SummaryAnswer['alerts'][number]
/** An alert without the stay that it was said in. */
export type Said = Omit<Alert, 'stay' | 'sources'> & { readonly source: string | undefined }

/** Of the dictionary those that may be meant; exactly which, model/codes/alerts.ts tells. Full-width letters are any. */
const MAY_BE_MEANT = statement<{ id: number; name: string }>(`
  SELECT id, display AS name FROM term
  WHERE display LIKE '%蘇%' OR display LIKE '%DN%' OR display LIKE '%resus%' OR display LIKE '%code status%'
    OR display LIKE '%directive%' OR display LIKE '%living will%' OR display LIKE '%POLST%' OR display LIKE '%事前%'
    OR display LIKE '%リビング%' OR display LIKE '%尊厳死%' OR display LIKE '%doNotPerform%' OR display GLOB '*[Ａ-Ｚａ-ｚ]*'
    OR codings GLOB '*"304251008"*' OR codings GLOB '*"30425[23]00[16]"*' OR codings GLOB '*"45047[56]00[78]"*'
    OR codings GLOB '*"143021000119109"*' OR codings GLOB '*"100822-6"*' OR codings GLOB '*"LA3347[01]-[68]"*'
    OR codings GLOB '*"81329-5"*' OR codings GLOB '*"81351-9"*' OR codings GLOB '*"dnr"*' OR codings GLOB '*"Z66"*'
    OR codings GLOB '*"42348-3"*' OR codings GLOB '*"75320-2"*' OR codings GLOB '*"75278-2"*'`)

type Kind = 'resuscitation' | 'directive'

const known = new WeakMap<Generation, ReadonlyMap<number, Kind>>()

/** The dictionary's values that say it: looked for once in each generation. */
function meantIn(generation: Generation): ReadonlyMap<number, Kind> {
  const before = known.get(generation)
  if (before !== undefined) return before
  const found = new Map<number, Kind>()
  for (const { id, name } of generation.all(MAY_BE_MEANT)) {
    const codings = generation.term(id)?.codings ?? []
    if (isResuscitationStatus(codings, name)) found.set(id, 'resuscitation')
    else if (isAdvanceDirective(codings, name)) found.set(id, 'directive')
  }
  known.set(generation, found)
  return found
}

export function readResuscitation(generation: Generation, patient: PatientRef): Said[] {
  const meant = meantIn(generation)
  const of = { ...patient.rows, items: JSON.stringify([...meant.keys()]) }
  const isOfSeveral = isOfSeveralSources(generation, patient)
  const sourced = (id: number | null) =>
    isOfSeveral ? generation.sourceLabel(id ?? 0) || undefined : undefined
  const ofItems =
    meant.size === 0
      ? []
      : [
          ...results(generation, of, meant, sourced),
          ...problems(generation, of, meant, sourced),
          ...orders(generation, of, meant, sourced),
        ]
  const found = [...ofItems, ...documents(generation, patient, sourced)]
  const byItem = Map.groupBy(found, ({ origin, name, source }) =>
    [origin, name, source].join('\u001f'),
  )
  return [...byItem.values()].flatMap((all) => newestOf(all, generation.facts.asOf))
}

type Bound = PatientRef['rows'] & { readonly items: string }
type Sourced = (id: number | null) => string | undefined

/**
 * All that differ in what they say and are not known to be older than the newest: a statement without a time, or of the year alone, may be
 * newer than one of a day. None of them where it has ended.
 */
function newestOf(all: readonly Said[], asOf: string): Said[] {
  const oldestFirst = all.toSorted((a, b) => ((a.at.at ?? '') < (b.at.at ?? '') ? -1 : 1))
  const newest = oldestFirst.at(-1)?.at.at ?? ''
  const different = new Map(
    oldestFirst.filter(({ at }) => newest.startsWith(at.at ?? '')).map((each) => [each.text, each]),
  )
  return [...different.values()].filter(({ until }) => !hasPassed(until, asOf))
}

const DAY = 10

/** Whether an end as written is before as-of: a period ends with the last day, month or year that it names (FHIR R4 Period.end). */
export function hasPassed(until: string, asOf: string): boolean {
  const end = until.slice(0, DAY)
  return /^\d{4}/.test(end) && end < asOf.slice(0, end.length)
}

const RESULTS = statement<{
  itemId: number
  panelId: number | null
  value: string
  unitId: number | null
  status: string
  at: string | null
  atText: string
  sourceId: number | null
}>(`
  SELECT o.item_id AS itemId, g.panel_id AS panelId, o.value, o.unit_id AS unitId,
    coalesce(nullif(o.status, ''), g.status) AS status, coalesce(o.observed_at, g.collected_at, g.reported_at) AS at,
    coalesce(nullif(o.observed_text, ''), nullif(g.collected_text, ''), g.reported_text) AS atText,
    ${sourceOf('g')} AS sourceId
  FROM current_observation_group g CROSS JOIN observation o ON o.group_id = g.id
  WHERE g.${OF_PATIENT} AND (o.item_id IN (SELECT value FROM json_each(@items))
    OR (g.category = 'other' AND g.panel_id IN (SELECT value FROM json_each(@items))))`)

/** FHIR R4 consent-state-codes of what nobody holds to (any more). */
const NOT_HELD: ReadonlySet<string> = new Set(['inactive', 'rejected'])

function results(
  generation: Generation,
  of: Bound,
  meant: ReadonlyMap<number, Kind>,
  sourced: Sourced,
): Said[] {
  return generation
    .all(RESULTS, of)
    .filter(({ status, value }) => !isVoidStatus(status) && !NOT_HELD.has(status) && value.trim())
    .filter(({ value }) => alertStanding(value) === null)
    .map(({ itemId, panelId, value, unitId, status, at, atText, sourceId }) => {
      const { said, until } = endOf(value)
      const isOfDirective = panelId !== null && meant.has(panelId)
      const item = meant.get(itemId) ?? 'directive'
      return {
        // A directive's item may be no more than "status": its words are what says it.
        kind: isOfDirective && isResuscitationStatus([], said) ? 'resuscitation' : item,
        origin: isOfDirective ? 'directive' : 'result',
        name: generation.display(itemId),
        text: withUnit(generation, said, unitId),
        until,
        status,
        at: { at, text: atText },
        source: sourced(sourceId),
      }
    })
}

const PROBLEMS = statement<{
  conditionId: number
  prefixes: string
  suffixes: string
  suspected: number
  endedAt: string | null
  outcomeId: number | null
  note: string
  at: string | null
  atText: string
  sourceId: number | null
}>(`
  SELECT condition_id AS conditionId, prefixes, suffixes, suspected, ended_at AS endedAt, outcome_id AS outcomeId, note,
    coalesce(diagnosed_at, onset_at) AS at, coalesce(nullif(diagnosed_text, ''), onset_text) AS atText,
    ${sourceOf('p')} AS sourceId
  FROM current_problem p
  WHERE ${OF_PATIENT} AND action <> 'DE' AND condition_id IN (SELECT value FROM json_each(@items))`)
/** HL7 v2.5 table 0085, as a result that is not certain is called: not verified. */
const NOT_VERIFIED = 'R'

function problems(
  generation: Generation,
  of: Bound,
  meant: ReadonlyMap<number, Kind>,
  sourced: Sourced,
): Said[] {
  const { asOf } = generation.facts
  return generation
    .all(PROBLEMS, of)
    .filter(({ endedAt, outcomeId }) =>
      endedAt === null ? outcomeId === null : !notAfter(endedAt, asOf),
    )
    .map(({ conditionId, prefixes, suffixes, suspected, endedAt, note, at, atText, sourceId }) => ({
      kind: meant.get(conditionId) ?? 'directive',
      origin: 'problem',
      name: problemName(generation.display(conditionId), prefixes, suffixes),
      text: note,
      until: endedAt ?? '',
      status: suspected === 1 ? NOT_VERIFIED : '',
      at: { at, text: atText },
      source: sourced(sourceId),
    }))
}

const ORDERS = statement<{
  control: string
  itemId: number
  text: string
  endAt: string | null
  at: string | null
  atText: string
  sourceId: number | null
}>(`
  SELECT control, item_id AS itemId, text, end_at AS endAt, coalesce(ordered_at, scheduled_at) AS at,
    coalesce(nullif(ordered_text, ''), scheduled_text) AS atText, ${sourceOf('o')} AS sourceId
  FROM current_order o
  WHERE ${OF_PATIENT} AND performed = 0 AND item_id IN (SELECT value FROM json_each(@items))`)
/** FHIR R4 request-status: nothing more is to be done. */
const DONE = 'completed'

function orders(
  generation: Generation,
  of: Bound,
  meant: ReadonlyMap<number, Kind>,
  sourced: Sourced,
): Said[] {
  return generation
    .all(ORDERS, of)
    .filter(({ control }) => !isCancelled(control) && control !== DONE)
    .map(({ control, itemId, text, endAt, at, atText, sourceId }) => ({
      kind: meant.get(itemId) ?? 'directive',
      origin: 'order',
      name: generation.display(itemId),
      text,
      until: endAt ?? '',
      status: control,
      at: { at, text: atText },
      source: sourced(sourceId),
    }))
}

const TITLES = statement<{
  title: string
  typeId: number
  status: string
  at: string | null
  atText: string
  sourceId: number | null
}>(`
  SELECT title, type_id AS typeId, status, document_at AS at, document_text AS atText, ${sourceOf('d')} AS sourceId
  FROM current_document d WHERE ${OF_PATIENT}`)

/** That there is such a document says neither yes nor no: its title is told, and nothing of its text. */
function documents(generation: Generation, patient: PatientRef, sourced: Sourced): Said[] {
  return generation.all(TITLES, patient.rows).flatMap((row) => {
    const name = row.title || generation.display(row.typeId)
    const kind = isResuscitationStatus([], name)
      ? 'resuscitation'
      : isAdvanceDirective([], name)
        ? 'directive'
        : null
    if (kind === null || isVoidStatus(row.status)) return []
    const { status, at, atText, sourceId } = row
    return {
      kind,
      origin: 'document',
      name,
      text: '',
      until: '',
      // Most say no more than that the document is there.
      status: Object.hasOwn(RESULT_STATUS_WORDS, status) ? status : '',
      at: { at, text: atText },
      source: sourced(sourceId),
    } satisfies Said
  })
}
