/**
 * One box finds everything: id, kana, kanji, alphabet, birth date, or a name with a birth date; a sex beside a birth date; a
 * ward with a room or bed.
 * Every reading of what was typed is tried; digits are never taken for only an id or only a date.
 */
import type { PatientRow, SearchAnswer } from '../../model/api/patients.ts'
import { idKey, isKana, nameKey } from '../../model/search-keys.ts'
import type { Generation } from '../generations/open-generation.ts'
import { statement } from '../generations/statement.ts'
import { readPatientRow } from './banner.ts'
import { patientsInBed } from './bed-query.ts'
import { readBirthDate } from './birth-date-query.ts'
import { type PatientRef, refOfRow } from './patient.ts'
import { similarAmong } from './similar-names.ts'

type Understood = SearchAnswer['understoodAs'][number]

interface Hit {
  row: number
}

interface IdHit extends Hit {
  value: string
  use: string
}

/** Sorts after every prefix: no name has a noncharacter. */
const AFTER_ALL = '\u{10ffff}'

const BY_ID = statement<IdHit>(`
  SELECT patient AS row, value, use FROM patient_identifier WHERE search_value = @key
  UNION SELECT id, patient_id, 'current' FROM patient WHERE patient_id = @text LIMIT 100`)
const BY_NAME = statement<Hit>(`
  SELECT patient AS row FROM patient_name_key WHERE full_key >= @key AND full_key < @after
  ORDER BY full_key, patient LIMIT @limit`)
const BY_GIVEN = statement<Hit>(`
  SELECT patient AS row FROM patient_name_key WHERE given_key >= @key AND given_key < @after
  ORDER BY given_key, patient LIMIT @limit`)
const BY_BIRTH = statement<Hit>(`
  SELECT id AS row FROM patient WHERE birth_at = @birth AND (@sex = '' OR sex = @sex)
  ORDER BY id LIMIT @limit`)
// CROSS JOIN: the few people born on one day first, then their names.
const BY_BIRTH_AND_NAME = statement<Hit>(`
  SELECT DISTINCT p.id AS row FROM patient p CROSS JOIN patient_name_key k ON k.patient = p.id
  WHERE p.birth_at = @birth AND (@sex = '' OR p.sex = @sex) AND ((k.full_key >= @key AND k.full_key < @after)
    OR (k.given_key >= @key AND k.given_key < @after))
  ORDER BY p.id LIMIT @limit`)
const BORN_ON = statement<Hit>(
  'SELECT id AS row FROM patient WHERE id = @row AND birth_at = @birth',
)

export interface Found {
  readonly understoodAs: Understood[]
  readonly exactId: boolean
  readonly patients: PatientRow[]
  readonly truncated: boolean
}

/**
 * @param query as typed, in any width
 * @param limit most rows to answer with
 */
export function findPatients(generation: Generation, query: string, limit: number): Found {
  const folded = query.normalize('NFKC').trim()
  const found = new FoundPatients(generation, limit)
  const idMatches = addById(generation, found, folded)
  const asks = readQuery(folded)
  for (const ask of asks) {
    for (const hit of hitsOf(generation, ask, limit + 1)) found.add(hit.row, ask.kinds)
  }
  for (const row of patientsInBed(generation, folded.split(/\s+/))) found.add(row, ['bed'])
  const tried: Understood[] = [...new Set<Understood>(['id', ...asks.flatMap((ask) => ask.kinds)])]
  return {
    understoodAs: found.kinds.size > 0 ? [...found.kinds] : tried,
    exactId: idMatches === 1,
    patients: found.list(),
    truncated: found.truncated,
  }
}

interface Ask {
  readonly kinds: Understood[]
  /** '' = any name. */
  readonly name: string
  /** '' = any birth date. */
  readonly birth: string
  /** HL7 table 0001; '' = any sex. */
  readonly sex: string
}

/** Words for a sex that are no part of a name. */
const SEX_WORDS: Readonly<Record<string, string>> = {
  男: 'M',
  男性: 'M',
  女: 'F',
  女性: 'F',
  male: 'M',
  female: 'F',
}

/** Readings of the query besides a plain id, the whole text first, then parts that are a birth date. */
function readQuery(folded: string): Ask[] {
  const asks: Ask[] = []
  const whole = readBirthDate(folded)
  if (whole !== null) asks.push({ kinds: ['birth-date'], name: '', birth: whole, sex: '' })
  const tokens = folded.split(/\s+/)
  for (const name of namesOf(tokens))
    asks.push({ kinds: [scriptOf(name)], name, birth: '', sex: '' })
  for (const [at, token] of tokens.entries()) {
    const birth = tokens.length > 1 ? readBirthDate(token) : null
    if (birth === null) continue
    const rest = tokens.filter((_, other) => other !== at)
    for (const name of namesOf(rest)) {
      asks.push({ kinds: [scriptOf(name), 'birth-date'], name, birth, sex: '' })
    }
    asks.push(...asksWithSex(rest, birth))
  }
  return asks
}

/** Besides a birth date one word may say the sex. */
function asksWithSex(words: readonly string[], birth: string): Ask[] {
  const at = words.findIndex((word) => Object.hasOwn(SEX_WORDS, word.toLowerCase()))
  const sex = SEX_WORDS[words[at]?.toLowerCase() ?? ''] ?? ''
  if (sex === '') return []
  const rest = words.filter((_, other) => other !== at)
  if (rest.length === 0) return [{ kinds: ['birth-date', 'sex'], name: '', birth, sex }]
  return namesOf(rest).map((name) => ({
    kinds: [scriptOf(name), 'birth-date', 'sex'],
    name,
    birth,
    sex,
  }))
}

/** The words as one name; for two words of alphabet also the other way round (`Taro Yamada`). */
function namesOf(words: readonly string[]): string[] {
  const name = words.join(' ')
  const keys = nameKey(name) === '' ? [] : [name]
  const isAlphabetic = words.length === 2 && scriptOf(name) === 'alphabetic'
  return isAlphabetic ? [...keys, [...words].reverse().join(' ')] : keys
}

function scriptOf(name: string): 'kana' | 'kanji' | 'alphabetic' {
  if (isKana(name)) return 'kana'
  return /^[\p{Script=Latin}\d\s.,'’-]+$/u.test(name) ? 'alphabetic' : 'kanji'
}

function hitsOf(generation: Generation, ask: Ask, limit: number): Hit[] {
  const key = nameKey(ask.name)
  const range = { key, after: key + AFTER_ALL, limit }
  const { birth, sex } = ask
  if (ask.name === '') return generation.all(BY_BIRTH, { birth, sex, limit })
  if (birth !== '') return generation.all(BY_BIRTH_AND_NAME, { ...range, birth, sex })
  const full = generation.all(BY_NAME, range)
  return full.length >= limit ? full : [...full, ...generation.all(BY_GIVEN, range)]
}

/** Adds the patients with this id (padded or not), or with this id and birth date. @returns people matched by id alone. */
function addById(generation: Generation, found: FoundPatients, folded: string): number {
  const matched = idHits(generation, folded)
  const people = new Set<number>()
  for (const hit of matched) {
    const person = found.add(hit.row, ['id'], hit)
    if (person !== null) people.add(person)
  }
  const tokens = folded.split(/\s+/)
  for (const [at, token] of tokens.entries()) {
    const birth = tokens.length > 1 ? readBirthDate(token) : null
    if (birth === null) continue
    const rest = tokens.filter((_, other) => other !== at).join('')
    for (const hit of idHits(generation, rest)) {
      const born = generation.get(BORN_ON, { row: hit.row, birth })
      if (born !== undefined) found.add(hit.row, ['id', 'birth-date'], hit)
    }
  }
  return people.size
}

/** Ids with the same key, the one written exactly as typed first. */
function idHits(generation: Generation, text: string): IdHit[] {
  const key = idKey(text)
  if (key === '') return []
  const hits = generation.all(BY_ID, { key, text })
  return hits.sort((a, b) => Number(b.value === text) - Number(a.value === text))
}

/** People in the order they were found, each once, whatever row of theirs was hit. */
class FoundPatients {
  readonly kinds = new Set<Understood>()
  truncated = false
  readonly #generation: Generation
  readonly #limit: number
  /** `mergedFrom` is the id of another patient that leads to this one. */
  readonly #people = new Map<number, { ref: PatientRef; mergedFrom: string }>()

  constructor(generation: Generation, limit: number) {
    this.#generation = generation
    this.#limit = limit
  }

  /** @returns the row of the surviving patient; null when there is none or the list is full. */
  add(row: number, kinds: readonly Understood[], id?: IdHit): number | null {
    const ref = refOfRow(this.#generation, row)
    if (ref === null) return null
    if (!this.#people.has(ref.row) && this.#people.size >= this.#limit) {
      this.truncated = true
      return null
    }
    for (const kind of kinds) this.kinds.add(kind)
    const isPrior = id !== undefined && (id.row !== ref.row || id.use === 'prior')
    const known = this.#people.get(ref.row)
    if (known === undefined) {
      this.#people.set(ref.row, { ref, mergedFrom: isPrior ? id.value : '' })
    } else if (id !== undefined && !isPrior) {
      known.mergedFrom = ''
    }
    return ref.row
  }

  list(): PatientRow[] {
    const similar = similarAmong(this.#generation, [...this.#people.keys()])
    return [...this.#people.values()].map(({ ref, mergedFrom }) => {
      const row = readPatientRow(this.#generation, ref)
      return { ...row, mergedFrom, similarName: row.similarName || similar.has(ref.row) }
    })
  }
}
