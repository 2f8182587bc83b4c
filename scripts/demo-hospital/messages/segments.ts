/** The segments that every SS-MIX2 message shares: MSH, PID, PV1, ORC. SS-MIX2 standardized storage 1.2, HL7 v2.5. */
import { hl7Date, hl7Minute, hl7Second, type Minute } from '../calendar.ts'
import type { Person, Setting } from '../events.ts'
import {
  type Bed,
  DEPARTMENTS,
  type Department,
  type Doctor,
  HOSPITAL,
  WARDS,
} from '../hospital.ts'
import { composite, segment } from './hl7.ts'

export interface MessageKind {
  readonly event: string
  readonly structure: string
}

/** MSH. The control id is the time and the patient, unique enough for a log. */
export function msh(kind: MessageKind, at: Minute, person: Person): string {
  const [code = '', trigger = ''] = kind.event.split('^')
  return segment('MSH', {
    1: '^~\\&',
    2: 'SANSHO-HIS',
    3: 'SEND',
    4: 'GW',
    5: 'RCV',
    6: `${hl7Second(at)}.000`,
    8: composite(code, trigger, kind.structure),
    9: `${hl7Minute(at).slice(2)}${person.id.slice(-6)}`,
    10: 'P',
    11: '2.5',
    17: '~ISO IR87',
    19: 'ISO 2022-1994',
    20: 'SS-MIX2_1.20^SS-MIX2^1.2.392.200250.2.1.100.1.2.120^ISO',
  })
}

/** PID-5: kanji, kana and, for foreigners, Latin letters (XPN.8 I, P, A). */
export function personName(person: Person): string {
  const names = [
    composite(person.family, person.given, '', '', '', '', 'L', 'I'),
    composite(person.familyKana, person.givenKana, '', '', '', '', 'L', 'P'),
  ]
  if (person.alphabetic) {
    const [family = '', given = ''] = person.alphabetic.split(', ')
    names.push(composite(family, given, '', '', '', '', 'L', 'A'))
  }
  return names.join('~')
}

/** Demographics as order messages repeat them. */
export function pid(person: Person): string {
  return segment('PID', {
    1: '0001',
    3: composite(person.id, '', '', '', 'PI'),
    5: personName(person),
    7: hl7Date(person.birth),
    8: person.sex,
    11: composite('', '', '', '', person.zip, 'JPN', 'H', person.address),
    13: composite('', 'PRN', 'PH', '', '', '', '', '', '', '', '', person.phone),
  })
}

/** XCN: `id^family^given^^^^^^^L^^^^^I`. */
export function doctorName(doctor: Doctor): string {
  return composite(
    doctor.code,
    doctor.family,
    doctor.given,
    ...Array(6).fill(''),
    'L',
    ...Array(4).fill(''),
    'I',
  )
}

export function pointOfCare(bed: Bed): string {
  return composite(WARDS[bed.ward].code, bed.room, bed.bed, '', '', 'N')
}

export function location(setting: Setting): string {
  return setting.bed
    ? pointOfCare(setting.bed)
    : composite(DEPARTMENTS[setting.department].code, '', '', '', '', 'C')
}

/** PV1 as order messages repeat it. */
export function pv1(setting: Setting): string {
  return segment('PV1', {
    1: '0001',
    2: setting.bed ? 'I' : 'O',
    3: location(setting),
    7: doctorName(setting.doctor),
    10: DEPARTMENTS[setting.department].code,
  })
}

export function department({ code, name }: Department): string {
  return composite(code, name, 'HL70069')
}

export interface OrderControl {
  readonly control: string
  readonly orderNo: string
  readonly group?: string
  readonly status?: string
  readonly parent?: string
  readonly at: Minute
  readonly setting: Setting
}

export function orc(order: OrderControl): string {
  const { setting } = order
  return segment('ORC', {
    1: order.control,
    2: order.orderNo,
    4: order.group,
    5: order.status,
    8: order.parent,
    9: hl7Second(order.at),
    10: doctorName(setting.doctor),
    12: doctorName(setting.doctor),
    13: location(setting),
    17: department(DEPARTMENTS[setting.department]),
    21: HOSPITAL.name,
    22: composite('', '', '', '', HOSPITAL.zip, 'JPN', '', HOSPITAL.address),
    29: setting.bed ? 'I^入院患者オーダ^HL70482' : 'O^外来患者オーダ^HL70482',
  })
}
