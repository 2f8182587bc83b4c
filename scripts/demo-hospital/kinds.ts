/** The kinds of patients that a general hospital draws, in its wards and outside, and how often each comes. */
import { folfox, lymphoma } from './courses/chemotherapy.ts'
import type { Course } from './courses/course.ts'
import { diabetes } from './courses/diabetes.ts'
import { dialysis } from './courses/dialysis.ts'
import { elderly } from './courses/elderly.ts'
import { heartFailure } from './courses/heart-failure.ts'
import { hepatitisB } from './courses/hepatitis-b.ts'
import { hypertension } from './courses/hypertension.ts'
import { asthmaChild, childbirth } from './courses/mother-and-child.ts'
import { pneumonia } from './courses/pneumonia.ts'
import { stroke } from './courses/stroke.ts'
import { colonCancer, gallstone, hipFracture, stomachCancer } from './courses/surgery.ts'
import type { WardKey } from './hospital.ts'
import type { Random } from './random.ts'

export interface Kind {
  readonly course: Course
  readonly ward: WardKey
  readonly weight: number
  readonly age: readonly [number, number]
  readonly sex?: 'M' | 'F'
  /** Longest time that a current stay has lasted so far, in days. */
  readonly longest: number
}

export const IN_WARDS: readonly Kind[] = [
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

export const OUT_PATIENTS: readonly Kind[] = [
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

/** One of them, by weight. */
export function drawKind(random: Random, kinds: readonly Kind[]): Kind {
  const total = kinds.reduce((sum, kind) => sum + kind.weight, 0)
  let at = random.next() * total
  for (const kind of kinds) {
    at -= kind.weight
    if (at < 0) return kind
  }
  return kinds[0] as Kind
}
