/** ADT-61 (ADT^A60): the allergy list. SS-MIX2 standardized storage 1.2, HL7 v2.5 ch. 3.4.7 IAM. */
import { hl7Date, hl7Second } from '../calendar.ts'
import type { Allergen, AllergyList, Person } from '../events.ts'
import { type Filed, NO_ORDER } from './filing.ts'
import { composite, message, segment } from './hl7.ts'
import { allergyCategory } from './patient-master.ts'
import { msh, pid } from './segments.ts'

const SEVERITIES = { '': '', SV: 'SV^重度^HL70128', MO: 'MO^中等度^HL70128', MI: 'MI^軽度^HL70128' }
const ACTIONS = { A: 'A^追加^HL70323', U: 'U^更新^HL70323', D: 'D^削除^HL70323' }

export function allergyMessage(person: Person, list: AllergyList): Filed {
  return {
    type: 'ADT-61',
    date: null,
    orderNo: NO_ORDER,
    sentAt: list.sentAt,
    department: '-',
    flag: list.flag,
    text: message([
      msh({ event: 'ADT^A60', structure: 'ADT_A60' }, list.sentAt, person),
      segment('EVN', { 2: hl7Second(list.sentAt) }),
      pid(person),
      ...list.entries.map(entry),
    ]),
  }
}

function entry(allergen: Allergen, index: number): string {
  return segment('IAM', {
    1: String(index + 1),
    2: allergyCategory(allergen),
    3: composite(allergen.code, allergen.name, allergen.system),
    4: SEVERITIES[allergen.severity],
    5: composite(allergen.reaction),
    6: ACTIONS[allergen.action],
    11: allergen.onset,
    12: composite(allergen.onsetText),
    13: hl7Date(allergen.reportedAt),
  })
}
