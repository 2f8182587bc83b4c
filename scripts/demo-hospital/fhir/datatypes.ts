/** What the resources share: times with the facility's offset, ids, names, the patient they belong to. */
import type { CodeableConcept } from '@medplum/fhirtypes'
import { type Minute, partsOf } from '../calendar.ts'
import type { Drug } from '../drugs.ts'
import type { Person } from '../events.ts'
import { DEPARTMENTS, type DepartmentKey, type Doctor } from '../hospital.ts'

export const HOT9 = 'urn:oid:1.2.392.200119.4.403.1'
export const YJ = 'urn:oid:1.2.392.100495.20.1.73'
export const JLAC10 = 'urn:oid:1.2.392.200119.4.504'
export const HOSPITAL_NUMBER = 'urn:oid:1.2.392.100495.20.3.51.19999999999'

/** FHIR date. */
export function date(at: Minute): string {
  const { year, month, day } = partsOf(at)
  return `${year}-${month}-${day}`
}

/** FHIR dateTime to the minute, seconds filled with zeros as R4 asks. */
export function dateTime(at: Minute): string {
  const { hour, minute } = partsOf(at)
  return `${date(at)}T${hour}:${minute}:00+09:00`
}

export function subject(person: Person): { reference: string } {
  return { reference: `Patient/${patientKey(person)}` }
}

/** The server's own key: nobody takes it for the hospital's number. */
export function patientKey({ id }: Person): string {
  return `p${id.replace(/^0+/, '')}`
}

export function staffName({ family, given }: Doctor): string {
  return `${family} ${given}`
}

export function departmentConcept(key: DepartmentKey): CodeableConcept {
  const { code, name } = DEPARTMENTS[key]
  return { coding: [{ system: 'urn:demo:HL70069', code, display: name }], text: name }
}

export function departmentOfCode(code: string): CodeableConcept {
  const keys = Object.keys(DEPARTMENTS) as DepartmentKey[]
  return departmentConcept(keys.find((key) => DEPARTMENTS[key].code === code) ?? 'general')
}

export function drugConcept({ hot9, yj, name: display }: Drug): CodeableConcept {
  return {
    coding: [
      { system: HOT9, code: hot9, display },
      { system: YJ, code: yj, display },
    ],
    text: display,
  }
}

/** A number with the digits as they were measured: `24.0` stays so. */
export function plainNumber(digits: string): number {
  return (JSON as unknown as { rawJSON(text: string): number }).rawJSON(digits)
}
