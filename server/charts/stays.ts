/** Where a patient is at as-of, and their visits and stays. */
import type { SummaryAnswer } from '../../model/api/chart/summary.ts'
import type { Generation } from '../generations/open-generation.ts'
import { OF_PATIENT, statement } from '../generations/statement.ts'
import { type Described, readRecordVoices } from './other-statements.ts'
import type { PatientRef } from './patient.ts'

export interface Stay {
  wardId: number | null
  room: string
  bed: string
  startAt: string | null
  status: string
  departmentId: number | null
  attendingId: number | null
}

const CURRENT_STAY = statement<Stay>(`
  SELECT ward_id AS wardId, room, bed, start_at AS startAt, status, department_id AS departmentId,
    attending_id AS attendingId
  FROM encounter WHERE ${OF_PATIENT} AND class = 'inpatient' AND status IN ('in-progress', 'on-leave')
  ORDER BY start_at DESC LIMIT 1`)

const ENCOUNTERS_SHOWN = 50
/** For SQLite: no limit. */
const ALL = -1
const ENCOUNTERS = statement<{
  id: number
  class: 'inpatient' | 'outpatient'
  status: string
  startAt: string | null
  endAt: string | null
  wardId: number | null
  room: string
  bed: string
  departmentId: number | null
  attendingId: number | null
  dispositionId: number | null
  reason: string
  fileId: number
}>(`
  SELECT id, class, status, start_at AS startAt, end_at AS endAt, ward_id AS wardId, room, bed,
    department_id AS departmentId, attending_id AS attendingId, disposition_id AS dispositionId, reason, file_id AS fileId
  FROM encounter WHERE ${OF_PATIENT} ORDER BY start_at DESC LIMIT @limit`)
const EVENTS = statement<{
  id: number
  fileId: number
  event: string
  occurredAt: string | null
  admittedAt: string | null
}>(`
  SELECT id, file_id AS fileId, event, occurred_at AS occurredAt, admitted_at AS admittedAt
  FROM current_encounter_event WHERE ${OF_PATIENT} ORDER BY id DESC`)
/** What began a visit or stay, of any standing. */
const OTHER_EVENTS = statement<{
  id: number
  at: string | null
  text: string
  wardId: number | null
  room: string
  bed: string
  departmentId: number | null
  attendingId: number | null
  reason: string
  standing: number
}>(`
  SELECT id, occurred_at AS at, occurred_text AS text, ward_id AS wardId, room, bed,
    department_id AS departmentId, attending_id AS attendingId, reason, standing
  FROM encounter_event WHERE id IN (SELECT value FROM json_each(@ids))`)

/** The stay in progress (or on leave); undefined for people who are not in the hospital. */
export function readStay(generation: Generation, patient: PatientRef): Stay | undefined {
  return generation.get(CURRENT_STAY, patient.rows)
}

/** The newest visits and stays. */
export function readEncounters(
  generation: Generation,
  patient: PatientRef,
): SummaryAnswer['encounters'] {
  return readStays(generation, patient, ENCOUNTERS_SHOWN).map(({ encounter }) => encounter)
}

export interface NumberedEncounter {
  readonly id: number
  readonly encounter: SummaryAnswer['encounters'][number]
  readonly room: string
  readonly bed: string
}

/** Every visit and stay, newest first. */
export function readAllEncounters(
  generation: Generation,
  patient: PatientRef,
): NumberedEncounter[] {
  return readStays(generation, patient, ALL)
}

function readStays(
  generation: Generation,
  patient: PatientRef,
  limit: number,
): NumberedEncounter[] {
  const rows = generation.all(ENCOUNTERS, { ...patient.rows, limit })
  const events = beginnings(generation, patient)
  const voices = readRecordVoices(generation, 'encounter', [...new Set(events.values())], (ids) =>
    describe(generation, ids),
  )
  return rows.map((row) => ({
    id: row.id,
    room: row.room,
    bed: row.bed,
    encounter: {
      class: row.class,
      status: row.status,
      startAt: { at: row.startAt, text: row.startAt ?? '' },
      endAt: { at: row.endAt, text: row.endAt ?? '' },
      ward: generation.display(row.wardId),
      department: generation.department(row.departmentId),
      attending: generation.staff(row.attendingId),
      ...reasonAndParticulars(row.reason),
      disposition: generation.display(row.dispositionId),
      ...voices.get(events.get(beginningKey(row.class, row.fileId, row.startAt)) ?? 0),
    },
  }))
}

function reasonAndParticulars(lines: string) {
  const [reason = '', ...particulars] = lines.split('\n')
  return { reason, particulars }
}

/** The events that visits and stays began with. Only told where several sources could speak of one. */
function beginnings(generation: Generation, patient: PatientRef): Map<string, number> {
  const events = new Map<string, number>()
  if (generation.facts.sources.length < 2) return events
  for (const { id, fileId, event, occurredAt, admittedAt } of generation.all(
    EVENTS,
    patient.rows,
  )) {
    const kind = event === 'outpatient-visit' ? 'outpatient' : 'inpatient'
    for (const at of [occurredAt, admittedAt]) {
      if (at !== null) events.set(beginningKey(kind, fileId, at), id)
    }
  }
  return events
}

function beginningKey(kind: string, fileId: number, at: string | null): string {
  return `${kind} ${fileId} ${at}`
}

/** What another source says of the same visit or admission, in one line. */
function describe(generation: Generation, ids: readonly number[]): Map<number, Described> {
  const rows = generation.all(OTHER_EVENTS, { ids: JSON.stringify(ids) })
  return new Map(
    rows.map(({ id, at, text, standing, ...row }) => {
      const words = [
        generation.department(row.departmentId),
        generation.display(row.wardId),
        row.room,
        row.bed,
        generation.staff(row.attendingId),
        row.reason,
      ]
      const said = words.filter((word) => word !== '').join(' ')
      return [id, { at: { at, text }, text: said, unit: '', flag: '', status: '', standing }]
    }),
  )
}
