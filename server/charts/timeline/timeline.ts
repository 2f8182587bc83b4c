/**
 * The dated course in whole days, newest first. Days are chosen over all kinds together, so that a page never
 * ends in the middle of one; what has no full date is given with the first page.
 */
import type { TimelineEntry } from '../../../model/api/chart/timeline.ts'
import type { Generation } from '../../generations/open-generation.ts'
import type { PatientRef } from '../patient.ts'
import { dispenses } from './dispenses.ts'
import { documents } from './documents.ts'
import { encounters } from './encounters.ts'
import type { EntryKind, Window } from './entry-kind.ts'
import { medications } from './medications.ts'
import { observations } from './observations.ts'
import { orders } from './orders.ts'
import { problems } from './problems.ts'
import { procedures } from './procedures.ts'

/** In the order in which entries of one moment stand. */
const ENTRY_KINDS: readonly EntryKind[] = [
  documents,
  medications,
  dispenses,
  observations,
  orders,
  encounters,
  procedures,
  problems,
]
/** A page ends after the day with which it has this many entries, or this many days. */
const PAGE_ENTRIES = 60
const PAGE_DAYS = 31

/** Sorts after every date. */
const END_OF_TIME = '9999-99-99'

export interface TimelinePage {
  readonly entries: TimelineEntry[]
  readonly nextBefore: string | null
  readonly undated: TimelineEntry[]
}

/** @param before day (exclusive) at which the page begins; undefined for the first page */
export function readTimeline(
  generation: Generation,
  patient: PatientRef,
  before: string | undefined,
): TimelinePage {
  const end = before ?? END_OF_TIME
  const { from, more } = chooseDays(generation, patient, end)
  const window = { ...patient.rows, from, end }
  const entries = from === null ? [] : readEntries(generation, { ...window, from, undated: 0 })
  const undated =
    before === undefined
      ? readEntries(generation, { ...patient.rows, from: '', end: '', undated: 1 })
      : []
  return { entries: entries.sort(newestFirst), nextBefore: more ? from : null, undated }
}

/** The oldest day of the page, and whether anything is older; null when the page is empty. */
function chooseDays(
  generation: Generation,
  patient: PatientRef,
  end: string,
): { from: string | null; more: boolean } {
  const counts = new Map<string, number>()
  // One day more than a page holds, to know whether there is an older one.
  const limit = PAGE_DAYS + 1
  for (const { days } of ENTRY_KINDS) {
    for (const { day, n } of generation.all(days, { ...patient.rows, end, limit })) {
      counts.set(day, (counts.get(day) ?? 0) + n)
    }
  }
  const days = [...counts.keys()].sort().reverse()
  let entries = 0
  for (const [at, day] of days.entries()) {
    entries += counts.get(day) ?? 0
    if (entries >= PAGE_ENTRIES || at + 1 === PAGE_DAYS) {
      return { from: day, more: at + 1 < days.length }
    }
  }
  return { from: days.at(-1) ?? null, more: false }
}

function readEntries(generation: Generation, window: Window): TimelineEntry[] {
  return ENTRY_KINDS.flatMap((kind) => kind.read(generation, window))
}

function newestFirst(a: TimelineEntry, b: TimelineEntry): number {
  return (b.at.at ?? '').localeCompare(a.at.at ?? '')
}
