/** The temperature chart (温度板): vital signs, intake and output, meals, with the events of the span. */
import type { VitalPoint, VitalsAnswer } from '../../model/api/chart/vitals.ts'
import { vitalItemOf } from '../../model/codes/vital-items.ts'
import type { Generation } from '../generations/open-generation.ts'
import { OF_PATIENT, statement } from '../generations/statement.ts'
import { addDays } from './calendar.ts'
import { readEvents } from './events.ts'
import { readResultVoices, voicesOf } from './other-statements.ts'
import { readOwnSources } from './own-sources.ts'
import type { PatientRef } from './patient.ts'

const OF_CHART = `${OF_PATIENT} AND g.category IN ('vital-signs', 'intake-output', 'meal')`
const AT = 'coalesce(o.observed_at, g.collected_at)'

const SPAN = statement<{ firstDay: string | null; lastDay: string | null }>(`
  SELECT substr(min(${AT}), 1, 10) AS firstDay, substr(max(${AT}), 1, 10) AS lastDay
  FROM current_observation_group g CROSS JOIN observation o ON o.group_id = g.id
  WHERE g.${OF_CHART} AND length(${AT}) >= 10`)
const POINTS = statement<{
  groupId: number
  seq: number
  at: string | null
  text: string
  itemId: number
  value: string
  number: number | null
  comparator: string
  unitId: number | null
  flag: string
  status: string
  methodId: number | null
  note: string
  siteId: number | null
  category: string
}>(`
  SELECT o.group_id AS groupId, o.seq, ${AT} AS at, coalesce(nullif(o.observed_text, ''), g.collected_text) AS text,
    o.item_id AS itemId, o.value, o.number, o.comparator, o.unit_id AS unitId, o.flag, o.status,
    o.method_id AS methodId, o.note, g.site_id AS siteId, g.category
  FROM current_observation_group g CROSS JOIN observation o ON o.group_id = g.id
  WHERE g.${OF_CHART} AND ((${AT} >= @from AND ${AT} < @end) OR ${AT} IS NULL OR length(${AT}) < 10)
  ORDER BY at, o.group_id, o.seq`)
/** Days the chart shows when none are asked for. */
const DEFAULT_DAYS = 14

/**
 * Points of the days `from` to `to`, both inclusive; without them the 14 days that end with the newest value.
 * Values whose day is unknown come with every span: they are part of the chart, and no span would show them.
 */
export function readVitals(
  generation: Generation,
  patient: PatientRef,
  asked: { from?: string | undefined; to?: string | undefined },
): Omit<VitalsAnswer, 'generation' | 'asOf' | 'sources' | 'partial' | 'gapCount' | 'patientGaps'> {
  const known = generation.get(SPAN, patient.rows)
  const [firstDay, lastDay] = [known?.firstDay ?? '', known?.lastDay ?? '']
  const to = asked.to ?? (lastDay || generation.facts.asOf.slice(0, 10))
  const from = asked.from ?? addDays(to, 1 - DEFAULT_DAYS)
  const span = { ...patient.rows, from, end: addDays(to, 1) }
  const points = generation.all(POINTS, span)
  const groups = points.map(({ groupId }) => groupId)
  const voices = readResultVoices(generation, groups)
  const own = readOwnSources(generation, 'group', groups)
  return {
    from,
    to,
    points: points.map((row) => ({
      ...asPoint(generation, row),
      ...voicesOf(voices, own, row.groupId, row.seq),
    })),
    events: readEvents(generation, span),
    firstDay,
    lastDay,
  }
}

function asPoint(generation: Generation, row: NonNullable<(typeof POINTS)['row']>): VitalPoint {
  const term = generation.term(row.itemId)
  const method = generation.display(row.methodId)
  const site = generation.display(row.siteId)
  const item = vitalItemOf(term?.code ?? '', term?.display ?? '')
  return {
    at: { at: row.at, text: row.text },
    item: item === 'other' && row.category === 'meal' ? 'meal' : item,
    name: term?.display ?? '',
    text: row.value,
    number: row.number,
    comparator: row.comparator,
    unit: generation.display(row.unitId),
    flag: row.flag,
    status: row.status,
    ...(method === '' ? {} : { method }),
    ...(site === '' ? {} : { site }),
    ...(row.note === '' ? {} : { note: row.note }),
  }
}
