/** Who is in the hospital: the patients that tests and demonstrations know by name, then as many as were asked for. */
import type { AllergyStory } from './allergies.ts'
import { DAY, type Minute, minuteOf, onDay, SNAPSHOT } from './calendar.ts'
import type { ImageKind } from './chart.ts'
import { folfox, lymphoma } from './courses/chemotherapy.ts'
import type { Course } from './courses/course.ts'
import { diabetes } from './courses/diabetes.ts'
import { dialysis } from './courses/dialysis.ts'
import { elderly } from './courses/elderly.ts'
import { heartFailure } from './courses/heart-failure.ts'
import { hepatitisB } from './courses/hepatitis-b.ts'
import { hypertension } from './courses/hypertension.ts'
import { asthmaChild, childbirth } from './courses/mother-and-child.ts'
import { fatalPneumonia, pneumonia } from './courses/pneumonia.ts'
import { stroke } from './courses/stroke.ts'
import { colonCancer, gallstone, hipFracture, stomachCancer } from './courses/surgery.ts'
import { type Bed, bedOf, type WardKey } from './hospital.ts'
import type { Name } from './names.ts'
import type { PersonWish } from './people.ts'
import { createRandom, type Random } from './random.ts'

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

interface Named {
  readonly wish: PersonWish
  readonly courses: readonly Course[]
  readonly allergies: AllergyStory
  readonly ward?: WardKey
  /** Days since admission of those who are in. */
  readonly daysIn?: number
  readonly pastDays?: number
  readonly years?: number
  readonly images?: PatientPlan['images']
  readonly antibodies?: string
}

/** Share of in-patients at the snapshot. */
const INPATIENT_SHARE = 0.4

const NAMED: readonly Named[] = [
  {
    wish: man('斎藤 一郎 サイトウ イチロウ', 1958, 3, 2),
    courses: [colonCancer],
    allergies: 'severe',
    ward: 'surgery',
    daysIn: 6,
    images: { 'ct-abdomen': 1, cr: 2 },
  },
  {
    wish: man('斎藤 一郎 サイトウ イチロウ', 1949, 11, 20),
    courses: [heartFailure],
    allergies: 'none',
    pastDays: 160,
    images: { cr: 2 },
  },
  {
    wish: man('齋藤 一郎 サイトウ イチロウ', 1958, 2, 3),
    courses: [hypertension],
    allergies: 'unknown',
  },
  {
    wish: man('斉藤 市郎 サイトウ イチロウ', 1961, 9, 30),
    courses: [diabetes],
    allergies: 'none',
    pastDays: 140,
  },
  {
    wish: woman('田村 喜美子 タムラ キミコ', 1944, 5, 17),
    courses: [diabetes, heartFailure],
    allergies: 'drawn-mild',
    ward: 'cardiology',
    daysIn: 5,
    years: 10,
    images: { cr: 2 },
  },
  {
    wish: woman('八木 ハナ ヤギ ハナ', 1926, 4, 8),
    courses: [elderly],
    allergies: 'none',
    ward: 'internal',
    daysIn: 7,
    images: { cr: 1 },
  },
  {
    wish: { ...man('小川 陽向 オガワ ヒナタ', 2019, 7, 15) },
    courses: [asthmaChild],
    allergies: 'drawn-mild',
    ward: 'mother',
    daysIn: 2,
    images: { cr: 1 },
  },
  {
    wish: man('藤原 茂 フジワラ シゲル', 1938, 12, 24),
    courses: [fatalPneumonia],
    allergies: 'none',
    pastDays: 75,
    images: { cr: 2 },
  },
  {
    wish: { ...woman('渡邉 節子 ワタナベ セツコ', 1947, 1, 1), priorId: '0000009871' },
    courses: [elderly],
    allergies: 'none',
    pastDays: 210,
  },
  {
    wish: woman('髙橋 恵子 タカハシ ケイコ', 1963, 8, 9),
    courses: [stomachCancer],
    allergies: 'none',
    ward: 'surgery',
    daysIn: 8,
    images: { cr: 1 },
  },
  {
    wish: {
      ...woman('グエン ティ・ラン グエン ティ・ラン', 1996, 10, 3),
      alphabetic: 'NGUYEN, THI LAN',
    },
    courses: [childbirth],
    allergies: 'none',
    ward: 'mother',
    daysIn: 2,
    images: { us: 1 },
  },
  {
    wish: {
      ...man('ジョンソン マイケル ジョンソン マイケル', 1971, 6, 21),
      alphabetic: 'JOHNSON, MICHAEL',
    },
    courses: [diabetes],
    allergies: 'drawn',
  },
  {
    wish: woman('勅使河原 小百合子 テシガワラ サユリコ', 1955, 2, 28),
    courses: [pneumonia],
    allergies: 'none',
    ward: 'internal',
    daysIn: 6,
    images: { 'ct-chest': 1, cr: 2 },
  },
  {
    wish: man('纐纈 輝彦 コウケツ テルヒコ', 1966, 5, 5),
    courses: [hepatitisB],
    allergies: 'none',
    images: { us: 2 },
  },
  {
    wish: man('中川 正 ナカガワ タダシ', 1951, 7, 7),
    courses: [dialysis],
    allergies: 'drawn',
    ward: 'internal',
    daysIn: 4,
    images: { cr: 2 },
  },
  {
    wish: woman('岩田 静江 イワタ シズエ', 1937, 3, 14),
    courses: [hipFracture],
    allergies: 'unknown',
    ward: 'orthopedics',
    daysIn: 9,
    images: { cr: 2 },
  },
  {
    wish: man('野村 勝 ノムラ マサル', 1952, 11, 11),
    courses: [stroke],
    allergies: 'unknown',
    ward: 'icu',
    daysIn: 1,
    images: { 'ct-head': 1, mr: 1 },
  },
  { wish: woman('島田 典子 シマダ ノリコ', 1969, 4, 26), courses: [folfox], allergies: 'none' },
  {
    wish: man('宮本 和彦 ミヤモト カズヒコ', 1960, 12, 2),
    courses: [lymphoma],
    allergies: 'changed',
    ward: 'internal',
    daysIn: 11,
  },
  {
    wish: woman('今村 智子 イマムラ トモコ', 1974, 9, 12),
    courses: [gallstone],
    allergies: 'superseded-only',
    pastDays: 120,
    images: { us: 1 },
  },
  {
    wish: { ...woman('堀 美咲 ホリ ミサキ', 1994, 2, 14), rh: '-', abo: 'AB' },
    courses: [childbirth],
    allergies: 'none',
    ward: 'mother',
    daysIn: 1,
    images: { us: 1 },
    antibodies: '陽性（抗Ｄ）',
  },
  {
    wish: woman('佐藤 和子 サトウ カズコ', 1946, 6, 11),
    courses: [hypertension],
    allergies: 'drawn',
  },
  {
    wish: woman('佐藤 和子 サトウ カズコ', 1952, 1, 25),
    courses: [elderly],
    allergies: 'none',
    ward: 'internal',
    daysIn: 5,
  },
  {
    wish: {
      ...woman(
        'アルバレス・デ・ラ・クルス マリア・フェルナンダ アルバレス・デ・ラ・クルス マリア・フェルナンダ',
        1988,
        8,
        30,
      ),
      alphabetic: 'ALVAREZ DE LA CRUZ, MARIA FERNANDA',
    },
    courses: [hypertension],
    allergies: 'unknown',
  },
  {
    wish: man('鷲尾 喜八郎 ワシオ キハチロウ', 1934, 10, 31),
    courses: [heartFailure],
    allergies: 'drawn-mild',
    ward: 'cardiology',
    daysIn: 1,
    images: { cr: 1 },
  },
]

interface Kind {
  readonly course: Course
  readonly ward: WardKey
  readonly weight: number
  readonly age: readonly [number, number]
  readonly sex?: 'M' | 'F'
  /** Longest time that a current stay has lasted so far, in days. */
  readonly longest: number
}

const IN_WARDS: readonly Kind[] = [
  { course: heartFailure, ward: 'cardiology', weight: 20, age: [62, 95], longest: 15 },
  { course: colonCancer, ward: 'surgery', weight: 8, age: [48, 85], longest: 11 },
  { course: stomachCancer, ward: 'surgery', weight: 7, age: [50, 86], longest: 14 },
  { course: gallstone, ward: 'surgery', weight: 5, age: [35, 78], longest: 4 },
  { course: hipFracture, ward: 'orthopedics', weight: 11, age: [76, 97], longest: 25 },
  { course: stroke, ward: 'orthopedics', weight: 8, age: [60, 92], longest: 23 },
  { course: pneumonia, ward: 'internal', weight: 8, age: [68, 96], longest: 11 },
  { course: elderly, ward: 'internal', weight: 6, age: [80, 98], longest: 13 },
  { course: diabetes, ward: 'internal', weight: 4, age: [42, 78], longest: 12 },
  { course: lymphoma, ward: 'internal', weight: 3, age: [45, 80], longest: 17 },
  { course: dialysis, ward: 'internal', weight: 2, age: [50, 82], longest: 8 },
  { course: childbirth, ward: 'mother', weight: 8, age: [22, 41], sex: 'F', longest: 4 },
  { course: asthmaChild, ward: 'mother', weight: 4, age: [2, 11], longest: 4 },
  { course: stroke, ward: 'icu', weight: 2, age: [58, 88], longest: 3 },
  { course: stomachCancer, ward: 'icu', weight: 2, age: [60, 84], longest: 4 },
  { course: pneumonia, ward: 'icu', weight: 2, age: [70, 90], longest: 5 },
]

const OUT_PATIENTS: readonly Kind[] = [
  { course: hypertension, ward: 'cardiology', weight: 30, age: [42, 88], longest: 0 },
  { course: diabetes, ward: 'internal', weight: 18, age: [38, 84], longest: 0 },
  { course: heartFailure, ward: 'cardiology', weight: 9, age: [64, 93], longest: 0 },
  { course: elderly, ward: 'internal', weight: 9, age: [80, 97], longest: 0 },
  { course: pneumonia, ward: 'internal', weight: 7, age: [66, 92], longest: 0 },
  { course: colonCancer, ward: 'surgery', weight: 4, age: [48, 82], longest: 0 },
  { course: gallstone, ward: 'surgery', weight: 4, age: [32, 76], longest: 0 },
  { course: hipFracture, ward: 'orthopedics', weight: 3, age: [74, 95], longest: 0 },
  { course: stroke, ward: 'orthopedics', weight: 4, age: [58, 90], longest: 0 },
  { course: hepatitisB, ward: 'internal', weight: 3, age: [38, 74], longest: 0 },
  { course: dialysis, ward: 'internal', weight: 3, age: [46, 84], longest: 0 },
  { course: folfox, ward: 'surgery', weight: 2, age: [44, 78], longest: 0 },
  { course: childbirth, ward: 'mother', weight: 3, age: [22, 40], sex: 'F', longest: 0 },
  { course: asthmaChild, ward: 'mother', weight: 4, age: [3, 13], longest: 0 },
]

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
    const named = NAMED[index]
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
  named: Named,
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

function drawKind(random: Random, kinds: readonly Kind[]): Kind {
  const total = kinds.reduce((sum, kind) => sum + kind.weight, 0)
  let at = random.next() * total
  for (const kind of kinds) {
    at -= kind.weight
    if (at < 0) return kind
  }
  return kinds[0] as Kind
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

function man(text: string, year: number, month: number, day: number): PersonWish {
  return { sex: 'M', name: nameOf(text), birth: minuteOf(year, month, day) }
}

function woman(text: string, year: number, month: number, day: number): PersonWish {
  return { sex: 'F', name: nameOf(text), birth: minuteOf(year, month, day) }
}

function nameOf(text: string): Name {
  const [family = '', given = '', familyKana = '', givenKana = ''] = text.split(' ')
  return { family, given, familyKana, givenKana }
}
