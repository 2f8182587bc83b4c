/** Operations and other procedures. */
import type { TimelineEntry } from '../../../model/api/chart/timeline.ts'
import { isCancelled } from '../../../model/codes/hl7-tables.ts'
import { statement } from '../../generations/statement.ts'
import { sourceOf } from '../own-sources.ts'
import { daysOf, type EntryKind, inWindow } from './entry-kind.ts'
import { linesOf } from './entry-text.ts'
import { namedBy, ownSource } from './named-sources.ts'

const PROCEDURES = statement<{
  category: string
  nameId: number
  status: string
  note: string
  at: string | null
  atText: string
  departmentId: number | null
  performerId: number | null
  sourceId: number | null
  isOfSeveral: number
}>(`
  SELECT category, name_id AS nameId, status, note, start_at AS at, start_text AS atText,
    department_id AS departmentId, performer_id AS performerId, ${sourceOf('p')} AS sourceId,
    EXISTS (SELECT 1 FROM patient_of_sources s WHERE s.patient = p.patient) AS isOfSeveral
  FROM current_procedure p WHERE ${inWindow('start_at')} ORDER BY start_at DESC, id`)

export const procedures: EntryKind = {
  days: daysOf('current_procedure', 'start_at'),
  read: (generation, window) =>
    generation.all(PROCEDURES, window).map((row) => {
      const entry: TimelineEntry = {
        at: { at: row.at, text: row.atText },
        side: 'act',
        kind: 'procedure',
        code: row.category,
        title: generation.display(row.nameId),
        lines: linesOf(row.note),
        department: generation.department(row.departmentId),
        author: generation.staff(row.performerId),
        document: '',
        cancelled: isCancelled(row.status),
      }
      return namedBy(entry, ownSource(generation, row))
    }),
}
