/** What a pharmacy handed out, a drug an entry. */
import { durationText } from '../../../model/codes/medication-words.ts'
import { statement } from '../../generations/statement.ts'
import { daysOf, type EntryKind, inWindow } from './entry-kind.ts'
import { joined } from './entry-text.ts'
import { voicesOf } from './named-sources.ts'

const ROWS = statement<{
  id: number
  drugId: number
  amount: string
  amountUnitId: number | null
  duration: string
  durationUnit: string
  usage: string
  at: string | null
  atText: string
  status: string
  performerId: number | null
}>(`
  SELECT id, drug_id AS drugId, amount, amount_unit_id AS amountUnitId, duration, duration_unit AS durationUnit, usage,
    dispensed_at AS at, dispensed_text AS atText, status, performer_id AS performerId
  FROM current_dispense WHERE ${inWindow('dispensed_at')} ORDER BY at DESC, id`)

/** FHIR R4 medicationdispense-status, HL7 v3 ActStatus: it was given up. */
const NEVER: ReadonlySet<string> = new Set(['cancelled', 'declined', 'stopped', 'aborted'])

export const dispenses: EntryKind = {
  days: daysOf('current_dispense', 'dispensed_at'),
  read: (generation, window) => {
    const rows = generation.all(ROWS, window)
    const voices = voicesOf(generation, 'dispense', rows)
    return rows.map((row) => ({
      at: { at: row.at, text: row.atText },
      side: 'act',
      kind: 'dispense',
      code: row.status,
      title: '',
      lines: [
        joined([
          generation.display(row.drugId),
          row.amount,
          generation.display(row.amountUnitId),
          ...row.usage.split('\u001f'),
          durationText(joined([row.duration, row.durationUnit]), 'ja'),
        ]),
      ],
      department: '',
      author: generation.staff(row.performerId),
      document: '',
      cancelled: NEVER.has(row.status),
      sources: voices.get(row.id)?.sources,
    }))
  },
}
