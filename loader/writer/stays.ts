/**
 * Stays and visits out of events.
 *
 * Rule, per patient, over current events, each judged at the as-of of its source, in order of time (a day without a time of day comes first; a discharge or leave
 * without one comes last on its day):
 *  1. A cancellation undoes the event of its kind with the same order number, else the one at the same time, else, when
 *     it names no time of admission or discharge, the newest before it; copies of the event go with it, but nothing that
 *     was sent after the cancellation. Order numbers that are all nines number nothing (SS-MIX2 guideline, file names).
 *  2. An admission opens a stay; the same admission sent again (same time, to the precision both have) refreshes it; another one while a stay is open
 *     ends that stay at an unknown time.
 *  3. A transfer moves ward, room and bed together, and the department when it names one. A transfer, leave or discharge
 *     without an admission still makes a stay, whose start is what the message says or unknown.
 *  4. A leave puts the stay on leave, the return ends that. A change of attending doctor changes the open stay's.
 *  5. A discharge ends the stay, an earlier one when it names that one's admission. One that lies after as-of has not happened yet: the stay is in progress and that is its
 *     planned end.
 *  6. A planned discharge is the stay's planned end. A planned admission on or after the day of as-of that has not taken
 *     place is a planned stay. An admission after as-of is a planned stay.
 *  7. An outpatient visit is an encounter of its own; after as-of it is planned.
 * A stay's reason is that of its admission, else the one that its discharge names. A stay without a place has no bed yet. Nothing is taken from a death or from age: a stay with no discharge is open.
 */
import type { EncounterEventType } from '../../model/records/patient.ts'

/** A row of encounter_event that is current. */
export interface StayEvent {
  readonly event: EncounterEventType
  readonly cancels: boolean
  readonly orderNo: string
  /** When its message was sent, digits; '' = not known. */
  readonly sentAt: string
  readonly occurredAt: string | null
  readonly plannedAt: string | null
  readonly admittedAt: string | null
  readonly dischargedAt: string | null
  readonly wardId: number | null
  readonly room: string
  readonly bed: string
  readonly departmentId: number | null
  readonly attendingId: number | null
  readonly dispositionId: number | null
  readonly reason: string
  readonly fileId: number
  /** As of when the newest source that states it speaks: what was to come then is not known to have taken place. */
  readonly asOf: string
}

export interface Stay {
  class: 'inpatient' | 'outpatient'
  status: 'in-progress' | 'on-leave' | 'finished' | 'planned'
  startAt: string | null
  endAt: string | null
  plannedEndAt: string | null
  wardId: number | null
  room: string
  bed: string
  departmentId: number | null
  attendingId: number | null
  dispositionId: number | null
  reason: string
  fileId: number
}

/**
 * @param events one patient's current events in any order.
 * @returns encounters, the events that a cancellation undid, and the cancellations that named no event.
 */
export function deriveStays<Event extends StayEvent>(
  events: readonly Event[],
): { stays: Stay[]; undone: Event[]; unmatched: Event[] } {
  const ordered = [...events].sort((a, b) => compare(sortKey(a), sortKey(b)))
  const { valid, undone, unmatched } = withoutCancelled(ordered)
  const stays: Stay[] = []
  let open: Stay | null = null
  for (const event of valid) {
    const time = timeOf(event)
    const isFuture = isAfter(time, event.asOf)
    if (event.event === 'outpatient-visit') {
      stays.push(visit(event, isFuture ? 'planned' : 'finished'))
    } else if (event.event === 'admission-planned') {
      if (isStillPlanned(event, valid)) {
        stays.push({ ...begin(event, event.plannedAt), status: 'planned' })
      }
    } else if (event.event === 'admission' && isFuture) {
      stays.push({ ...begin(event, time), status: 'planned' })
    } else if (event.event === 'discharge') {
      open = discharge(event, open, stays, isFuture)
    } else if (!isFuture && event.event !== 'transfer-planned') {
      open = advance(event, open, stays)
    }
  }
  return { stays, undone, unmatched }
}

/** Every event but visits, plans of admission and discharges. */
function advance(event: StayEvent, open: Stay | null, stays: Stay[]): Stay | null {
  switch (event.event) {
    case 'admission':
      return admit(event, open, stays)
    case 'attending-change':
      if (open !== null) open.attendingId = event.attendingId ?? open.attendingId
      return open
    case 'discharge-planned':
      if (open !== null) open.plannedEndAt = event.plannedAt ?? event.occurredAt
      return open
    case 'transfer': {
      const stay = open ?? opened(event, stays)
      move(stay, event)
      return stay
    }
    case 'leave': {
      const stay = open ?? opened(event, stays)
      stay.status = 'on-leave'
      return stay
    }
    case 'leave-return': {
      const stay = open ?? opened(event, stays)
      stay.status = 'in-progress'
      if (event.wardId !== null) move(stay, event)
      return stay
    }
    default:
      return open
  }
}

function admit(event: StayEvent, open: Stay | null, stays: Stay[]): Stay {
  const start = timeOf(event)
  if (open !== null && (open.startAt === start || isSameMoment(open.startAt, start))) {
    move(open, event)
    open.reason = event.reason || open.reason
    return open
  }
  if (open !== null) open.status = 'finished'
  return opened(event, stays, start)
}

function discharge(
  event: StayEvent,
  open: Stay | null,
  stays: Stay[],
  isFuture: boolean,
): Stay | null {
  const end = timeOf(event)
  if (isFuture) {
    if (open !== null) open.plannedEndAt = end
    return open
  }
  const named = openNot(event, open) ? endless(event, stays) : undefined
  if (named !== undefined) {
    named.endAt = end
    named.dispositionId = event.dispositionId ?? named.dispositionId
    named.reason ||= event.reason
    return open
  }
  const last = stays.findLast((stay) => stay.class === 'inpatient' && stay.status === 'finished')
  const isRepeat = open === null && last !== undefined && last.endAt === end
  const stay = open ?? (isRepeat ? last : opened(event, stays))
  stay.status = 'finished'
  stay.endAt = end
  stay.dispositionId = event.dispositionId ?? stay.dispositionId
  stay.reason ||= event.reason
  return null
}

/** Whether a discharge names another admission (PV1-44) than that of the open stay. */
function openNot({ admittedAt }: StayEvent, open: Stay | null): boolean {
  return open !== null && admittedAt !== null && !isSameMoment(open.startAt, admittedAt)
}

/** The stay that began at the discharge's admission and whose end is not known. */
function endless({ admittedAt }: StayEvent, stays: readonly Stay[]): Stay | undefined {
  return stays.findLast(
    (stay) =>
      stay.class === 'inpatient' &&
      stay.status === 'finished' &&
      stay.endAt === null &&
      isSameMoment(stay.startAt, admittedAt),
  )
}

function opened(event: StayEvent, stays: Stay[], start: string | null = event.admittedAt): Stay {
  const stay = begin(event, start)
  stays.push(stay)
  return stay
}

function begin(event: StayEvent, startAt: string | null): Stay {
  const { wardId, room, bed, departmentId, attendingId, reason, fileId } = event
  return {
    class: 'inpatient',
    status: 'in-progress',
    startAt,
    endAt: null,
    plannedEndAt: null,
    wardId,
    room,
    bed,
    departmentId,
    attendingId,
    dispositionId: null,
    reason,
    fileId,
  }
}

function visit(event: StayEvent, status: Stay['status']): Stay {
  const start = timeOf(event)
  const dispositionId = event.dispositionId
  return { ...begin(event, start), class: 'outpatient', status, endAt: start, dispositionId }
}

/** Ward, room and bed go together: a new ward without a bed must not keep the old bed. */
function move(stay: Stay, event: StayEvent): void {
  if (event.wardId !== null || event.room !== '' || event.bed !== '') {
    stay.wardId = event.wardId
    stay.room = event.room
    stay.bed = event.bed
  }
  stay.departmentId = event.departmentId ?? stay.departmentId
  stay.attendingId = event.attendingId ?? stay.attendingId
}

function isStillPlanned(plan: StayEvent, events: readonly StayEvent[]): boolean {
  const day = plan.plannedAt?.slice(0, 10) ?? null
  if (day === null || day < plan.asOf.slice(0, 10)) return false
  return !events.some(
    (event) =>
      event.event === 'admission' &&
      (isSameOrder(event, plan) || (timeOf(event)?.slice(0, 10) ?? '') >= day),
  )
}

function withoutCancelled<Event extends StayEvent>(ordered: readonly Event[]) {
  const undone = new Set<Event>()
  const unmatched: Event[] = []
  const cancels = ordered.filter((event) => event.cancels)
  for (const cancel of cancels.sort((a, b) => compare(a.sentAt, b.sentAt))) {
    const kin = ordered.filter(
      (event) =>
        !event.cancels &&
        event.event === cancel.event &&
        !undone.has(event) &&
        !isSentAfter(event, cancel),
    )
    const targets = targetsOf(cancel, kin)
    if (targets.length === 0) unmatched.push(cancel)
    for (const target of targets) undone.add(target)
  }
  const valid = ordered.filter((event) => !event.cancels && !undone.has(event))
  return { valid, undone: [...undone], unmatched }
}

/** What was sent after a cancellation, was sent in spite of it: the same admission entered again. */
function isSentAfter(event: StayEvent, cancel: StayEvent): boolean {
  return event.sentAt !== '' && cancel.sentAt !== '' && event.sentAt > cancel.sentAt
}

/** The events that a cancellation undoes: one event, in each copy of it that was sent before. */
function targetsOf<Event extends StayEvent>(cancel: Event, kin: readonly Event[]): Event[] {
  const isCopy = (event: StayEvent) => event.sentAt !== '' && cancel.sentAt !== ''
  const target =
    kin.find((event) => isSameOrder(event, cancel)) ??
    kin.find((event) => timeOf(event) === timeOf(cancel)) ??
    kin.findLast((event) => isSameMoment(timeOf(event), timeOf(cancel))) ??
    (namesMoment(cancel) ? undefined : kin.findLast((e) => sortKey(e) <= sortKey(cancel)))
  if (target === undefined) return []
  const copies = kin.filter((event) => isCopy(event) && timeOf(event) === timeOf(target))
  return copies.includes(target) ? copies : [target]
}

/** Equal to the precision both have: `2024-05-01` and `2024-05-01T10:00`. */
function isSameMoment(a: string | null, b: string | null): boolean {
  if (a === null || b === null || Math.min(a.length, b.length) < 10) return false
  return a.startsWith(b) || b.startsWith(a)
}

/** Whether a cancellation says which moment it undoes (PV1-44, PV1-45); EVN-6 may be that of the cancellation itself. */
function namesMoment(cancel: StayEvent): boolean {
  if (cancel.event === 'admission') return cancel.admittedAt !== null
  return cancel.event === 'discharge' && cancel.dischargedAt !== null
}

function isSameOrder(a: StayEvent, b: StayEvent): boolean {
  return a.orderNo === b.orderNo && a.orderNo !== '' && !/^9+$/.test(a.orderNo)
}

function timeOf(event: StayEvent): string | null {
  if (event.event === 'admission') return event.admittedAt ?? event.occurredAt
  if (event.event === 'discharge') return event.dischargedAt ?? event.occurredAt
  if (event.event === 'outpatient-visit') return event.occurredAt ?? event.admittedAt
  return event.occurredAt ?? event.plannedAt
}

/** Order among events of the same moment. */
const RANK: Readonly<Record<EncounterEventType, number>> = {
  'outpatient-visit': 0,
  'admission-planned': 1,
  admission: 2,
  'attending-change': 3,
  'transfer-planned': 4,
  transfer: 5,
  leave: 6,
  'leave-return': 7,
  'discharge-planned': 8,
  discharge: 9,
}

function sortKey(event: StayEvent): string {
  const time = timeOf(event) ?? ''
  const isLastOfDay = event.event === 'discharge' || event.event === 'leave'
  // A blank sorts before `T` and `:`: of two times the less precise one comes first.
  return `${time.length === 10 && isLastOfDay ? `${time}T99` : time} ${RANK[event.event]}`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Compared to the precision both have: a day is not after a moment of that day. */
function isAfter(time: string | null, asOf: string): boolean {
  if (time === null) return false
  const length = Math.min(time.length, asOf.length)
  return time.slice(0, length) > asOf.slice(0, length)
}
