/** Rows of the calendar: what was ordered for a day, what was given on it, and whose it is. */
import { describe, expect, test } from 'vitest'
import { daysWithGaps } from '../../client/chart/day-gaps.ts'
import { calendarRows, lastCalendarDay } from '../../client/chart/medications/calendar.ts'
import type { Administration, MedicationOrder } from '../../client/chart/medications/rp.ts'
import { daysBetween } from '../../client/parts/dates.ts'

const time = (at: string) => ({ at, text: at })
const NONE = { at: null, text: '' }

function order(id: number, more: Partial<MedicationOrder>): MedicationOrder {
  return {
    id,
    form: 'injection',
    orderNo: '1',
    group: '01',
    control: 'NW',
    cancelled: false,
    category: '',
    components: [{ role: '', drug: 'DRUG A', dose: '1', unit: 'V' }],
    dosageForm: '',
    perDay: '',
    total: '',
    rate: '',
    usage: [],
    duration: '',
    route: '',
    device: '',
    note: '',
    orderedAt: NONE,
    startAt: time('2022-05-02'),
    endAt: NONE,
    coveredUntil: '2022-05-03',
    currentBy: null,
    department: '',
    doctor: '',
    ...more,
  }
}

function given(at: string, more: Partial<Administration> = {}): Administration {
  return {
    form: 'injection',
    orderNo: '1',
    group: '01',
    drug: 'DRUG A',
    amount: '',
    rate: '',
    startAt: time(at),
    endAt: NONE,
    status: 'CP',
    route: '',
    performer: '',
    note: '',
    ...more,
  }
}

const DAYS = daysBetween('2022-05-01', '2022-05-04')
const shown = (orders: MedicationOrder[], administrations: Administration[]) =>
  calendarRows(orders, administrations, DAYS).map((row) => [
    row.order?.id ?? row.drug,
    row.days
      .map(
        ({ ordered, given: those }) =>
          `${ordered ? '-' : ' '}${those.map((each) => each.status).join('+')}`,
      )
      .join('|'),
  ])

describe('a row of the calendar', () => {
  test('shows the days that were ordered and what was given on each', () => {
    const not = given('2022-05-03T09:00', { status: 'NA' })
    expect(shown([order(1, {})], [given('2022-05-02T09:00'), not])).toEqual([[1, ' |-CP|-NA| ']])
  })

  test('of a cancelled order shows no day as ordered, but what was given all the same', () => {
    const cancelled = order(1, { cancelled: true })
    expect(shown([cancelled], [])).toEqual([])
    expect(shown([cancelled], [given('2022-05-02')])).toEqual([[1, ' | CP| | ']])
  })

  test('of an order without an end shows its first day only', () => {
    expect(shown([order(1, { coveredUntil: '' })], [])).toEqual([[1, ' |-| | ']])
  })

  test('tells a mix given at one moment as one, and a second dose as another', () => {
    const mix = order(1, {
      components: [
        { role: 'B', drug: 'SALINE', dose: '100', unit: 'mL' },
        { role: 'A', drug: 'DRUG A', dose: '1', unit: 'V' },
      ],
    })
    const at = '2022-05-02T09:00'
    const both = [given(at), given(at, { drug: 'SALINE' }), given('2022-05-02T21:00')]
    expect(shown([mix], both)).toEqual([[1, ' |-CP+CP|-| ']])
  })

  test('takes what names its drug, and leaves the other drugs of its order alone', () => {
    const two = order(2, { components: [{ role: '', drug: 'DRUG B', dose: '', unit: '' }] })
    const rows = shown([order(1, {}), two], [given('2022-05-02', { drug: 'DRUG B' })])
    expect(rows).toEqual([
      [1, ' |-|-| '],
      [2, ' |-CP|-| '],
    ])
  })

  test('is one for what is ordered again day after day, and another where dose or rate differ', () => {
    const again = order(2, {
      orderNo: '2',
      startAt: time('2022-05-04'),
      coveredUntil: '2022-05-04',
    })
    const faster = order(3, { orderNo: '3', rate: '100 mL/h' })
    const cancelled = order(4, { orderNo: '4', cancelled: true })
    const rows = shown(
      [order(1, {}), again, faster, cancelled],
      [given('2022-05-04', { orderNo: '2' }), given('2022-05-02', { orderNo: '4', status: 'DC' })],
    )
    expect(rows).toEqual([
      [1, ' |-|-|-CP'],
      [3, ' |-|-| '],
      [4, ' | DC| | '],
    ])
  })

  test('stands by itself when its order is not in the backup: nothing that was given is dropped', () => {
    const stray = given('2022-05-04', { orderNo: '9', drug: 'DRUG Z' })
    const unplaced = given('2022-05-04', { orderNo: '', group: '', drug: 'DRUG Y' })
    expect(shown([order(1, {})], [stray, unplaced])).toEqual([
      [1, ' |-|-| '],
      ['DRUG Z', ' | | | CP'],
      ['DRUG Y', ' | | | CP'],
    ])
  })
})

test('the newest day is that of the data, or at most a week of what is planned', () => {
  const until = (day: string, cancelled = false) => [order(1, { coveredUntil: day, cancelled })]
  expect(lastCalendarDay([], '2022-05-10T03:00')).toBe('2022-05-10')
  expect(lastCalendarDay(until('2022-05-12'), '2022-05-10T03:00')).toBe('2022-05-12')
  expect(lastCalendarDay(until('2022-08-01'), '2022-05-10T03:00')).toBe('2022-05-17')
  expect(lastCalendarDay(until('2022-05-12', true), '2022-05-10T03:00')).toBe('2022-05-10')
})

test('a day that the backup lacks, or of which a record is unreadable, is told apart from one without a record', () => {
  const days = daysBetween('2022-05-01', '2022-05-06')
  const gap = (area: 'medications' | 'labs', date: string, more = {}) => {
    return { area, dataType: 'OMP-02', date, reason: 'torn', detail: '', source: 'ehr', ...more }
  }
  const lost = {
    reason: 'missing-days',
    detail: '2022-05-03 to 2022-05-04: 2 days without a file, about 40 patients expected',
  }
  const found = daysWithGaps(
    [
      gap('medications', '2022-05-01'),
      gap('labs', '2022-05-02'),
      gap('medications', '2022-05-03'),
      gap('labs', '2022-05-03', { ...lost, dataType: '' }),
      gap('medications', ''),
    ],
    days,
    'medications',
  )
  expect([...found].sort()).toEqual([
    ['2022-05-01', 'unread'],
    ['2022-05-03', 'lost'],
    ['2022-05-04', 'lost'],
  ])
})
