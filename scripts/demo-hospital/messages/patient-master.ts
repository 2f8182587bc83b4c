/** ADT-00 (ADT^A08): the patient master. SS-MIX2 standardized storage 1.2; MRG as in HL7 v2.5 ch. 3.4.10. */
import { ageAt, DAY, hl7Date, hl7Minute, hl7Second, type Minute, SNAPSHOT } from '../calendar.ts'
import type { Chart } from '../chart.ts'
import type { Allergen, Person, Setting } from '../events.ts'
import { type Filed, NO_ORDER } from './filing.ts'
import { composite, message, segment } from './hl7.ts'
import { doctorName, location, msh, personName } from './segments.ts'

/** Height, weight and blood type are JLAC10 items, sent as OBX of the patient master. */
const BODY_ITEMS = {
  height: '9N001000000000001^身長^JC10',
  weight: '9N006000000000001^体重^JC10',
  abo: '5H010000001999911^血液型-ABO式^JC10',
  rh: '5H020000001999911^血液型-Rh式^JC10',
}

export function patientMasterMessage(
  chart: Chart,
  setting: Setting,
  updatedAt: Minute,
  allergens: readonly Allergen[],
): Filed {
  const { person } = chart
  return {
    type: 'ADT-00',
    date: null,
    orderNo: NO_ORDER,
    sentAt: updatedAt,
    department: '-',
    flag: '1',
    text: message([
      msh({ event: 'ADT^A08', structure: 'ADT_A01' }, updatedAt, person),
      segment('EVN', { 2: hl7Second(updatedAt), 5: doctorName(setting.doctor) }),
      pid(chart, updatedAt),
      ...(person.priorId
        ? [segment('MRG', { 1: composite(person.priorId, '', '', '', 'PI') })]
        : []),
      nextOfKin(person),
      segment('PV1', {
        1: '0001',
        2: setting.bed ? 'I' : 'O',
        3: location(setting),
        7: doctorName(setting.doctor),
      }),
      ...bodyAndBlood(person),
      ...allergens.map(allergySegment),
      insurance(person),
    ]),
  }
}

function pid(chart: Chart, updatedAt: Minute): string {
  const { person, deceasedAt } = chart
  const ids = [person.id, person.priorId].filter((id) => id !== '')
  return segment('PID', {
    1: '0001',
    3: ids.map((id) => composite(id, '', '', '', 'PI')).join('~'),
    5: personName(person),
    7: hl7Date(person.birth),
    8: person.sex,
    11: composite('', '', '', '', person.zip, 'JPN', 'H', person.address),
    13: composite('', 'PRN', 'PH', '', '', '', '', '', '', '', '', person.phone),
    29: deceasedAt === null ? '' : hl7Minute(deceasedAt),
    30: deceasedAt === null ? '' : 'Y',
    33: hl7Second(updatedAt),
  })
}

function nextOfKin({ contact, zip, address }: Person): string {
  const { name } = contact
  return segment('NK1', {
    1: '1',
    2: [
      composite(name.family, name.given, '', '', '', '', 'L', 'I'),
      composite(name.familyKana, name.givenKana, '', '', '', '', 'L', 'P'),
    ].join('~'),
    3: contact.relation,
    4: composite('', '', '', '', zip, 'JPN', 'H', address),
    5: composite('', 'PRN', 'PH', '', '', '', '', '', '', '', '', contact.phone),
  })
}

function bodyAndBlood({ height, weight, abo, rh }: Person): string[] {
  const rows: [string, string, string, string][] = []
  if (height) rows.push(['NM', BODY_ITEMS.height, height.toFixed(1), 'cm^cm^ISO+'])
  if (weight) rows.push(['NM', BODY_ITEMS.weight, weight.toFixed(1), 'kg^kg^ISO+'])
  if (abo) rows.push(['CWE', BODY_ITEMS.abo, composite(abo, abo, 'JSHR002'), ''])
  if (rh) rows.push(['CWE', BODY_ITEMS.rh, composite(rh, `Rh${rh}`, 'JSHR002'), ''])
  return rows.map(([type, item, value, unit], i) =>
    segment('OBX', { 1: String(i + 1), 2: type, 3: item, 5: value, 6: unit, 11: 'F' }),
  )
}

const CATEGORY_NAMES = {
  DA: '薬剤アレルギー',
  FA: '食物アレルギー',
  MC: '禁忌',
  EA: '環境アレルギー',
  LA: '花粉アレルギー',
} as const

/** AL1, the copy that the patient master carries. */
function allergySegment(allergen: Allergen, index: number): string {
  return segment('AL1', {
    1: String(index + 1),
    2: allergyCategory(allergen),
    3: composite(allergen.code, allergen.name, allergen.system),
  })
}

/** HL7 table 0127. */
export function allergyCategory({ category }: Allergen): string {
  return composite(category, CATEGORY_NAMES[category], 'HL70127')
}

/** The old-age scheme from 75 years, else the town's or an employer's. Numbers are invented. */
function insurance(person: Person): string {
  const kind =
    ageAt(person.birth, SNAPSHOT) >= 75
      ? '39^後期高齢者医療^JHSD0001'
      : Number(person.id) % 2 === 0
        ? 'C0^国民健康保険^JHSD0001'
        : '01^全国健康保険協会管掌健康保険^JHSD0001'
  return segment('IN1', {
    1: '1',
    2: kind,
    3: `9912${person.id.slice(-4)}`,
    12: hl7Date(SNAPSHOT - 200 * DAY),
    17: 'SEL^本人^HL70063',
  })
}
