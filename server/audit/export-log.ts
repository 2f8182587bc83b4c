/** The log for other programs and for people: lines of JSON, CSV, and the entries of one patient or one user. */
import { z } from 'zod'
import { idKey } from '../../model/search-keys.ts'
import { type HashedRow, toLine } from './entry.ts'

/** Times in milliseconds since 1970; an entry at `from` is in, one at `to` is not. */
export interface Period {
  readonly from: number
  readonly to: number
}

export function* inPeriod(rows: Iterable<HashedRow>, { from, to }: Period): Generator<HashedRow> {
  for (const row of rows) {
    const at = Date.parse(row.at)
    if (at >= from && at < to) yield row
  }
}

/** Entries about a patient, by the id however it is written, or asked for under that id. */
export function* ofPatient(rows: Iterable<HashedRow>, patientId: string): Generator<HashedRow> {
  const wanted = idKey(patientId)
  for (const row of rows) {
    const asked = detailText(row, 'asked')
    const ids = [row.patientId, asked].filter((id) => id !== '').map(idKey)
    if (ids.includes(wanted)) yield row
  }
}

/** What a user did, and what was done to their account. */
export function* ofUser(rows: Iterable<HashedRow>, user: string): Generator<HashedRow> {
  for (const row of rows) {
    if (row.actor === user || detailText(row, 'user') === user) yield row
  }
}

export function* jsonLines(rows: Iterable<HashedRow>): Generator<string> {
  for (const row of rows) yield `${toLine(row)}\n`
}

const COLUMNS = [
  'sequence',
  'at',
  'utcOffset',
  'actor',
  'role',
  'terminal',
  'action',
  'patientId',
  'detail',
  'hash',
] as const

/** RFC 4180 with a byte order mark, which spreadsheet programs in Japanese need to see UTF-8. */
export function* csvLines(rows: Iterable<HashedRow>): Generator<string> {
  yield `\ufeff${COLUMNS.join(',')}\r\n`
  for (const row of rows) yield `${COLUMNS.map((name) => csvField(row[name])).join(',')}\r\n`
}

/** What somebody typed may start as a formula does: a spreadsheet must not run it, a Japanese one not in full width either (OWASP, CSV injection). */
function csvField(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const text =
    /^[=+\-@＝＋－＠\t\r\n]/.test(value) && !/^[+-]\d\d:\d\d$/.test(value) ? `'${value}` : value
  return `"${text.replaceAll('"', '""')}"`
}

/** A log that was tampered with is read all the same: what is no JSON names nobody. */
const AnyDetail = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown
    } catch {
      context.issues.push({ code: 'custom', message: 'not JSON', input: text })
      return z.NEVER
    }
  })
  .pipe(z.record(z.string(), z.unknown()))

function detailText(row: HashedRow, name: string): string {
  const found = AnyDetail.safeParse(row.detail)
  const value = found.success && Object.hasOwn(found.data, name) ? found.data[name] : ''
  return typeof value === 'string' ? value : ''
}
