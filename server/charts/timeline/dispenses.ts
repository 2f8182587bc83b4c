/** What a pharmacy handed out, a drug an entry. */
import { durationText } from '../../../model/codes/medication-words.ts'
import { statement } from '../../generations/statement.ts'
import { sourceOf } from '../own-sources.ts'
import { daysOf, type EntryKind, inWindow } from './entry-kind.ts'
import { joined } from './entry-text.ts'
import { namedBy, ownSource } from './named-sources.ts'

const ROWS = statement<{
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
  sourceId: number | null
  isOfSeveral: number
}>(`
  SELECT drug_id AS drugId, amount, amount_unit_id AS amountUnitId, duration, duration_unit AS durationUnit, usage,
    dispensed_at AS at, dispensed_text AS atText, status, performer_id AS performerId, ${sourceOf('d')} AS sourceId,
    EXISTS (SELECT 1 FROM patient_of_sources s WHERE s.patient = d.patient) AS isOfSeveral
  FROM current_dispense d WHERE ${inWindow('dispensed_at')} ORDER BY at DESC, id`)

/** FHIR R4 medicationdispense-status, HL7 v3 ActStatus: it was given up. */
const NEVER: ReadonlySet<string> = new Set(['cancelled', 'declined', 'stopped', 'aborted'])

export const dispenses: EntryKind = {
  days: daysOf('current_dispense', 'dispensed_at'),
  read: (generation, window) =>
    generation.all(ROWS, window).map((row) =>
      namedBy(
        {
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
        },
        ownSource(generation, row),
      ),
    ),
}
