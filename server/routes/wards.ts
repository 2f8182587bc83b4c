/** GET /api/wards: wards with their number of in-patients at as-of. */
import type { RequestHandler } from 'express'
import type { WardsAnswer } from '../../model/api/patients.ts'
import { provenanceOf } from '../charts/gaps.ts'
import { readWards } from '../charts/wards.ts'
import type { Services } from '../services.ts'
import { signedIn } from './signed-in.ts'

export function showWards(services: Services): RequestHandler {
  return signedIn(services, ({ generation, response, log }) => {
    log({ action: 'wards.read', detail: {} })
    const answer: WardsAnswer = { ...provenanceOf(generation), ...readWards(generation) }
    response.json(answer)
  })
}
