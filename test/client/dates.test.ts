/** Dates on the screen: precision kept, eras right to the day, ages of data never negative. */
import { describe, expect, it } from 'vitest'
import { readMoment } from '../../client/administration/typed-moment.ts'
import {
  addDays,
  ageOfData,
  daysBetween,
  facilityNow,
  formatDay,
  formatEraYear,
  formatMoment,
  weekday,
} from '../../client/parts/dates.ts'
import { readDay } from '../../client/parts/day-box.tsx'

describe('dates', () => {
  it('shows what is known of a time and no more', () => {
    expect(formatMoment('2022-10-31T09:10:05')).toBe('2022/10/31 09:10')
    expect(formatMoment('2022-10-31')).toBe('2022/10/31')
    expect(formatDay('2022-10')).toBe('2022/10')
    expect(formatDay('2022')).toBe('2022')
  })

  it.each([
    ['2019-05-01', '令和元年', 'R1'],
    ['2019-04-30', '平成31年', 'H31'],
    ['1989-01-08', '平成元年', 'H1'],
    ['1989-01-07', '昭和64年', 'S64'],
    ['1970-01-01', '昭和45年', 'S45'],
    ['1926-12-25', '昭和元年', 'S1'],
    ['1926-12-24', '大正15年', 'T15'],
    ['1912-07-30', '大正元年', 'T1'],
    ['1912-07-29', '明治45年', 'M45'],
  ])('%s is %s', (day, ja, en) => {
    expect(formatEraYear(day, 'ja')).toBe(ja)
    expect(formatEraYear(day, 'en')).toBe(en)
  })

  it('names no era where the day is not known, or before the calendar was the same', () => {
    expect(formatEraYear('1989', 'ja')).toBe('')
    expect(formatEraYear('1989-01', 'ja')).toBe('')
    expect(formatEraYear('1872-12-31', 'ja')).toBe('')
  })

  it("tells the facility's time whatever the terminal is set to", () => {
    expect(facilityNow(new Date('2022-10-31T15:05:00Z'))).toBe('2022-11-01T00:05')
  })

  it('tells the age of data, and refuses one that lies ahead', () => {
    expect(ageOfData('2022-10-31T09:00', '2022-10-31T09:59')).toEqual({
      unit: 'minutes',
      count: 59,
    })
    expect(ageOfData('2022-10-31T09:00', '2022-11-01T09:00')).toEqual({ unit: 'hours', count: 24 })
    expect(ageOfData('2022-10-31', '2022-11-10T12:00')).toEqual({ unit: 'days', count: 10 })
    expect(ageOfData('2022-10-31T09:00', '2022-10-31T08:59')).toBeNull()
  })

  it('counts days over the ends of months and leap years', () => {
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29')
    expect(addDays('2022-01-01', -1)).toBe('2021-12-31')
    expect(daysBetween('2022-12-30', '2023-01-02')).toHaveLength(4)
    expect(weekday('2022-10-31', 'ja')).toBe('月')
  })

  it('reads a day as people type it and nothing that is none', () => {
    expect(readDay('2022/10/31')).toBe('2022-10-31')
    expect(readDay('２０２２１０３１')).toBe('2022-10-31')
    expect(readDay('2022-02-30')).toBeNull()
    expect(readDay('2022/1')).toBeNull()
  })

  it("reads a moment of the facility's clock as it is shown, and a day alone as the whole of it", () => {
    expect(readMoment('2022/10/31 09:10', 'from')).toBe('2022-10-31T00:10:00.000Z')
    expect(readMoment('２０２２／１０／３１　9:10', 'to')).toBe('2022-10-31T00:10:00.000Z')
    expect(readMoment('2022-10-31', 'from')).toBe('2022-10-30T15:00:00.000Z')
    expect(readMoment('20221031', 'to')).toBe('2022-10-31T15:00:00.000Z')
    expect(readMoment(' ', 'from')).toBe('')
    for (const none of ['10/31/2022', '2022/10/31 24:00', '2022/10/31 09:10 JST', '09:10']) {
      expect(readMoment(none, 'from'), none).toBeNull()
    }
  })
})
