/** Every result of one patient with the codes of its source: what the cumulative table and the temperature chart draw from. */
import type { LabGroup, LabResult } from '../../model/api/chart/labs.ts'
import type { Generation, Term } from '../generations/open-generation.ts'
import { OF_PATIENT, statement } from '../generations/statement.ts'
import {
  asGroup,
  asResult,
  GROUP_COLUMNS,
  type GroupRow,
  RESULT_COLUMNS,
  type ResultRow,
} from './lab-results.ts'
import { ownVoice, readResultVoices } from './other-statements.ts'
import { readOwnSources } from './own-sources.ts'
import type { PatientRef } from './patient.ts'

const GROUPS = statement<GroupRow>(`
  SELECT ${GROUP_COLUMNS} FROM current_observation_group WHERE ${OF_PATIENT}
  ORDER BY coalesce(collected_at, reported_at) DESC, id DESC`)
const RESULTS = statement<ResultRow>(`
  SELECT ${RESULT_COLUMNS}
  FROM json_each(@groups) wanted JOIN observation o ON o.group_id = wanted.value
  ORDER BY wanted.id, o.seq`)

/** What was measured together: one OBR. */
export interface MeasuredGroup {
  readonly group: LabGroup
  readonly panel: Term | null
  readonly specimen: Term | null
}

export interface Measurement extends MeasuredGroup {
  /** Place within the group. */
  readonly seq: number
  readonly item: Term | null
  readonly unit: Term | null
  readonly result: LabResult
}

/** Newest group first; in a group as the source wrote them. `result.item` is the item's row in the dictionary. */
export function readMeasurements(generation: Generation, patient: PatientRef): Measurement[] {
  const groups = new Map<number, MeasuredGroup>()
  const rows = generation.all(GROUPS, patient.rows)
  const ids = rows.map(({ id }) => id)
  const own = readOwnSources(generation, 'group', ids)
  for (const row of rows) {
    groups.set(row.id, {
      group: asGroup(generation, row, own),
      panel: generation.term(row.panelId),
      specimen: generation.term(row.specimenId),
    })
  }
  const voices = readResultVoices(generation, ids)
  return generation.all(RESULTS, { groups: JSON.stringify(ids) }).flatMap((row) => {
    const group = groups.get(row.groupId)
    if (group === undefined) return []
    const [item, unit] = [generation.term(row.itemId), generation.term(row.unitId)]
    const result = {
      ...ownVoice(own.get(row.groupId)),
      ...asResult(generation, row, row.itemId, voices),
    }
    return [{ ...group, seq: row.seq, item, unit, result }]
  })
}
