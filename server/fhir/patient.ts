/** FHIR R4 Patient: identity, and nothing that the banner does not show. */

import type { HumanName, Patient } from '@medplum/fhirtypes'
import { meaningOf } from '../../model/codes/meaning.ts'
import { readAllergies } from '../charts/allergies.ts'
import { readBanner } from '../charts/banner.ts'
import { type FhirChart, metaOf } from './chart.ts'
import { dateTimeOf, notUnderstood } from './datatypes.ts'

/** HL7 v3 name use as the Japanese profiles write it: kanji (IDE), kana (SYL). */
const REPRESENTATION = 'http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation'
const GENDERS: Readonly<Record<string, Patient['gender']>> = {
  M: 'male',
  F: 'female',
  O: 'other',
  U: 'unknown',
}

export function patientResource(chart: FhirChart): Patient {
  const { generation, patient, naming } = chart
  const { allergyState } = readAllergies(generation, patient)
  const banner = readBanner(generation, patient, allergyState)
  const names = [nameOf(banner.name, 'IDE'), nameOf(banner.kana, 'SYL')].filter(
    (name) => name !== null,
  )
  const gender = meaningOf(GENDERS, banner.sex)
  const birthDate = dateTimeOf(banner.birthDate)?.slice(0, 10)
  const birthText = notUnderstood(banner.birthDate)
  const deceasedDateTime = dateTimeOf(banner.deceasedAt)
  return {
    resourceType: 'Patient',
    id: naming.id('Patient', ''),
    meta: metaOf(chart),
    identifier: banner.identifiers.map(({ value, system, use }) => ({
      use: use === 'current' ? 'usual' : 'old',
      ...(system === '' ? {} : { system: identifierSystem(system) }),
      value,
    })),
    // FHIR has no empty arrays (R4, section 2.6.2).
    ...(names.length === 0 ? {} : { name: names }),
    ...(gender === undefined ? {} : { gender }),
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(birthText === undefined ? {} : { _birthDate: birthText }),
    // Silence is not "alive": without a word of death nothing is said.
    ...(deceasedDateTime !== undefined
      ? { deceasedDateTime }
      : banner.deceased
        ? { deceasedBoolean: true }
        : {}),
  }
}

function nameOf(text: string, representation: 'IDE' | 'SYL'): HumanName | null {
  if (text === '') return null
  const [family, given, ...more] = text.split('　')
  const parts = given === undefined || more.length > 0 ? {} : { family, given: [given] }
  return { extension: [{ url: REPRESENTATION, valueCode: representation }], text, ...parts }
}

function identifierSystem(system: string): string {
  if (/^(?:urn:|https?:)/.test(system)) return system
  return /^[\d.]+$/.test(system)
    ? `urn:oid:${system}`
    : `urn:sansho:identifier-system:${encodeURIComponent(system)}`
}
