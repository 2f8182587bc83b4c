/**
 * An entry of the access log, as it is hashed, copied and exported.
 *
 * hash(n) = SHA-256( hash(n-1) + "\n" + JSON of the entry's nine fields, keys in alphabetic order ), in hex; before
 * the first entry stand 64 zeros. Nothing secret goes in, so whoever holds a copy can check it.
 */
import { createHash } from 'node:crypto'

export type AuditDetail = Readonly<
  Record<string, string | number | boolean | null | readonly string[]>
>

/** What a caller knows of an entry; the log adds number, time and hash. */
export interface AuditEntry {
  /** User name, or the operating system's user at the machine itself. */
  readonly actor: string
  /** Role of a signed-in user; absent before sign-in and at the machine itself. */
  readonly role?: string
  /** Network address of the terminal, or the name of the machine itself. */
  readonly terminal: string
  /** `session.open`, `chart.open`, `load` … */
  readonly action: string
  readonly patientId?: string
  readonly detail: AuditDetail
}

/** What is hashed of a row: all of it but the hash itself. */
export interface AuditRow {
  /** From 1, without gaps. */
  readonly sequence: number
  /** UTC, ISO 8601 with milliseconds. */
  readonly at: string
  /** The machine's offset from UTC at that moment: `+09:00`. */
  readonly utcOffset: string
  readonly actor: string
  /** '' = nobody signed in. */
  readonly role: string
  readonly terminal: string
  readonly action: string
  /** '' = concerns no patient. */
  readonly patientId: string
  /** JSON object, keys in alphabetic order. */
  readonly detail: string
}

export type HashedRow = AuditRow & { readonly hash: string }

/** Number and hash of an entry: the last one's stand for the whole log before it. */
export interface Head {
  readonly sequence: number
  readonly hash: string
}

/** What stands before the first entry. */
export const CHAIN_START: Head = { sequence: 0, hash: '0'.repeat(64) }

/** The row that follows `previous`, made at `now`. */
export function nextRow(previous: Head, entry: AuditEntry, now: Date): HashedRow {
  const row: AuditRow = {
    sequence: previous.sequence + 1,
    at: now.toISOString(),
    utcOffset: offsetText(-now.getTimezoneOffset()),
    actor: entry.actor,
    role: entry.role ?? '',
    terminal: entry.terminal,
    action: entry.action,
    patientId: entry.patientId ?? '',
    detail: canonicalJson(entry.detail),
  }
  return { ...row, hash: chainHash(previous.hash, row) }
}

export function chainHash(previous: string, row: AuditRow): string {
  return createHash('sha256').update(previous).update('\n').update(rowJson(row)).digest('hex')
}

/** A row as one line of JSON without its line end: the hashed text with the hash behind it. */
export function toLine(row: HashedRow): string {
  return `${rowJson(row).slice(0, -1)},"hash":${JSON.stringify(row.hash)}}`
}

/** The same in ASCII, for ways on which other characters may suffer: every other one is escaped as JSON escapes it. */
export function asciiLine(row: HashedRow): string {
  return toLine(row).replaceAll(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** The row of a line; null when the line is not, byte for byte, what `toLine` or `asciiLine` writes. */
export function parseLine(line: string): HashedRow | null {
  try {
    const row = JSON.parse(line) as HashedRow
    return toLine(row) === line || asciiLine(row) === line ? row : null
  } catch {
    // Whatever made it unreadable, the answer is the same: not a line of this log.
    return null
  }
}

function rowJson(row: AuditRow): string {
  const { sequence, at, utcOffset, actor, role, terminal, action, patientId, detail } = row
  return canonicalJson({
    sequence,
    at,
    utcOffset,
    actor,
    role,
    terminal,
    action,
    patientId,
    detail,
  })
}

function canonicalJson(values: AuditDetail): string {
  return JSON.stringify(
    Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1))),
  )
}

/** @param minutes east of Greenwich */
function offsetText(minutes: number): string {
  const two = (value: number) => String(Math.floor(Math.abs(value))).padStart(2, '0')
  return `${minutes < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`
}
