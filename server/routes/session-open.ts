/** POST /api/session: sign in. */
import type { RequestHandler } from 'express'
import { SignInRequest } from '../../model/api/session.ts'
import { readSessionCookie, setSessionCookie } from '../access/session-cookie.ts'
import { HttpProblem, parseInput } from '../http-problem.ts'
import type { Services } from '../services.ts'
import { terminalLabel, terminalOf } from '../terminal-guard.ts'
import { writeLog } from './access-log.ts'
import { asSession } from './session-show.ts'

/**
 * The same answer, after the same time, for an unknown user and a wrong password. A locked user is told so plainly,
 * whether the user exists or not. An older session of this browser ends.
 */
export function openSession(services: Services): RequestHandler {
  const { accounts, lockout, sessions } = services
  return async (request, response) => {
    const { user, password } = parseInput(SignInRequest, request.body, 'body')
    const log = (action: string) => writeLog(services, request, { user }, { action, detail: {} })
    const wait = lockout.secondsLeft(user)
    if (wait > 0) {
      log('session.locked')
      throw new HttpProblem('locked', { retryAfterSeconds: wait })
    }
    const account = await accounts.authenticate(user, password)
    if (account === null || (account.demo && !services.demo)) {
      lockout.recordFailure(user)
      log('session.refused')
      throw new HttpProblem('wrong-login')
    }
    log('session.open')
    lockout.forget(user)
    const former = sessions.find(readSessionCookie(request))
    if (former !== null) sessions.end(former.key)
    const { token, session } = sessions.open(
      account,
      terminalLabel(request),
      terminalOf(request).name,
    )
    setSessionCookie(request, response, token)
    response.json(asSession(session, sessions))
  }
}
