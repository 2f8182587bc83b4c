/** POST /api/session/lock and /unlock: a screen that was left alone, and its person coming back to the same place. */
import type { RequestHandler } from 'express'
import { UnlockRequest } from '../../model/api/session.ts'
import { readSessionCookie, setSessionCookie } from '../access/session-cookie.ts'
import { HttpProblem } from '../http-problem.ts'
import type { Services } from '../services.ts'
import { terminalOf } from '../terminal-guard.ts'
import { writeLog } from './access-log.ts'
import { sessionOf } from './gate.ts'
import { type Proof, readClaim } from './prove-person.ts'
import { asSession } from './session-show.ts'

export function lockSession(services: Services): RequestHandler {
  return (request, response) => {
    const session = sessionOf(response)
    // Locked first: a full disk must not keep a screen open.
    services.sessions.lock(session.key)
    writeLog(services, request, session, { action: 'session.lock', detail: {} })
    response.status(204).end()
  }
}

/** Wrong secrets count as failed sign-ins. The charts that were open stay open under a new token. */
export function unlockSession(services: Services, prove: Proof): RequestHandler {
  const { sessions, lockout } = services
  return async (request, response) => {
    const claim = readClaim(request, UnlockRequest)
    const session = sessionOf(response)
    const { user } = session
    const { account, by, badge } = await prove(
      request,
      'badge' in claim ? claim : { ...claim, user },
    )
    // Another person's screen, and their charts: they sign in for their own.
    if (account.user !== user) {
      const detail = { ...by, why: 'not-your-screen' }
      writeLog(services, request, account, { action: 'session.refused', detail })
      throw new HttpProblem('not-your-screen')
    }
    const { place } = terminalOf(request)
    // While the secret was weighed it may have ended, or been unlocked by another line and taken another token.
    if (sessions.find(readSessionCookie(request), place) === null) {
      throw new HttpProblem('not-signed-in')
    }
    writeLog(services, request, session, { action: 'session.unlock', detail: by })
    lockout.forget(user)
    const { token, session: unlocked } = sessions.unlock(session, badge)
    setSessionCookie(request, response, token)
    response.json(asSession(unlocked, sessions, place))
  }
}
