/** OMP-02 (RDE^O11): an injection with its mix in RXC. SS-MIX2 standardized storage 1.2, HL7 v2.5 ch. 4. */
import { hl7Minute } from '../calendar.ts'
import type { Injection, Person } from '../events.ts'
import { DEPARTMENTS } from '../hospital.ts'
import { kindsOfInjection } from '../order-kinds.ts'
import type { Filed } from './filing.ts'
import { composite, message, segment } from './hl7.ts'
import { drugCode, orderKinds } from './prescriptions.ts'
import { msh, orc, pid, pv1 } from './segments.ts'

const ROUTES = {
  IV: 'IV^静脈内^HL70162',
  SC: 'SC^皮下^HL70162',
  IM: 'IM^筋肉内^HL70162',
} as const

export function injectionMessage(person: Person, event: Injection): Filed {
  const { control, orderNo, orderedAt: at, setting } = event
  return {
    type: 'OMP-02',
    date: event.orderedAt,
    orderNo,
    sentAt: event.sentAt,
    department: DEPARTMENTS[setting.department].code,
    flag: event.flag,
    text: message([
      msh({ event: 'RDE^O11', structure: 'RDE_O11' }, event.sentAt, person),
      pid(person),
      pv1(setting),
      orc({ control, orderNo, group: `${orderNo}_01_001`, at, setting }),
      encodedOrder(event),
      segment('TQ1', {
        1: '1',
        7: hl7Minute(event.start),
        8: event.rate ? hl7Minute(event.end) : '',
      }),
      segment('RXR', {
        1: ROUTES[event.route],
        3: event.rate ? 'IVP^点滴ポンプ^HL70164' : '',
      }),
      ...event.mix.map(({ drug, amount }, i) =>
        segment('RXC', {
          1: i === 0 ? 'B' : 'A',
          2: drugCode(drug),
          3: amount,
          4: composite(drug.unit.code, drug.unit.text, 'MR9P'),
        }),
      ),
    ]),
  }
}

/** RXE-2 is the kind of injection, the drugs stand in RXC. */
function encodedOrder(event: Injection): string {
  const { injectionKind: kind, setting } = event
  return segment('RXE', {
    2: composite(kind.code, kind.name, '99I02'),
    3: event.volume || '""',
    5: event.volume ? 'ML^ミリリットル^MR9P' : '""',
    6: 'INJ^注射剤^MR9P',
    7: event.instruction ? composite('', event.instruction, '99IC6') : '',
    15: event.orderNo,
    21: orderKinds(kindsOfInjection(setting)),
    22: event.rate ? 'H1' : '',
    23: event.rate,
    24: event.rate ? 'ml/hr^ミリリットル／時間^ISO+' : '',
    31: event.mix.map(({ drug }) => composite(drug.yj, drug.name, 'YJ')).join('~'),
  })
}
