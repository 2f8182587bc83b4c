/** Draws the persons of the hospital, and names those whom tests and demonstrations look for. */
import { type Minute, minuteOf, SNAPSHOT } from './calendar.ts'
import type { Person, Sex } from './events.ts'
import { drawAddress, drawName, type Name } from './names.ts'
import { createRandom, type Random } from './random.ts'

export interface PersonWish {
  readonly sex?: Sex
  /** Completed years, from and to. */
  readonly age?: readonly [number, number]
  readonly name?: Name
  readonly birth?: Minute
  readonly alphabetic?: string
  readonly priorId?: string
  readonly abo?: string
  readonly rh?: string
}

/** Ids grow with gaps, as a hospital that has been numbering for decades. */
export function patientIdOf(index: number): string {
  return String(12_345 + index * 131 + ((index * index * 7) % 97)).padStart(10, '0')
}

export function drawPerson(seed: number, index: number, wish: PersonWish): Person {
  const random = createRandom(seed, `person ${index}`)
  const sex = wish.sex ?? (random.chance(0.5) ? 'M' : 'F')
  const [youngest, oldest] = wish.age ?? [55, 90]
  const birth = wish.birth ?? drawBirth(random, youngest, oldest)
  const birthYear = 1970 + Math.floor(birth / 525_960)
  const drawn = drawName(random, sex, birthYear)
  const name = wish.name ?? drawn
  const years = 2026 - birthYear
  const address = drawAddress(random)
  const relative = drawName(
    random,
    sex === 'M' ? 'F' : 'M',
    birthYear + (years < 20 ? -29 : years > 75 ? 28 : 0),
  )
  return {
    ...name,
    id: patientIdOf(index),
    birth,
    sex,
    alphabetic: wish.alphabetic ?? '',
    abo: wish.abo ?? drawAbo(random),
    rh: wish.rh ?? (random.chance(0.005) ? '-' : '+'),
    height: heightOf(random, sex, years),
    weight: weightOf(random, sex, years),
    zip: address.zip,
    address: address.text,
    phone: address.phone,
    contact: {
      name: { ...relative, family: name.family, familyKana: name.familyKana },
      relation:
        years < 20 ? 'MTH^母^HL70063' : years > 75 ? 'CHD^子^HL70063' : 'SPO^配偶者^HL70063',
      phone: `090-9999-${String(random.int(1000, 9999))}`,
    },
    priorId: wish.priorId ?? '',
  }
}

function drawBirth(random: Random, youngest: number, oldest: number): Minute {
  const age = random.int(youngest, oldest)
  const born = minuteOf(2026 - age, random.int(1, 10), random.int(1, 28))
  return Math.min(born, SNAPSHOT - 40 * 1440)
}

/** Frequencies in Japan: A 40, O 30, B 20, AB 10 %. */
function drawAbo(random: Random): string {
  const at = random.next()
  return at < 0.4 ? 'A' : at < 0.7 ? 'O' : at < 0.9 ? 'B' : 'AB'
}

function heightOf(random: Random, sex: Sex, years: number): number {
  if (years < 18) return Math.round((75 + years * 6 + random.normal(0, 3)) * 10) / 10
  const adult = (sex === 'M' ? 170 : 157) - Math.max(0, years - 60) * 0.25
  return Math.round((adult + random.normal(0, 5)) * 10) / 10
}

function weightOf(random: Random, sex: Sex, years: number): number {
  if (years < 18) return Math.round((9 + years * 2.6 + random.normal(0, 1)) * 10) / 10
  const adult = (sex === 'M' ? 66 : 53) - Math.max(0, years - 70) * 0.3
  return Math.round(Math.max(33, adult + random.normal(0, 8)) * 10) / 10
}
