/** GET /api/session: who is signed in. */
import type { RequestHandler } from 'express'
import type { Session } from '../../model/api/session.ts'
import { IDLE_SECONDS, type SignedIn } from '../access/sessions.ts'
import { sessionOf } from './gate.ts'

export function showSession(): RequestHandler {
  return (_request, response) => {
    response.json(asSession(sessionOf(response)))
  }
}

/** What the browser is told of a session: never its key. */
export function asSession({ user, displayName, role, expiresAt }: SignedIn): Session {
  return { user, displayName, role, expiresAt, idleSeconds: IDLE_SECONDS }
}
