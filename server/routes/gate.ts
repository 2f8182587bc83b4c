/** The one gate in front of every endpoint: session, terminal, role, phase, place, by the table in access/authorisation.ts. */
import type { Request, RequestHandler, Response } from 'express'
import { type Endpoint, ruleOf } from '../access/authorisation.ts'
import { type Closed, closedBecause, isOver } from '../access/opening.ts'
import { readSessionCookie } from '../access/session-cookie.ts'
import type { SignedIn } from '../access/sessions.ts'
import { HttpProblem } from '../http-problem.ts'
import type { Services } from '../services.ts'
import { terminalOf } from '../terminal-guard.ts'
import { writeLog } from './access-log.ts'

/** Lets through those whom the table allows; writes down every other who has signed in. */
export function gate(services: Services, endpoint: Endpoint): RequestHandler {
  const { roles, clinical, whileLocked } = ruleOf(endpoint)
  return (request, response, next) => {
    if (roles === 'everybody') return next()
    const terminal = terminalOf(request)
    const session = services.sessions.find(readSessionCookie(request), terminal.place)
    // A cookie that was carried to another terminal is worth nothing there.
    if (session === null || session.enrolled !== terminal.name)
      throw new HttpProblem('not-signed-in')
    if (isOver(services, session.role, terminal.place)) {
      services.sessions.end(session.key)
      writeLog(services, request, session, { action: 'session.ended', detail: { why: 'phase' } })
      throw new HttpProblem('not-signed-in')
    }
    if (session.locked && whileLocked !== true) throw new HttpProblem('session-locked')
    const refuse = (code: Refused) => refused(services, request, { session, endpoint, code })
    if (!roles.includes(session.role)) throw refuse('not-allowed')
    const closed = clinical ? closedBecause(services, terminal.place) : null
    if (closed !== null) throw refuse(closed)
    response.locals.session = session
    next()
  }
}

/** Who asks: to be called behind the gate of an endpoint for people who have signed in. */
export function sessionOf(response: Response): SignedIn {
  const { session } = response.locals as { session?: SignedIn }
  if (session === undefined) throw new HttpProblem('not-signed-in')
  return session
}

type Refused = 'not-allowed' | Closed

function refused(
  services: Services,
  request: Request,
  why: { session: SignedIn; endpoint: Endpoint; code: Refused },
): HttpProblem {
  const { session, endpoint, code } = why
  writeLog(services, request, session, {
    action: 'access.refused',
    detail: { endpoint, why: code },
  })
  return new HttpProblem(code)
}
