/** POST /api/session: sign in. */
import type { Request, RequestHandler } from 'express'
import type { z } from 'zod'
import { SignInRequest } from '../../model/api/session.ts'
import type { Account } from '../access/accounts.ts'
import { makeTurns } from '../access/in-turn.ts'
import { dormantBecause } from '../access/opening.ts'
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
  const inTurn = makeTurns()
  return async (request, response) => {
    const asked = parseInput(SignInRequest, request.body, 'body')
    const { name } = terminalOf(request)
    const attempt = () => inTurn(`user ${asked.user}`, () => signIn(services, request, asked))
    // This machine itself may be many terminals (a drill): its people do not wait for each other.
    const account = await (name === '' ? attempt() : inTurn(`terminal ${name}`, attempt))
    const { sessions } = services
    const former = sessions.find(readSessionCookie(request))
    if (former !== null) sessions.end(former.key)
    const { token, session } = sessions.open(account, terminalLabel(request), name)
    setSessionCookie(request, response, token)
    response.json(asSession(session, sessions))
  }
}

/** @returns the account, its sign-in logged. @throws HttpProblem when it is refused, which is logged too. */
async function signIn(
  services: Services,
  request: Request,
  { user, password }: z.output<typeof SignInRequest>,
): Promise<Account> {
  const { accounts, lockout, terminalLockout } = services
  const log = (action: string, detail: Record<string, string> = {}) =>
    writeLog(services, request, { user }, { action, detail })
  const terminal = terminalOf(request).name || terminalLabel(request)
  const closed = terminalLockout.secondsLeft(terminal)
  if (closed > 0) {
    log('session.locked')
    throw new HttpProblem('terminal-locked', { retryAfterSeconds: closed })
  }
  const wait = lockout.secondsLeft(user)
  if (wait > 0) {
    log('session.locked')
    throw new HttpProblem('locked', { retryAfterSeconds: wait })
  }
  const account = await accounts.authenticate(user, password)
  if (account === null || (account.demo && !services.demo)) {
    lockout.recordFailure(user)
    terminalLockout.recordFailure(terminal)
    log('session.refused')
    throw new HttpProblem('wrong-login')
  }
  // Only said to who gave the right password: an account's role is nobody else's business.
  const dormant = dormantBecause(services, account.role, terminalOf(request).place)
  if (dormant !== null) {
    log('session.refused', { why: dormant })
    throw new HttpProblem(dormant)
  }
  log('session.open')
  lockout.forget(user)
  return account
}
