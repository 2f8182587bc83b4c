/** CodeableConcept, Coding and units (FHIR R4 datatypes) as coded values; the same object for the same source text. */
import type { Coded, Coding, Quantity, Staff } from '../../../model/records/values.ts'
import { isJlac10System } from './jlac.ts'
import { type Json, list, obj, str } from './json.ts'
import { codeInWords } from './named-codes.ts'

/** Texts that name the field and not the thing: JP Core's own laboratory example carries this one. */
const PLACEHOLDERS = new Set(['検査項目コード'])
const REMEMBERED = 20_000

/**
 * Which system leads when a value is coded in several, by the system's name. Japanese masters come first: laboratory
 * (JLAC10, then JLAC11), drugs (HOT, YJ), diseases (ICD-10, MEDIS), then LOINC, RxNorm and SNOMED CT.
 */
const LEADING_SYSTEMS: readonly RegExp[] = [
  /jlac/i,
  /1\.2\.392\.200119\.4\.40[23]|master-HOT|capstandard|YJ/i,
  /icd-?10/i,
  /loinc/i,
  /rxnorm/i,
  /snomed/i,
]

export interface CodedValues {
  /** CodeableConcept; null when it holds nothing that could be read. */
  concept(value: unknown): Coded | null
  /** Coding. */
  coding(value: unknown): Coded | null
  /** A FHIR `code`, whose display is the code. */
  code(code: string, system: string): Coded | null
  text(text: string): Coded | null
  unit(quantity: Json): Coded | null
  staff(code: string, name: string): Staff
}

/** A concept seen before, found again without building a key: its first code leads to few others. */
interface Seen {
  readonly text: string
  readonly raw: readonly Json[]
  readonly coded: Coded | null
}

export function codedValues(): CodedValues {
  let seen = new Map<string, Seen[]>()
  let count = 0
  let named = new Map<string, Coded>()
  let people = new Map<string, Staff>()

  function conceptIn(text: string, raw: readonly Json[]): Coded | null {
    const lead = str(raw[0]?.code) || text
    let others = seen.get(lead)
    if (others !== undefined) {
      for (const other of others)
        if (other.text === text && isSame(other.raw, raw)) return other.coded
    }
    if (++count > REMEMBERED) {
      seen = new Map()
      count = 0
      others = undefined
    }
    const coded = conceptOf(text, raw)
    if (others === undefined) seen.set(lead, [{ text, raw, coded }])
    else others.push({ text, raw, coded })
    return coded
  }

  function name(key: string, make: () => Coded): Coded {
    let coded = named.get(key)
    if (coded === undefined) {
      coded = make()
      if (named.size >= REMEMBERED) named = new Map()
      named.set(key, coded)
    }
    return coded
  }

  const text = (words: string) =>
    words === '' ? null : name(words, () => ({ display: words, codings: [] }))
  return {
    concept(value) {
      const concept = obj(value)
      return concept === null ? null : conceptIn(str(concept.text), list(concept.coding))
    },
    coding(value) {
      const coding = obj(value)
      return coding === null ? null : conceptIn('', [coding])
    },
    code: (code, system) => (code === '' ? null : conceptIn('', [{ code, system }])),
    text,
    unit(quantity) {
      const display = str(quantity.unit)
      return str(quantity.code) === '' ? text(display) : conceptIn(display, [quantity])
    },
    staff(code, name) {
      const key = `${code}\0${name}`
      let staff = people.get(key)
      if (staff === undefined) {
        staff = { code, name }
        if (people.size >= REMEMBERED) people = new Map()
        people.set(key, staff)
      }
      return staff
    },
  }
}

function isSame(a: readonly Json[], b: readonly Json[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) {
    const x = a[i] as Json
    const y = b[i] as Json
    if (x.code !== y.code || x.system !== y.system || x.display !== y.display) return false
  }
  return true
}

/** The text is what the clinician saw, unless it is a placeholder; then the leading coding's name, then its code. */
function conceptOf(text: string, raw: readonly Json[]): Coded | null {
  const codings: Coding[] = raw
    .map((coding) => ({
      code: str(coding.code),
      name: str(coding.display),
      system: str(coding.system),
    }))
    .filter(({ code, name }) => code !== '' || name !== '')
  codings.sort((a, b) => rank(a.system) - rank(b.system))
  const said = text.trim() === '' || PLACEHOLDERS.has(text) ? '' : text
  const named = codings.find((coding) => coding.name !== '')?.name
  const [lead] = codings
  const display = said || named || (lead === undefined ? '' : codeInWords(lead)) || text.trim()
  return display === '' ? null : { display, codings }
}

function rank(system: string): number {
  if (isJlac10System(system)) return -1
  const place = LEADING_SYSTEMS.findIndex((pattern) => pattern.test(system))
  return place < 0 ? LEADING_SYSTEMS.length : place
}

/** Quantity as written; null when it has neither value nor unit. FHIR R4 comparator stands before the number. */
export function quantityOf(
  value: unknown,
  values: CodedValues,
  literal: (parent: Json, key: string) => string,
): Quantity | null {
  const quantity = obj(value)
  if (quantity === null) return null
  const text = str(quantity.comparator) + literal(quantity, 'value')
  const unit = values.unit(quantity)
  return text === '' && unit === null ? null : { text, unit }
}
