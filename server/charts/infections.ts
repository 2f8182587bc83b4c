/** Infection markers and irregular antibodies among a patient's results. */
import type { SummaryAnswer } from '../../model/api/chart.ts'
import { infectionMarker } from '../../model/codes/infection-markers.ts'
import { isVoidStatus } from '../../model/codes/result-words.ts'
import type { Generation } from '../generations/open-generation.ts'
import { OF_PATIENT, statement } from '../generations/statement.ts'
import { standardCode } from './lab-items.ts'
import { readResultVoices, voicesOf } from './other-statements.ts'
import type { PatientRef } from './patient.ts'

/** Which items a patient was ever tested for, to find infection markers among them. */
const ITEMS_EVER = statement<{ itemId: number }>(`
  SELECT DISTINCT o.item_id AS itemId
  FROM current_observation_group g CROSS JOIN observation o ON o.group_id = g.id
  WHERE g.${OF_PATIENT} AND g.category IN ('laboratory', 'microbiology')`)
const MARKERS = statement<{
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
}>(`
  SELECT o.group_id AS groupId, o.seq, o.item_id AS itemId, o.sub_id AS subId, o.value, o.unit_id AS unitId, o.flag, o.status,
    coalesce(o.observed_at, g.collected_at, g.reported_at) AS at,
    coalesce(nullif(o.observed_text, ''), nullif(g.collected_text, ''), g.reported_text) AS atText
  FROM current_observation_group g CROSS JOIN observation o ON o.group_id = g.id
  WHERE g.${OF_PATIENT} AND g.category IN ('laboratory', 'microbiology')
    AND o.item_id IN (SELECT value FROM json_each(@items))
  ORDER BY at DESC`)

/** Newest result of each infection marker and irregular antibody ever measured, as it came. */
export function readInfections(
  generation: Generation,
  patient: PatientRef,
): SummaryAnswer['infections'] {
  const kinds = new Map<number, 'infection' | 'antibody'>()
  for (const { itemId } of generation.all(ITEMS_EVER, patient.rows)) {
    const term = generation.term(itemId)
    const kind = term === null ? null : infectionMarker(standardCode(term).code, term.display)
    if (kind !== null) kinds.set(itemId, kind)
  }
  if (kinds.size === 0) return []
  const seen = new Set<string>()
  const found: SummaryAnswer['infections'] = []
  const items = JSON.stringify([...kinds.keys()])
  const rows = generation
    .all(MARKERS, { ...patient.rows, items })
    .filter(({ status }) => !isVoidStatus(status))
  const voices = readResultVoices(
    generation,
    rows.map(({ groupId }) => groupId),
  )
  // A result that is still to come must not hide the last one that is there.
  const pending = rows.filter((row) => isPending(row))
  for (const row of [...rows.filter((row) => !isPending(row)), ...pending]) {
    const name = generation.display(row.itemId)
    const key = `${name}\n${row.subId}`
    if (seen.has(key)) continue
    seen.add(key)
    found.push({
      name,
      text: [row.value, generation.display(row.unitId)].filter((part) => part !== '').join(' '),
      flag: row.flag,
      at: { at: row.at, text: row.atText },
      kind: kinds.get(row.itemId) ?? 'infection',
      ...voicesOf(voices, row.groupId, row.seq),
    })
  }
  return found
}

/** HL7 v2.5 table 0085, FHIR R4 observation-status, HL7 v3 ActStatus; or nothing is written yet. */
const PENDING = new Set(['I', 'O', 'REGISTERED', 'ACTIVE'])

function isPending({ value, status }: { value: string; status: string }): boolean {
  return value.trim() === '' || PENDING.has(status.trim().toUpperCase())
}
