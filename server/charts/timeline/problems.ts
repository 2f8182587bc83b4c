/** Diagnoses, on the day they were made. */
import { problemName } from '../../../model/problem-name.ts'
import { statement } from '../../generations/statement.ts'
import { daysOf, type EntryKind, inWindow } from './entry-kind.ts'
import { linesOf } from './entry-text.ts'
import { voicesOf } from './named-sources.ts'

const PROBLEM_AT = 'coalesce(diagnosed_at, onset_at)'
const PROBLEMS = statement<{
  id: number
  conditionId: number
  prefixes: string
  suffixes: string
  icd10: string
  at: string | null
  atText: string
  departmentId: number | null
  doctorId: number | null
  note: string
}>(`
  SELECT id, condition_id AS conditionId, prefixes, suffixes, icd10, ${PROBLEM_AT} AS at,
    coalesce(nullif(diagnosed_text, ''), onset_text) AS atText, department_id AS departmentId,
    doctor_id AS doctorId, note
  FROM current_problem WHERE ${inWindow(PROBLEM_AT)} AND action <> 'DE' ORDER BY at DESC, id`)

export const problems: EntryKind = {
  days: daysOf(`(SELECT * FROM current_problem WHERE action <> 'DE')`, PROBLEM_AT),
  read: (generation, window) => {
    const rows = generation.all(PROBLEMS, window)
    const voices = voicesOf(generation, 'problem', rows)
    return rows.map((row) => ({
      at: { at: row.at, text: row.atText },
      side: 'act',
      kind: 'problem',
      code: row.icd10,
      title: problemName(generation.display(row.conditionId), row.prefixes, row.suffixes),
      lines: linesOf(row.note),
      department: generation.department(row.departmentId),
      author: generation.staff(row.doctorId),
      document: '',
      cancelled: false,
      sources: voices.get(row.id)?.sources,
    }))
  },
}
