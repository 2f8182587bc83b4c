/**
 * An event of a visit or stay that several sources state. Rule: patient, kind of event and moment agree: nobody is admitted twice in one
 * minute. Department, doctor, room and bed must not differ; a ward is compared where both give room or bed or the same code, for one
 * source writes its code and the other its name. Joined before stays are derived, or each stay would stand there twice. Kinds of which a
 * source cancelled any are left as they are: cancellations find their own event.
 */
import type { Connection } from '../generation-database.ts'
import { type FactRow, joinRows } from './rows.ts'
import { covers, toTheMinute } from './stated.ts'
import type { Terms } from './terms.ts'
import { writtenForm } from './written-form.ts'

interface Event extends FactRow {
  readonly event: string
  readonly occurred_at: string | null
  readonly planned_at: string | null
  readonly admitted_at: string | null
  readonly discharged_at: string | null
  readonly ward_id: number | null
  readonly room: string
  readonly bed: string
  readonly department_id: number | null
  readonly attending: string | null
  readonly disposition_id: number | null
  readonly reason: string
}

/** `2022-10-31` */
const DAY = 10

export function joinEncounterEvents(db: Connection, terms: Terms): void {
  const cancelled = new Set(
    db
      .prepare("SELECT DISTINCT patient || ' ' || event FROM encounter_event WHERE cancels = 1")
      .pluck()
      .all() as string[],
  )
  const isCancelledKind = ({ patient, event }: Event) => cancelled.has(`${patient} ${event}`)
  const isSameWord = (a: number, b: number) =>
    terms.nameOf(a) === terms.nameOf(b) || terms.codeOf(a) === terms.codeOf(b)
  const isUnsaidOrSame = (a: number | null, b: number | null) =>
    a === null || b === null || isSameWord(a, b)
  const coversWord = (a: number | null, b: number | null) =>
    b === null || (a !== null && isSameWord(a, b))
  /** Whether `a` says where `b` says that the patient is. */
  const coversPlace = (a: Event, b: Event) => {
    if (!covers(a.room, b.room) || !covers(a.bed, b.bed)) return false
    const isSamePlace = a.room !== '' && a.room === b.room && a.bed === b.bed
    return coversWord(a.ward_id, b.ward_id) || (a.ward_id !== null && isSamePlace)
  }
  const coversReason = (a: string, b: string) => {
    const [[own = '', ...said], [other = '', ...particulars]] = [a, b].map((lines) =>
      lines.split('\n').map(writtenForm),
    ) as [string[], string[]]
    return covers(own, other) && particulars.every((line) => said.includes(line))
  }
  joinRows<Event>(db, {
    kind: 'encounter',
    columns: `t.event, t.occurred_at, t.planned_at, t.admitted_at, t.discharged_at, t.ward_id, t.room, t.bed, t.department_id,
      (SELECT name FROM staff WHERE staff.id = t.attending_id) AS attending, t.disposition_id, t.reason`,
    keyOf: (row) => {
      const at = timeOf(row)
      return isCancelledKind(row) || at.length < DAY ? null : `${row.event} ${at.slice(0, DAY)}`
    },
    timeOf,
    isCurrent: ({ standing }) => standing === 1,
    rules: {
      isSameEvent: (a, b) => isUnsaidOrSame(a.department_id, b.department_id),
      says: (a, b) =>
        coversWord(a.department_id, b.department_id) &&
        coversPlace(a, b) &&
        covers(writtenForm(a.attending ?? ''), writtenForm(b.attending ?? '')) &&
        coversWord(a.disposition_id, b.disposition_id) &&
        coversReason(a.reason, b.reason) &&
        timeOf(a).startsWith(timeOf(b)),
    },
  })
}

function timeOf(row: Event): string {
  const at = row.event.endsWith('-planned')
    ? (row.planned_at ?? row.occurred_at)
    : row.event === 'admission'
      ? (row.admitted_at ?? row.occurred_at)
      : row.event === 'discharge'
        ? (row.discharged_at ?? row.occurred_at)
        : row.occurred_at
  return toTheMinute(at)
}
