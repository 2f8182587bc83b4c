/**
 * What one file must know of the others: identities of patients and names of what is referred to.
 *
 * Ids are unique per type within one export, not across a medium. So a reference is looked up in its own Bundle, then in its
 * own folder, then in the whole source, where an id that means different things is nobody's.
 */
import { readResources, resourcesInLines } from './container.ts'
import { type Item, originOf } from './items.ts'
import { type Json, str } from './json.ts'
import {
  binariesOf,
  INPATIENT,
  KNOWN_TYPES,
  type Known,
  type KnownPatient,
  knownOf,
  membersOf,
  organismOf,
} from './known-resources.ts'
import type { Conditional } from './ndjson.ts'
import { keysOf } from './references.ts'
import { MAY_BE_NOBODYS, untiedIn } from './ties.ts'

/** One entry: where it is from, under which key, what it is. `origin`: a folder, or a Bundle's own name. */
export interface Gathered {
  readonly scope: string
  readonly entries: readonly (readonly [origin: string, key: string, known: Known])[]
}

/** null where one key means different things. */
export type ScopeTable = ReadonlyMap<string, Known | null>

export interface FhirContext {
  /** By folder. */
  readonly scopes: ReadonlyMap<string, ScopeTable>
  /** Over all folders; null where folders disagree. */
  readonly everywhere: ScopeTable
  /** Patients that must not share a chart: origin and key → chart id. See `patientKey`. */
  readonly charts: ReadonlyMap<string, string>
  /** Whether there is anything that names no patient and may be tied to one: see ties.ts. */
  readonly hasUntied: boolean
}

const WITH_BINARIES = new Set(['DocumentReference', 'DiagnosticReport'])
/** Gathered only from lines that can hold what is wanted: the others are many and large. */
const SELDOM: readonly Conditional[] = [
  { types: WITH_BINARIES, when: ['Binary/'] },
  { types: new Set(['Observation']), when: ['"hasMember"', '"microbiology"', '"MB"'] },
  { types: new Set(['Encounter']), when: [...INPATIENT].map((code) => `"${code}"`) },
  { types: MAY_BE_NOBODYS, without: '"subject"' },
]

/** The folder a file lies in, with its last `/`; '' for the root. */
export function scopeOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1)
}

export function gather(bytes: Uint8Array, path: string): Gathered | null {
  return gatherFrom(readResources(bytes, path, KNOWN_TYPES, SELDOM), path)
}

/** What `gather` looks for, in a file that comes in windows. */
export function wantedInLines(windows: Iterable<Uint8Array>): Iterable<readonly Item[]> {
  return resourcesInLines(windows, KNOWN_TYPES, SELDOM)
}

export function gatherFrom(batches: Iterable<readonly Item[]>, path: string): Gathered | null {
  const scope = scopeOf(path)
  const entries: [string, string, Known][] = []
  const take = (item: Item): void => {
    if (item.kind !== 'resource') return
    if (item.bundle === null) {
      for (const [key, known] of untiedIn(item.resource)) entries.push([scope, key, known])
    }
    if (WITH_BINARIES.has(str(item.resource.resourceType))) {
      if (item.bundle !== null) return
      for (const [key, known] of binariesOf(item.resource, scope)) entries.push([scope, key, known])
      return
    }
    if (item.resource.resourceType === 'Observation') {
      if (item.bundle !== null) return
      for (const [key, known] of membersOf(item.resource)) entries.push([scope, key, known])
      for (const [key, known] of organismOf(item.resource)) entries.push([scope, key, known])
      return
    }
    const known = knownOf(item.resource, item.fullUrl)
    if (known === null) return
    const origin = item.bundle === null ? scope : originOf(path, item.bundle)
    for (const key of keysOf(item.resource, item.fullUrl)) entries.push([origin, key, known])
  }
  for (const batch of batches) for (const item of batch) take(item)
  return entries.length === 0 ? null : { scope, entries }
}

/** Each thread gets what is made of them: see Known. */
const BYTES_AN_ENTRY = 100

export function weigh(part: unknown): number {
  return BYTES_AN_ENTRY * (part as Gathered).entries.length
}

export function combine(parts: readonly unknown[]): FhirContext {
  const gathered = (parts as readonly (Gathered | null)[]).filter((part) => part !== null)
  const charts = separateCharts(gathered)
  const scopes = new Map<string, ScopeTable>()
  for (const [scope, ofScope] of Map.groupBy(gathered, (part) => part.scope)) {
    scopes.set(scope, scopeTable(ofScope, charts))
  }
  const hasUntied = gathered.some(({ entries }) =>
    entries.some(([, , known]) => known.type === 'Untied'),
  )
  return { scopes, everywhere: merged(scopes), charts, hasUntied }
}

/**
 * What stands in the folder by itself comes before what Bundles in it bring along. Within one origin the newest version of a
 * resource counts; between two Bundles an id may mean two things.
 */
function scopeTable(
  gathered: readonly Gathered[],
  charts: ReadonlyMap<string, string>,
): Map<string, Known | null> {
  const origins = new Map<string, string>()
  const table = new Map<string, Known | null>()
  const entries = gathered.flatMap((part) => part.entries.map((entry) => ({ part, entry })))
  const isAlone = ({ part, entry }: (typeof entries)[number]) => entry[0] === part.scope
  const ordered = [...entries.filter(isAlone), ...entries.filter((each) => !isAlone(each))]
  for (const { part, entry } of ordered) {
    const [origin, key, known] = entry
    const own = ofItsChart(known, origin, charts)
    const before = table.get(key)
    const from = origins.get(key)
    const isVersion = from === origin && before != null
    if (isVersion && isOther(before, own)) {
      table.set(key, null)
    } else if (before === undefined || (isVersion && isNewer(own, before))) {
      table.set(key, own)
      origins.set(key, origin)
    } else if (from !== origin && from !== part.scope && !isSame(before, own)) {
      table.set(key, null)
    }
  }
  return table
}

function ofItsChart(known: Known, origin: string, charts: ReadonlyMap<string, string>): Known {
  const chart = charts.get(patientKey(origin, known))
  if (chart === undefined || known.type !== 'Patient') return known
  return { ...known, number: chart, system: '' }
}

export function patientKey(origin: string, known: Known): string {
  return known.type === 'Patient' ? `${origin}\0${known.id}` : ''
}

/** The id that a patient's facts carry: the chart number, else a reference that cannot be taken for one; '' for who has neither. */
export function chartIdOf(patient: KnownPatient): string {
  if (patient.number !== '') return patient.number
  return patient.id === '' ? '' : `Patient/${patient.id}`
}

/** Of one export, two Patients under one key that are two persons: an identifier that both have leads to neither. */
function isOther(known: Known, before: Known): boolean {
  if (known.type !== 'Patient' || before.type !== 'Patient') return false
  return known.id !== before.id && chartIdOf(known) !== chartIdOf(before)
}

function isNewer(known: Known, before: Known): boolean {
  if (known.type !== 'Patient' || before.type !== 'Patient') return true
  return known.updated >= before.updated
}

function merged(scopes: ReadonlyMap<string, ScopeTable>): ScopeTable {
  const [only] = scopes.values()
  if (only !== undefined && scopes.size === 1) return only
  const all = new Map<string, Known | null>()
  for (const table of scopes.values()) {
    for (const [key, known] of table) {
      const before = all.get(key)
      const agrees = known !== null && (before === undefined || isSame(before, known))
      all.set(key, agrees ? known : null)
    }
  }
  return all
}

function isSame(a: Known | null, b: Known): boolean {
  if (a === null) return false
  if (a.type === 'Patient' && b.type === 'Patient') {
    return chartIdOf(a) === chartIdOf(b) && a.birthDate === b.birthDate
  }
  return JSON.stringify(a) === JSON.stringify(b)
}

/**
 * Two Patients with one number are one person only if the number is of one system and the birth dates do not contradict.
 * Of several systems the one that numbers most patients keeps the bare number; the others get FHIR's `system|value`. Of one
 * system with two birth dates nobody gets the bare number twice: the later one is named by its reference. An id without a number is no
 * more: two Bundles may give one id to two persons.
 */
function separateCharts(gathered: readonly Gathered[]): Map<string, string> {
  const patients = new Map<string, KnownPatient>()
  for (const { entries } of gathered) {
    for (const [origin, , known] of entries) {
      if (known.type !== 'Patient' || chartIdOf(known) === '') continue
      const key = patientKey(origin, known)
      const before = patients.get(key)
      if (before === undefined || isNewer(known, before)) patients.set(key, known)
    }
  }
  const bySystem = Map.groupBy(patients.values(), ({ system }) => system)
  const ordered = [...patients].sort(
    ([keyA, a], [keyB, b]) =>
      (bySystem.get(b.system)?.length ?? 0) - (bySystem.get(a.system)?.length ?? 0) ||
      (keyA < keyB ? -1 : 1),
  )
  const holders = new Map<string, KnownPatient>()
  const charts = new Map<string, string>()
  for (const [key, patient] of ordered) {
    const free = namesOf(patient).find((chart) => {
      const holder = holders.get(chart)
      return holder === undefined || isSamePerson(holder, patient)
    })
    const chart = free ?? `${key.replace('\0', 'Patient/')}`
    if (!holders.has(chart)) holders.set(chart, patient)
    if (chart !== chartIdOf(patient)) charts.set(key, chart)
  }
  return charts
}

/** What a chart may be called, the most wanted first. */
function namesOf({ id, number, system }: KnownPatient): string[] {
  const names = id === '' ? [] : [`Patient/${id}`]
  return number === '' ? names : [number, `${system}|${number}`, ...names]
}

function isSamePerson(a: KnownPatient, b: KnownPatient): boolean {
  return a.system === b.system && isSameBirth(a.birthDate, b.birthDate)
}

/** As far as both say it. */
export function isSameBirth(a: string, b: string): boolean {
  const length = Math.min(a.length, b.length)
  return a.slice(0, length) === b.slice(0, length)
}

export function isContext(value: unknown): value is FhirContext {
  return typeof value === 'object' && value !== null && 'scopes' in value && 'charts' in value
}

/** The table of one Bundle's own entries. */
export function bundleTable(
  entries: readonly { resource: Json; fullUrl: string }[],
  origin: string,
  charts: ReadonlyMap<string, string>,
): Map<string, Known> {
  const table = new Map<string, Known>()
  const ambiguous = new Set<string>()
  for (const { resource, fullUrl } of entries) {
    if (resource.resourceType === 'Observation') {
      for (const [key, known] of membersOf(resource)) table.set(key, known)
      continue
    }
    const known = knownOf(resource, fullUrl)
    if (known === null) continue
    const own = ofItsChart(known, origin, charts)
    for (const key of keysOf(resource, fullUrl)) {
      const before = table.get(key)
      if (before !== undefined && isOther(own, before)) ambiguous.add(key)
      if (before === undefined || isNewer(own, before)) table.set(key, own)
    }
  }
  for (const key of ambiguous) table.delete(key)
  return table
}
