/** Observation: the temperature chart. A blood pressure is a panel of two components (FHIR R4 vital signs profile). */
import type { CodeableConcept, Observation, Quantity } from '@medplum/fhirtypes'
import type { ClinicalDocument, Person } from '../events.ts'
import { VITALS, type VitalKey, type VitalReading, vitalFlag } from '../extended/vitals.ts'
import { dateTime, JLAC10, patientKey, plainNumber, subject } from './datatypes.ts'

const TERMINOLOGY = 'http://terminology.hl7.org/CodeSystem'
const LOINC = 'http://loinc.org'
/** FHIR R4 vital signs profile. */
const LOINC_CODES: Readonly<Partial<Record<VitalKey, string>>> = {
  temperature: '8310-5',
  pulse: '8867-4',
  systolic: '8480-6',
  diastolic: '8462-4',
  respiration: '9279-1',
  spo2: '2708-6',
  weight: '29463-7',
}
const BLOOD_PRESSURE = { system: LOINC, code: '85354-9', display: 'Blood pressure panel' }

export function vitalResources(
  person: Person,
  { key, readings = [] }: ClinicalDocument,
): Observation[] {
  const taken = new Set<VitalReading>()
  return readings.flatMap((reading, at) => {
    if (taken.has(reading)) return []
    const lower =
      reading.key === 'systolic'
        ? readings.find((each) => each.key === 'diastolic' && each.at === reading.at)
        : undefined
    if (lower !== undefined) taken.add(lower)
    const base = {
      resourceType: 'Observation' as const,
      id: `${patientKey(person)}-${key}-${at + 1}`,
      status: 'final' as const,
      category: [
        { coding: [{ system: `${TERMINOLOGY}/observation-category`, code: 'vital-signs' }] },
      ],
      subject: subject(person),
      effectiveDateTime: dateTime(reading.at),
    }
    return lower === undefined
      ? { ...base, ...measured(reading) }
      : {
          ...base,
          code: { coding: [BLOOD_PRESSURE], text: '血圧' },
          component: [measured(reading), measured(lower)],
        }
  })
}

function measured({ key, value }: VitalReading) {
  const [, unit, range] = VITALS[key]
  const [low, high] = range.split('-')
  const flag = vitalFlag(value, range)
  const quantity = (text: string): Quantity => ({ value: plainNumber(text), ...unitOf(unit) })
  return {
    code: codeOf(key),
    ...(/^[\d.]+$/.test(value) ? { valueQuantity: quantity(value) } : { valueString: value }),
    ...(low === undefined || high === undefined
      ? {}
      : { referenceRange: [{ low: quantity(low), high: quantity(high) }] }),
    ...(flag === ''
      ? {}
      : {
          interpretation: [
            { coding: [{ system: `${TERMINOLOGY}/v3-ObservationInterpretation`, code: flag }] },
          ],
        }),
  }
}

function unitOf(unit: string): Pick<Quantity, 'unit'> {
  const display = unit.split('^')[1]
  return display === undefined ? {} : { unit: display }
}

function codeOf(key: VitalKey): CodeableConcept {
  const [code = '', display = '', system] = VITALS[key][0].split('^')
  const loinc = LOINC_CODES[key]
  const own = { system: system === 'JC10' ? JLAC10 : `urn:demo:${system}`, code, display }
  return {
    coding: loinc === undefined ? [own] : [own, { system: LOINC, code: loinc }],
    text: display,
  }
}
