/** OMD (OMD^O03): diet orders. SS-MIX2 standardized storage 1.2, HL7 v2.5 ch. 4. */
import { hl7Date } from '../calendar.ts'
import type { DietOrder, Person } from '../events.ts'
import { DEPARTMENTS } from '../hospital.ts'
import type { Filed } from './filing.ts'
import { composite, message, segment } from './hl7.ts'
import { msh, orc, pid, pv1 } from './segments.ts'

export function dietMessage(person: Person, event: DietOrder): Filed {
  const { orderNo, orderedAt: at, setting, diet } = event
  return {
    type: 'OMD',
    date: event.orderedAt,
    orderNo,
    sentAt: event.sentAt,
    department: DEPARTMENTS[setting.department].code,
    flag: event.flag,
    text: message([
      msh({ event: 'OMD^O03', structure: 'OMD_O03' }, event.sentAt, person),
      pid(person),
      pv1(setting),
      orc({ control: 'NW', orderNo, at, setting }),
      segment('TQ1', {
        1: '1',
        3: 'TID&１日３回&HL70335',
        7: `${hl7Date(event.start)}07`,
        9: 'R^ルーチン^HL70485',
      }),
      segment('ODS', {
        1: 'D',
        3: composite(diet.code, diet.name, '99DIT'),
        4: composite(event.text),
      }),
    ]),
  }
}
