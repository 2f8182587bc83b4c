/** A thread's numbers for coded values, staff and what is said of patients: each is sent once, and afterwards named by its number. */
import type { Coded, PatientRecord, Staff } from '../../model/records.ts'

export interface Dictionary<T> {
  number(value: T | null | undefined): number | null
  takeNew(): string[]
}

/** Objects seen again are found by identity: parsers hand out the same object for the same source text. */
const IDENTITIES_KEPT = 50_000

function dictionary<T extends object>(columnsOf: (value: T) => string[]): Dictionary<T> {
  let byIdentity = new Map<T, number>()
  const byContent = new Map<string, number>()
  let fresh: string[] = []
  function add(value: T): number {
    const columns = columnsOf(value)
    const key = columns.join('\0')
    let number = byContent.get(key)
    if (number === undefined) {
      number = byContent.size
      byContent.set(key, number)
      fresh.push(...columns)
    }
    if (byIdentity.size >= IDENTITIES_KEPT) byIdentity = new Map()
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
  return dictionary((record) => [JSON.stringify(record)])
}
