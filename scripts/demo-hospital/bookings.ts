/**
 * What the booking systems of the out-patient clinics and of the operating rooms export for the days after the snapshot: two tables
 * and the mapping that explains them, as an office would save them from Excel (Shift_JIS, CRLF).
 */
import { utimesSync } from 'node:fs'
import { join } from 'node:path'
import { clock, DAY, type Minute, onDay, onWeekday, SNAPSHOT, slashDate } from './calendar.ts'
import type { Chart } from './chart.ts'
import { elderly } from './courses/elderly.ts'
import { clinicOf } from './courses/visits.ts'
import type { Setting } from './events.ts'
import { DEPARTMENTS, type DepartmentKey, type Doctor } from './hospital.ts'
import { encodeShiftJis } from './japanese-text.ts'
import type { Medium } from './medium.ts'
import type { PatientPlan } from './roster.ts'

/** The hospital's clock is nine hours ahead of the seconds that a file system counts. */
const AHEAD_MINUTES = 540
const VISIT_HEAD = '患者番号,予約種別,予約日,予約時刻,診療科,担当医'
const OPERATION_HEAD = '患者番号,区分,術式,手術日,入室,手術室,診療科,執刀医,状態'
const MAPPING = `sansho: 1
name: 予約システム
tables:
  - files: "外来予約*.csv"
    kind: encounters
    columns: { patient: 患者番号, type: 予約種別, start: [予約日, 予約時刻], department: 診療科, doctor: 担当医 }
    values: { type: { 再診: outpatient, 初診: outpatient } }
  - files: "手術予定*.csv"
    kind: schedules
    columns: { patient: 患者番号, category: 区分, item: 術式, time: [手術日, 入室], room: 手術室, department: 診療科, doctor: 執刀医 }
    values: { category: { 手術: operation } }
    status: { column: 状態, valid: [予定, 確定], deleted: [中止] }
`

export interface Bookings {
  add(chart: Chart, plan: PatientPlan, home: Setting): void
  /** Writes the tables; their time of change is the snapshot's. */
  finish(): void
}

export function openBookings(medium: Medium): Bookings {
  const visits: string[] = []
  const operations: string[] = []
  return {
    add(chart, plan, home) {
      if (plan.current !== null || chart.deceasedAt !== null) return
      if (chart.index % 3 === 0) visits.push(visitRow(chart, home))
      const isForCataract = plan.courses.includes(elderly) || chart.index % 5 === 2
      if (isForCataract) operations.push(operationRow(chart, operations.length))
    },
    finish() {
      const day = slashDate(SNAPSHOT).replaceAll('/', '')
      const files: readonly (readonly [string, Uint8Array])[] = [
        ['sansho-mapping.yaml', Buffer.from(MAPPING)],
        [`外来予約_${day}.csv`, table(VISIT_HEAD, visits)],
        [`手術予定_${day}.csv`, table(OPERATION_HEAD, operations)],
      ]
      const seconds = (SNAPSHOT - AHEAD_MINUTES) * 60
      for (const [name, bytes] of files) {
        medium.write(name, bytes)
        utimesSync(join(medium.root, name), seconds, seconds)
      }
    },
  }
}

function table(head: string, rows: readonly string[]): Uint8Array {
  return encodeShiftJis([head, ...rows, ''].join('\r\n'))
}

function visitRow({ person, index }: Chart, { department, doctor }: Setting): string {
  const at = onDay(onWeekday(daysAhead(index)), 9, (index % 12) * 15)
  return [person.id, '再診', ...dayAndClock(at), ...by(department, doctor)].join(',')
}

/** Cataracts are operated on whatever else the patient has. Every fifth operation is cancelled again. */
function operationRow(chart: Chart, count: number): string {
  const { department, doctor } = clinicOf(chart, 'ophthalmology')
  const at = onDay(onWeekday(daysAhead(chart.index)), 13, (count % 5) * 30)
  const name = `水晶体再建術（${chart.index % 2 === 0 ? '右' : '左'}）`
  const state = count % 5 === 4 ? '中止' : count % 2 === 0 ? '確定' : '予定'
  const when = dayAndClock(at)
  const row = [
    chart.person.id,
    '手術',
    name,
    ...when,
    `手術室${(count % 3) + 4}`,
    ...by(department, doctor),
  ]
  return [...row, state].join(',')
}

/** Within the week that begins two days after the snapshot, a Saturday. */
function daysAhead(index: number): Minute {
  return SNAPSHOT + (2 + (index % 5)) * DAY
}

function dayAndClock(at: Minute): readonly [string, string] {
  return [slashDate(at), clock(at)]
}

function by(department: DepartmentKey, { family, given }: Doctor): readonly [string, string] {
  return [DEPARTMENTS[department].name, `${family} ${given}`]
}
