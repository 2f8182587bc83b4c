/** Infection markers and irregular antibodies among a patient's results. */
import type { SummaryAnswer } from '../../model/api/chart.ts'
import {
  carriedOrganism,
  infectionMarker,
  type MarkerItem,
} from '../../model/codes/infection-markers.ts'
import { isVoidStatus } from '../../model/codes/result-words.ts'
import type { Generation } from '../generations/open-generation.ts'
import { OF_PATIENT, statement } from '../generations/statement.ts'
import { standardCode } from './lab-items.ts'
import { readResultVoices, voicesOf } from './other-statements.ts'
import type { PatientRef } from './patient.ts'
import { isPositive } from './result-sense.ts'

interface MarkerRow {
  groupId: number
  seq: number
  itemId: number
  subId: string
  value: string
  unitId: number | null
  flag: string
  status: string
  at: string | null
  atText: string
}

/** Which items a patient was ever tested for, to find infection markers among them. */
const ITEMS_EVER = statement<{ itemId: number }>(`
  SELECT DISTINCT o.item_id AS itemId
  FROM current_observation_group g CROSS JOIN observation o ON o.group_id = g.id
  WHERE g.${OF_PATIENT} AND g.category IN ('laboratory', 'microbiology')`)
const MARKERS = statement<MarkerRow>(`
  SELECT o.group_id AS groupId, o.seq, o.item_id AS itemId, o.sub_id AS subId, o.value, o.unit_id AS unitId, o.flag, o.status,
    coalesce(o.observed_at, g.collected_at, g.reported_at) AS at,
    coalesce(nullif(o.observed_text, ''), nullif(g.collected_text, ''), g.reported_text) AS atText
  FROM current_observation_group g CROSS JOIN observation o ON o.group_id = g.id
  WHERE g.${OF_PATIENT} AND g.category IN ('laboratory', 'microbiology')
    AND o.item_id IN (SELECT value FROM json_each(@items))
  ORDER BY at DESC`)

/**
 * Newest result of each infection marker, organism that is carried on and irregular antibody ever found, as it came; with the newest
 * earlier positive one where it is not positive.
 */
export function readInfections(
  generation: Generation,
  patient: PatientRef,
): SummaryAnswer['infections'] {
  const kinds = new Map<number, MarkerItem>()
  for (const { itemId } of generation.all(ITEMS_EVER, patient.rows)) {
    const term = generation.term(itemId)
    const kind = term === null ? null : infectionMarker(standardCode(term).code, term.display)
    if (kind !== null) kinds.set(itemId, kind)
  }
  if (kinds.size === 0) return []
  const items = JSON.stringify([...kinds.keys()])
  const rows = generation
    .all(MARKERS, { ...patient.rows, items })
    .filter(({ status }) => !isVoidStatus(status))
    .filter((row) => kinds.get(row.itemId) !== 'organism' || carriedOrganism(row.value) !== null)
  const voices = readResultVoices(
    generation,
    rows.map(({ groupId }) => groupId),
  )
  // A result that is still to come must not hide the last one that is there.
  const newestFirst = [...rows.filter((row) => !isPending(row)), ...rows.filter(isPending)]
  const byMarker = Map.groupBy(newestFirst, (row) => markerOf(generation, row, kinds))
  return [...byMarker.values()].flatMap(([newest, ...older]) => {
    if (newest === undefined) return []
    const said = resultOf(generation, newest)
    const earlier = isPositive(said.flag, said.text) ? undefined : positiveOf(generation, older)
    return {
      name: generation.display(newest.itemId),
      ...said,
      kind: kinds.get(newest.itemId) === 'antibody' ? 'antibody' : 'infection',
      ...(earlier === undefined ? {} : { earlier }),
      ...voicesOf(voices, newest.groupId, newest.seq),
    }
  })
}

/** Rows of one marker are its history. What is cultured has one history an organism, whatever the place in its culture. */
function markerOf(
  generation: Generation,
  { itemId, subId, value }: MarkerRow,
  kinds: ReadonlyMap<number, MarkerItem>,
): string {
  if (kinds.get(itemId) === 'organism') return `\n${carriedOrganism(value)}`
  return `${generation.display(itemId)}\n${subId}`
}

function positiveOf(
  generation: Generation,
  older: readonly MarkerRow[],
): Pick<SummaryAnswer['infections'][number], 'text' | 'flag' | 'at'> | undefined {
  return older
    .filter((row) => !isPending(row))
    .map((row) => resultOf(generation, row))
    .find(({ flag, text }) => isPositive(flag, text))
}

function resultOf(
  generation: Generation,
  { value, unitId, flag, at, atText }: MarkerRow,
): Pick<SummaryAnswer['infections'][number], 'text' | 'flag' | 'at'> {
  const text = [value, generation.display(unitId)].filter((part) => part !== '').join(' ')
  return { text, flag, at: { at, text: atText } }
}

/** HL7 v2.5 table 0085, FHIR R4 observation-status, HL7 v3 ActStatus; or nothing is written yet. */
const PENDING = new Set(['I', 'O', 'REGISTERED', 'ACTIVE'])

function isPending({ value, status }: { value: string; status: string }): boolean {
  return value.trim() === '' || PENDING.has(status.trim().toUpperCase())
}
