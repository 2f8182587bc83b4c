/** OML-11 of bacteriology: smear, culture and susceptibility. JAHIS laboratory data exchange 3.1, appendix 9. */
import { hl7Minute, hl7Second } from '../calendar.ts'
import type { Culture, Isolate, Person } from '../events.ts'
import { DEPARTMENTS } from '../hospital.ts'
import type { Filed } from './filing.ts'
import { composite, message, segment, subcomposite } from './hl7.ts'
import { doctorName, msh, orc, pid, pv1 } from './segments.ts'

const CULTURE = { code: '6B010000001774214', name: '培養同定菌名' }

export function cultureMessage(person: Person, event: Culture): Filed {
  const { orderNo, setting } = event
  return {
    type: 'OML-11',
    date: event.collectedAt,
    orderNo,
    sentAt: event.sentAt,
    department: DEPARTMENTS[setting.department].code,
    flag: event.flag,
    text: message([
      msh({ event: 'OUL^R22', structure: 'OUL_R22' }, event.sentAt, person),
      pid(person),
      pv1(setting),
      segment('SPM', {
        1: '1',
        2: orderNo,
        4: composite(event.specimen.code, event.specimen.name, 'JC10'),
        17: hl7Minute(event.collectedAt),
      }),
      ...smear(event),
      ...growth(event),
      ...event.isolates.flatMap((isolate, i) => susceptibility(event, isolate, i)),
    ]),
  }
}

function smear(event: Culture): string[] {
  return [
    ...head(event, '6A010000001770400^塗抹鏡検(一般細菌)^JC10', ''),
    ...event.smear.flatMap(({ finding, amount }, i) => [
      obx(i * 2 + 1, 'ST', '6A010000001770414^塗抹菌名^JC10', String(i + 1), finding, event, ''),
      obx(i * 2 + 2, 'ST', '6A010000001770411^塗抹菌量^JC10', String(i + 1), amount, event, ''),
    ]),
  ]
}

function growth(event: Culture): string[] {
  const name = composite(CULTURE.code, CULTURE.name, 'JC10')
  const rows =
    event.isolates.length === 0
      ? [obx(1, 'ST', name, '1', event.status === 'P' ? '培養中' : '発育を認めず', event, '')]
      : event.isolates.flatMap(({ organism, amount }, i) => {
          const coded = composite(organism.code, organism.name, 'JANIS')
          const id = String(i + 1)
          return [
            obx(i * 2 + 1, 'CWE', name, id, coded, event, 'A'),
            obx(i * 2 + 2, 'ST', '6B010000001774211^培養同定菌量^JC10', id, amount, event, 'A'),
          ]
        })
  return [...head(event, '6B010000001774200^培養同定(一般細菌)^JC10', ''), ...rows]
}

/** OBR-26 names the culture result that the drugs were tried on. */
function susceptibility(event: Culture, isolate: Isolate, index: number): string[] {
  const { organism } = isolate
  const parent = [
    subcomposite(CULTURE.code, CULTURE.name, 'JC10'),
    String(index + 1),
    subcomposite(organism.code, organism.name, 'JANIS'),
  ].join('^')
  return [
    ...head(event, '6C205000001776200^薬剤感受性検査-MIC^JC10', parent),
    ...isolate.susceptibility.map(({ code, name, mic, flag }, i) =>
      segment('OBX', {
        1: String(i + 1),
        2: /^[\d.]+$/.test(mic) ? 'NM' : 'ST',
        3: composite(code, name, 'JC10'),
        5: composite(mic),
        6: 'ug/mL^μg/mL^ISO+',
        8: flag,
        11: event.status,
        14: hl7Minute(event.collectedAt),
      }),
    ),
  ]
}

function head(event: Culture, panel: string, parent: string): string[] {
  const { orderNo, setting, reportedAt } = event
  return [
    segment('OBR', {
      1: '1',
      2: orderNo,
      4: panel,
      7: hl7Minute(event.collectedAt),
      16: doctorName(setting.doctor),
      22: hl7Second(reportedAt),
      24: 'MB',
      25: event.status,
      26: parent,
    }),
    orc({
      control: 'SC',
      orderNo,
      status: event.status === 'P' ? 'A' : 'CM',
      at: reportedAt,
      setting,
    }),
  ]
}

function obx(
  number: number,
  type: string,
  item: string,
  subId: string,
  value: string,
  event: Culture,
  flag: string,
): string {
  return segment('OBX', {
    1: String(number),
    2: type,
    3: item,
    4: subId,
    5: value,
    8: flag,
    11: event.status,
    14: hl7Minute(event.collectedAt),
  })
}
