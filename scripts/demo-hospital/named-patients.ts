/** The patients that tests and demonstrations know by name. */
import type { AllergyStory } from './allergies.ts'
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
import type { WardKey } from './hospital.ts'
import type { PersonWish } from './people.ts'
import type { PatientPlan } from './roster.ts'
import { man, woman } from './wishes.ts'

export interface NamedPatient {
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

export const NAMED_PATIENTS: readonly NamedPatient[] = [
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
