/**
 * Whether two sources that give one number mean the same person. The day of birth decides; a name and a sex count where both sources
 * give them, so that strangers with one day of birth do not share a chart.
 */
import type { Identifier, PersonName } from '../../model/records/values.ts'
import { nameKey } from '../../model/search-keys.ts'

/** What one source says of who has the number. */
export interface Persona {
  /** ISO 8601 to any precision, '' = not said. */
  readonly birth: string
  /** HL7 v2.5 table 0001, '' = not said. */
  readonly sex: string
  readonly names: readonly PersonName[]
  readonly identifiers: readonly Identifier[]
}

/** What speaks against one person; null = nothing does. `doubtful`: something is not the same, and one slip or a new name explains it. */
export type Difference = { readonly isOther: boolean; readonly what: string } | null

export function differenceOf(number: string, a: Persona, b: Persona): Difference {
  if (!isSameBirth(a.birth, b.birth)) {
    return { isOther: true, what: `birth date ${a.birth} / ${b.birth}` }
  }
  const names = isOtherName(a.names, b.names)
  const sex = isOtherSex(a.sex, b.sex)
  const institution = isOtherInstitution(number, a, b)
  const what = [
    names ? `name ${shown(a.names)} / ${shown(b.names)}` : '',
    sex ? `sex ${a.sex} / ${b.sex}` : '',
    institution ? 'number of another institution' : '',
  ]
    .filter((word) => word !== '')
    .join(', ')
  if (what === '') return null
  const isUnsure = sex || institution || a.birth === '' || b.birth === ''
  return { isOther: names && isUnsure, what }
}

/** To the precision both have. */
function isSameBirth(a: string, b: string): boolean {
  const length = Math.min(a.length, b.length)
  return a.slice(0, length) === b.slice(0, length)
}

function isOtherSex(a: string, b: string): boolean {
  return (a === 'M' && b === 'F') || (a === 'F' && b === 'M')
}

/**
 * Nothing in common in any writing that both have: a given name that is the same outlasts a marriage, and a family name alone is a
 * family's. In letters either part may stand first.
 */
function isOtherName(a: readonly PersonName[], b: readonly PersonName[]): boolean {
  let compared = false
  for (const one of a) {
    for (const two of b) {
      if (one.representation !== two.representation) continue
      const [own, others] = [partsOf(one), partsOf(two)]
      if (own.length === 0 || others.length === 0) continue
      if (own.some((part) => others.includes(part))) return false
      compared = true
    }
  }
  return compared
}

/** Its parts and the whole of it, as they are searched. */
function partsOf({ family, given }: PersonName): string[] {
  const words = `${family} ${given}`.split(/[\s　]+/)
  return [...words, family + given, given + family].map(nameKey).filter((key) => key !== '')
}

/** JP Core: numbers that a medical institution gave, by the institution's own number. */
const OF_INSTITUTION = 'urn:oid:1.2.392.100495.20.3.51.'

function isOtherInstitution(number: string, a: Persona, b: Persona): boolean {
  const [one, two] = [a, b].map(
    ({ identifiers }) =>
      identifiers.find(({ value, system }) => value === number && system.startsWith(OF_INSTITUTION))
        ?.system,
  )
  return one !== undefined && two !== undefined && one !== two
}

function shown(names: readonly PersonName[]): string {
  const [first] = names
  return first === undefined ? '' : `${first.family} ${first.given}`.trim()
}
