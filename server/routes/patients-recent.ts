/** GET /api/patients/recent: whose charts this session opened last. Kept in memory with the session, and gone with it. */
import type { RequestHandler } from 'express'
import type { RecentAnswer } from '../../model/api/patients.ts'
import { readPatientRow } from '../charts/banner.ts'
import { provenanceOf } from '../charts/gaps.ts'
import { findPatient } from '../charts/patient.ts'
import type { Services } from '../services.ts'
import { signedIn } from './signed-in.ts'

const MOST_RECENT = 10

export function showRecent(services: Services): RequestHandler {
  return signedIn(services, ({ session, generation, response, log }) => {
    const refs = services.handles
      .recent(session.key, MOST_RECENT)
      .flatMap((patientId) => findPatient(generation, patientId) ?? [])
    // Nothing is shown of nobody, and every visit to the search asks.
    if (refs.length > 0) log({ action: 'patients.recent', detail: { patients: refs.length } })
    const answer: RecentAnswer = {
      ...provenanceOf(generation),
      patients: refs.map((ref) => readPatientRow(generation, ref)),
    }
    response.json(answer)
  })
}
