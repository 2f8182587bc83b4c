/** What the resources share: times with the facility's offset, ids, the patient they belong to. */
import { type Minute, partsOf } from '../calendar.ts'
import type { Person } from '../events.ts'

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
