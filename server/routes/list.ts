/** GET /api/lists/{list}: patients by department or doctor, or around as-of. */
import type { RequestHandler } from 'express'
import { type ListAnswer, ListKind, ListQuery } from '../../model/api/lists.ts'
import { provenanceOf } from '../charts/gaps.ts'
import { readList } from '../charts/lists.ts'
import { HttpProblem, parseInput } from '../http-problem.ts'
import type { Services } from '../services.ts'
import { restrictionFor } from './opening-reason.ts'
import { signedIn } from './signed-in.ts'

export function showList(services: Services): RequestHandler {
  return signedIn(services, (asked) => {
    const { generation, request, response, log } = asked
    const kind = ListKind.safeParse(request.params.list)
    const query = parseInput(ListQuery, request.query, 'query')
    const list = kind.success ? readList(generation, kind.data, query, restrictionFor(asked)) : null
    if (list === null) throw new HttpProblem('not-found')
    const { name, from, to, patients } = list
    log({
      action: 'list.read',
      detail: { list: list.list, name, from, to, patients: patients.length },
    })
    const answer: ListAnswer = { ...provenanceOf(generation), ...list }
    response.json(answer)
  })
}
