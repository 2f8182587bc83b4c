/** DELETE /api/session: sign out. Its chart handles go with it. */
import type { RequestHandler } from 'express'
import { clearSessionCookie } from '../access/session-cookie.ts'
import type { Services } from '../services.ts'
import { writeLog } from './access-log.ts'
import { sessionOf } from './gate.ts'

export function closeSession(services: Services): RequestHandler {
  return (request, response) => {
    const session = sessionOf(response)
    // Ended first: a full disk must not keep somebody signed in.
    services.sessions.end(session.key)
    clearSessionCookie(request, response)
    writeLog(services, request, session, { action: 'session.close', detail: {} })
    response.status(204).end()
  }
}
