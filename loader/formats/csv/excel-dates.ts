/** Days as Excel counts them, in tables that were saved without a format for their dates. */

/** Excel counts days; from which year is a setting of the workbook that a CSV does not tell. */
const DAY = /^(\d{5})(\.\d+)?$/
const CLOCK = /^[01]?\.\d+$/
const DAY_SECONDS = 86_400
const MS = 1_000
/** Day 0, behind the 29th of February 1900, which Excel counts and which was none: ECMA-376 part 1, 18.17.4.1. */
const FIRST_DAYS = { 1900: Date.UTC(1899, 11, 30), 1904: Date.UTC(1904, 0, 1) } as const

export function isCountOfDays(text: string): boolean {
  return DAY.test(text)
}

/**
 * A text with its counts of days as dates, and parts of a day as clocks, in seconds.
 * @param text of several columns joined by a blank
 * @param from first year of the calendar; 0 = the table does not count days
 */
export function datesOfDays(text: string, from: 0 | 1900 | 1904): string {
  if (from === 0) return text
  return text
    .split(' ')
    .map((part) => dateOf(part, FIRST_DAYS[from]))
    .join(' ')
}

function dateOf(part: string, first: number): string {
  const [, days, fraction = ''] = DAY.exec(part) ?? []
  if (days === undefined) return CLOCK.test(part) ? clockOf(Number(part)) : part
  const date = new Date(first + Number(days) * DAY_SECONDS * MS).toISOString().slice(0, 10)
  return fraction === '' ? date : `${date} ${clockOf(Number(fraction))}`
}

function clockOf(part: number): string {
  const seconds = Math.round(part * DAY_SECONDS)
  const whole = new Date(seconds * MS).toISOString()
  return seconds % 60 === 0 ? whole.slice(11, 16) : whole.slice(11, 19)
}
