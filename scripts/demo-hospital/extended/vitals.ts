/** A day of the temperature chart as ORU^R30. NHO vital sign definition; JLAC10 where it has a code, else local. */
import { hl7Minute, hl7Second, type Minute } from '../calendar.ts'
import type { Person, Setting } from '../events.ts'
import { encodeIso2022Jp } from '../japanese-text.ts'
import { composite, message, segment } from '../messages/hl7.ts'
import { doctorName, msh, orc, pid, pv1 } from '../messages/segments.ts'

export type VitalKey = keyof typeof VITALS

/** item, unit, normal range. */
export const VITALS = {
  temperature: ['9P100000000000001^体温（腋窩）^JC10', 'cel^℃^ISO+', '35.5-37.4'],
  pulse: ['9P300000000000001^脈拍^JC10', '(hb)^回／分^ISO+', '50-99'],
  systolic: ['9A751000000000001^収縮期血圧（1回目）^JC10', 'mm(hg)^mmHg^ISO+', '90-139'],
  diastolic: ['9A761000000000001^拡張期血圧（1回目）^JC10', 'mm(hg)^mmHg^ISO+', '50-89'],
  respiration: ['9P200000000000001^呼吸数^JC10', '/min^回／分^ISO+', '12-20'],
  spo2: ['3H065000000000001^経皮的動脈血酸素飽和度^JC10', '%^%^ISO+', '95-100'],
  weight: ['9N006000000000001^体重^JC10', 'kg^kg^ISO+', ''],
  oral: ['V101^経口摂取水分量^99VIT', 'mL^mL^ISO+', ''],
  infusion: ['V102^輸液量^99VIT', 'mL^mL^ISO+', ''],
  urine: ['V201^尿量^99VIT', 'mL^mL^ISO+', ''],
  drain: ['V203^ドレーン排液量^99VIT', 'mL^mL^ISO+', ''],
  stool: ['V202^便回数^99VIT', '/d^回／日^ISO+', ''],
  breakfastStaple: ['V301^朝食　主食^99VIT', '', ''],
  breakfastSide: ['V302^朝食　副食^99VIT', '', ''],
  lunchStaple: ['V303^昼食　主食^99VIT', '', ''],
  lunchSide: ['V304^昼食　副食^99VIT', '', ''],
  dinnerStaple: ['V305^夕食　主食^99VIT', '', ''],
  dinnerSide: ['V306^夕食　副食^99VIT', '', ''],
} as const

export interface VitalReading {
  readonly key: VitalKey
  readonly at: Minute
  readonly value: string
}

export function vitalsFile(
  person: Person,
  setting: Setting,
  key: string,
  sentAt: Minute,
  readings: readonly VitalReading[],
): Uint8Array {
  const first = readings[0]?.at ?? sentAt
  return encodeIso2022Jp(
    message([
      msh({ event: 'ORU^R30', structure: 'ORU_R30' }, sentAt, person),
      pid(person),
      pv1(setting),
      orc({ control: 'SC', orderNo: key, status: 'CM', at: first, setting }),
      segment('OBR', {
        1: '1',
        2: key,
        4: '01^バイタル^99OBS',
        7: hl7Minute(first),
        16: doctorName(setting.doctor),
        22: hl7Second(sentAt),
      }),
      ...readings.map(observation),
    ]),
  )
}

function observation({ key, at, value }: VitalReading, index: number): string {
  const [item, unit, range] = VITALS[key]
  return segment('OBX', {
    1: String(index + 1),
    2: /^[\d.]+$/.test(value) ? 'NM' : 'ST',
    3: item,
    5: composite(value),
    6: unit,
    7: range,
    8: vitalFlag(value, range),
    11: 'F',
    14: hl7Minute(at),
  })
}

/** H, L, or '' where the value lies within `range` or cannot be compared with it. */
export function vitalFlag(value: string, range: string): '' | 'H' | 'L' {
  const [low = '', high = ''] = range.split('-')
  if (range === '' || !/^[\d.]+$/.test(value)) return ''
  return Number(value) > Number(high) ? 'H' : Number(value) < Number(low) ? 'L' : ''
}
