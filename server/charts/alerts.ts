/** What a source warns of, and whether the patient is to be resuscitated, as the source words it. */
import type { SummaryAnswer } from '../../model/api/chart/summary.ts'
import { alertStanding, isResuscitationStatus } from '../../model/codes/alerts.ts'
import { isVoidStatus } from '../../model/codes/result-words.ts'
import type { Generation } from '../generations/open-generation.ts'
import { OF_PATIENT, statement } from '../generations/statement.ts'
import { ownVoice } from './other-statements.ts'
import { readOwnSources } from './own-sources.ts'
import type { PatientRef } from './patient.ts'
import { readStay } from './stays.ts'
import { withUnit } from './with-unit.ts'

interface Row {
  groupId: number
  itemId: number
  value: string
  unitId: number | null
  status: string
  at: string | null
  atText: string
}

/** Where warnings stand, and surveys, which no laboratory measured. */
const STATEMENTS = statement<Row>(`
  SELECT o.group_id AS groupId, o.item_id AS itemId, o.value, o.unit_id AS unitId,
    coalesce(nullif(o.status, ''), g.status) AS status, coalesce(o.observed_at, g.collected_at, g.reported_at) AS at,
    coalesce(nullif(o.observed_text, ''), nullif(g.collected_text, ''), g.reported_text) AS atText
  FROM current_observation_group g CROSS JOIN observation o ON o.group_id = g.id
  WHERE g.${OF_PATIENT} AND g.category = 'other'`)

type Alert = SummaryAnswer['alerts'][number]

/**
 * Warnings that hold at as-of, and the newest statement of each item about resuscitation, newest first. A warning whose end can't be
 * compared with as-of counts as one that holds.
 */
export function readAlerts(generation: Generation, patient: PatientRef): Alert[] {
  const rows = generation
    .all(STATEMENTS, patient.rows)
    .filter(({ status, value }) => !isVoidStatus(status) && value.trim() !== '')
  const flags = rows.filter(({ value }) => holds(value, generation.facts.asOf))
  const statuses = rows.filter((row) => isStatus(generation, row)).sort(newestFirst)
  const newest = [
    ...Map.groupBy(statuses, ({ itemId }) => generation.display(itemId)).values(),
  ].flatMap((all) => all.slice(0, 1))
  const found = [...flags, ...newest].sort(newestFirst)
  if (found.length === 0) return []
  const own = readOwnSources(
    generation,
    'group',
    found.map(({ groupId }) => groupId),
  )
  const admittedAt = readStay(generation, patient)?.startAt
  return found.map((row) => {
    const { itemId, value, unitId, status, at, atText, groupId } = row
    const warning = alertStanding(value)
    return {
      kind: warning === null ? 'resuscitation' : 'warning',
      name: generation.display(itemId),
      text: warning === null ? withUnit(generation, value, unitId) : '',
      until: warning?.until ?? '',
      status: warning === null ? status : '',
      at: { at, text: atText },
      stay: stayOf(at, admittedAt),
      ...ownVoice(own.get(groupId)),
    }
  })
}

/** `YYYY-MM-DD` */
const DAY = 10

function holds(value: string, asOf: string): boolean {
  const warning = alertStanding(value)
  if (warning === null || !warning.isActive) return false
  // A period ends with the last day, month or year that it names (FHIR R4 Period.end).
  const end = warning.until.slice(0, DAY)
  return !/^\d{4}/.test(end) || end >= asOf.slice(0, end.length)
}

function isStatus(generation: Generation, { itemId, value }: Row): boolean {
  if (alertStanding(value) !== null) return false
  const term = generation.term(itemId)
  const codes = term?.codings.map(([code]) => code) ?? []
  return term !== null && isResuscitationStatus(codes, term.display)
}

function newestFirst(a: Row, b: Row): number {
  const [first, second] = [a.at ?? '', b.at ?? '']
  return first === second ? 0 : first > second ? -1 : 1
}

/** @param admittedAt of the present stay; undefined = the patient is not in the hospital */
function stayOf(at: string | null, admittedAt: string | null | undefined): Alert['stay'] {
  if (admittedAt === undefined) return 'none'
  if (at === null || admittedAt === null) return 'unclear'
  const length = Math.min(at.length, admittedAt.length, DAY)
  const [said, since] = [at.slice(0, length), admittedAt.slice(0, length)]
  if (said !== since) return said < since ? 'earlier' : 'present'
  return length < DAY ? 'unclear' : 'present'
}
