/** Several items on one axis of time, and what was ordered then: nothing is placed that the record does not say. */
import { describe, expect, it } from 'vitest'
import { drugLanes } from '../../client/chart/labs/trend/drug-lanes.ts'
import type { TrendPoint } from '../../client/chart/labs/trend/points.ts'
import {
  dayAt,
  dayTicks,
  firstChoice,
  pointsIn,
  spanOf,
} from '../../client/chart/labs/trend/span.ts'
import { marksOf } from '../../client/chart/labs/trend/trend-notes.tsx'
import { instant } from '../../client/parts/dates.ts'
import type { MedicationOrder } from '../../model/api/chart/medications.ts'

const point = (at: string): TrendPoint => ({
  ...{ time: instant(at), at, number: 1, comparator: '', sense: 'none', range: null },
  ...{ label: '1', flag: '', rangeText: '' },
})
const span = (from: string, to: string) => ({ from: instant(from), to: instant(to) })
const days = ({ from, to }: { from: number; to: number }) => [dayAt(from), dayAt(to)]

describe('the axis of time', () => {
  const admitted = { asOf: '2022-11-10T03:15', admittedAt: '2022-11-01T10:00' }

  it('begins with the day of admission, so that the results on arrival are in it', () => {
    const admission = spanOf('admission', admitted, [])
    expect(days(admission)).toEqual(['2022-11-01', '2022-11-10'])
    expect(
      pointsIn([point('2022-11-01T07:00'), point('2022-10-31T07:00')], admission),
    ).toHaveLength(1)
  })

  it('shows this admission first when it has a course to show, else everything', () => {
    const course = [point('2022-11-02'), point('2022-11-03')]
    expect(firstChoice(admitted, course)).toBe('admission')
    expect(firstChoice(admitted, course.slice(1))).toBe('all')
    expect(firstChoice({ ...admitted, admittedAt: null }, course)).toBe('all')
  })

  it('reaches from the first to the last point of all items, or some days around a single one', () => {
    const points = [point('2020-01-01'), point('2021-05-05'), point('2019-03-03')]
    expect(days(spanOf('all', admitted, points))).toEqual(['2019-03-03', '2021-05-05'])
    expect(days(spanOf('all', admitted, points.slice(0, 1)))).toEqual(['2019-12-31', '2020-01-02'])
  })

  it('has at most six dates, evenly apart, within its ends', () => {
    for (const [from, to] of [
      ['2012-11-10', '2022-11-10T03:15'],
      ['2022-11-01', '2022-11-10T03:15'],
      ['2022-11-10', '2022-11-10T03:15'],
    ] as const) {
      const ticks = dayTicks(span(from, to))
      expect(ticks.length).toBeGreaterThan(0)
      expect(ticks.length).toBeLessThanOrEqual(6)
      const steps = new Set(ticks.slice(1).map((tick, at) => tick - (ticks[at] ?? 0)))
      expect(steps.size).toBeLessThanOrEqual(1)
      expect(ticks[0]).toBeGreaterThanOrEqual(instant(from))
      expect(ticks.at(-1)).toBeLessThanOrEqual(instant(to))
    }
  })
})

describe('what was ordered', () => {
  const none = { at: null, text: '' }
  const time = (at: string) => ({ at, text: at })
  let id = 0
  const order = (drug: string, more: Partial<MedicationOrder>): MedicationOrder => ({
    ...{ id: id++, form: 'prescription', orderNo: '', group: '', control: 'NW', cancelled: false },
    ...{ category: '', dosageForm: '', perDay: '', total: '', rate: '', usage: [], duration: '' },
    ...{ route: '', device: '', note: '', orderedAt: none, startAt: none, endAt: none },
    ...{ coveredUntil: '', currentBy: null, department: '', doctor: '' },
    components: [{ role: '', drug, dose: '1', unit: '錠' }],
    ...more,
  })
  const november = span('2022-11-01', '2022-11-30')
  const bars = (orders: MedicationOrder[]) =>
    drugLanes(orders, november).map(({ drug, bars }) => [
      drug,
      ...bars.map(({ from, to }) => [dayAt(from), to === null ? null : dayAt(to)]),
    ])

  it('is a bar from the start to the end of the last day covered; refills are one bar', () => {
    const week = (start: string, until: string) =>
      order('薬', { startAt: time(start), coveredUntil: until })
    expect(bars([week('2022-11-08', '2022-11-14'), week('2022-11-01', '2022-11-07')])).toEqual([
      ['薬', ['2022-11-01', '2022-11-15']],
    ])
    expect(bars([week('2022-11-01', '2022-11-03'), week('2022-11-08', '2022-11-09')])).toEqual([
      ['薬', ['2022-11-01', '2022-11-04'], ['2022-11-08', '2022-11-10']],
    ])
  })

  it('has no end where the record gives none, and none is invented', () => {
    expect(bars([order('頓用', { startAt: time('2022-11-02') })])).toEqual([
      ['頓用', ['2022-11-02', null]],
    ])
  })

  it('leaves out what was cancelled, has no start, or lies outside; a mix is a lane for each drug', () => {
    const component = (drug: string) => ({ role: 'A', drug, dose: '', unit: '' })
    expect(
      bars([
        order('取消', { startAt: time('2022-11-02'), coveredUntil: '2022-11-09', cancelled: true }),
        order('日付なし', {}),
        order('前月', { startAt: time('2022-10-02'), coveredUntil: '2022-10-09' }),
        order('点滴', {
          startAt: time('2022-11-05T09:00'),
          endAt: time('2022-11-05T12:00'),
          components: [component('KCL'), component('生食')],
        }),
      ]),
    ).toEqual([
      ['KCL', ['2022-11-05', '2022-11-05']],
      ['生食', ['2022-11-05', '2022-11-05']],
    ])
  })
})

it('events are numbered within the span in order of time; one whose day is not known has no place', () => {
  const event = (at: string | null, code: string) => ({ at: { at, text: '' }, code, title: '' })
  const events = [
    event(null, 'operation'),
    event('2022-10', 'operation'),
    event('2022-10-31', 'admission'),
  ]
  const inSpan = [event('2022-11-01T10:00', 'admission'), event('2022-11-03', 'operation')]
  const marks = marksOf([...events, ...inSpan], span('2022-11-01', '2022-11-30'))
  expect(marks.map(({ number, code }) => [number, code])).toEqual([
    [1, 'admission'],
    [2, 'operation'],
  ])
})
