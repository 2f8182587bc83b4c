/** Who is in the hospital: the patients that tests and demonstrations know by name, then as many as were asked for. */
import type { AllergyStory } from './allergies.ts'
import { DAY, type Minute, onDay, SNAPSHOT } from './calendar.ts'
import type { ImageKind } from './chart.ts'
import type { Course } from './courses/course.ts'
import { diabetes } from './courses/diabetes.ts'
import { dialysis } from './courses/dialysis.ts'
import { hepatitisB } from './courses/hepatitis-b.ts'
import { hypertension } from './courses/hypertension.ts'
import { type Bed, bedOf, type WardKey } from './hospital.ts'
import { drawKind, IN_WARDS, OUT_PATIENTS } from './kinds.ts'
import { NAMED_PATIENTS, type NamedPatient } from './named-patients.ts'
import type { PersonWish } from './people.ts'
import { createRandom, type Random } from './random.ts'
import { nameOf, woman } from './wishes.ts'

export interface PatientPlan {
  readonly wish: PersonWish
  readonly courses: readonly Course[]
  readonly allergies: AllergyStory
  /** Days of history before the snapshot. */
  readonly historyDays: number
  readonly current: { readonly bed: Bed; readonly admittedAt: Minute } | null
  readonly past: Minute | null
  readonly images: Readonly<Partial<Record<ImageKind, number>>>
  /** Irregular antibodies as the laboratory reports them, '' = the usual negative. */
  readonly antibodies: string
}

/** Share of in-patients at the snapshot. */
const INPATIENT_SHARE = 0.4

interface Likeness {
  readonly wish: PersonWish
  /** Of whom the first drawn patient takes this name. */
  readonly isOf: (plan: PatientPlan) => boolean
}

/** Names that could be taken for those of named patients: one letter apart in the same ward, and of one family born on one day. */
const ALIKE: readonly Likeness[] = [
  {
    wish: { sex: 'F', name: nameOf('岩田 静代 イワタ シズヨ') },
    isOf: ({ current }) => current?.bed.ward === 'orthopedics' && current.bed.room !== '',
  },
  {
    wish: woman('島田 由美子 シマダ ユミコ', 1969, 4, 26),
    isOf: ({ current, courses }) => current === null && courses.includes(hypertension),
  },
]

/** The plans of all patients in order. */
export function rosterOf(options: {
  patients: number
  years: number
  seed: number
}): PatientPlan[] {
  const random = createRandom(options.seed, 'roster')
  const taken = new Map<WardKey, number>()
  const plans: PatientPlan[] = []
  let inside = 0
  for (let index = 0; index < options.patients; index++) {
    const named = NAMED_PATIENTS[index]
    const plan = named
      ? namedPlan(named, index, options, taken)
      : drawnPlan(
          index,
          options.years,
          taken,
          random,
          inside < Math.floor(INPATIENT_SHARE * (index + 1)),
        )
    if (plan.current) inside++
    plans.push(plan)
  }
  return withLikenesses(plans)
}

function withLikenesses(plans: readonly PatientPlan[]): PatientPlan[] {
  const named = [...plans]
  for (const { wish, isOf } of ALIKE) {
    const at = plans.findIndex((plan) => plan.wish.name === undefined && isOf(plan))
    const plan = plans[at]
    if (plan !== undefined) named[at] = { ...plan, wish: { ...plan.wish, ...wish } }
  }
  return named
}

function namedPlan(
  named: NamedPatient,
  index: number,
  { patients, years }: { patients: number; years: number },
  taken: Map<WardKey, number>,
): PatientPlan {
  const days = Math.max(years, named.years ?? 0) * 365
  const current =
    named.ward === undefined
      ? null
      : {
          bed: nextBed(named.ward, taken),
          admittedAt: onDay(SNAPSHOT - (named.daysIn ?? 3) * DAY, 10, 5 + (index % 50)),
        }
  return {
    wish: named.wish,
    courses: named.courses,
    allergies: named.allergies,
    historyDays: days - 5,
    current,
    past: named.pastDays === undefined ? null : onDay(SNAPSHOT - named.pastDays * DAY, 10, 20),
    images:
      patients < SMALL_HOSPITAL ? withoutLargeStudies(named.images ?? {}) : (named.images ?? {}),
    antibodies: named.antibodies ?? '',
  }
}

function drawnPlan(
  index: number,
  years: number,
  taken: Map<WardKey, number>,
  random: Random,
  isInside: boolean,
): PatientPlan {
  const kind = drawKind(random, isInside ? IN_WARDS : OUT_PATIENTS)
  const daysIn = random.int(isInside && index % 17 === 3 ? 0 : 1, Math.max(1, kind.longest))
  const historyDays = Math.floor(years * 365 * (0.3 + 0.7 * random.next()))
  const emergency = random.int(0, 900)
  const hadStay = random.chance(0.45)
  const pastDays = random.int(40, Math.max(45, Math.min(900, Math.floor(historyDays * 0.8))))
  const waiting = isInside && index % 37 === 11
  const bed = waiting
    ? { ward: kind.ward, room: '', bed: '' }
    : nextBed(kind.ward, isInside ? taken : new Map())
  const admittedAt = onDay(SNAPSHOT - (waiting ? 1 : daysIn) * DAY, 8) + emergency
  return {
    wish: { sex: kind.sex, age: kind.age },
    courses: [kind.course],
    allergies: drawStory(random, kind.course),
    historyDays,
    current: isInside ? { bed, admittedAt: Math.min(admittedAt, SNAPSHOT - 300) } : null,
    past: !isInside && hadStay ? onDay(SNAPSHOT - pastDays * DAY, 9, 30 + (index % 60)) : null,
    images: imagesOf(index),
    antibodies: index % 53 === 20 ? '陽性（抗Ｅ）' : '',
  }
}

/** Below this many patients one CT study is enough: small hospitals are made often, by tests. */
const SMALL_HOSPITAL = 100

function withoutLargeStudies(images: PatientPlan['images']): PatientPlan['images'] {
  const { cr, us, 'ct-abdomen': ct } = images
  return { ...(cr && { cr: 1 }), ...(us && { us: 1 }), ...(ct && { 'ct-abdomen': ct }) }
}

/** One patient in nine brings a chest film, one in thirty-five an ultrasound examination. */
function imagesOf(index: number): PatientPlan['images'] {
  if (index % 9 === 4) return { cr: 1 }
  return index % 35 === 7 ? { us: 1 } : {}
}

/** Courses that give none of the drugs that somebody may be allergic to. */
const HARMLESS: readonly Course[] = [hypertension, diabetes, hepatitisB, dialysis]

function drawStory(random: Random, course: Course): AllergyStory {
  const at = random.next()
  if (at < 0.24) return HARMLESS.includes(course) ? 'drawn' : 'drawn-mild'
  return at < 0.66 ? 'none' : 'unknown'
}

function nextBed(ward: WardKey, taken: Map<WardKey, number>): Bed {
  const index = taken.get(ward) ?? 0
  taken.set(ward, index + 1)
  return bedOf(ward, index)
}
