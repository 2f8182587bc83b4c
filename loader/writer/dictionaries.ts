/** A thread's numbers for coded values, staff and what is said of patients: each is sent once, and afterwards named by its number. */
import type { PatientRecord } from '../../model/records/patient.ts'
import type { Coded, Staff } from '../../model/records/values.ts'

export interface Dictionary<T> {
  number(value: T | null | undefined): number | null
  takeNew(): string[]
}

/** Objects seen again are found by identity: parsers hand out the same object for the same source text. */
const IDENTITIES_KEPT = 50_000
/** What messages repeat of one patient lies close together; a hospital knows a million, and their names fill the memory. */
const DEMOGRAPHICS_KEPT = 5_000

/** @param kept contents that are remembered: one that was forgotten is sent again, under another number */
function dictionary<T extends object>(
  columnsOf: (value: T) => string[],
  kept = Number.POSITIVE_INFINITY,
): Dictionary<T> {
  const identitiesKept = Math.min(IDENTITIES_KEPT, kept)
  let byIdentity = new Map<T, number>()
  let byContent = new Map<string, number>()
  let fresh: string[] = []
  let next = 0
  function add(value: T): number {
    const columns = columnsOf(value)
    const key = columns.join('\0')
    let number = byContent.get(key)
    if (number === undefined) {
      number = next++
      if (byContent.size >= kept) byContent = new Map()
      byContent.set(key, number)
      fresh.push(...columns)
    }
    if (byIdentity.size >= identitiesKept) byIdentity = new Map()
    byIdentity.set(value, number)
    return number
  }
  return {
    number: (value) => (value == null ? null : (byIdentity.get(value) ?? add(value))),
    takeNew() {
      const taken = fresh
      fresh = []
      return taken
    },
  }
}

export function termDictionary(): Dictionary<Coded> {
  return dictionary((coded) => {
    const first = coded.codings[0]
    const codings = JSON.stringify(coded.codings.map((each) => [each.code, each.name, each.system]))
    return [coded.display, first?.code ?? '', first?.system ?? '', codings]
  })
}

export function staffDictionary(): Dictionary<Staff> {
  return dictionary((staff) => [staff.code, staff.name])
}

export function demographicsDictionary(): Dictionary<PatientRecord> {
  return dictionary((record) => [JSON.stringify(record)], DEMOGRAPHICS_KEPT)
}
