/** POST /api/patients/search: one box for everything. The query is written to the access log, nowhere else. */
import type { RequestHandler } from 'express'
import { type SearchAnswer, SearchRequest } from '../../model/api/patients.ts'
import { findPatients } from '../charts/find-patients.ts'
import { provenanceOf } from '../charts/gaps.ts'
import { parseInput } from '../http-problem.ts'
import type { Services } from '../services.ts'
import { signedIn } from './signed-in.ts'

export function searchPatients(services: Services): RequestHandler {
  return signedIn(services, ({ generation, request, response, log }) => {
    const { query, limit } = parseInput(SearchRequest, request.body, 'body')
    log({ action: 'patients.search', detail: { query } })
    const answer: SearchAnswer = {
      ...provenanceOf(generation),
      ...findPatients(generation, query, limit),
    }
    response.json(answer)
  })
}
