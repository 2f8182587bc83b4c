/** Where a statement stands in its source. */
import type { Rules, Statement } from './pairing.ts'

export interface Stated extends Statement {
  readonly version_key: string
  readonly version_time: string
  readonly path: string
  readonly record: number
  readonly seq: number
}

/** What decides between versions, for all kinds of facts. */
export const VERSION_RULES: Pick<Rules<Stated>, 'isLater' | 'isVersionOf'> = {
  isLater(a, b) {
    if (a.version_time !== b.version_time) return a.version_time > b.version_time
    if (a.path !== b.path) return a.path > b.path
    return a.record > b.record || (a.record === b.record && a.seq > b.seq)
  },
  isVersionOf: (a, b) => a.version_key !== '' && a.version_key === b.version_key,
}

/** Standing of a row that a row of another source stands for. */
export const REPEATED = 3

/** `2022-10-31T06:45`: formats that must write seconds (FHIR R4 dateTime) fill them with zeros. '' for no time. */
export function toTheMinute(at: string | null): string {
  return (at ?? '').replace(/^(.{16}):00$/, '$1')
}

/** Whether one text says all of another: the same, or the other one is silent. */
export function covers(own: string, other: string): boolean {
  return other === '' || own === other
}
