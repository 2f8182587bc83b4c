/** What is given on the ward: drips with their administration, and the day's oral drugs. */
import { HOUR, type Minute, onDay, SNAPSHOT } from './calendar.ts'
import { type Chart, nextOrderNo, record } from './chart.ts'
import { drug } from './drugs.ts'
import type { Administration, Injection, Prescription, Setting } from './events.ts'
import { nurseOf } from './extended/notes.ts'
import { groupNumber } from './messages/prescriptions.ts'

export interface Drip {
  /** `key amount`, the base first: `saline100 1`, `ceftriaxone 2`. */
  readonly mix: readonly string[]
  /** mL; 0 for what is not a drip. */
  readonly volume: number
  readonly hours: number
  readonly route?: 'IV' | 'SC' | 'IM'
  readonly kind?: 'general' | 'anticancer' | 'blood' | 'nutrition'
  readonly instruction?: string
  /** `refused`, `withheld`, `partial` or given. */
  readonly fate?: 'RE' | 'NA' | 'PA'
  readonly reason?: string
}

const KINDS = {
  general: { code: '00', name: '一般' },
  blood: { code: '01', name: '血液製剤' },
  nutrition: { code: '05', name: '中心静脈栄養' },
  anticancer: { code: '07', name: '抗癌剤' },
} as const

/** Orders a drip and files that it was given, as far as it was by the time of the snapshot. */
export function drip(chart: Chart, start: Minute, setting: Setting, plan: Drip): void {
  const orderedAt = setting.bed ? Math.min(start - 30, onDay(start, 8, 45)) : start - 40
  const orderNo = nextOrderNo(chart, orderedAt)
  const end = start + Math.round(plan.hours * HOUR)
  const rate = plan.volume > 0 && plan.hours > 0 ? String(Math.round(plan.volume / plan.hours)) : ''
  const mix = plan.mix.map((text) => {
    const [key = '', amount = '1'] = text.split(' ')
    return { drug: drug(key), amount }
  })
  const route = plan.route ?? 'IV'
  const order: Injection = {
    kind: 'injection',
    control: 'NW',
    orderNo,
    orderedAt,
    setting,
    flag: '1',
    sentAt: orderedAt,
    injectionKind: KINDS[plan.kind ?? 'general'],
    mix,
    volume: plan.volume > 0 ? String(plan.volume) : '',
    rate,
    route,
    start,
    end,
    instruction: plan.instruction ?? '',
  }
  record(chart, order)
  const status = plan.fate ?? 'CP'
  const given: Administration['given'] = mix.map((each) => ({
    drug: each.drug,
    amount: status === 'PA' ? String(Number(each.amount) / 2) : each.amount,
    start,
    end,
    status,
    rate,
    note: plan.reason ?? '',
  }))
  administer(chart, order, given, route)
}

function administer(
  chart: Chart,
  order: Injection,
  given: Administration['given'],
  route: 'IV' | 'SC' | 'IM',
): void {
  const sentAt = order.end + 6
  if (sentAt > SNAPSHOT) return
  const names = { IV: 'IV^静脈内^HL70162', SC: 'SC^皮下^HL70162', IM: 'IM^筋肉内^HL70162' }
  record(chart, {
    kind: 'administration',
    form: 'injection',
    orderNo: order.orderNo,
    orderedAt: order.orderedAt,
    setting: order.setting,
    flag: '1',
    sentAt,
    group: `${order.orderNo}_01_001`,
    given,
    nurse: nurseOf(chart, order.start),
    route: names[route],
  })
}

/** Times at which drugs are handed out, by times a day. */
const ROUNDS: Readonly<Record<number, readonly number[]>> = { 1: [8], 2: [8, 18], 3: [8, 12, 18] }

/** The day's oral drugs of an order, one notice a day; now and then a dose is refused or withheld. */
export function giveOralDrugs(
  chart: Chart,
  day: Minute,
  setting: Setting,
  order: Prescription,
): void {
  const given = order.groups.flatMap((group) =>
    (ROUNDS[group.usage.times] ?? []).flatMap((hour) =>
      group.usage.route.code === 'PO'
        ? group.drugs.map((each) => ({ each, at: onDay(day, hour, 5) }))
        : [],
    ),
  )
  const inTime = given.filter(({ at }) => at + 15 <= SNAPSHOT && at >= order.orderedAt)
  const last = inTime.at(-1)
  if (!last) return
  const roll = chart.random.next()
  const skipped = roll < 0.05 ? chart.random.int(0, inTime.length - 1) : -1
  const status = roll < 0.025 ? 'RE' : 'NA'
  const reason = status === 'RE' ? '患者拒否' : '絶食のため中止'
  record(chart, {
    kind: 'administration',
    form: 'prescription',
    orderNo: order.orderNo,
    orderedAt: order.orderedAt,
    setting,
    flag: '1',
    sentAt: Math.min(last.at + 20, SNAPSHOT),
    group: groupNumber(order.orderNo, 0, 0),
    given: inTime.map(({ each, at }, i) => ({
      drug: each.drug,
      amount: each.dose,
      start: at,
      end: at,
      status: i === skipped ? status : 'CP',
      rate: '',
      note: i === skipped ? reason : '',
    })),
    nurse: nurseOf(chart, day + 600),
    route: 'PO^口^HL70162',
  })
}
