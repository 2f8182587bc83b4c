/** GET /api/session: who is signed in. */
import type { RequestHandler } from 'express'
import type { Session } from '../../model/api/session.ts'
import type { Place } from '../../model/codes/places.ts'
import type { Sessions, SignedIn } from '../access/sessions.ts'
import type { Services } from '../services.ts'
import { terminalOf } from '../terminal-guard.ts'
import { sessionOf } from './gate.ts'

export function showSession({ sessions }: Services): RequestHandler {
  return (request, response) => {
    const { place } = terminalOf(request)
    response.json(asSession(sessionOf(response), sessions, place))
  }
}

/** What the browser is told of a session: never its key. */
export function asSession(
  { user, displayName, role, expiresAt, locked }: SignedIn,
  sessions: Sessions,
  place: Place,
): Session {
  return { user, displayName, role, expiresAt, locked, lockSeconds: sessions.lockSeconds(place) }
}
