/**
 * Encounter and Location: visits, stays with their beds and leaves. R4 has no element for a planned discharge or transfer, so what is
 * planned of a stay is not told; a planned admission is an Encounter of its own.
 */
import type { Encounter, Location } from '@medplum/fhirtypes'
import { type Minute, SNAPSHOT } from '../calendar.ts'
import type { ClinicalEvent, Movement, Person } from '../events.ts'
import { type Bed, WARDS } from '../hospital.ts'
import { dateTime, departmentConcept, patientKey, staffName, subject } from './datatypes.ts'

const TERMINOLOGY = 'http://terminology.hl7.org/CodeSystem'
const PHYSICAL_TYPE = `${TERMINOLOGY}/location-physical-type`

/** @param use hears every bed that is referred to */
export function encounterResources(
  person: Person,
  events: readonly ClinicalEvent[],
  use: (bed: Bed) => void,
): Encounter[] {
  const moves = events.filter((event): event is Movement => event.kind === 'movement')
  return moves.flatMap((move): Encounter[] => {
    if (move.type === 'ADT-12') return [visit(person, move)]
    if (move.type === 'ADT-22') return [stay(person, move, moves, use)]
    const isPlan = move.type === 'ADT-21' && !moves.some((each) => isAdmissionOf(each, move))
    return isPlan ? [plannedStay(person, move)] : []
  })
}

function isAdmissionOf(move: Movement, plan: Movement): boolean {
  return move.type === 'ADT-22' && move.admittedAt === plan.plannedAt
}

function head(person: Person, { setting }: Movement, at: Minute, kind: 'AMB' | 'IMP') {
  return {
    resourceType: 'Encounter' as const,
    id: `${patientKey(person)}-${kind === 'AMB' ? 'v' : 's'}${at}`,
    class: { system: `${TERMINOLOGY}/v3-ActCode`, code: kind },
    subject: subject(person),
    serviceType: departmentConcept(setting.department),
    participant: [
      {
        type: [{ coding: [{ system: `${TERMINOLOGY}/v3-ParticipationType`, code: 'ATND' }] }],
        individual: { display: staffName(setting.doctor) },
      },
    ],
  }
}

function visit(person: Person, move: Movement): Encounter {
  return {
    ...head(person, move, move.occurredAt, 'AMB'),
    status: 'finished',
    period: { start: dateTime(move.occurredAt) },
  }
}

function plannedStay(person: Person, move: Movement): Encounter {
  const start = move.plannedAt ?? move.occurredAt
  return {
    ...head(person, move, start, 'IMP'),
    status: 'planned',
    period: { start: dateTime(start) },
  }
}

function stay(
  person: Person,
  admission: Movement,
  moves: readonly Movement[],
  use: (bed: Bed) => void,
): Encounter {
  const start = admission.occurredAt
  const later = (type: Movement['type']) =>
    moves.filter((move) => move.type === type && move.admittedAt === admission.admittedAt)
  const [discharge] = later('ADT-52')
  const end = discharge?.dischargedAt ?? null
  const within = ({ occurredAt }: Movement) =>
    occurredAt >= start && occurredAt <= (end ?? SNAPSHOT)
  const out = moves.filter((move) => move.type === 'ADT-31' && within(move))
  const back = moves.filter((move) => move.type === 'ADT-32' && within(move))
  const isAway = out.length > back.length
  return {
    ...head(person, admission, start, 'IMP'),
    status: end !== null ? 'finished' : isAway ? 'onleave' : 'in-progress',
    period: { start: dateTime(start), ...(end === null ? {} : { end: dateTime(end) }) },
    location: locations([admission, ...later('ADT-42')], end, use),
    ...(out.length === 0 ? {} : { statusHistory: history(start, out, back, end) }),
    ...(discharge?.disposition === undefined
      ? {}
      : {
          hospitalization: {
            dischargeDisposition: {
              coding: [{ system: `${TERMINOLOGY}/v2-0112`, code: discharge.disposition }],
            },
          },
        }),
  }
}

function history(
  start: Minute,
  out: readonly Movement[],
  back: readonly Movement[],
  end: Minute | null,
): NonNullable<Encounter['statusHistory']> {
  let since = start
  const past: NonNullable<Encounter['statusHistory']> = []
  out.forEach((leave, at) => {
    const until = back[at]?.occurredAt ?? null
    past.push({
      status: 'in-progress',
      period: { start: dateTime(since), end: dateTime(leave.occurredAt) },
    })
    past.push({
      status: 'onleave',
      period: {
        start: dateTime(leave.occurredAt),
        ...(until === null ? {} : { end: dateTime(until) }),
      },
    })
    since = until ?? since
  })
  if (end !== null) {
    past.push({ status: 'in-progress', period: { start: dateTime(since), end: dateTime(end) } })
  }
  return past
}

function locations(
  moves: readonly Movement[],
  end: Minute | null,
  use: (bed: Bed) => void,
): NonNullable<Encounter['location']> {
  return moves.flatMap(({ setting, occurredAt }, at) => {
    if (setting.bed === null) return []
    use(setting.bed)
    const until = moves[at + 1]?.occurredAt ?? end
    return [
      {
        location: { reference: `Location/${placeKey(setting.bed)}` },
        status: until === null ? ('active' as const) : ('completed' as const),
        period: {
          start: dateTime(occurredAt),
          ...(until === null ? {} : { end: dateTime(until) }),
        },
      },
    ]
  })
}

/** The smallest place that is known: bed, room or ward. */
function placeKey({ ward, room, bed }: Bed): string {
  return [WARDS[ward].code, room, bed].filter((part) => part !== '').join('-')
}

/** A bed with its room and ward. */
export function locationResources({ ward, room, bed }: Bed): Location[] {
  const { code, name } = WARDS[ward]
  const roomKey = `${code}-${room}`
  return [
    place(code, name, ['wa', 'Ward'], ''),
    ...(room === '' ? [] : [place(roomKey, room, ['ro', 'Room'], code)]),
    ...(bed === '' ? [] : [place(`${roomKey}-${bed}`, bed, ['bd', 'Bed'], roomKey)]),
  ]
}

function place(
  id: string,
  name: string,
  [code, display]: readonly [string, string],
  partOf: string,
): Location {
  return {
    resourceType: 'Location',
    id,
    status: 'active',
    name,
    physicalType: { coding: [{ system: PHYSICAL_TYPE, code, display }] },
    ...(partOf === '' ? {} : { partOf: { reference: `Location/${partOf}` } }),
  }
}
