/**
 * Which measured quantity an item of a vitals message is: by JLAC10 analyte (its first five characters) or LOINC code,
 * else by the item's Japanese or English name. Used where rows of the temperature chart are put together.
 */
import { meaningOf } from './meaning.ts'

/** In the order of the paper sheet. `other` is told apart by the source's own names. */
export const VITAL_ITEMS = [
  'temperature',
  'pulse',
  'systolic',
  'diastolic',
  'respiration',
  'spo2',
  'weight',
  'height',
  'intake',
  'output',
  'urine',
  'stool',
  'meal',
  'other',
] as const
export type VitalItem = (typeof VITAL_ITEMS)[number]

/** JLAC10 analyte codes: NHO vital signs definition; 9N001, 9N006: SS-MIX2 ADT-00. Temperature is every 9P1xx. */
const BY_ANALYTE: Readonly<Record<string, VitalItem>> = {
  '9A751': 'systolic',
  '9A761': 'diastolic',
  '9P300': 'pulse',
  '9P200': 'respiration',
  '3H065': 'spo2',
  '9N001': 'height',
  '9N006': 'weight',
}

/** LOINC vital signs panel 85353-1 and intake/output. */
const BY_LOINC: Readonly<Record<string, VitalItem>> = {
  '8310-5': 'temperature',
  '8867-4': 'pulse',
  '8480-6': 'systolic',
  '8462-4': 'diastolic',
  '9279-1': 'respiration',
  '2708-6': 'spo2',
  '59408-5': 'spo2',
  '29463-7': 'weight',
  '3141-9': 'weight',
  '8302-2': 'height',
  '8306-3': 'height',
  '2710-2': 'spo2',
  '9192-6': 'urine',
  '9108-2': 'intake',
  '9262-7': 'output',
}

/** Names after NFKC, first match wins: `主食摂取量` is a meal before it is an intake, `尿量` is not an output. */
const BY_NAME: readonly (readonly [RegExp, VitalItem])[] = [
  [/収縮期|最高血圧|血圧[(・ ]?(上|高|最高|収縮)|systolic|^(sbp|bps)$/i, 'systolic'],
  [/拡張期|最低血圧|血圧[(・ ]?(下|低|最低|拡張)|diastolic|^(dbp|bpd)$/i, 'diastolic'],
  [/体温|腋窩温|腋下温|直腸温|鼓膜温|深部温|temperature|^(bt|kt|t)$/i, 'temperature'],
  [/脈拍|心拍|heart rate|pulse|^(hr|pr|p)$/i, 'pulse'],
  [/呼吸(回)?数|respiratory rate|^(rr|r)$/i, 'respiration'],
  [/spo2|酸素飽和度|サチュレーション|oxygen saturation/i, 'spo2'],
  [/体重|body weight|^(bw|weight)$/i, 'weight'],
  [/身長|body height|^(bh|height)$/i, 'height'],
  [/主食|副食|朝食|昼食|夕食|間食|食事|喫食|\bmeal/i, 'meal'],
  [/尿量|尿回数|排尿|導尿|^尿$|urine (volume|output)|^urine$/i, 'urine'],
  [/便回数|便量|便性|排便|^便$|stool/i, 'stool'],
  [/飲水|水分|輸液|点滴|注入量|経管|輸血|摂取量|総?in(合計|量)|intake/i, 'intake'],
  [/ドレーン|排液|出血量|嘔吐|吐物|胃管|排出|排泄|総?out(合計|量)|output/i, 'output'],
]

/** `other` when neither code nor name is known: the source's own name is what people then read. */
export function vitalItemOf(code: string, name: string): VitalItem {
  const analyte = code.slice(0, 5).toUpperCase()
  const coded = meaningOf(BY_ANALYTE, analyte) ?? meaningOf(BY_LOINC, code)
  if (coded) return coded
  if (/^9P1[0-9A-Z]{2}/i.test(code) && code.length >= 15) return 'temperature'
  const plain = name.normalize('NFKC').trim()
  return BY_NAME.find(([pattern]) => pattern.test(plain))?.[1] ?? 'other'
}
