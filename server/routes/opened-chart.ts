/** The patient of a chart that this session has opened: the one way from a handle to anything of a chart. */
import { findPatient, type PatientRef } from '../charts/patient.ts'
import { HttpProblem } from '../http-problem.ts'
import { requireReason } from './opening-reason.ts'
import type { Asked } from './signed-in.ts'

/**
 * A chart that was opened before it was restricted is closed by that: it is opened anew, with a reason. So is a restricted one when the
 * generation changes: the reason was given for whom the number meant then.
 * @throws HttpProblem 404 for an unknown handle and a foreign one alike; 403 when a reason is needed now
 */
export function openedPatient(asked: Asked, handle: string): PatientRef {
  const opened = asked.services.handles.find(asked.session.key, handle)
  const patient = opened === null ? null : findPatient(asked.generation, opened.patientId)
  if (opened === null || patient === null) throw new HttpProblem('not-found')
  const isOfGeneration = opened.generation === asked.generation.facts.id
  if (!opened.withReason || !isOfGeneration) requireReason(asked, patient, '')
  return patient
}

/**
 * For what carries a chart away from the screen that named the person: the viewer sees by the generation of each answer that the data
 * has moved, a file or another program does not.
 * @throws HttpProblem 409 when the chart was opened in another generation
 */
export function requireSameGeneration(
  { services, session, generation }: Asked,
  handle: string,
): void {
  const opened = services.handles.find(session.key, handle)
  if (opened !== null && opened.generation !== generation.facts.id) {
    throw new HttpProblem('generation-changed')
  }
}
