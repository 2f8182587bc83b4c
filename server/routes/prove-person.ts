/** That somebody is who they say: the one place where a secret is looked at, and where wrong ones are counted. */
import type { Request } from 'express'
import type { z } from 'zod'
import type { SignInRequest } from '../../model/api/session.ts'
import type { Account } from '../access/accounts.ts'
import { makeTurns } from '../access/in-turn.ts'
import { HttpProblem } from '../http-problem.ts'
import type { Services } from '../services.ts'
import { terminalLabel, terminalOf } from '../terminal-guard.ts'
import { writeLog } from './access-log.ts'

type Claim = z.output<typeof SignInRequest>

/** @returns whose claim it is. @throws HttpProblem when it is not right or the person is locked out, which is logged. */
export type Proof = (request: Request, claim: Claim) => Promise<Account>

/**
 * The same answer, after the same time, for an unknown user and a wrong password. A locked user is told so plainly, whether the user
 * exists or not. Made once: guesses at one user, and at one terminal, wait for each other wherever they come in.
 */
export function makeProof(services: Services): Proof {
  const inTurn = makeTurns()
  return (request, claim) => {
    const { name } = terminalOf(request)
    const attempt = () => inTurn(`user ${claim.user}`, () => prove(services, request, claim))
    // This machine itself may be many terminals (a drill): its people do not wait for each other.
    return name === '' ? attempt() : inTurn(`terminal ${name}`, attempt)
  }
}

async function prove(
  services: Services,
  request: Request,
  { user, password }: Claim,
): Promise<Account> {
  const { accounts, lockout, terminalLockout } = services
  const log = (action: string) => writeLog(services, request, { user }, { action, detail: {} })
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
  return account
}
