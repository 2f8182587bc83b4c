/** Operations and other procedures. */
import { isCancelled } from '../../../model/codes/hl7-tables.ts'
import { statement } from '../../generations/statement.ts'
import { daysOf, type EntryKind, inWindow } from './entry-kind.ts'
import { linesOf } from './entry-text.ts'
import { voicesOf } from './named-sources.ts'

const PROCEDURES = statement<{
  id: number
  category: string
  nameId: number
  status: string
  note: string
  at: string | null
  atText: string
  departmentId: number | null
  performerId: number | null
}>(`
  SELECT id, category, name_id AS nameId, status, note, start_at AS at, start_text AS atText,
    department_id AS departmentId, performer_id AS performerId
  FROM current_procedure WHERE ${inWindow('start_at')} ORDER BY start_at DESC, id`)

export const procedures: EntryKind = {
  days: daysOf('current_procedure', 'start_at'),
  read: (generation, window) => {
    const rows = generation.all(PROCEDURES, window)
    const voices = voicesOf(generation, 'procedure', rows)
    return rows.map((row) => ({
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
      sources: voices.get(row.id)?.sources,
    }))
  },
}
