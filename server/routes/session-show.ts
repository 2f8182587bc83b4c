/** GET /api/session: who is signed in. */
import type { RequestHandler } from 'express'
import type { Session } from '../../model/api/session.ts'
import type { Sessions, SignedIn } from '../access/sessions.ts'
import type { Services } from '../services.ts'
import { sessionOf } from './gate.ts'

export function showSession({ sessions }: Services): RequestHandler {
  return (_request, response) => {
    response.json(asSession(sessionOf(response), sessions))
  }
}

/** What the browser is told of a session: never its key. */
export function asSession(
  { user, displayName, role, expiresAt }: SignedIn,
  { idleSeconds }: Sessions,
): Session {
  return { user, displayName, role, expiresAt, idleSeconds }
}
