/** Prescriptions and injections, an order an entry. */
import type { TimelineEntry } from '../../../model/api/chart/timeline.ts'
import { isCancelled } from '../../../model/codes/hl7-tables.ts'
import { durationText } from '../../../model/codes/medication-words.ts'
import type { Generation } from '../../generations/open-generation.ts'
import { statement } from '../../generations/statement.ts'
import { daysOf, type EntryKind, inWindow } from './entry-kind.ts'
import { joined } from './entry-text.ts'
import { namedBy, voicesOf } from './named-sources.ts'

const MEDICATION_AT = 'coalesce(ordered_at, start_at)'
const DRUGS = statement<{
  form: 'prescription' | 'injection'
  orderNo: string
  control: string
  categoryId: number | null
  usage: string
  duration: string
  durationUnit: string
  rate: string
  rateUnitId: number | null
  at: string | null
  atText: string
  departmentId: number | null
  doctorId: number | null
  id: number
  drugId: number | null
  dose: string
  doseUnitId: number | null
}>(`
  SELECT m.form, m.order_no AS orderNo, m.control, m.category_id AS categoryId, m.usage, m.duration,
    m.duration_unit AS durationUnit, m.rate, m.rate_unit_id AS rateUnitId, ${MEDICATION_AT} AS at,
    coalesce(nullif(m.ordered_text, ''), m.start_text) AS atText, m.department_id AS departmentId,
    m.doctor_id AS doctorId, m.id, c.drug_id AS drugId, coalesce(c.dose, '') AS dose,
    c.dose_unit_id AS doseUnitId
  FROM current_medication_order m LEFT JOIN medication_component c ON c.medication_order = m.id
  WHERE ${inWindow(MEDICATION_AT)} ORDER BY at DESC, m.order_no, m.group_no, m.id, c.seq`)

/** One entry for each order: its drugs, each with dose; usage, days and rate after the last drug of each Rp. */
export const medications: EntryKind = {
  days: daysOf('current_medication_order', MEDICATION_AT, 'DISTINCT order_no'),
  read(generation, window) {
    const entries = new Map<string, TimelineEntry>()
    const rows = generation.all(DRUGS, window)
    const voices = voicesOf(generation, 'medication', rows)
    for (const [at, row] of rows.entries()) {
      const cancelled = isCancelled(row.control)
      const key = JSON.stringify([row.form, row.orderNo || row.id, row.at, cancelled])
      const entry = entries.get(key) ?? {
        at: { at: row.at, text: row.atText },
        side: 'act' as const,
        kind: row.form,
        code: row.control,
        title: generation.display(row.categoryId),
        lines: [],
        department: generation.department(row.departmentId),
        author: generation.staff(row.doctorId),
        document: '',
        cancelled,
      }
      entries.set(key, namedBy(entry, voices.get(row.id)?.sources))
      const usage = rows[at + 1]?.id === row.id ? [] : usageOf(generation, row)
      entry.lines.push(
        joined([
          generation.display(row.drugId),
          row.dose,
          generation.display(row.doseUnitId),
          ...usage,
        ]),
      )
    }
    return [...entries.values()]
  },
}

type Use = Pick<
  NonNullable<(typeof DRUGS)['row']>,
  'usage' | 'duration' | 'durationUnit' | 'rate' | 'rateUnitId'
>

/** In the words of the record, which is Japanese. */
function usageOf(generation: Generation, row: Use): string[] {
  const duration = joined([row.duration, row.durationUnit])
  const rate = row.rate === '' ? '' : joined([row.rate, generation.display(row.rateUnitId)])
  return [...row.usage.split('\u001f'), rate, durationText(duration, 'ja')]
}
