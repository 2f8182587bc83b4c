/** What every kind of resource is read with: references, times, codes, spellings of numbers, and where problems are said. */

import type { ClinicalTime, Coded, Quantity, Staff } from '../../../model/records/values.ts'
import type { FieldProblem } from '../../../model/records.ts'
import type { Damage } from '../files/unknown-content.ts'
import { byObject } from './by-object.ts'
import { type CodedValues, codedValues, quantityOf } from './coded-values.ts'
import { bundleTable, chartIdOf, type FhirContext, isSameBirth } from './context.ts'
import { dosageOf, type ReadDosage } from './dosage.ts'
import { type Bundle, type FoundResource, originOf, serverOf } from './items.ts'
import { type Json, list, obj, str } from './json.ts'
import type { Known, KnownLocation, KnownType } from './known-resources.ts'
import { noteOf } from './labelled-words.ts'
import { numberLiterals } from './number-literals.ts'
import { organismFor } from './organism.ts'
import { chartNumberOf } from './patient-identity.ts'
import { rangeOf } from './reference-range.ts'
import { containedIn, keysOfReference } from './references.ts'
import { rememberedStaff, staffOf } from './staff.ts'
import { tiedBy, type Untied } from './ties.ts'
import { type ReadTime, readTime } from './times.ts'

export interface Reading {
  readonly values: CodedValues
  /** Before a resource is read. */
  begin(found: FoundResource): void
  readonly resource: Json
  /** Folder or Bundle, so that ids of different exports stay apart; ends where an id may follow. */
  scope: string
  /** `line 3`, `entry 2`. */
  readonly where: string
  /** The chart id, '' = cannot be told. Sets who the problems concern. */
  patientOf(reference: unknown): string
  patientId: string
  known<T extends KnownType>(reference: unknown, type: T): Extract<Known, { type: T }> | null
  /** The named value of the Observation that has this one as a member, or that it derives from: the organism of a culture; '' = none known. */
  organism(): string
  /** Locations from the referred one upwards. */
  places(reference: unknown): readonly KnownLocation[]
  contained(reference: Json): Json | null
  time(value: unknown, field: string): ClinicalTime | null
  /** As `time`, for sorting. */
  sortable(value: unknown): string
  concept(value: unknown): Coded | null
  quantity(value: unknown): Quantity | null
  /** Dosages, of which the same come with many orders. */
  dosage(dosages: readonly Json[]): ReadDosage
  /** `Observation.referenceRange`, '' = none. */
  range(value: unknown): string
  /** The number under `key` as written, '' = none. */
  literal(parent: Json, key: string): string
  staff(reference: unknown): Staff | null
  /** JP eCS department extension, else the Organization referred to. */
  department(organization?: unknown): Coded | null
  notes(value: unknown): string
  problem(field: string, text: string, reason: string): void
  /** Notes that an attachment of the resource cannot be read. */
  lose(damage: Damage): void
  /** Since the last call. */
  takeLost(): readonly Damage[]
  /** Notes what of nobody's the resource ties to its patient. */
  tie(): void
  /** Since the last call. */
  takeTied(): readonly Untied[]
  /** Since the last call. */
  takeProblems(): FieldProblem[]
}

const HIGHEST_PLACE = 10
const REMEMBERED = 20_000
const NOTHING_LOST: readonly Damage[] = []
const NONE_TIED: readonly Untied[] = []

export function createReading(path: string, folder: string, context: FhirContext): Reading {
  const values = codedValues()
  const folderScope = `${folder}|`
  const literals = numberLiterals()
  const staffOfFolder = rememberedStaff()
  const dosages = byObject((several: readonly Json[]) => dosageOf(several, reading))
  const onlyDosages = byObject((only: Json) => dosageOf([only], reading))
  const ranges = byObject((value) => rangeOf(list(value), reading))
  const scoped = context.scopes.get(folder)
  let problems: FieldProblem[] = []
  let lost: Damage[] = []
  let tied: readonly Untied[] = []
  /** Most resources say one time in several places. */
  let lastTime = readTime('')
  let timeBefore = lastTime
  let found: FoundResource | null = null
  let table: ReadonlyMap<string, Known> | null = null
  let tableOf: Bundle | null = null
  let ownBase = ''
  let numbers: unknown = null
  /** Most facts of a file follow others of the same patient. */
  let lastReference = ''
  /** Of the folder: what references that are no keys themselves led to, by their type and text. */
  const searched = new Map<KnownType, Map<string, Known | null>>()
  let lastPatient = ''

  function lookUp(key: string): Known | null {
    const own = table?.get(key)
    if (own !== undefined) return own
    const near = scoped?.get(key)
    if (near !== undefined) return near
    return (scoped === context.everywhere ? null : context.everywhere.get(key)) ?? null
  }

  function isOwnServer(base: string): boolean {
    if (ownBase === '') ownBase = base
    return base === ownBase
  }

  function find(reference: Json, type: KnownType): Known | null {
    const written = reference.reference
    // Most references are relative: that is the key itself.
    const direct = typeof written === 'string' ? lookUp(written) : null
    if (direct !== null && direct.type === type) return direct
    if (typeof written !== 'string' || table !== null || reference.identifier !== undefined) {
      return search(reference, type)
    }
    // `Specimen/7` has no other key than itself: what is not there is nowhere.
    if (written.startsWith(type) && written.lastIndexOf('/') === type.length) return null
    const ofType = searched.get(type) ?? new Map<string, Known | null>()
    const remembered = ofType.get(written)
    if (remembered !== undefined) return remembered
    const known = search(reference, type)
    if (ofType.size >= REMEMBERED) ofType.clear()
    searched.set(type, ofType.set(written, known))
    return known
  }

  function search(reference: Json, type: KnownType): Known | null {
    for (const key of keysOfReference(reference, type, isOwnServer)) {
      const known = lookUp(key)
      if (known !== null && known.type === type) return known
    }
    return null
  }

  /** The last two: a fact has its own time and that of its issue, and facts come in groups that share both. */
  function timeOf(text: string): ReadTime {
    if (text === lastTime.text) return lastTime
    const found = text === timeBefore.text ? timeBefore : readTime(text)
    timeBefore = lastTime
    lastTime = found
    return found
  }

  const reading: Reading = {
    values,
    patientId: '',
    get resource() {
      return found?.resource ?? {}
    },
    scope: folderScope,
    get where() {
      return found?.where ?? ''
    },
    begin(next) {
      found = next
      reading.patientId = ''
      if (next.numbers !== numbers) {
        numbers = next.numbers
        literals.begin(next.numbers)
      }
      if (next.bundle !== tableOf) {
        tableOf = next.bundle
        const origin = next.bundle === null ? '' : originOf(path, next.bundle)
        reading.scope = next.bundle === null ? folderScope : `${origin}|`
        lastReference = ''
        ownBase = serverOf(next.bundle?.entries[0]?.fullUrl ?? '')
        table = next.bundle && bundleTable(next.bundle.entries, origin, context.charts)
      }
    },
    patientOf(value) {
      reading.patientId = ''
      const reference = obj(value)
      if (reference === null) return ''
      const written = str(reference.reference)
      const logical = reference.identifier
      if (written !== '' && written === lastReference && logical === undefined) {
        reading.patientId = lastPatient
        return lastPatient
      }
      const own = reading.contained(reference)
      // Of several servers each has its own Patient/1.
      if (tableOf?.server && /^Patient\/[^/]+$/.test(written) && !table?.has(written)) return ''
      const known = find(own === null ? reference : { identifier: numberOf(own) }, 'Patient')
      if (known?.type !== 'Patient') return ''
      if (own !== null && !isSameBirth(str(own.birthDate), known.birthDate)) return ''
      const patientId = chartIdOf(known)
      // What names two persons is neither's.
      const other = logical === undefined ? null : find({ identifier: logical }, 'Patient')
      if (other?.type === 'Patient' && chartIdOf(other) !== patientId) return ''
      if (patientId !== '' && written !== '' && own === null) {
        lastReference = written
        lastPatient = patientId
      }
      reading.patientId = patientId
      return patientId
    },
    known<T extends KnownType>(value: unknown, type: T) {
      const reference = obj(value)
      if (reference === null) return null
      return find(reference, type) as Extract<Known, { type: T }> | null
    },
    organism: () => (found === null ? '' : organismFor(found, lookUp)),
    places(value) {
      const places: KnownLocation[] = []
      let next: unknown = value
      while (places.length < HIGHEST_PLACE) {
        const place = reading.known(next, 'Location')
        if (place === null || places.includes(place)) break
        places.push(place)
        if (place.partOf === '') break
        next = { reference: place.partOf }
      }
      return places
    },
    contained: (reference) => containedIn(found?.resource, str(reference.reference)),
    time(value, field) {
      if (typeof value !== 'string' || value === '') return null
      const time = timeOf(value)
      if (time.flaw !== '') reading.problem(field, value, time.flaw)
      return time
    },
    sortable: (value) => (typeof value === 'string' ? timeOf(value).sortable : ''),
    concept: values.concept,
    quantity: (value) => quantityOf(value, values, literals.of),
    dosage(several) {
      const [only] = several
      return several.length === 1 && only !== undefined ? onlyDosages(only) : dosages(several)
    },
    range: (value) => (Array.isArray(value) && value.length > 0 ? ranges(value) : ''),
    literal: literals.of,
    staff(value) {
      const reference = obj(value)
      return reference === null
        ? null
        : table === null
          ? staffOfFolder(reference, reading)
          : staffOf(reference, reading)
    },
    department(organization) {
      for (const { url, valueCodeableConcept } of list(found?.resource.extension)) {
        if (typeof url === 'string' && url.endsWith('/JP_eCS_Department')) {
          return values.concept(valueCodeableConcept)
        }
      }
      const reference = obj(organization)
      if (reference === null) return null
      const name = reading.known(reference, 'Organization')?.name || str(reference.display)
      return values.text(name)
    },
    notes: (value) =>
      value === undefined ? '' : noteOf(list(value).map((note) => str(note.text))),
    problem(field, said, reason) {
      const place = [reading.where, field].filter((part) => part !== '').join(' ')
      const { patientId } = reading
      problems.push({ where: place, text: said, reason, ...(patientId !== '' && { patientId }) })
    },
    lose: (damage) => void lost.push(damage),
    takeLost() {
      if (lost.length === 0) return NOTHING_LOST
      const taken = lost
      lost = []
      return taken
    },
    tie() {
      if (!context.hasUntied || found === null || found.bundle !== null) return
      tied = tiedBy(found.resource, lookUp)
    },
    takeTied() {
      if (tied.length === 0) return NONE_TIED
      const taken = tied
      tied = []
      return taken
    },
    takeProblems() {
      const taken = problems
      problems = []
      return taken
    },
  }
  return reading
}

/** A contained Patient is known by its number only. */
function numberOf(patient: Json): Json {
  const { number, system } = chartNumberOf(patient)
  return { value: number, system }
}
