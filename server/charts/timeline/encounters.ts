/** Admissions, transfers, discharges and visits. */
import { DISPOSITION_WORDS } from '../../../model/codes/chart-words.ts'
import { noteLine } from '../../../model/codes/note-labels.ts'
import { wordOf } from '../../../model/codes/word.ts'
import type { Generation } from '../../generations/open-generation.ts'
import { statement } from '../../generations/statement.ts'
import { daysOf, type EntryKind, inWindow } from './entry-kind.ts'
import { joined, linesOf } from './entry-text.ts'
import { voicesOf } from './named-sources.ts'

const EVENT_AT = 'coalesce(occurred_at, planned_at)'
const EVENTS = statement<{
  id: number
  event: string
  cancels: number
  at: string | null
  atText: string
  wardId: number | null
  room: string
  bed: string
  departmentId: number | null
  attendingId: number | null
  dispositionId: number | null
  reason: string
}>(`
  SELECT id, event, cancels, ${EVENT_AT} AS at, coalesce(nullif(occurred_text, ''), planned_text) AS atText,
    ward_id AS wardId, room, bed, department_id AS departmentId, attending_id AS attendingId, disposition_id AS dispositionId,
    reason
  FROM current_encounter_event WHERE ${inWindow(EVENT_AT)} ORDER BY at DESC, id`)

function dispositionText(generation: Generation, id: number | null): string {
  return wordOf(DISPOSITION_WORDS, generation.display(id), 'ja')
}

export const encounters: EntryKind = {
  days: daysOf('current_encounter_event', EVENT_AT),
  read: (generation, window) => {
    const rows = generation.all(EVENTS, window)
    const voices = voicesOf(generation, 'encounter', rows)
    return rows.map((row) => ({
      at: { at: row.at, text: row.atText },
      side: 'act',
      kind: 'encounter',
      code: row.event,
      title: joined([generation.display(row.wardId), row.room, row.bed]),
      lines: [
        ...linesOf(row.reason),
        ...linesOf(noteLine('退院先・転帰', dispositionText(generation, row.dispositionId))),
      ],
      department: generation.department(row.departmentId),
      author: generation.staff(row.attendingId),
      document: '',
      cancelled: row.cancels === 1,
      sources: voices.get(row.id)?.sources,
    }))
  },
}
