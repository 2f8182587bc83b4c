/**
 * Encounter (FHIR R4 encounter) as the events of a visit or stay.
 *
 * A FHIR Encounter is a whole stay, the read model derives stays from events. So
 *   class IMP, ACUTE, NONAC, OBSENC, SS   status planned                    → admission-planned
 *                                         other, part of another stay         → transfers only: it is a leg of that
 *                                         arrived, triaged, in-progress, onleave, finished
 *                                           → admission at period.start in the first place, a transfer for every later place,
 *                                             a leave and the return from it for every time on leave (statusHistory),
 *                                             a discharge at period.end or when finished
 *   any other class                       → outpatient-visit, planned as long as it is planned
 * A discharge lies at `period.end` even when that is still to come: the writer compares it with the source's as-of.
 * Cancelled encounters and those entered in error are kept with standing deleted.
 */
import type { EncounterEventRecord } from '../../../model/records/patient.ts'
import type { Coded, Place } from '../../../model/records/values.ts'
import { furtherWords } from './extensions.ts'
import { at, type Json, list, obj, str } from './json.ts'
import { INPATIENT, type KnownLocation } from './known-resources.ts'
import { labelled, noteOf, reasonsIn, wordsOf } from './labelled-words.ts'
import type { Reading } from './reading.ts'
import { withoutVersion } from './references.ts'
import { unreadTime } from './unread-time.ts'

const BED = 'bd'
const ROOM = 'ro'
/** Stands above a bed or room and is no ward: building, site, level, wing is one where nothing else is. */
const NO_WARD = new Set([BED, ROOM, 'bu', 'si', 'ho', 'jdn', 'area', 've', 'rd'])

export function readEncounter(reading: Reading): EncounterEventRecord[] {
  const { resource } = reading
  const status = str(resource.status)
  const visitClass = str(obj(resource.class)?.code)
  const disposition = INPATIENT.has(visitClass) ? null : dispositionOf(reading)
  const base = baseEvent(reading, disposition)
  if (!INPATIENT.has(visitClass)) return [outpatient(base, status)]
  if (status === 'planned') {
    return [{ ...base, event: 'admission-planned', plannedAt: base.admittedAt, occurredAt: null }]
  }
  return inpatient(reading, base, status)
}

function baseEvent(reading: Reading, disposition: Coded | null): EncounterEventRecord {
  const { resource, patientId } = reading
  const period = obj(resource.period)
  const start = reading.time(period?.start, 'Encounter.period.start') ?? unreadTime(period?._start)
  const attending =
    participant(resource, 'ATND') ?? participant(resource, 'PPRF') ?? list(resource.participant)[0]
  return {
    kind: 'encounterEvent',
    patientId,
    event: 'outpatient-visit',
    cancels: false,
    orderNo: str(resource.id),
    occurredAt: start,
    plannedAt: null,
    admittedAt: start,
    dischargedAt: reading.time(period?.end, 'Encounter.period.end'),
    place: null,
    priorPlace: null,
    department:
      reading.concept(resource.serviceType) ?? reading.department(resource.serviceProvider),
    attending: reading.staff(attending?.individual),
    disposition,
    reason: reasonOf(reading),
  }
}

/**
 * Codes and words, and what a condition that is referred to is called there. In lines of their own behind it, each under its name: what kind
 * of visit it was, what was found, how urgent it was and from where the patient came, and what care they need.
 */
function reasonOf(reading: Reading): string {
  const { resource } = reading
  const { hospitalization } = resource
  const particulars = noteOf([
    labelled(reading, '種類', list(resource.type)),
    labelled(
      reading,
      '診断',
      list(resource.diagnosis).map((each) => diagnosisIn(each, reading)),
    ),
    labelled(reading, '緊急度', [resource.priority]),
    labelled(reading, '来院・入院経路', [at(hospitalization, 'admitSource')]),
    labelled(reading, '再入院', [at(hospitalization, 'reAdmission')]),
    labelled(reading, '食事', list(at(hospitalization, 'dietPreference'))),
    labelled(reading, '配慮', [
      ...list(at(hospitalization, 'specialArrangement')),
      ...list(at(hospitalization, 'specialCourtesy')),
    ]),
    furtherWords(resource, reading),
  ])
  const reason = wordsOf(reading, reasonsIn(resource))
  return particulars === '' ? reason : `${reason}\n${particulars}`
}

/** What it is called, with what it was to this stay (R4 diagnosis-role: admission, discharge). */
function diagnosisIn({ condition, use }: Json, reading: Reading): Json {
  const name = str(at(condition, 'display'))
  const role = reading.concept(use)?.display ?? ''
  return { text: role === '' || name === '' ? name : `${name}（${role}）` }
}

/** HL7 v3 ParticipationType: ATND attender, PPRF primary performer. */
function participant(resource: Json, type: string): Json | undefined {
  return list(resource.participant).find((each) =>
    list(each.type).some((kind) => list(kind.coding).some(({ code }) => code === type)),
  )
}

function outpatient(visit: EncounterEventRecord, status: string): EncounterEventRecord {
  return status === 'planned' ? { ...visit, plannedAt: visit.occurredAt, occurredAt: null } : visit
}

/** Where the patient went from there: home, to another hospital, or that the patient died. */
function dispositionOf({ resource, concept }: Reading) {
  return concept(at(resource, 'hospitalization', 'dischargeDisposition'))
}

function inpatient(
  reading: Reading,
  base: EncounterEventRecord,
  status: string,
): EncounterEventRecord[] {
  const { resource } = reading
  const moves = placesOf(reading)
  const events: EncounterEventRecord[] = []
  const isLeg = isWithinStay(reading)
  const [first, ...later] = moves
  const admission = { ...base, dischargedAt: null, place: first?.place ?? null }
  events.push({ ...admission, event: isLeg ? 'transfer' : 'admission' })
  let prior = admission.place
  for (const { place, since } of later) {
    const occurredAt = reading.time(since, 'Encounter.location.period.start')
    events.push({
      ...base,
      event: 'transfer',
      dischargedAt: null,
      occurredAt,
      place,
      priorPlace: prior,
    })
    prior = place
  }
  if (isLeg) return events
  const end = base.dischargedAt
  for (const { event, at: said } of leavesOf(resource, status)) {
    const moment = said ?? later.at(-1)?.since
    const occurredAt = reading.time(moment, 'Encounter.statusHistory') ?? base.occurredAt
    const place = placeAt(moves, reading.sortable(moment), reading) ?? prior
    events.push({ ...base, event, dischargedAt: null, occurredAt, place })
  }
  if (end !== null || status === 'finished') {
    const disposition = dispositionOf(reading)
    events.push({ ...base, event: 'discharge', occurredAt: end, place: prior, disposition })
  }
  return events
}

/**
 * Whether this is a part of a longer stay: not of the emergency visit that it began with, and not of an earlier stay that
 * was over when it began, which is how readmissions are linked.
 */
function isWithinStay(reading: Reading): boolean {
  const { resource } = reading
  const whole = isOwn(resource) ? null : reading.known(resource.partOf, 'Encounter')
  if (whole === null) return false
  if (!whole.isOver) return true
  return reading.sortable(at(resource, 'period', 'start')) < reading.sortable(whole.end)
}

/** A stay that calls itself what it is a part of, as HL7's own example does, is a whole one. */
function isOwn({ id, partOf }: Json): boolean {
  const whole = withoutVersion(str(at(partOf, 'reference')))
  return str(id) !== '' && (whole === `Encounter/${id}` || whole.endsWith(`/Encounter/${id}`))
}

/** Every time on leave with its return, of those whose times are known; the present one in any case. */
function leavesOf(resource: Json, status: string) {
  const leaves: { event: 'leave' | 'leave-return'; at: string | undefined }[] = []
  for (const { status: past, period } of list(resource.statusHistory)) {
    const start = str(at(period, 'start'))
    const end = str(at(period, 'end'))
    if (past !== 'onleave' || start === '' || end === '') continue
    leaves.push({ event: 'leave', at: start }, { event: 'leave-return', at: end })
  }
  if (status === 'onleave') leaves.push({ event: 'leave', at: leaveStart(resource) })
  return leaves
}

/** The present status may stand in the history without an end, or begins where the history ends. */
function leaveStart(resource: Json): string | undefined {
  const history = list(resource.statusHistory)
  const leave = history.findLast(({ status }) => status === 'onleave')
  const start = str(at(leave, 'period', 'start'))
  const isPresent = start !== '' && str(at(leave, 'period', 'end')) === ''
  return (isPresent ? start : str(at(history.at(-1), 'period', 'end'))) || undefined
}

/** Where the patient lay then. */
function placeAt(moves: readonly Stop[], moment: string, reading: Reading): Place | undefined {
  return moves.findLast(({ since }) => reading.sortable(since) <= moment)?.place
}

interface Stop {
  /** '' = from the beginning. */
  readonly since: string
  readonly place: Place
}

/** Places in order of time. Locations that begin together (a bed and its ward) are one place; planned ones are not taken. */
function placesOf(reading: Reading): Stop[] {
  const taken = list(reading.resource.location).filter(
    ({ status }) => status !== 'planned' && status !== 'reserved',
  )
  const bySince = Map.groupBy(taken, (each) => str(at(each, 'period', 'start')))
  return [...bySince]
    .sort(([a], [b]) => compare(reading.sortable(a), reading.sortable(b)))
    .map(([since, locations]) => ({ since, place: placeOf(stillTaken(locations), reading) }))
}

/** Of places without times of their own, those that were left are not where the patient is. */
function stillTaken(locations: readonly Json[]): readonly Json[] {
  const active = locations.filter(
    (each) => each.status === 'active' && at(each, 'period', 'end') === undefined,
  )
  return active.length > 0 ? active : locations
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Bed, room and ward by `physicalType`, each location followed up its `partOf`. */
function placeOf(locations: readonly Json[], reading: Reading): Place {
  let ward: Coded | null = null
  let room = ''
  let bed = ''
  for (const entry of locations) {
    const places = reading.places(entry.location)
    const physical = str(list(obj(entry.physicalType)?.coding)[0]?.code)
    const chain = places.length > 0 ? places : unknownPlace(entry, physical)
    bed ||= nameOf(chain, BED)
    room ||= nameOf(chain, ROOM)
    const above = chain.find((place) => place.physical === 'wa') ?? chain.find(isWardLike)
    ward ??= above === undefined ? null : reading.values.text(above.name)
  }
  return { ward, room, bed }
}

function isWardLike(place: KnownLocation): boolean {
  return !NO_WARD.has(place.physical)
}

function nameOf(chain: readonly KnownLocation[], physical: string): string {
  return chain.find((place) => place.physical === physical)?.name ?? ''
}

/** A location that is not in the backup is what the encounter calls it. */
function unknownPlace(entry: Json, physical: string): KnownLocation[] {
  const name = str(obj(entry.location)?.display)
  return name === '' ? [] : [{ type: 'Location', name, physical, partOf: '' }]
}
