/**
 * Visits and stays: one event a message (ADT-01 … ADT-52). The kind of event is the folder's, since senders write
 * other events in MSH-9 (ADT^A01 in ADT-12); only a cancel event of that very type means a cancellation.
 * HL7 v2.5 ch. 3; SS-MIX2 1.2 table of data types.
 */
import { meaningOf } from '../../../model/codes/meaning.ts'
import type { EncounterEventRecord, EncounterEventType } from '../../../model/records/patient.ts'
import type { ClinicalTime } from '../../../model/records/values.ts'
import { clinicOf, codedOf, placeOf, staffOf, timeOf } from './fields.ts'
import type { Reading } from './reading.ts'
import type { Segment } from './segment.ts'
import { readTime } from './times.ts'

interface EventType {
  readonly event: EncounterEventType
  readonly cancelledBy: string
  /** Field that holds when it happened, before EVN-6: PV1-44 admission or visit, PV1-45 discharge. */
  readonly occurredIn?: 44 | 45
  /** Field of PV2 that holds the planned time. */
  readonly plannedIn?: 8 | 9 | 47
}

const EVENT_TYPES: Readonly<Record<string, EventType>> = {
  'ADT-01': { event: 'attending-change', cancelledBy: 'A55' },
  'ADT-12': { event: 'outpatient-visit', cancelledBy: 'A11', occurredIn: 44 },
  'ADT-21': { event: 'admission-planned', cancelledBy: 'A27', plannedIn: 8 },
  'ADT-22': { event: 'admission', cancelledBy: 'A11', occurredIn: 44 },
  'ADT-31': { event: 'leave', cancelledBy: 'A52', plannedIn: 47 },
  'ADT-32': { event: 'leave-return', cancelledBy: 'A53' },
  'ADT-41': { event: 'transfer-planned', cancelledBy: 'A26', plannedIn: 8 },
  'ADT-42': { event: 'transfer', cancelledBy: 'A12' },
  'ADT-51': { event: 'discharge-planned', cancelledBy: 'A25', plannedIn: 9 },
  'ADT-52': { event: 'discharge', cancelledBy: 'A13', occurredIn: 45 },
}
const CANCELLATIONS = new Set(Object.values(EVENT_TYPES).map((type) => type.cancelledBy))

/** The event of an ADT message other than the patient master and the allergy list. */
export function readEncounterEvent(reading: Reading): EncounterEventRecord[] {
  const type = meaningOf(EVENT_TYPES, reading.dataType)
  const pv1 = reading.message.first('PV1')
  if (type === undefined || pv1 === undefined) return []
  const pv2 = reading.message.first('PV2')
  const pending = type.event.endsWith('-planned') ? placeOf(pv1, 42) : null
  const here = placeOf(pv1, 3)
  return [
    {
      kind: 'encounterEvent',
      patientId: reading.patientId,
      event: type.event,
      cancels: isCancelled(reading, type),
      orderNo: reading.orderNo,
      occurredAt: occurredAt(reading, type, pv1),
      plannedAt:
        pv2 === undefined || type.plannedIn === undefined ? null : timeOf(pv2, type.plannedIn),
      admittedAt: timeOf(pv1, 44),
      dischargedAt: timeOf(pv1, 45),
      place: pending ?? here,
      priorPlace: placeOf(pv1, 6) ?? (pending === null ? null : here),
      department: codedOf(pv1, 10) ?? clinicOf(pv1, 3),
      attending: staffOf(pv1, 7),
      disposition: codedOf(pv1, 36),
      reason: pv2 === undefined ? '' : (codedOf(pv2, 3)?.display ?? ''),
    },
  ]
}

function isCancelled(reading: Reading, type: EventType): boolean {
  const msh = reading.message.first('MSH')
  const trigger = msh?.message.codec.components(msh.raw(9))[1] ?? ''
  if (trigger === type.cancelledBy) return true
  if (CANCELLATIONS.has(trigger))
    msh?.problem(9, 'cancels another kind of event than its folder says')
  return false
}

/** When it happened: the visit's own field, EVN-6, or else the folder's date, which is then reported. */
function occurredAt(reading: Reading, type: EventType, pv1: Segment): ClinicalTime | null {
  const own = type.occurredIn === undefined ? null : timeOf(pv1, type.occurredIn)
  if (own !== null) return own
  const evn = reading.message.first('EVN')
  const stated = evn === undefined ? null : timeOf(evn, 6)
  if (stated !== null || type.event.endsWith('-planned') || reading.folderDate === '-')
    return stated
  pv1.problem(0, `time of the event is missing; the folder says ${reading.folderDate}`)
  return readTime(reading.folderDate)
}
