/**
 * Walks every patient's current events and writes the encounters that stays.ts derives from them. An event that was
 * cancelled loses its standing: the chart must not tell it beside its cancellation.
 */
import type { Connection } from './generation-database.ts'
import { deriveStays, type Stay, type StayEvent } from './stays.ts'

interface EventRow extends Omit<StayEvent, 'cancels'> {
  readonly id: number
  readonly patient: number
  readonly cancels: number
}

/** Standing of an event that the source cancelled: the cancellation alone is told. */
const DELETED = 0

/** @param asOf of the generation: no source is believed to be newer. */
export function writeEncounters(db: Connection, asOf: string): void {
  const events = db.prepare<{ asOf: string }, EventRow>(
    `SELECT e.id, patient, event, cancels, order_no AS orderNo, f.version_time AS sentAt, occurred_at AS occurredAt, planned_at AS plannedAt,
       admitted_at AS admittedAt, discharged_at AS dischargedAt, ward_id AS wardId, room, bed,
       department_id AS departmentId, attending_id AS attendingId, disposition_id AS dispositionId, e.reason, file_id AS fileId,
       (SELECT min(max(s.as_of), @asOf) FROM source s WHERE s.id = f.source_id OR s.id IN (
         SELECT o.other_source_id FROM other_statement o WHERE o.kind = 'encounter' AND o.record = e.id AND o.agrees = 1)) AS asOf
     FROM encounter_event e JOIN manifest.file f ON f.id = e.file_id
     WHERE e.standing = 1 ORDER BY e.patient, e.id`,
  )
  const write = encounterInsert(db)
  const say = db.prepare('INSERT INTO field_problem VALUES (?, ?, ?, ?, ?)')
  const undoneIds: number[] = []
  const finish = (patient: number, ofPatient: readonly (StayEvent & { id: number })[]) => {
    const { stays, undone, unmatched } = deriveStays(ofPatient)
    for (const stay of stays) write(patient, stay)
    for (const event of undone) undoneIds.push(event.id)
    for (const { event, fileId } of unmatched) {
      say.run(
        patient,
        'encounter',
        event,
        'a cancellation that names no event of this patient',
        fileId,
      )
    }
  }
  let patient = 0
  let ofPatient: (StayEvent & { id: number })[] = []
  for (const row of events.iterate({ asOf })) {
    if (row.patient !== patient) {
      finish(patient, ofPatient)
      patient = row.patient
      ofPatient = []
    }
    ofPatient.push({ ...row, cancels: row.cancels === 1 })
  }
  finish(patient, ofPatient)
  const undo = db.prepare(`UPDATE encounter_event SET standing = ${DELETED} WHERE id = ?`)
  for (const id of undoneIds) undo.run(id)
}

function encounterInsert(db: Connection): (patient: number, stay: Stay) => void {
  const insert = db.prepare(
    `INSERT INTO encounter (patient, class, status, start_at, end_at, planned_end_at, ward_id, room, bed, department_id,
       attending_id, disposition_id, reason, file_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  return (patient, s) => {
    const times = [s.startAt, s.endAt, s.plannedEndAt]
    const place = [s.wardId, s.room, s.bed]
    const people = [s.departmentId, s.attendingId, s.dispositionId]
    insert.run(patient, s.class, s.status, ...times, ...place, ...people, s.reason, s.fileId)
  }
}
