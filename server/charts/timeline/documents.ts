/** Documents: notes with their text, others with its beginning. */
import { statement } from '../../generations/statement.ts'
import { documentName } from '../documents.ts'
import { daysOf, type EntryKind, inWindow } from './entry-kind.ts'
import { linesOf } from './entry-text.ts'
import { voicesOf } from './named-sources.ts'

/** Categories of documents that stand in the left column of a 2号用紙; all others are acts. */
const NOTES = [
  'progress-note',
  'nursing-record',
  'discharge-summary',
  'operation-note',
  'anesthesia-record',
  'referral',
]
/** Of other documents the beginning only: their text may be a whole chart. */
const ACT_TEXT = 400

const DOCUMENTS = statement<{
  id: number
  category: string
  typeId: number | null
  title: string
  at: string | null
  atText: string
  text: string
  departmentId: number | null
  authorId: number | null
}>(`
  SELECT id, category, type_id AS typeId, title, document_at AS at, document_text AS atText, text,
    department_id AS departmentId, author_id AS authorId
  FROM current_document WHERE ${inWindow('document_at')} ORDER BY document_at DESC, id`)

export const documents: EntryKind = {
  days: daysOf('current_document', 'document_at'),
  read: (generation, window) => {
    const rows = generation.all(DOCUMENTS, window)
    const voices = voicesOf(generation, 'document', rows)
    return rows.map((row) => {
      const isNote = NOTES.includes(row.category)
      return {
        at: { at: row.at, text: row.atText },
        side: isNote ? 'note' : 'act',
        kind: 'document',
        code: row.category,
        title: row.title || generation.display(row.typeId),
        lines: linesOf(isNote ? row.text : row.text.slice(0, ACT_TEXT)),
        department: generation.department(row.departmentId),
        author: generation.staff(row.authorId),
        document: documentName(generation, row.id),
        cancelled: false,
        sources: voices.get(row.id)?.sources,
      }
    })
  },
}
