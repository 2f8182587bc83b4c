/** A hospital stay from the planned admission to the discharge summary, day by day. */
import { giveOralDrugs } from '../bedside.ts'
import { DAY, dayOf, HOUR, type Minute, onDay, SNAPSHOT } from '../calendar.ts'
import { type Chart, nextOrderNo, prescribe, record } from '../chart.ts'
import type { AdtType, ClinicalEvent, Movement, Prescription, RpGroup, Setting } from '../events.ts'
import {
  addDischargeSummary,
  addNursingRecord,
  addProgressNote,
  addVitals,
  type Soap,
} from '../extended/notes.ts'
import type { VitalKey, VitalReading } from '../extended/vitals.ts'
import type { Bed } from '../hospital.ts'
import type { Clinic } from './visits.ts'

/** Middle values of one day; readings scatter around them. */
export interface Condition {
  readonly temperature: number
  readonly pulse: number
  readonly systolic: number
  readonly spo2: number
  readonly respiration?: number
  readonly weight?: number
  readonly urine?: number
  readonly infusion?: number
  readonly drain?: number
  /** Tenths eaten; null = nothing by mouth. */
  readonly appetite: number | null
}

export interface StayDay {
  /** 0 = day of admission. */
  readonly n: number
  /** Midnight. */
  readonly day: Minute
  readonly setting: Setting
  /** Days left to the discharge, null when the patient is still in. */
  readonly left: number | null
}

export interface DayPlan {
  readonly condition: Condition
  readonly soap: Soap | null
  readonly nursing: readonly (readonly [string, string])[]
}

export interface StayPlan {
  readonly clinic: Clinic
  readonly admittedAt: Minute
  /** Null = still in. */
  readonly dischargedAt: Minute | null
  readonly bed: Bed
  /** Where the patient lay first, and for how many days. */
  readonly first?: { readonly bed: Bed; readonly days: number }
  readonly planned: boolean
  readonly diagnosis: string
  readonly history: string
  readonly course: string
  readonly afterwards: string
  readonly diet: string
  readonly regular: (start: Minute, n: number) => readonly RpGroup[]
  /** What other houses prescribed and the patient brings along. */
  readonly brought?: (start: Minute) => readonly RpGroup[]
  /** PV1-36; 20 = died. */
  readonly disposition?: string
  /** Leave of one night, by day of the stay. */
  readonly leaveOn?: number
  readonly dischargePlannedAt?: Minute
  day(context: StayDay): DayPlan
}

/** Runs the stay; returns the setting at its end. */
export function stay(chart: Chart, plan: StayPlan): Setting {
  const { admittedAt, clinic } = plan
  const until = plan.dischargedAt ?? SNAPSHOT
  const first: Setting = { ...clinic, bed: plan.first?.bed ?? plan.bed }
  const last: Setting = { ...clinic, bed: plan.bed }
  admit(chart, plan, first)
  if (plan.first) transfer(chart, plan, first, last)
  orderDiet(chart, plan, first)
  if (plan.brought) prescribe(chart, admittedAt + 110, first, 'BDP', plan.brought(admittedAt))
  let regular: Prescription | null = null
  const firstEvent = chart.events.length
  const total = Math.floor((dayOf(until) - dayOf(admittedAt)) / DAY)
  for (let n = 0; n <= total; n++) {
    const day = dayOf(admittedAt) + n * DAY
    const moved = plan.first === undefined || n >= plan.first.days
    const setting = moved ? last : first
    if (n % 7 === 0)
      regular = renew(chart, plan, setting, n === 0 ? admittedAt + 90 : onDay(day, 10, 20), n)
    const left = plan.dischargedAt === null ? null : total - n
    const today = plan.day({ n, day, setting, left })
    writeDay(chart, { plan, day, setting, today, n, until, regular })
  }
  dropWhatCameBefore(chart, firstEvent, admittedAt)
  if (plan.leaveOn !== undefined) leave(chart, last, dayOf(admittedAt) + plan.leaveOn * DAY)
  leaveHospital(chart, plan, last)
  return last
}

/** A day's round that had passed when the patient came in did not happen for this patient. */
function dropWhatCameBefore(chart: Chart, firstEvent: number, admittedAt: Minute): void {
  const kept = chart.events
    .splice(firstEvent)
    .filter(
      (event) =>
        event.kind === 'document' ||
        event.kind === 'movement' ||
        !event.setting.bed ||
        startOf(event) >= admittedAt,
    )
  chart.events.push(...kept)
}

function startOf(event: Exclude<ClinicalEvent, { kind: 'document' | 'movement' }>): Minute {
  switch (event.kind) {
    case 'injection':
      return event.start
    case 'administration':
      return event.given[0]?.start ?? event.sentAt
    case 'labOrder':
      return event.collectAt
    case 'labs':
    case 'culture':
      return event.collectedAt
    case 'examOrder':
      return event.scheduledAt
    case 'examDone':
    case 'physiology':
      return event.performedAt
    case 'prescription':
    case 'diet':
      return event.sentAt
  }
}

function movement(
  chart: Chart,
  type: AdtType,
  trigger: string,
  setting: Setting,
  times: Pick<Movement, 'recordedAt' | 'occurredAt'> & Partial<Movement>,
): void {
  record(chart, { kind: 'movement', type, trigger, setting, flag: '1', ...times })
}

function admit(chart: Chart, plan: StayPlan, setting: Setting): void {
  const { admittedAt } = plan
  if (plan.planned) {
    const recordedAt = onDay(admittedAt - 12 * DAY, 14, 10)
    movement(chart, 'ADT-21', 'A14', setting, {
      recordedAt,
      occurredAt: recordedAt,
      plannedAt: admittedAt,
    })
  }
  movement(chart, 'ADT-22', 'A01', setting, {
    recordedAt: admittedAt + 8,
    occurredAt: admittedAt,
    admittedAt,
  })
  movement(chart, 'ADT-01', 'A54', setting, {
    recordedAt: admittedAt + 15,
    occurredAt: admittedAt,
    admittedAt,
  })
}

function transfer(chart: Chart, { first, admittedAt }: StayPlan, from: Setting, to: Setting): void {
  if (!first || !from.bed) return
  const movedAt = onDay(admittedAt + first.days * DAY, 11, 10)
  const priorBed = from.bed
  const planned = movedAt - 19 * HOUR
  movement(chart, 'ADT-41', 'A15', to, {
    recordedAt: planned,
    occurredAt: planned,
    plannedAt: movedAt,
    priorBed,
  })
  movement(chart, 'ADT-42', 'A02', to, {
    recordedAt: movedAt + 12,
    occurredAt: movedAt,
    priorBed,
    admittedAt,
  })
}

function leave(chart: Chart, setting: Setting, day: Minute): void {
  const outAt = onDay(day, 10, 30)
  const backAt = onDay(day + DAY, 16, 20)
  const planned = onDay(day + DAY, 17)
  movement(chart, 'ADT-31', 'A21', setting, {
    recordedAt: outAt + 3,
    occurredAt: outAt,
    plannedAt: planned,
  })
  movement(chart, 'ADT-32', 'A22', setting, { recordedAt: backAt + 5, occurredAt: backAt })
}

function leaveHospital(chart: Chart, plan: StayPlan, setting: Setting): void {
  const { admittedAt, dischargedAt } = plan
  const plannedAt = plan.dischargePlannedAt ?? dischargedAt
  if (plannedAt !== null && plan.disposition !== '20') {
    const recordedAt = onDay(plannedAt - 3 * DAY, 15, 30)
    movement(chart, 'ADT-51', 'A16', setting, {
      recordedAt,
      occurredAt: recordedAt,
      plannedAt,
      admittedAt,
    })
  }
  if (dischargedAt === null) return
  movement(chart, 'ADT-52', 'A03', setting, {
    recordedAt: dischargedAt + 20,
    occurredAt: dischargedAt,
    admittedAt,
    dischargedAt,
    disposition: plan.disposition ?? '01',
  })
  const drugs = plan.disposition === '20' ? [] : plan.regular(dischargedAt, 0)
  if (drugs.length > 0)
    prescribe(
      chart,
      dischargedAt - 90,
      setting,
      'DCP',
      drugs.map((group) => ({ ...group, days: 14 })),
    )
  addDischargeSummary(chart, dischargedAt + 26 * HOUR, setting, {
    admittedAt,
    dischargedAt,
    diagnosis: plan.diagnosis,
    history: plan.history,
    course: plan.course,
    drugs: drugs.flatMap((group) =>
      group.drugs.map(
        (each) =>
          `${each.drug.name}　${each.perDay || each.dose}${each.drug.unit.text}　${group.usage.text}`,
      ),
    ),
    plan: plan.afterwards,
  })
}

function orderDiet(chart: Chart, plan: StayPlan, setting: Setting): void {
  const at = plan.admittedAt + 40
  record(chart, {
    kind: 'diet',
    orderNo: nextOrderNo(chart, at),
    orderedAt: at,
    setting,
    flag: '1',
    sentAt: at,
    diet: { code: `D${String(plan.diet.length).padStart(3, '0')}`, name: plan.diet },
    start: at + 3 * HOUR,
    text: plan.diet.includes('減塩') ? '塩分６ｇ未満' : '',
  })
}

/** A week's regular prescription; null when there is none. */
function renew(
  chart: Chart,
  plan: StayPlan,
  setting: Setting,
  at: Minute,
  n: number,
): Prescription | null {
  const groups = plan.regular(at, n)
  if (groups.length === 0 || (plan.dischargedAt !== null && at > plan.dischargedAt)) return null
  const orderNo = prescribe(
    chart,
    at,
    setting,
    'IHP',
    groups.map((group) => ({ ...group, days: 7 })),
  )
  const last = chart.events.at(-1)
  return last?.kind === 'prescription' && last.orderNo === orderNo ? last : null
}

interface Written {
  readonly plan: StayPlan
  readonly day: Minute
  readonly setting: Setting
  readonly today: DayPlan
  readonly n: number
  readonly until: Minute
  readonly regular: Prescription | null
}

function writeDay(chart: Chart, { plan, day, setting, today, n, until, regular }: Written): void {
  const noteAt = Math.max(
    onDay(day, 16, 20 + (chart.index % 30)),
    n === 0 ? plan.admittedAt + 80 : 0,
  )
  if (today.soap && noteAt < until) addProgressNote(chart, noteAt, setting, today.soap)
  const shiftAt = Math.max(
    onDay(day, 14, 5 + (chart.index % 40)),
    n === 0 ? plan.admittedAt + 50 : 0,
  )
  if (today.nursing.length > 0 && shiftAt < until)
    addNursingRecord(chart, shiftAt, setting, today.nursing)
  if (regular && today.condition.appetite !== null) giveOralDrugs(chart, day, setting, regular)
  const readings = readingsOf(chart, day, today.condition).filter(
    ({ at }) => at >= plan.admittedAt && at <= until,
  )
  addVitals(chart, day, setting, readings)
}

function readingsOf(chart: Chart, day: Minute, condition: Condition): VitalReading[] {
  const { random } = chart
  const out: VitalReading[] = []
  const put = (hour: number, key: VitalKey, value: string) =>
    out.push({ key, at: onDay(day, hour), value })
  for (const [hour, warmth] of [
    [6, -0.2],
    [14, 0.1],
    [19, 0.2],
  ] as const) {
    put(hour, 'temperature', (condition.temperature + warmth + random.normal(0, 0.12)).toFixed(1))
    put(hour, 'pulse', whole(condition.pulse + random.normal(0, 3)))
    const systolic = condition.systolic + random.normal(0, 5)
    put(hour, 'systolic', whole(systolic))
    put(hour, 'diastolic', whole(systolic * 0.45 + 18 + random.normal(0, 3)))
    put(hour, 'respiration', whole((condition.respiration ?? 16) + random.normal(0, 0.8)))
    put(hour, 'spo2', whole(Math.min(99, condition.spo2 + random.normal(0, 0.6))))
  }
  if (condition.weight !== undefined) put(6, 'weight', condition.weight.toFixed(1))
  meals(condition, put, random.int(-1, 1))
  put(
    23,
    'oral',
    String(
      condition.appetite === null ? 0 : 700 + condition.appetite * 60 + random.int(0, 10) * 20,
    ),
  )
  put(23, 'infusion', String(condition.infusion ?? 0))
  put(
    23,
    'urine',
    String(Math.max(0, Math.round((condition.urine ?? 1400) / 10 + random.int(-15, 15)) * 10)),
  )
  put(23, 'stool', String(condition.appetite === null ? 0 : random.int(0, 2)))
  if (condition.drain !== undefined) put(23, 'drain', String(Math.max(0, condition.drain)))
  return out
}

function meals(
  { appetite }: Condition,
  put: (hour: number, key: VitalKey, value: string) => void,
  shift: number,
): void {
  const share = (extra: number) => String(Math.max(0, Math.min(10, (appetite ?? 0) + extra)))
  const amount = (extra: number) => (appetite === null ? '絶食' : `${share(extra)}割`)
  put(8, 'breakfastStaple', amount(shift))
  put(8, 'breakfastSide', amount(shift - 1))
  put(12, 'lunchStaple', amount(0))
  put(12, 'lunchSide', amount(-1))
  put(18, 'dinnerStaple', amount(-shift))
  put(18, 'dinnerSide', amount(-1 - shift))
}

function whole(value: number): string {
  return String(Math.round(value))
}
