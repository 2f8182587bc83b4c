/** POST /api/session: sign in. */
import type { RequestHandler } from 'express'
import { SignInRequest } from '../../model/api/session.ts'
import { dormantBecause } from '../access/opening.ts'
import { readSessionCookie, setSessionCookie } from '../access/session-cookie.ts'
import type { AuditDetail } from '../audit/entry.ts'
import { HttpProblem } from '../http-problem.ts'
import type { Services } from '../services.ts'
import { terminalLabel, terminalOf } from '../terminal-guard.ts'
import { writeLog } from './access-log.ts'
import { type Proof, readClaim } from './prove-person.ts'
import { asSession } from './session-show.ts'

/** An older session of this browser ends. */
export function openSession(services: Services, prove: Proof): RequestHandler {
  const { sessions, lockout } = services
  return async (request, response) => {
    const { account, by, badge } = await prove(request, readClaim(request, SignInRequest), true)
    const { name, place } = terminalOf(request)
    const log = (action: string, detail: AuditDetail) =>
      writeLog(services, request, account, { action, detail })
    // Only said to who gave the right password: an account's role is nobody else's business.
    const dormant = dormantBecause(services, account.role, place)
    if (dormant !== null) {
      log('session.refused', { why: dormant })
      throw new HttpProblem(dormant)
    }
    log('session.open', by)
    lockout.forget(account.user)
    const former = sessions.find(readSessionCookie(request), place)
    if (former !== null) sessions.end(former.key)
    const { token, session } = sessions.open(account, {
      terminal: terminalLabel(request),
      enrolled: name,
      badge,
    })
    setSessionCookie(request, response, token)
    response.json(asSession(session, sessions, place))
  }
}
