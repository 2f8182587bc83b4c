/** GET /api/sessions and POST /api/sessions/end: who is signed in where, and ending it, by IT. */
import type { RequestHandler } from 'express'
import { EndSessionRequest, type SessionsAnswer } from '../../model/api/administration.ts'
import { HttpProblem, parseInput } from '../http-problem.ts'
import type { Services } from '../services.ts'
import { writeLog } from './access-log.ts'
import { sessionOf } from './gate.ts'

export function listSessions({ sessions }: Services): RequestHandler {
  return (_request, response) => {
    const answer: SessionsAnswer = {
      sessions: sessions.list().map(({ id, user, role, terminal, createdAt, seenAt, locked }) => ({
        id,
        user,
        role,
        terminal,
        since: new Date(createdAt).toISOString(),
        lastRequest: new Date(seenAt).toISOString(),
        locked,
      })),
    }
    response.json(answer)
  }
}

export function endSession(services: Services): RequestHandler {
  return (request, response) => {
    const { id, reason } = parseInput(EndSessionRequest, request.body, 'body')
    const found = services.sessions.list().find((each) => each.id === id)
    if (found === undefined) throw new HttpProblem('not-found')
    const detail = { user: found.user, session: id, reason }
    writeLog(services, request, sessionOf(response), { action: 'session.end', detail })
    services.sessions.end(found.key)
    response.status(204).end()
  }
}
