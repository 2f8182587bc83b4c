/** GET /api/lists: which lists there are, with their lengths; nobody's name. */
import type { RequestHandler } from 'express'
import type { ListsAnswer } from '../../model/api/lists.ts'
import { provenanceOf } from '../charts/gaps.ts'
import { readLists } from '../charts/lists.ts'
import type { Services } from '../services.ts'
import { signedIn } from './signed-in.ts'

export function showLists(services: Services): RequestHandler {
  return signedIn(services, ({ generation, response, log }) => {
    log({ action: 'lists.read', detail: {} })
    const answer: ListsAnswer = { ...provenanceOf(generation), ...readLists(generation) }
    response.json(answer)
  })
}
