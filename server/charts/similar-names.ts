/**
 * Whom a patient could be taken for, beside those of the same name: in-patients of the same ward, other hits of a search, and
 * everybody of the same family name and birth date.
 *
 * Guarantees: however many patients there are, what is read is the in-patients once a generation, and of the others a few found by an index.
 */
import type { Likeness } from '../../model/api/patients.ts'
import type { Generation } from '../generations/open-generation.ts'
import { statement } from '../generations/statement.ts'
import { type Alike, alikeAmong, likenessOf, type Named } from './name-likeness.ts'

const NAME_COLUMNS = `p.id AS row, p.family, p.given, p.family_kana AS familyKana,
    p.given_kana AS givenKana, p.birth_at AS birthAt`
const IN_PATIENTS = statement<Named & { wardId: number }>(`
  SELECT encounter.ward_id AS wardId, ${NAME_COLUMNS}
  FROM encounter CROSS JOIN patient p ON p.id = patient
  WHERE status IN ('in-progress', 'on-leave') AND class = 'inpatient' AND ward_id IS NOT NULL
    AND p.merged_into IS NULL`)
const NAMES = statement<Named>(`
  SELECT ${NAME_COLUMNS} FROM json_each(@rows) wanted CROSS JOIN patient p ON p.id = wanted.value`)
/** Of one family and one birth date are twins, and entries by mistake: a few. */
const MOST_BORN_ALIKE = 20
// Each a seek of its own: a birth date that stands for "unknown" has any number of people.
const BORN_WITH_FAMILY = statement<Named>(bornWith('family'))
const BORN_WITH_KANA = statement<Named>(bornWith('family_kana'))

const DAY_LENGTH = 10
/** A ward of more is none: stays that nobody ever ended. */
const MOST_OF_A_WARD = 2_000

/** The answer is the same for the life of a generation. */
const wards = new WeakMap<Generation, Map<number, Alike[]>>()

/** Whether a list should make somebody look twice: the same ward holds somebody alike, or the hospital knows one of the same family and birth. */
export function hasSimilar(generation: Generation, row: number): boolean {
  if (alikeInWards(generation).has(row)) return true
  const own = namesOf(generation, [row])[0]
  return own !== undefined && bornAlike(generation, own).length > 0
}

/** Rows of those among these who are like another of them. */
export function similarAmong(generation: Generation, rows: readonly number[]): ReadonlySet<number> {
  return new Set(alikeAmong(namesOf(generation, rows)).keys())
}

/** All whom a patient is like: in the same ward, among `others`, and by family and birth. */
export function readSimilar(
  generation: Generation,
  row: number,
  others: readonly number[],
): { row: number; likeness: Likeness }[] {
  const own = namesOf(generation, [row])[0]
  if (own === undefined) return []
  const listed = namesOf(generation, others).flatMap((other) => {
    const likeness = likenessOf(own, other)
    return likeness === null ? [] : [{ other, likeness }]
  })
  const all = [
    ...(alikeInWards(generation).get(row) ?? []),
    ...listed,
    ...bornAlike(generation, own),
  ]
  const byRow = new Map(all.map(({ other, likeness }) => [other.row, { row: other.row, likeness }]))
  return [...byRow.values()]
}

function alikeInWards(generation: Generation): Map<number, Alike[]> {
  const known = wards.get(generation)
  if (known !== undefined) return known
  // A ward may be written by several terms: its code makes it one.
  const byWard = Map.groupBy(generation.all(IN_PATIENTS), ({ wardId }) => {
    const term = generation.term(wardId)
    return term?.code || term?.display
  })
  const found = new Map<number, Alike[]>()
  for (const people of byWard.values()) {
    if (people.length > MOST_OF_A_WARD) continue
    for (const [row, alike] of alikeAmong(people)) found.set(row, alike)
  }
  wards.set(generation, found)
  return found
}

function bornAlike(generation: Generation, own: Named): Alike[] {
  const { row, birthAt: birth, family, familyKana } = own
  if (birth === null || birth.length < DAY_LENGTH) return []
  const byKanji = family === '' ? [] : generation.all(BORN_WITH_FAMILY, { row, birth, family })
  const byKana =
    familyKana === '' ? [] : generation.all(BORN_WITH_KANA, { row, birth, family: familyKana })
  return [...byKanji, ...byKana].flatMap((other) => {
    const likeness = likenessOf(own, other)
    return likeness === null ? [] : [{ other, likeness }]
  })
}

function bornWith(family: 'family' | 'family_kana'): string {
  return `
    SELECT ${NAME_COLUMNS} FROM patient p
    WHERE p.birth_at = @birth AND p.${family} = @family AND p.merged_into IS NULL AND p.id <> @row
    LIMIT ${MOST_BORN_ALIKE}`
}

function namesOf(generation: Generation, rows: readonly number[]): Named[] {
  return generation.all(NAMES, { rows: JSON.stringify(rows) })
}
