/** What a source warns of, and whether the patient is to be resuscitated, as the source words it. */
import type { SummaryAnswer } from '../../model/api/chart/summary.ts'
import { alertStanding } from '../../model/codes/alerts.ts'
import { isVoidStatus } from '../../model/codes/result-words.ts'
import type { Generation } from '../generations/open-generation.ts'
import { OF_PATIENT, statement } from '../generations/statement.ts'
import { ownVoice } from './other-statements.ts'
import { readOwnSources } from './own-sources.ts'
import type { PatientRef } from './patient.ts'
import { hasPassed, readResuscitation, type Said } from './resuscitation.ts'
import { readStay } from './stays.ts'

/** Where warnings stand, and surveys, which no laboratory measured. */
const WARNINGS = statement<{
  groupId: number
  itemId: number
  value: string
  status: string
  at: string | null
  atText: string
}>(`
  SELECT o.group_id AS groupId, o.item_id AS itemId, o.value,
    coalesce(nullif(o.status, ''), g.status) AS status, coalesce(o.observed_at, g.collected_at, g.reported_at) AS at,
    coalesce(nullif(o.observed_text, ''), nullif(g.collected_text, ''), g.reported_text) AS atText
  FROM current_observation_group g CROSS JOIN observation o ON o.group_id = g.id
  WHERE g.${OF_PATIENT} AND g.category = 'other'`)

type Alert = SummaryAnswer['alerts'][number]

/** Warnings that hold at as-of, and what is said about resuscitation (resuscitation.ts), newest first. */
export function readAlerts(generation: Generation, patient: PatientRef): Alert[] {
  const found = [
    ...warningsOf(generation, patient),
    ...readResuscitation(generation, patient),
  ].sort(newestFirst)
  if (found.length === 0) return []
  const admittedAt = readStay(generation, patient)?.startAt
  return found.map(({ source, ...said }) => ({
    ...said,
    stay: stayOf(said.at.at, admittedAt),
    ...ownVoice(source),
  }))
}

/** One whose end can't be compared with as-of counts as one that holds. */
function warningsOf(generation: Generation, patient: PatientRef): Said[] {
  const held = generation.all(WARNINGS, patient.rows).flatMap((row) => {
    const warning = isVoidStatus(row.status) ? null : alertStanding(row.value)
    if (!warning?.isActive || hasPassed(warning.until, generation.facts.asOf)) return []
    return [{ ...row, until: warning.until }]
  })
  const own = readOwnSources(
    generation,
    'group',
    held.map(({ groupId }) => groupId),
  )
  return held.map(({ groupId, itemId, until, at, atText }) => ({
    kind: 'warning',
    origin: 'result',
    name: generation.display(itemId),
    text: '',
    until,
    status: '',
    at: { at, text: atText },
    source: own.get(groupId),
  }))
}

function newestFirst(a: Said, b: Said): number {
  const [first, second] = [a.at.at ?? '', b.at.at ?? '']
  return first === second ? 0 : first > second ? -1 : 1
}

/** `YYYY-MM-DD` */
const DAY = 10

/** @param admittedAt of the present stay; undefined = the patient is not in the hospital */
function stayOf(at: string | null, admittedAt: string | null | undefined): Alert['stay'] {
  if (admittedAt === undefined) return 'none'
  if (at === null || admittedAt === null) return 'unclear'
  const length = Math.min(at.length, admittedAt.length, DAY)
  const [said, since] = [at.slice(0, length), admittedAt.slice(0, length)]
  if (said !== since) return said < since ? 'earlier' : 'present'
  return length < DAY ? 'unclear' : 'present'
}
