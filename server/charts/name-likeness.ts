/**
 * Which names sound or look nearly alike, without being the same (SAME_NAME in banner.ts).
 *
 * `sound`: the kana differ, once voiced and half-voiced marks, small kana and long marks are folded, by at most one letter put in,
 * left out or exchanged. `transposed`: two neighbouring letters, or family and given name, have changed places. `birth`: the
 * family name and the date of birth are the same, the given name is another.
 *
 * The work grows with the number of people, not with its square: names within one letter of each other share a form with
 * one letter left out.
 */
import type { Likeness } from '../../model/api/patients.ts'
import { nameKey } from '../../model/search-keys.ts'

/** What is compared of a person. */
export interface Named {
  /** Row of the surviving patient. */
  readonly row: number
  readonly family: string
  readonly given: string
  readonly familyKana: string
  readonly givenKana: string
  /** `YYYY-MM-DD`, or less, or null. */
  readonly birthAt: string | null
}

export interface Alike {
  readonly other: Named
  readonly likeness: Likeness
}

/** People compared within one form; more share it only where the names say nothing. */
const MOST_OF_A_FORM = 100

/** Everybody who is like somebody else among these, with all whom they are like. */
export function alikeAmong(people: readonly Named[]): Map<number, Alike[]> {
  const found = new Map<number, Alike[]>()
  for (const group of formsOf(people).values()) {
    const some = group.slice(0, MOST_OF_A_FORM)
    for (const [at, a] of some.entries()) {
      for (const b of some.slice(at + 1)) {
        const likeness = likenessOf(a, b)
        if (likeness === null) continue
        note(found, a, b, likeness)
        note(found, b, a, likeness)
      }
    }
  }
  return found
}

/** In what the two names are alike; null when they are not, or are the same. */
export function likenessOf(a: Named, b: Named): Likeness | null {
  if (a.row === b.row || isSameName(a, b)) return null
  const [soundA, soundB] = [
    soundOf(a.familyKana + a.givenKana),
    soundOf(b.familyKana + b.givenKana),
  ]
  if (soundA !== '' && soundB !== '') {
    if (soundOf(a.givenKana + a.familyKana) === soundB) return 'transposed'
    if (isNeighbourSwap(soundA, soundB)) return 'transposed'
    if (isWithinOneLetter(soundA, soundB)) return 'sound'
  }
  return hasSameFamilyAndBirth(a, b) ? 'birth' : null
}

function note(found: Map<number, Alike[]>, a: Named, b: Named, likeness: Likeness): void {
  const known = found.get(a.row) ?? []
  if (known.some(({ other }) => other.row === b.row)) return
  found.set(a.row, [...known, { other: b, likeness }])
}

/** People by each form in which somebody like them would appear, too. */
function formsOf(people: readonly Named[]): Map<string, Named[]> {
  const forms = new Map<string, Named[]>()
  for (const person of people) {
    const own = new Set<string>()
    const sound = soundOf(person.familyKana + person.givenKana)
    if (sound !== '') {
      own.add(sound)
      for (let at = 0; at < sound.length; at++) own.add(without(sound, at))
      own.add(soundOf(person.givenKana + person.familyKana))
    }
    if (isWholeDay(person.birthAt)) {
      for (const family of familiesOf(person)) own.add(`${person.birthAt} ${family}`)
    }
    for (const form of own) {
      const group = forms.get(form)
      if (group === undefined) forms.set(form, [person])
      else group.push(person)
    }
  }
  for (const [form, group] of forms) if (group.length < 2) forms.delete(form)
  return forms
}

/** `じょうじ` → `シヨウシ`, `サトー` → `サト`; '' when it is not kana. */
function soundOf(kana: string): string {
  const key = nameKey(kana)
  // NFD parts a voiced kana into its letter and its mark.
  return /[ァ-ヺ]/.test(key) ? key.normalize('NFD').replace(/[\u3099\u309aー]/g, '') : ''
}

function isSameName(a: Named, b: Named): boolean {
  const same = (one: string, other: string) => one !== '' && nameKey(one) === nameKey(other)
  return (
    same(a.familyKana + a.givenKana, b.familyKana + b.givenKana) ||
    same(a.family + a.given, b.family + b.given)
  )
}

function isWithinOneLetter(a: string, b: string): boolean {
  if (a === b) return true
  if (a.length === b.length) return [...a].filter((ch, at) => ch !== b[at]).length === 1
  const [long, short] = a.length > b.length ? [a, b] : [b, a]
  if (long.length - short.length > 1) return false
  const at = [...long].findIndex((ch, place) => ch !== short[place])
  return without(long, at) === short
}

function isNeighbourSwap(a: string, b: string): boolean {
  if (a.length !== b.length) return false
  const at = [...a].findIndex((ch, place) => ch !== b[place])
  if (at < 0 || at === a.length - 1) return false
  return a.slice(0, at) + a[at + 1] + a[at] + a.slice(at + 2) === b
}

function hasSameFamilyAndBirth(a: Named, b: Named): boolean {
  if (!isWholeDay(a.birthAt) || a.birthAt !== b.birthAt) return false
  return familiesOf(a).some((family) => familiesOf(b).includes(family))
}

function familiesOf({ family, familyKana }: Named): string[] {
  return [nameKey(family), nameKey(familyKana)].filter((each) => each !== '')
}

function isWholeDay(at: string | null): boolean {
  return at !== null && at.length >= 10
}

function without(text: string, at: number): string {
  return text.slice(0, at) + text.slice(at + 1)
}
