/** Which orders and administrations are injections: FHIR R4 has one resource for all drugs. */
import { MEDICATION_FORM } from '../../../model/codes/sansho-systems.ts'
import { byObject } from './by-object.ts'
import { dayAmountOf } from './dosage.ts'
import { type Json, list, obj, str } from './json.ts'
import type { Reading } from './reading.ts'

/** Parenteral routes: SNOMED CT, HL7 table 0162. */
const PARENTERAL = new Set([
  '47625008',
  '78421000',
  '34206005',
  '372464004',
  'IV',
  'IVP',
  'IVPB',
  'IM',
  'SC',
  'SQ',
  'ID',
])
const VOLUME = /^m?l$/i

/** One in a request's list; alone in what was taken or given. */
export function categoriesOf({ category }: Json): readonly Json[] {
  return Array.isArray(category) ? list(category) : list([category])
}

/** What this product wrote when it handed the chart over. */
export const ownForm = byObject((category: Json): string =>
  str(list(category.coding).find(({ system }) => system === MEDICATION_FORM)?.code),
)

const areOfInjection = byObject((profiles: readonly unknown[]): boolean =>
  profiles.some((profile) => str(profile).includes('Injection')),
)

/**
 * As handed over by this product, else by the JP Core profile, a rate, or a parenteral route. What is taken in a day is a rate of an
 * injection only where it is a volume and no route says otherwise.
 */
export function isInjection(reading: Reading, dosages: readonly Json[]): boolean {
  const own = categoriesOf(reading.resource).find((category) => ownForm(category) !== '')
  if (own !== undefined) return ownForm(own) === 'injection'
  const profiles = obj(reading.resource.meta)?.profile
  if (Array.isArray(profiles) && areOfInjection(profiles)) return true
  return dosages.some((dosage) => {
    const hasRate = isRate(dosage) || list(dosage.doseAndRate).some(isRate)
    const ofDay = dayAmountOf(dosage, reading)
    const isVolume = VOLUME.test(ofDay?.unit?.display ?? '') && dosage.route === undefined
    if (hasRate && (ofDay === null || isVolume)) return true
    return list(obj(dosage.route)?.coding).some(({ code }) => PARENTERAL.has(str(code)))
  })
}

function isRate({ rateQuantity, rateRatio }: Json): boolean {
  return rateQuantity !== undefined || rateRatio !== undefined
}
