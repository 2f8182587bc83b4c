/**
 * Days that are missing from a source altogether: the tape that was not loaded, the fortnight before the attack.
 *
 * A run of days without any file counts as missing when at least {@link LEAST_EXPECTED} patients' files were to be expected in
 * it, from the same weekdays of the four weeks before and after it, or for a short run from the busy days around it. Patients
 * are counted, not files: one in-patient's day brings a dozen files or none. For a source as a whole, nearly every other day
 * around must have files, so that a clinic's holidays don't alarm. For one data type a run must be longer than any holiday, or
 * reach to the source's as-of while other data go on.
 */
import { dataTypeOf } from '../../model/codes/data-types.ts'
import type { Connection } from './generation-database.ts'

/** Chance alone leaves out so many expected patients about once in a hundred thousand runs (Poisson). */
const LEAST_EXPECTED = 12
const WEEKS = 4
/** Share of the days around a run that must have files, for a source as a whole. */
const LEAST_FILLED = 0.95
/** Days; Golden Week and New Year are shorter. */
const LONGEST_HOLIDAY = 10
const SHORTEST_TAIL = 4
/** Patients a day: one in-patient's stay begins and ends, several don't at once. */
const LEAST_PATIENTS = 3
/** Of a hole of at most three days the days beside it tell what it should hold, when both are busy (patients). */
const LONGEST_NEAR = 3
const BUSY = 10
const DAY = 86_400_000

/** A hole in a series of days. */
interface Hole {
  readonly first: string
  readonly last: string
  readonly days: number
  readonly expected: number
  readonly isTail: boolean
}

/** Writes a gap of no single patient for each hole. */
export function writeMissingDays(db: Connection): void {
  const insert = db.prepare(
    `INSERT INTO gap (patient, area, data_type, date, reason, detail, source_id, file_id)
     VALUES (NULL, ?, ?, ?, 'missing-days', ?, ?, 0)`,
  )
  const sources = db
    .prepare<[], { id: number; asOf: string }>('SELECT id, as_of AS asOf FROM main.source')
    .all()
  for (const { id, asOf } of sources) {
    const series = dailyCounts(db, id)
    const whole = holesOf(series.get('') ?? new Map(), asOf, 1).filter((hole) => hole.isDense)
    const holes = whole.map((hole) => ({ hole, dataType: '' }))
    for (const [dataType, counts] of series) {
      if (dataType === '') continue
      const own = holesOf(counts, asOf, LEAST_PATIENTS).filter(
        (hole) =>
          hole.days >= (hole.isTail ? SHORTEST_TAIL : LONGEST_HOLIDAY + 1) &&
          !whole.some((each) => each.first <= hole.first && each.last >= hole.last),
      )
      holes.push(...own.map((hole) => ({ hole, dataType })))
    }
    for (const { hole, dataType } of holes) {
      const area = dataType === '' ? 'other' : dataTypeOf(dataType).area
      insert.run(area, dataType, hole.first, describe(hole), id)
    }
  }
}

/** By day (number of days since 1970): patients with files of each data type, and under '' of any type. */
function dailyCounts(db: Connection, source: number): Map<string, Map<number, number>> {
  const rows = db
    .prepare<[number, number], { dataType: string; date: string; patients: number }>(
      `SELECT data_type AS dataType, date, count(DISTINCT patient_id) AS patients FROM manifest.file
       WHERE source_id = ? AND length(date) = 10 AND data_type <> '' AND disposition <> 'ignored'
       GROUP BY data_type, date
       UNION ALL SELECT '', date, count(DISTINCT patient_id) FROM manifest.file
       WHERE source_id = ? AND length(date) = 10 AND disposition <> 'ignored' GROUP BY date`,
    )
    .all(source, source)
  const series = new Map<string, Map<number, number>>()
  for (const { dataType, date, patients } of rows) {
    const day = Math.floor(Date.parse(`${date}T00:00:00Z`) / DAY)
    if (Number.isNaN(day)) continue
    const counts = series.get(dataType) ?? new Map<number, number>()
    counts.set(day, patients)
    series.set(dataType, counts)
  }
  return series
}

/** Runs of empty days between the first day with files and the last whole day before the as-of. */
function holesOf(counts: ReadonlyMap<number, number>, asOf: string, least: number) {
  const horizon = Math.floor(Date.parse(`${asOf.slice(0, 10)}T00:00:00Z`) / DAY) - 1
  const days = [...counts.keys()].filter((day) => day <= horizon).sort((a, b) => a - b)
  const holes: (Hole & { readonly isDense: boolean })[] = []
  const first = days[0]
  if (first === undefined || Number.isNaN(horizon)) return holes
  const range = { first, last: horizon }
  for (const [index, day] of days.entries()) {
    const from = day + 1
    const to = (days[index + 1] ?? horizon + 1) - 1
    if (to < from) continue
    const near = least === 1 ? nearby(counts, from, to, range) : 0
    const expected = Math.max(near, expectedIn(counts, from, to, range, least))
    if (expected < LEAST_EXPECTED) continue
    holes.push({
      first: isoOf(from),
      last: isoOf(to),
      days: to - from + 1,
      expected: Math.round(expected),
      isTail: to === horizon,
      isDense: near > 0 || filledShare(counts, from, to, range) >= LEAST_FILLED,
    })
  }
  return holes
}

interface Range {
  readonly first: number
  readonly last: number
}

/**
 * Each day counts as much as the same weekday does on average in the weeks around the run; not at all when one of those days
 * was empty itself, or fewer than four are known: what comes in clusters is expected on no day.
 */
function expectedIn(
  counts: ReadonlyMap<number, number>,
  from: number,
  to: number,
  range: Range,
  least: number,
): number {
  let expected = 0
  for (let weekday = from; weekday <= Math.min(to, from + 6); weekday++) {
    const occurrences = Math.floor((to - weekday) / 7) + 1
    const lastOne = weekday + (occurrences - 1) * 7
    const samples: number[] = []
    for (let week = 1; week <= WEEKS; week++) {
      for (const day of [weekday - week * 7, lastOne + week * 7]) {
        if (day >= range.first && day <= range.last) samples.push(counts.get(day) ?? 0)
      }
    }
    const sum = samples.reduce((total, patients) => total + patients, 0)
    const isRegular = samples.length >= WEEKS && samples.every((patients) => patients >= least)
    if (isRegular) expected += (sum / samples.length) * occurrences
  }
  return expected
}

/**
 * Expected by the day before and the day after: 0 when the hole is long, when one of them is not busy, or when the same weekday
 * was empty in a neighbouring week as well (a clinic's free day).
 */
function nearby(
  counts: ReadonlyMap<number, number>,
  from: number,
  to: number,
  range: Range,
): number {
  const least = Math.min(counts.get(from - 1) ?? 0, counts.get(to + 1) ?? 0)
  if (to - from >= LONGEST_NEAR || least < BUSY) return 0
  for (let day = from; day <= to; day++) {
    for (const other of [day - 14, day - 7, day + 7, day + 14]) {
      if (other >= range.first && other <= range.last && !counts.has(other)) return 0
    }
  }
  return least * (to - from + 1)
}

function filledShare(
  counts: ReadonlyMap<number, number>,
  from: number,
  to: number,
  range: Range,
): number {
  let days = 0
  let filled = 0
  for (let day = from - WEEKS * 7; day <= to + WEEKS * 7; day++) {
    if ((day >= from && day <= to) || day < range.first || day > range.last) continue
    days++
    if (counts.has(day)) filled++
  }
  return days < 7 ? 0 : filled / days
}

function describe({ first, last, days, expected, isTail }: Hole): string {
  const what = isTail
    ? `nothing after ${isoOf(dayOf(first) - 1)} up to ${last}`
    : `${first} to ${last}`
  return `${what}: ${days} day${days === 1 ? '' : 's'} without a file, about ${expected} patients expected`
}

function dayOf(date: string): number {
  return Math.floor(Date.parse(`${date}T00:00:00Z`) / DAY)
}

function isoOf(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10)
}
