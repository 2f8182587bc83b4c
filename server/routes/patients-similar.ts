/** POST /api/patients/similar: whom a patient could be taken for by name, before the chart opens. */
import type { RequestHandler } from 'express'
import { type SimilarAnswer, SimilarRequest } from '../../model/api/patients.ts'
import { readPatientRow } from '../charts/banner.ts'
import { provenanceOf } from '../charts/gaps.ts'
import { findPatient, refOfRow } from '../charts/patient.ts'
import { readSimilar } from '../charts/similar-names.ts'
import { HttpProblem, parseInput } from '../http-problem.ts'
import type { Services } from '../services.ts'
import { signedIn } from './signed-in.ts'

/** People named at once: more are no help to anybody. */
const MOST_NAMED = 50

export function showSimilar(services: Services): RequestHandler {
  return signedIn(services, ({ generation, request, response, log }) => {
    const { patientId, among } = parseInput(SimilarRequest, request.body, 'body')
    const patient = findPatient(generation, patientId)
    if (patient === null) throw new HttpProblem('not-found')
    const others = among.flatMap((id) => findPatient(generation, id)?.row ?? [])
    const similar = readSimilar(generation, patient.row, others)
    log({
      action: 'patients.similar',
      patientId: patient.patientId,
      detail: { found: similar.length },
    })
    const answer: SimilarAnswer = {
      ...provenanceOf(generation),
      patients: similar.slice(0, MOST_NAMED).flatMap(({ row, likeness }) => {
        const ref = refOfRow(generation, row)
        return ref === null ? [] : [{ ...readPatientRow(generation, ref), likeness }]
      }),
      truncated: similar.length > MOST_NAMED,
    }
    response.json(answer)
  })
}
