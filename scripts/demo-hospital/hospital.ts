/** The invented hospital: its departments, staff, wards and beds, with the codes its systems use. */
import type { Random } from './random.ts'

export const HOSPITAL = {
  name: '参照市立総合病院',
  facilityId: '1310000001',
  zip: '270-9999',
  address: '千葉県参照市本町99丁目1番1号',
  phone: '047-999-0001',
} as const

export interface Department {
  readonly code: string
  readonly name: string
}

/** Codes as in the SS-MIX2 unified department table (2 digits); names of our own house. */
export const DEPARTMENTS = {
  general: { code: '01', name: '内科' },
  psychiatry: { code: '02', name: '精神科' },
  neurology: { code: '03', name: '脳神経内科' },
  respiratory: { code: '04', name: '呼吸器内科' },
  gastro: { code: '05', name: '消化器内科' },
  cardiology: { code: '06', name: '循環器内科' },
  pediatrics: { code: '07', name: '小児科' },
  surgery: { code: '08', name: '外科' },
  orthopedics: { code: '09', name: '整形外科' },
  plastic: { code: '10', name: '形成外科' },
  neurosurgery: { code: '11', name: '脳神経外科' },
  dermatology: { code: '13', name: '皮膚科' },
  urology: { code: '14', name: '泌尿器科' },
  obstetrics: { code: '16', name: '産婦人科' },
  ophthalmology: { code: '17', name: '眼科' },
  otolaryngology: { code: '18', name: '耳鼻咽喉科' },
  rehabilitation: { code: '19', name: 'リハビリテーション科' },
  radiology: { code: '20', name: '放射線科' },
  anesthesia: { code: '21', name: '麻酔科' },
  nephrology: { code: '22', name: '腎臓内科' },
  endocrinology: { code: '23', name: '糖尿病・内分泌内科' },
  hematology: { code: '24', name: '血液内科' },
  emergency: { code: '25', name: '救急科' },
  dentistry: { code: '26', name: '歯科口腔外科' },
} as const satisfies Record<string, Department>

export type DepartmentKey = keyof typeof DEPARTMENTS

export interface Doctor {
  readonly code: string
  readonly family: string
  readonly given: string
  readonly familyKana: string
  readonly givenKana: string
}

const DOCTOR_FAMILIES = (
  '北川 キタガワ,堀内 ホリウチ,小野寺 オノデラ,桑原 クワバラ,長尾 ナガオ,早川 ハヤカワ,三浦 ミウラ,片山 カタヤマ,' +
  '宮下 ミヤシタ,大竹 オオタケ,榎本 エノモト,白石 シライシ,筒井 ツツイ,久保田 クボタ,牧野 マキノ,浅野 アサノ'
).split(',')
const DOCTOR_GIVENS =
  '誠一 セイイチ,由紀子 ユキコ,健 タケシ,真理 マリ,康弘 ヤスヒロ,美穂 ミホ,亮 リョウ,佳奈 カナ,秀樹 ヒデキ,直子 ナオコ'.split(
    ',',
  )

/** Three doctors a department; the code is `D` + department + running number. */
export const DOCTORS: Readonly<Record<DepartmentKey, readonly Doctor[]>> = Object.fromEntries(
  Object.entries(DEPARTMENTS).map(([key, department], d) => [
    key,
    [0, 1, 2].map((n) => {
      const [family = '', familyKana = ''] = pair(DOCTOR_FAMILIES, d * 5 + n * 7)
      const [given = '', givenKana = ''] = pair(DOCTOR_GIVENS, d * 3 + n * 4 + (d >> 3))
      return { code: `D${department.code}0${n + 1}`, family, given, familyKana, givenKana }
    }),
  ]),
) as unknown as Record<DepartmentKey, readonly Doctor[]>

const NURSE_FAMILIES =
  '青木 アオキ,沢田 サワダ,石橋 イシバシ,水野 ミズノ,根本 ネモト,飯塚 イイヅカ,川村 カワムラ,土屋 ツチヤ'.split(
    ',',
  )
const NURSE_GIVENS =
  '恵 メグミ,真由美 マユミ,千秋 チアキ,大樹 ダイキ,彩 アヤ,由美 ユミ,翔太 ショウタ,香織 カオリ'.split(
    ',',
  )

export const NURSES: readonly Doctor[] = Array.from({ length: 24 }, (_, n) => {
  const [family = '', familyKana = ''] = pair(NURSE_FAMILIES, n * 3)
  const [given = '', givenKana = ''] = pair(NURSE_GIVENS, n * 5 + (n >> 3))
  return { code: `N${String(2001 + n)}`, family, given, familyKana, givenKana }
})

function pair(list: readonly string[], at: number): string[] {
  return (list[at % list.length] ?? '').split(' ')
}

export interface Ward {
  readonly code: string
  readonly name: string
  /** First digit(s) of the room numbers. */
  readonly floor: string
  /** Share of the in-patients, all wards together 1. */
  readonly share: number
}

export const WARDS = {
  cardiology: { code: '3E', name: '３東病棟', floor: '30', share: 0.2 },
  surgery: { code: '3W', name: '３西病棟', floor: '35', share: 0.2 },
  orthopedics: { code: '4E', name: '４東病棟', floor: '40', share: 0.19 },
  internal: { code: '4W', name: '４西病棟', floor: '45', share: 0.23 },
  mother: { code: '5B', name: '５Ｂ病棟', floor: '50', share: 0.12 },
  icu: { code: 'ICU', name: 'ＩＣＵ', floor: '20', share: 0.06 },
} as const satisfies Record<string, Ward>

export type WardKey = keyof typeof WARDS

export interface Bed {
  readonly ward: WardKey
  /** '' = no bed yet. */
  readonly room: string
  readonly bed: string
}

/** The `index`-th bed of a ward: the first two rooms are single, then rooms of four; ICU has one row of beds. */
export function bedOf(ward: WardKey, index: number): Bed {
  const { floor } = WARDS[ward]
  if (ward === 'icu') return { ward, room: '201', bed: String(index + 1).padStart(2, '0') }
  if (index < 2) return { ward, room: roomNumber(floor, index + 1), bed: '1' }
  const inFours = index - 2
  return { ward, room: roomNumber(floor, 3 + (inFours >> 2)), bed: String((inFours & 3) + 1) }
}

/** A bed of earlier days, when nobody needs to know who lay beside. */
export function someBed(ward: WardKey, random: Random): Bed {
  return bedOf(ward, random.int(0, ward === 'icu' ? 5 : 21))
}

function roomNumber(floor: string, number: number): string {
  return String(Number(floor) * 10 + number)
}
