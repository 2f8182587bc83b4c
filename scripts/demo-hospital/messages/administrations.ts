/** OMP-11 and OMP-12 (RAS^O17): what was given, and what was not. HL7 v2.5 ch. 4.14, table 0322. */
import { hl7Minute, hl7Second } from '../calendar.ts'
import type { Administration, Person } from '../events.ts'
import { DEPARTMENTS } from '../hospital.ts'
import type { Filed } from './filing.ts'
import { composite, message, segment } from './hl7.ts'
import { drugCode } from './prescriptions.ts'
import { doctorName, location, msh, orc, pid, pv1 } from './segments.ts'

export function administrationMessage(person: Person, event: Administration): Filed {
  const { orderNo, setting, given } = event
  return {
    type: event.form === 'prescription' ? 'OMP-11' : 'OMP-12',
    date: given[0]?.start ?? event.orderedAt,
    orderNo,
    sentAt: event.sentAt,
    department: DEPARTMENTS[setting.department].code,
    flag: event.flag,
    text: message([
      msh({ event: 'RAS^O17', structure: 'RAS_O17' }, event.sentAt, person),
      pid(person),
      pv1(setting),
      orc({ control: 'NW', orderNo, group: event.group, at: event.orderedAt, setting }),
      ...given.map((each) =>
        segment('RXA', {
          1: '0',
          2: '1',
          3: hl7Minute(each.start),
          4: hl7Minute(each.end),
          5: drugCode(each.drug),
          6: each.status === 'CP' ? each.amount : each.status === 'PA' ? each.amount : '0',
          7: composite(each.drug.unit.code, each.drug.unit.text, 'MR9P'),
          9: each.note ? composite('', each.note, '99IC2') : '',
          10: doctorName(event.nurse),
          11: location(setting),
          12: each.rate ? `${each.rate}ml/hr` : '',
          20: each.status,
          22: hl7Second(event.sentAt),
        }),
      ),
      segment('RXR', { 1: event.route }),
    ]),
  }
}
