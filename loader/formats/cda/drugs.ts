/** The drug of a substance administration, what it is dissolved in, and how it gets into the patient. */
import type { MedicationComponent } from '../../../model/records/medications.ts'
import type { Coded } from '../../../model/records/values.ts'
import { all, attribute, type Element, one } from './element.ts'
import { hasTemplate, productOf } from './entry.ts'
import type { Reading } from './reading.ts'

export const UNNAMED_DRUG: Coded = { display: '薬剤名の記載なし', codings: [] }
const VEHICLE = '2.16.840.1.113883.10.20.22.4.24'
/** Parenteral routes by NCI Thesaurus, SNOMED CT and HL7 RouteOfAdministration. */
const PARENTERAL = new Set([
  'C38276',
  'C38274',
  'C38299',
  'C28161',
  'C38238',
  '47625008',
  '78421000',
  '34206005',
  'IV',
  'IVINJ',
  'IM',
  'SQ',
])

/** By the product, else in the words of the statement; null when it has neither. */
export function drugOf(activity: Element, reading: Reading): Coded | null {
  const product = one(activity, 'consumable', 'manufacturedProduct')
  const material = one(product, 'manufacturedMaterial') ?? one(product, 'manufacturedLabeledDrug')
  return productOf(material, reading) ?? reading.text(reading.words(one(activity, 'text')))
}

/** By its route. */
export function formOf(activity: Element): 'injection' | 'prescription' {
  return PARENTERAL.has(attribute(one(activity, 'routeCode'), 'code'))
    ? 'injection'
    : 'prescription'
}

/** What the drug is dissolved in (C-CDA drug vehicle, .22.4.24): the base of a mix, as in HL7 table 0166. */
export function vehiclesOf(activity: Element, reading: Reading): MedicationComponent[] {
  return all(activity, 'participant')
    .map((each) => one(each, 'participantRole'))
    .filter((role): role is Element => role !== null && hasTemplate(role, VEHICLE))
    .map((role) => productOf(one(role, 'playingEntity'), reading))
    .filter((drug): drug is Coded => drug !== null)
    .map((drug) => ({ role: 'B', drug, dose: null }))
}
