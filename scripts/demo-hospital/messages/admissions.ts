/** ADT messages of visits and stays: ADT-01, 12, 21, 22, 31, 32, 41, 42, 51, 52. HL7 v2.5 ch. 3. */
import { hl7Minute, hl7Second } from '../calendar.ts'
import type { AdtType, Movement, Person } from '../events.ts'
import { DEPARTMENTS } from '../hospital.ts'
import { type Filed, NO_ORDER } from './filing.ts'
import { message, segment } from './hl7.ts'
import { doctorName, location, msh, pid, pointOfCare } from './segments.ts'

/** Message structure by trigger, HL7 v2.5 table 0354. */
const STRUCTURES: Readonly<Record<string, string>> = {
  A01: 'ADT_A01',
  A04: 'ADT_A01',
  A13: 'ADT_A01',
  A14: 'ADT_A05',
  A02: 'ADT_A02',
  A03: 'ADT_A03',
  A11: 'ADT_A09',
  A12: 'ADT_A12',
  A15: 'ADT_A15',
  A16: 'ADT_A16',
  A21: 'ADT_A21',
  A22: 'ADT_A21',
  A25: 'ADT_A21',
  A26: 'ADT_A21',
  A27: 'ADT_A21',
  A52: 'ADT_A52',
  A53: 'ADT_A52',
  A54: 'ADT_A54',
  A55: 'ADT_A52',
}

/** Which field dates the folder; NHO testing tool SSMIX_CAREDATE. */
const CARE_DATES: Readonly<
  Record<AdtType, 'admittedAt' | 'plannedAt' | 'occurredAt' | 'dischargedAt' | null>
> = {
  'ADT-01': null,
  'ADT-12': 'admittedAt',
  'ADT-21': 'plannedAt',
  'ADT-22': 'admittedAt',
  'ADT-31': 'occurredAt',
  'ADT-32': 'occurredAt',
  'ADT-41': 'plannedAt',
  'ADT-42': 'occurredAt',
  'ADT-51': 'plannedAt',
  'ADT-52': 'dischargedAt',
}

export function movementMessage(person: Person, event: Movement): Filed {
  const dating = CARE_DATES[event.type]
  const code = DEPARTMENTS[event.setting.department].code
  return {
    type: event.type,
    date: dating === null ? null : (event[dating] ?? event.occurredAt),
    orderNo: NO_ORDER,
    sentAt: event.recordedAt,
    department: event.type === 'ADT-01' ? '-' : code,
    flag: event.flag,
    text: message([
      msh(
        { event: `ADT^${event.trigger}`, structure: STRUCTURES[event.trigger] ?? '' },
        event.recordedAt,
        person,
      ),
      segment('EVN', {
        2: hl7Second(event.recordedAt),
        5: doctorName(event.setting.doctor),
        6: hl7Minute(event.occurredAt),
      }),
      pid(person),
      visit(event),
      ...plans(event),
    ]),
  }
}

function visit(event: Movement): string {
  const { setting } = event
  return segment('PV1', {
    1: '0001',
    2: event.type === 'ADT-12' ? 'O' : 'I',
    3: location(setting),
    6: event.priorBed ? pointOfCare(event.priorBed) : '',
    7: doctorName(setting.doctor),
    10: DEPARTMENTS[setting.department].code,
    17: event.type === 'ADT-12' ? '' : doctorName(setting.doctor),
    36: event.disposition,
    44: event.admittedAt === undefined ? '' : hl7Minute(event.admittedAt),
    45: event.dischargedAt === undefined ? '' : hl7Minute(event.dischargedAt),
  })
}

/** PV2-8 planned admission or transfer, PV2-9 planned discharge, PV2-47 planned return of a leave. */
function plans(event: Movement): string[] {
  if (event.plannedAt === undefined) return []
  const planned = hl7Minute(event.plannedAt)
  const field =
    event.type === 'ADT-51' ? 9 : event.type === 'ADT-31' || event.type === 'ADT-32' ? 47 : 8
  return [segment('PV2', { [field]: planned })]
}
