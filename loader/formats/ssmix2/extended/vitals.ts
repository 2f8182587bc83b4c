/** Vitals of the extended storage: ORU^R30, `MSH PID [PV1] ORC OBR {OBX}` (NHO vital signs definition). */
import { vitalItemOf } from '../../../../model/codes/vital-items.ts'
import type {
  ObservationCategory,
  ObservationGroupRecord,
  Result,
} from '../../../../model/records/results.ts'
import type { ParsedFile } from '../../format.ts'
import { noteTornEnd } from '../completeness.ts'
import { brokenOrder } from '../continuity.ts'
import { openMessage, textOf } from '../message.ts'
import { readVitalSigns } from '../observations.ts'
import { otherPatientIn, readMention } from '../patients.ts'
import type { ExtendedPath } from './path.ts'

/** Reads a message of results; any other message is kept, not interpreted. */
export function readVitals(bytes: Uint8Array, place: ExtendedPath): ParsedFile {
  const message = openMessage(bytes)
  if ('refusal' in message) {
    const { refusal, detail } = message
    return { outcome: 'quarantined', refusal, detail, otherPatientId: '' }
  }
  const { patientId, dataType } = place.facts
  const reading = { message, patientId, dataType, orderNo: '', folderDate: '-' }
  const otherPatientId = otherPatientIn(reading)
  if (otherPatientId !== '') {
    const detail = 'the folder and PID-3 name different patients'
    return { outcome: 'quarantined', refusal: 'identity-mismatch', detail, otherPatientId }
  }
  const header = message.first('MSH')
  const type = header ? textOf(header, 9) : ''
  if (!type.startsWith('ORU')) {
    return { outcome: 'notInterpreted', reason: `HL7 message ${type.slice(0, 20)}` }
  }
  const isWhole = message.first('OBX') !== undefined && !message.endsInName
  if (!isWhole && place.facts.standing !== 'deleted') {
    const detail = 'no OBX in the message, or it ends within the name of a segment'
    return { outcome: 'quarantined', refusal: 'truncated', detail, otherPatientId: '' }
  }
  const records = readVitalSigns(message, patientId).flatMap(byCategory)
  const mention = readMention(reading)
  noteTornEnd(message)
  message.finish()
  const { problems, deviatingCharset } = message
  const doubt = brokenOrder(message)
  return { outcome: 'records', records, mention, problems, deviatingCharset, doubt }
}

/** One message mixes temperature, urine and meals: each kind becomes a group of its own, in the order written. */
function byCategory(group: ObservationGroupRecord): ObservationGroupRecord[] {
  const categories = new Map<ObservationCategory, Result[]>()
  for (const result of group.results) {
    const category = categoryOf(result)
    const results = categories.get(category)
    if (results) results.push(result)
    else categories.set(category, [result])
  }
  if (categories.size === 0) return [group]
  return [...categories].map(([category, results]) => ({ ...group, category, results }))
}

function categoryOf({ item }: Result): ObservationCategory {
  const code = item.codings[0]?.code ?? ''
  switch (vitalItemOf(code, item.display)) {
    case 'intake':
    case 'output':
    case 'urine':
    case 'stool':
      return 'intake-output'
    case 'meal':
      return 'meal'
    default:
      return 'vital-signs'
  }
}
