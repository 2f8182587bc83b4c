/** What happened to a patient in a span: admission, transfer, operation, discharge … */
import type { LabsAnswer } from '../../model/api/chart/labs.ts'
import type { VitalsAnswer } from '../../model/api/chart/vitals.ts'
import { isCancelled } from '../../model/codes/hl7-tables.ts'
import type { Generation } from '../generations/open-generation.ts'
import { OF_PATIENT, statement } from '../generations/statement.ts'
import type { PatientRef } from './patient.ts'

const EVENTS = statement<{ at: string; text: string; code: string; wardId: number | null }>(`
  SELECT occurred_at AS at, occurred_text AS text, event AS code, ward_id AS wardId
  FROM current_encounter_event
  WHERE ${OF_PATIENT} AND cancels = 0 AND event NOT LIKE '%-planned' AND event <> 'outpatient-visit'
    AND occurred_at >= @from AND occurred_at < @end ORDER BY occurred_at`)
const OPERATIONS = statement<{
  at: string
  text: string
  code: string
  status: string
  nameId: number
}>(`
  SELECT start_at AS at, start_text AS text, category AS code, status, name_id AS nameId
  FROM current_procedure WHERE ${OF_PATIENT} AND start_at >= @from AND start_at < @end
  ORDER BY start_at`)

/** Sort before and after every time. */
const EVER = { from: '0', end: '9' }
/** What a trend is marked with; leaves and changes of doctor would hide it. */
const COURSE: readonly string[] = ['admission', 'transfer', 'discharge', 'operation']

/** Admissions, transfers, discharges and operations of all times, oldest first. */
export function readCourse(generation: Generation, patient: PatientRef): LabsAnswer['events'] {
  return readEvents(generation, { ...patient.rows, ...EVER }).filter(({ code }) =>
    COURSE.includes(code),
  )
}

/** @param span binds `@patients`, `@from` and (exclusive) `@end` */
export function readEvents(
  generation: Generation,
  span: Readonly<Record<string, string | number | null>>,
): VitalsAnswer['events'] {
  const moves = generation.all(EVENTS, span).map(({ at, text, code, wardId }) => ({
    at: { at, text },
    code,
    title: generation.display(wardId),
  }))
  const operations = generation
    .all(OPERATIONS, span)
    .filter(({ status }) => !isCancelled(status))
    .map(({ at, text, code, nameId }) => ({
      at: { at, text },
      code,
      title: generation.display(nameId),
    }))
  return [...moves, ...operations].sort((a, b) => a.at.at.localeCompare(b.at.at))
}
