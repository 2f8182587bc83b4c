/** GET /api/wards/{ward}: the in-patients of one ward. */
import type { RequestHandler } from 'express'
import type { WardAnswer } from '../../model/api/patients.ts'
import { provenanceOf } from '../charts/gaps.ts'
import { readWard } from '../charts/wards.ts'
import { HttpProblem } from '../http-problem.ts'
import type { Services } from '../services.ts'
import { restrictionFor } from './opening-reason.ts'
import { signedIn } from './signed-in.ts'

export function showWard(services: Services): RequestHandler {
  return signedIn(services, (asked) => {
    const { generation, request, response, log } = asked
    const ward = readWard(generation, String(request.params.ward), restrictionFor(asked))
    if (ward === null) throw new HttpProblem('not-found')
    log({ action: 'ward.read', detail: { ward: ward.name, patients: ward.patients.length } })
    const answer: WardAnswer = { ...provenanceOf(generation), ...ward }
    response.json(answer)
  })
}
