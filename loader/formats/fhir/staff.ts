/** Who did or said something: a Practitioner, a role, or an Organization, by what leads there or by its own words. */
import type { Staff } from '../../../model/records/values.ts'
import { type Json, list, str } from './json.ts'
import type { Reading } from './reading.ts'

/** @returns null where the reference neither leads to anybody nor names them */
export function staffOf(reference: Json, reading: Reading): Staff | null {
  const display = str(reference.display)
  const own = reading.contained(reference)
  if (own !== null) {
    const code = str(list(own.identifier)[0]?.value)
    return named(reading, code, humanName(list(own.name)[0]) || display || str(own.name))
  }
  const person = reading.known(reference, 'Practitioner')
  if (person !== null && person.staff.name !== '') return person.staff
  if (person !== null) return reading.values.staff(person.staff.code, display)
  const role = reading.known(reference, 'PractitionerRole')
  if (role !== null) {
    const behind = reading.known({ reference: role.practitioner }, 'Practitioner')
    if (behind !== null) return reading.values.staff(behind.staff.code, behind.staff.name)
    return named(reading, '', role.name || display)
  }
  const organization = reading.known(reference, 'Organization')
  return named(reading, '', display || organization?.name || '')
}

const REMEMBERED = 20_000

/** The same of a folder's resources, without asking again for each type that a reference may be of: staff are few. */
export function rememberedStaff(): typeof staffOf {
  const people = new Map<string, { display: unknown; staff: Staff | null }>()
  return (reference, reading) => {
    const { reference: written, display, identifier, type } = reference
    const isText = typeof written === 'string' && !written.startsWith('#')
    if (!isText || identifier !== undefined || type !== undefined)
      return staffOf(reference, reading)
    const before = people.get(written)
    if (before !== undefined && before.display === display) return before.staff
    const staff = staffOf(reference, reading)
    if (people.size >= REMEMBERED) people.clear()
    people.set(written, { display, staff })
    return staff
  }
}

function named(reading: Reading, code: string, name: string): Staff | null {
  return code === '' && name === '' ? null : reading.values.staff(code, name)
}

function humanName(name: Json | undefined): string {
  if (name === undefined) return ''
  const given = Array.isArray(name.given)
    ? name.given.filter((part) => typeof part === 'string')
    : []
  return str(name.text) || [str(name.family), ...given].filter((part) => part !== '').join(' ')
}
