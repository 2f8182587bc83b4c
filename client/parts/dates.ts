/**
 * Dates as they are shown: `2022/10/31 09:10`, 24 hours, the facility's zone, cut to the precision that is known.
 * Input is `Time.at` of the API: ISO 8601 without offset, in the facility's zone.
 */

/** Japan has one zone and no summer time; the API's times are in it whatever the terminal is set to. */
const FACILITY_ZONE = 'Asia/Tokyo'
const FACILITY_OFFSET = '+09:00'

/** First day of each era. Before 1873-01-01 Japan counted by the lunar calendar: no conversion is made. */
const ERAS = [
  { from: '2019-05-01', first: 2019, name: '令和', initial: 'R' },
  { from: '1989-01-08', first: 1989, name: '平成', initial: 'H' },
  { from: '1926-12-25', first: 1926, name: '昭和', initial: 'S' },
  { from: '1912-07-30', first: 1912, name: '大正', initial: 'T' },
  { from: '1873-01-01', first: 1868, name: '明治', initial: 'M' },
] as const

/** `2022-05-03T09:10:05` → `2022/05/03`; `2022-05` → `2022/05`. */
export function formatDay(at: string): string {
  return at.slice(0, 10).replaceAll('-', '/')
}

/** `2022-05-03T09:10:05` → `09:10`; '' when the time of day is not known. */
export function formatClock(at: string): string {
  return at.slice(11, 16)
}

/** `2022-05-03T09:10:05` → `2022/05/03 09:10`. */
export function formatMoment(at: string): string {
  const clock = formatClock(at)
  return clock === '' ? formatDay(at) : `${formatDay(at)} ${clock}`
}

/** Year of the Japanese era: `1970-01-01` → `昭和45年` (ja), `S45` (en); '' unless the whole day is known. */
export function formatEraYear(at: string, language: 'ja' | 'en'): string {
  const day = at.slice(0, 10)
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return ''
  const era = ERAS.find((each) => day >= each.from)
  if (era === undefined) return ''
  const year = Number(day.slice(0, 4)) - era.first + 1
  if (language === 'en') return `${era.initial}${year}`
  return `${era.name}${year === 1 ? '元' : year}年`
}

/** Now, as the facility's clock shows it, in the API's form `YYYY-MM-DDTHH:mm`. */
export function facilityNow(now: Date): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: FACILITY_ZONE,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(now)
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`
}

/** A moment of the facility's clock, `YYYY-MM-DDTHH:mm`, in UTC: ISO 8601 with `Z`. */
export function facilityUtc(at: string): string {
  return new Date(`${at}${FACILITY_OFFSET}`).toISOString()
}

/** How far `to` lies after `from`, in whole units; `null` when it lies before. Both as `Time.at`. */
export function ageOfData(
  from: string,
  to: string,
): { unit: 'minutes' | 'hours' | 'days'; count: number } | null {
  const minutes = Math.floor((instant(to) - instant(from)) / 60_000)
  if (Number.isNaN(minutes) || minutes < 0) return null
  if (minutes < 60) return { unit: 'minutes', count: minutes }
  if (minutes < 48 * 60) return { unit: 'hours', count: Math.floor(minutes / 60) }
  return { unit: 'days', count: Math.floor(minutes / (24 * 60)) }
}

/** The day `count` days after `day`, both `YYYY-MM-DD`. */
export function addDays(day: string, count: number): string {
  return new Date(instant(day) + count * 86_400_000).toISOString().slice(0, 10)
}

/** Every day from the first to the last, both inclusive. */
export function daysBetween(first: string, last: string): string[] {
  const days: string[] = []
  for (let day = first; day <= last && days.length < 400; day = addDays(day, 1)) days.push(day)
  return days
}

/** A point in time as milliseconds, for distances only; a missing part counts as its beginning. */
export function instant(at: string): number {
  const [year = '', month = '01', day = '01'] = at.slice(0, 10).split('-')
  const clock = at.length > 11 ? at.slice(11).padEnd(8, ':00').slice(0, 8) : '00:00:00'
  return Date.parse(`${year.padStart(4, '0')}-${month}-${day}T${clock}Z`)
}

/** Day of the week, short: `月`, `Mon`. */
export function weekday(day: string, language: 'ja' | 'en'): string {
  const names =
    language === 'ja'
      ? ['日', '月', '火', '水', '木', '金', '土']
      : ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
  return names[new Date(instant(day.slice(0, 10))).getUTCDay()] ?? ''
}
