/** Where a patient is at as-of, and their visits and stays. */
import type { SummaryAnswer } from '../../model/api/chart.ts'
import type { Generation } from '../generations/open-generation.ts'
import { OF_PATIENT, statement } from '../generations/statement.ts'
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
}>(`
  SELECT id, class, status, start_at AS startAt, end_at AS endAt, ward_id AS wardId, room, bed,
    department_id AS departmentId, attending_id AS attendingId
  FROM encounter WHERE ${OF_PATIENT} ORDER BY start_at DESC LIMIT @limit`)

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
  return generation.all(ENCOUNTERS, { ...patient.rows, limit }).map((row) => ({
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
    },
  }))
}
