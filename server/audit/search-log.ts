/** The newest entries of a log that answer a question, a page at a time. */
import Database from 'better-sqlite3'
import type { LogEntry, LogSearchAnswer, LogSearchRequest } from '../../model/api/access-log.ts'
import type { HashedRow } from './entry.ts'
import { inPeriod, ofPatient, ofUser, type Period } from './export-log.ts'
import { ROWS_BEFORE } from './schema.ts'

const ENTRIES_OF_A_PAGE = 100
/** Held in memory at once. */
const ROWS_OF_A_LOOK = 50_000
/** A million entries, some seconds: a question with few answers is put again from where it got to, and keeps no other one waiting for long. */
const MOST_LOOKS = 20

/** @param path of `audit.sqlite`, whoever else appends to it meanwhile */
export function searchLog(path: string, asked: LogSearchRequest): LogSearchAnswer {
  const database = new Database(path, { readonly: true, fileMustExist: true })
  try {
    database.pragma('query_only = ON')
    database.pragma('trusted_schema = OFF')
    const rowsBefore = database.prepare<{ before: number; count: number }, HashedRow>(ROWS_BEFORE)
    const entries: LogEntry[] = []
    let before = asked.before ?? Number.MAX_SAFE_INTEGER
    for (let look = 0; look < MOST_LOOKS; look++) {
      const rows = rowsBefore.all({ before, count: ROWS_OF_A_LOOK })
      for (const { hash: _, ...entry } of answering(rows, asked)) {
        if (entries.length === ENTRIES_OF_A_PAGE)
          return { entries, next: entries.at(-1)?.sequence ?? null }
        entries.push(entry)
      }
      const last = rows.at(-1)
      if (last === undefined || rows.length < ROWS_OF_A_LOOK) return { entries, next: null }
      before = last.sequence
    }
    return { entries, next: before }
  } finally {
    database.close()
  }
}

function answering(all: readonly HashedRow[], asked: LogSearchRequest): Iterable<HashedRow> {
  const { patientId, user, action } = asked
  let rows: Iterable<HashedRow> = inPeriod(all, periodOf(asked))
  if (patientId !== '') rows = ofPatient(rows, patientId)
  if (user !== '') rows = ofUser(rows, user)
  return ofAction(rows, action)
}

function* ofAction(rows: Iterable<HashedRow>, action: string): Generator<HashedRow> {
  for (const row of rows) if (row.action.startsWith(action)) yield row
}

function periodOf({ from, to }: LogSearchRequest): Period {
  return {
    from: from === '' ? Number.NEGATIVE_INFINITY : Date.parse(from),
    to: to === '' ? Number.POSITIVE_INFINITY : Date.parse(to),
  }
}
