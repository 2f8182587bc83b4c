/** OMP-01 (RDE^O11): a prescription, one ORC group a drug. SS-MIX2 standardized storage 1.2, HL7 v2.5 ch. 4. */
import { DAY, hl7Date } from '../calendar.ts'
import type { Drug } from '../drugs.ts'
import type { DrugDose, Person, Prescription, RpGroup } from '../events.ts'
import { DEPARTMENTS } from '../hospital.ts'
import { kindsOfPrescription, type OrderKind } from '../order-kinds.ts'
import type { Usage } from '../usages.ts'
import type { Filed } from './filing.ts'
import { composite, message, segment, subcomposite } from './hl7.ts'
import { msh, orc, pid, pv1 } from './segments.ts'

export function prescriptionMessage(person: Person, event: Prescription): Filed {
  const segments = [
    msh({ event: 'RDE^O11', structure: 'RDE_O11' }, event.sentAt, person),
    pid(person),
    pv1(event.setting),
  ]
  event.groups.forEach((group, g) => {
    group.drugs.forEach((each, d) => {
      segments.push(...drugSegments(event, group, each, groupNumber(event.orderNo, g, d)))
    })
  })
  return {
    type: 'OMP-01',
    date: event.orderedAt,
    orderNo: event.orderNo,
    sentAt: event.sentAt,
    department: DEPARTMENTS[event.setting.department].code,
    flag: event.flag,
    text: message(segments),
  }
}

/** ORC-4: order, Rp number, drug within the Rp. */
export function groupNumber(orderNo: string, group: number, drug: number): string {
  return `${orderNo}_${String(group + 1).padStart(2, '0')}_${String(drug + 1).padStart(3, '0')}`
}

function drugSegments(
  event: Prescription,
  group: RpGroup,
  { drug, dose, perDay }: DrugDose,
  number: string,
): string[] {
  const { control, orderNo, orderedAt: at, setting } = event
  const unit = [drug.unit.code, drug.unit.text, 'MR9P']
  const total = totalOf(group, { drug, dose, perDay })
  return [
    orc({ control, orderNo, group: number, at, setting }),
    segment('RXE', {
      2: drugCode(drug),
      3: dose || '""',
      5: dose ? composite(...unit) : '""',
      6: composite(drug.form.code, drug.form.text, 'MR9P'),
      7: group.note ? composite('', group.note, '99YOH') : '',
      10: total,
      11: total ? composite(...unit) : '',
      15: orderNo,
      19: perDay ? `${perDay}^${subcomposite(...unit)}` : '',
      21: orderKinds(kindsOfPrescription(event.category)),
      31: composite(drug.yj, drug.name, 'YJ'),
    }),
    segment('TQ1', {
      1: '1',
      3: usageCode(group.usage),
      6: group.usage.times > 0 ? `${group.days}^d` : `${group.days}^回`,
      7: hl7Date(group.start),
      8: group.usage.times > 0 ? hl7Date(group.start + (group.days - 1) * DAY) : '',
    }),
    segment('RXR', { 1: composite(group.usage.route.code, group.usage.route.text, 'HL70162') }),
  ]
}

/** RXE-21, a repetition for each. */
export function orderKinds(kinds: readonly OrderKind[]): string {
  return kinds.map(({ code, name, table }) => composite(code, name, table)).join('~')
}

/** HOT9 with the local code beside it. */
export function drugCode(drug: Drug): string {
  return composite(drug.hot9, drug.name, 'HOT9', `P${drug.hot9.slice(3)}`, drug.name, '99PHM')
}

function usageCode(usage: Usage): string {
  return subcomposite(usage.code, usage.text, usage.system)
}

export function totalOf(group: RpGroup, { dose, perDay }: DrugDose): string {
  const each = group.usage.times > 0 ? Number(perDay) : Number(dose)
  return each > 0 ? String(Math.round(each * group.days * 100) / 100) : ''
}
