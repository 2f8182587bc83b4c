/** GET /api/session: who is signed in. */
import type { RequestHandler } from 'express'
import type { Session } from '../../model/api/session.ts'
import { readSessionCookie } from '../access/session-cookie.ts'
import { IDLE_SECONDS, type SignedIn } from '../access/sessions.ts'
import { HttpProblem } from '../http-problem.ts'
import type { Services } from '../services.ts'

export function showSession({ sessions }: Services): RequestHandler {
  return (request, response) => {
    const session = sessions.find(readSessionCookie(request))
    if (session === null) throw new HttpProblem('not-signed-in')
    response.json(asSession(session))
  }
}

/** What the browser is told of a session: never its key. */
export function asSession({ user, displayName, role, expiresAt }: SignedIn): Session {
  return { user, displayName, role, expiresAt, idleSeconds: IDLE_SECONDS }
}
