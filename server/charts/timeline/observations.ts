/** Laboratory results and examinations, a group an entry. */
import { isFinalStatus, isVoidStatus } from '../../../model/codes/result-words.ts'
import type { Generation } from '../../generations/open-generation.ts'
import { statement } from '../../generations/statement.ts'
import { readResultVoices } from '../other-statements.ts'
import { readOwnSources } from '../own-sources.ts'
import { daysOf, type EntryKind, inWindow } from './entry-kind.ts'
import { joined } from './entry-text.ts'

const GROUP_AT = 'coalesce(collected_at, reported_at)'
/** The temperature chart has a part of its own. */
const GROUP_TABLE = `(SELECT * FROM current_observation_group
    WHERE category IN ('laboratory', 'microbiology', 'physiology', 'endoscopy', 'radiology'))`
const GROUPS = statement<{
  id: number
  category: string
  panelId: number | null
  specimenId: number | null
  at: string | null
  atText: string
  departmentId: number | null
  doctorId: number | null
}>(`
  SELECT id, category, panel_id AS panelId, specimen_id AS specimenId, ${GROUP_AT} AS at,
    coalesce(nullif(collected_text, ''), reported_text) AS atText, department_id AS departmentId,
    doctor_id AS doctorId
  FROM ${GROUP_TABLE} WHERE ${inWindow(GROUP_AT)} ORDER BY at DESC, id`)
const RESULTS = statement<{
  groupId: number
  itemId: number
  value: string
  unitId: number | null
  flag: string
  status: string
}>(`
  SELECT o.group_id AS groupId, o.item_id AS itemId, o.value, o.unit_id AS unitId, o.flag, o.status
  FROM json_each(@groups) wanted JOIN observation o ON o.group_id = wanted.value
  ORDER BY o.group_id, o.seq`)

/** Every result as a line; laboratory groups are `lab`, all others examinations. */
export const observations: EntryKind = {
  days: daysOf(GROUP_TABLE, GROUP_AT),
  read(generation, window) {
    const groups = generation.all(GROUPS, window)
    const lines = new Map<number, string[]>(groups.map((group) => [group.id, []]))
    const ids = groups.map((group) => group.id)
    const sources = readGroupSources(generation, ids)
    for (const row of generation.iterate(RESULTS, { groups: JSON.stringify(ids) })) {
      const flags = [row.flag, isFinalStatus(row.status) ? '' : row.status].filter(
        (each) => each !== '',
      )
      const marks = flags.length === 0 ? '' : `[${flags.join(' ')}]`
      // The value of a deleted or wrong result is for the cumulative table, where its status is a word.
      const value = isVoidStatus(row.status) ? [] : [row.value, generation.display(row.unitId)]
      const line = joined([generation.display(row.itemId), ...value, marks])
      lines.get(row.groupId)?.push(line)
    }
    return groups.map((group) => ({
      at: { at: group.at, text: group.atText },
      side: 'act',
      kind: ['laboratory', 'microbiology'].includes(group.category) ? 'lab' : 'examination',
      code: group.category,
      title: joined([generation.display(group.panelId), generation.display(group.specimenId)]),
      lines: lines.get(group.id) ?? [],
      department: generation.department(group.departmentId),
      author: generation.staff(group.doctorId),
      document: '',
      cancelled: false,
      sources: sources.get(group.id),
    }))
  },
}

/** Labels of the sources of groups: their own, and those that say the same of any of their results. */
function readGroupSources(
  generation: Generation,
  groups: readonly number[],
): ReadonlyMap<number, string[]> {
  const sources = new Map(
    [...readOwnSources(generation, 'group', groups)].map(([id, own]) => [id, [own]]),
  )
  for (const [key, voices] of readResultVoices(generation, groups)) {
    const id = Number(key.split(' ')[0])
    const known = sources.get(id) ?? []
    sources.set(id, [...new Set([...known, ...(voices.sources ?? [])])])
  }
  return sources
}
