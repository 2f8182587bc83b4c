/** DELETE /api/session: sign out. Its chart handles go with it. */
import type { RequestHandler } from 'express'
import { clearSessionCookie, readSessionCookie } from '../access/session-cookie.ts'
import { HttpProblem } from '../http-problem.ts'
import type { Services } from '../services.ts'
import { writeLog } from './signed-in.ts'

export function closeSession(services: Services): RequestHandler {
  return (request, response) => {
    const session = services.sessions.find(readSessionCookie(request))
    if (session === null) throw new HttpProblem('not-signed-in')
    // Ended first: a full disk must not keep somebody signed in.
    services.sessions.end(session.key)
    clearSessionCookie(request, response)
    writeLog(services, request, session, { action: 'session.close', detail: {} })
    response.status(204).end()
  }
}
