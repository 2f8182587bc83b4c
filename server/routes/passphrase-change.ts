/** POST /api/session/passphrase: somebody gives their own account another passphrase. */
import type { RequestHandler } from 'express'
import { ChangePassphraseRequest } from '../../model/api/session.ts'
import { makeTurns } from '../access/in-turn.ts'
import { weaknessOf } from '../access/passphrase-rules.ts'
import { HttpProblem, parseInput } from '../http-problem.ts'
import type { Services } from '../services.ts'
import { writeLog } from './access-log.ts'
import { sessionOf } from './gate.ts'

/**
 * The present one is asked for again: whoever finds a terminal signed in must not take the account. A wrong one counts as a failed
 * sign-in. The person's other sessions end (OWASP ASVS 5.0 6.2.3, 7.4.3).
 */
export function changePassphrase(services: Services): RequestHandler {
  const { accounts, lockout, sessions } = services
  const inTurn = makeTurns()
  return async (request, response) => {
    const { current, next } = parseInput(ChangePassphraseRequest, request.body, 'body')
    const session = sessionOf(response)
    const { user } = session
    const log = (action: string) => writeLog(services, request, session, { action, detail: {} })
    await inTurn(user, async () => {
      const wait = lockout.secondsLeft(user)
      if (wait > 0) throw new HttpProblem('locked', { retryAfterSeconds: wait })
      const account = await accounts.authenticate(user, current)
      if (account === null) {
        lockout.recordFailure(user)
        log('passphrase.refused')
        throw new HttpProblem('wrong-passphrase', { field: 'current' })
      }
      // Made anew at each start of the demo, and printed: not one visitor's to change.
      if (account.demo) throw new HttpProblem('not-allowed')
      if (weaknessOf(next, user) !== null)
        throw new HttpProblem('weak-passphrase', { field: 'next' })
      log('passphrase.set')
      // Given anew by IT meanwhile, which ended this session too.
      if (!(await accounts.changePassword(user, current, next))) {
        log('passphrase.refused')
        throw new HttpProblem('not-signed-in')
      }
      lockout.forget(user)
      sessions.endOthers(user, session.key)
    })
    response.status(204).end()
  }
}
