/**
 * OMG-01/02/03 (OMG^O19) orders, OMG-11/12 (OMI^Z23) notices that an examination was done, OMG-13 (ORU^R01)
 * physiology results. SS-MIX2 standardized storage 1.2; IPC as in HL7 v2.5 ch. 4.
 */
import { hl7Minute, hl7Second } from '../calendar.ts'
import type { ExamDone, ExamOrder, Person, PhysiologyReport } from '../events.ts'
import { DEPARTMENTS } from '../hospital.ts'
import type { Filed } from './filing.ts'
import { composite, message, segment } from './hl7.ts'
import { doctorName, msh, orc, pid, pv1 } from './segments.ts'

const ORDER_TYPES = { radiology: 'OMG-01', endoscopy: 'OMG-02', physiology: 'OMG-03' } as const

export function examOrderMessage(person: Person, event: ExamOrder): Filed {
  const { control, orderNo, orderedAt: at, setting, exam } = event
  const doctor = doctorName(setting.doctor)
  const code = composite(exam.code, exam.name, exam.system)
  const child = childNumber(orderNo)
  return {
    type: ORDER_TYPES[event.field],
    date: event.orderedAt,
    orderNo,
    sentAt: event.sentAt,
    department: DEPARTMENTS[setting.department].code,
    flag: event.flag,
    text: message([
      msh({ event: 'OMG^O19', structure: 'OMG_O19' }, event.sentAt, person),
      pid(person),
      pv1(setting),
      orc({ control: control === 'CA' ? 'CA' : 'PA', orderNo, at, setting }),
      timing(event.scheduledAt),
      segment('OBR', { 2: orderNo, 4: code, 16: doctor }),
      orc({
        control: control === 'CA' ? 'CA' : 'CH',
        orderNo: child,
        parent: orderNo,
        at,
        setting,
      }),
      timing(event.scheduledAt),
      segment('OBR', { 2: child, 4: code, 16: doctor, 29: orderNo }),
    ]),
  }
}

export function examDoneMessage(person: Person, event: ExamDone): Filed {
  const { orderNo, setting, exam, performedAt: at } = event
  const code = composite(exam.code, exam.name, exam.system)
  return {
    type: event.field === 'radiology' ? 'OMG-11' : 'OMG-12',
    date: at,
    orderNo,
    sentAt: event.sentAt,
    department: DEPARTMENTS[setting.department].code,
    flag: event.flag,
    text: message([
      msh({ event: 'OMI^Z23', structure: 'OMI_Z23' }, event.sentAt, person),
      pid(person),
      pv1(setting),
      orc({ control: 'NW', orderNo, at: event.orderedAt, setting }),
      timing(at),
      segment('OBR', {
        2: orderNo,
        4: code,
        7: hl7Minute(at),
        16: doctorName(setting.doctor),
        22: hl7Second(event.sentAt),
        25: 'F',
      }),
      ...event.findings.map(({ name, text }, i) =>
        segment('OBX', {
          1: String(i + 1),
          2: 'TX',
          3: composite(`F${String(i + 1).padStart(2, '0')}`, name, '99RAD'),
          5: composite(text),
          11: 'F',
        }),
      ),
      segment('ZE1', { 1: '1', 2: 'RS', 3: code, 7: doctorName(setting.doctor) }),
      segment('IPC', {
        1: event.accession,
        2: `P${event.accession.slice(-8)}`,
        3: event.studyUid,
        5: `${exam.modality}^^DCM`,
      }),
    ]),
  }
}

export function physiologyMessage(person: Person, event: PhysiologyReport): Filed {
  const { orderNo, setting, exam, performedAt: at } = event
  return {
    type: 'OMG-13',
    date: at,
    orderNo,
    sentAt: event.sentAt,
    department: DEPARTMENTS[setting.department].code,
    flag: event.flag,
    text: message([
      msh({ event: 'ORU^R01', structure: 'ORU_R01' }, event.sentAt, person),
      pid(person),
      pv1(setting),
      segment('OBR', {
        1: '1',
        2: orderNo,
        4: composite(exam.code, exam.name, exam.system),
        7: hl7Minute(at),
        16: doctorName(setting.doctor),
        22: hl7Second(event.sentAt),
        25: 'F',
      }),
      ...event.results.map(({ code, name, system, value, unit }, i) =>
        segment('OBX', {
          1: String(i + 1),
          2: /^-?[\d.]+$/.test(value) ? 'NM' : 'TX',
          3: `${code}^${composite(name, system)}`,
          4: '1',
          5: composite(value),
          6: unit ? composite(unit, unit, 'ISO+') : '',
          11: 'F',
          14: hl7Minute(at),
        }),
      ),
    ]),
  }
}

function timing(at: number): string {
  return segment('TQ1', { 1: '1', 7: hl7Minute(at), 9: 'R^^HL70485' })
}

function childNumber(orderNo: string): string {
  return `${orderNo}1`.slice(-15)
}
