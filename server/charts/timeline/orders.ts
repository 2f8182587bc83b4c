/** Orders other than of medicines. */
import type { TimelineEntry } from '../../../model/api/chart/timeline.ts'
import { isCancelled } from '../../../model/codes/hl7-tables.ts'
import { statement } from '../../generations/statement.ts'
import { daysOf, type EntryKind, inWindow } from './entry-kind.ts'
import { linesOf } from './entry-text.ts'
import { namedBy, voicesOf } from './named-sources.ts'

const ORDER_AT = 'coalesce(ordered_at, scheduled_at)'
const ORDERS = statement<{
  id: number
  category: string
  control: string
  itemId: number
  text: string
  performed: number
  at: string | null
  atText: string
  modality: string
  departmentId: number | null
  doctorId: number | null
}>(`
  SELECT id, category, control, item_id AS itemId, text, performed, ${ORDER_AT} AS at,
    coalesce(nullif(ordered_text, ''), scheduled_text) AS atText, modality,
    department_id AS departmentId, doctor_id AS doctorId
  FROM current_order WHERE ${inWindow(ORDER_AT)} ORDER BY at DESC, id`)

/** A parent order and its child (ORC-1 PA, CH) that would read the same are one entry, and so is what two sources say alike. */
export const orders: EntryKind = {
  days: daysOf('current_order', ORDER_AT),
  read(generation, window) {
    const entries = new Map<string, TimelineEntry>()
    const rows = generation.all(ORDERS, window)
    const voices = voicesOf(generation, 'order', rows)
    for (const row of rows) {
      const entry: TimelineEntry = {
        at: { at: row.at, text: row.atText },
        side: 'act',
        kind: row.performed === 1 ? 'examination' : 'order',
        code: row.category,
        title: generation.display(row.itemId),
        lines: [row.modality, ...linesOf(row.text)].filter((line) => line !== ''),
        department: generation.department(row.departmentId),
        author: generation.staff(row.doctorId),
        document: '',
        cancelled: isCancelled(row.control),
      }
      const key = JSON.stringify(entry)
      entries.set(key, namedBy(entries.get(key) ?? entry, voices.get(row.id)?.sources))
    }
    return [...entries.values()]
  },
}
