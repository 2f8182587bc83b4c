/** FHIR R4 Patient: identity, and nothing that the banner does not show. */

import type { HumanName, Identifier, Patient } from '@medplum/fhirtypes'
import { meaningOf } from '../../model/codes/meaning.ts'
import { readAllergies } from '../charts/allergies.ts'
import { joinName, readBanner, readNames, type WrittenName } from '../charts/banner.ts'
import { type FhirChart, metaOf } from './chart.ts'
import { dateTimeOf, timed } from './datatypes.ts'

/** HL7 v3 name use as the Japanese profiles write it: kanji (IDE), kana (SYL), letters (ABC). */
const REPRESENTATION = 'http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation'
const GENDERS: Readonly<Record<string, Patient['gender']>> = {
  M: 'male',
  F: 'female',
  O: 'other',
  U: 'unknown',
}

const OWN_NUMBER: Pick<Identifier, 'use' | 'type'> = {
  use: 'usual',
  type: {
    coding: [
      {
        system: 'http://terminology.hl7.org/CodeSystem/v2-0203',
        code: 'MR',
        display: 'Medical record number',
      },
    ],
  },
}

export function patientResource(chart: FhirChart): Patient {
  const { generation, patient, naming } = chart
  const { allergyState } = readAllergies(generation, patient)
  const banner = readBanner(generation, patient, allergyState)
  const { kanji, kana, letters } = readNames(generation, patient)
  const names = [
    nameOf(kanji, 'IDE'),
    nameOf(kana, 'SYL'),
    letters === '' ? null : { ...written('ABC'), text: letters },
  ].filter((name) => name !== null)
  const gender = meaningOf(GENDERS, banner.sex)
  const deceasedDateTime = dateTimeOf(banner.deceasedAt)
  return {
    resourceType: 'Patient',
    id: naming.id('Patient', ''),
    meta: metaOf(chart),
    identifier: banner.identifiers.map(({ value, system, use }, at) => ({
      // The chart's own number is the first; the others that are in use may be anybody's.
      ...(use !== 'current' ? { use: 'old' } : at === 0 ? OWN_NUMBER : {}),
      ...(system === '' ? {} : { system: identifierSystem(system) }),
      value,
    })),
    // FHIR has no empty arrays (R4, section 2.6.2).
    ...(names.length === 0 ? {} : { name: names }),
    ...(gender === undefined ? {} : { gender }),
    ...timed('birthDate', banner.birthDate, (born) => dateTimeOf(born)?.slice(0, 10)),
    // Silence is not "alive": without a word of death nothing is said.
    ...(deceasedDateTime !== undefined
      ? { deceasedDateTime }
      : banner.deceased
        ? { deceasedBoolean: true }
        : {}),
  }
}

function nameOf({ family, given }: WrittenName, representation: 'IDE' | 'SYL'): HumanName | null {
  const text = joinName(family, given)
  if (text === '') return null
  return {
    ...written(representation),
    text,
    ...(family === '' ? {} : { family }),
    ...(given === '' ? {} : { given: [given] }),
  }
}

function written(representation: 'IDE' | 'SYL' | 'ABC'): Pick<HumanName, 'extension'> {
  return { extension: [{ url: REPRESENTATION, valueCode: representation }] }
}

function identifierSystem(system: string): string {
  if (/^(?:urn:|https?:)/.test(system)) return system
  return /^[\d.]+$/.test(system)
    ? `urn:oid:${system}`
    : `urn:sansho:identifier-system:${encodeURIComponent(system)}`
}
