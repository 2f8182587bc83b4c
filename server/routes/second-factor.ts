/** POST /api/session/second-factor and /confirmation: somebody registers their own authenticator app. */
import type { RequestHandler } from 'express'
import {
  BeginSecondFactorRequest,
  ConfirmSecondFactorRequest,
  type SecondFactorAnswer,
} from '../../model/api/session.ts'
import { enrolmentUri } from '../access/one-time-code.ts'
import { HttpProblem, parseInput } from '../http-problem.ts'
import type { Services } from '../services.ts'
import { writeLog } from './access-log.ts'
import { sessionOf } from './gate.ts'
import type { Proof } from './prove-person.ts'

/**
 * The passphrase is asked for again: whoever finds a terminal signed in must not register a device of theirs. A wrong one counts as a failed
 * sign-in. The secret leaves the server once; it is asked for at sign-in when a code of it was shown.
 */
export function beginSecondFactor(services: Services, prove: Proof): RequestHandler {
  return async (request, response) => {
    const { password } = parseInput(BeginSecondFactorRequest, request.body, 'body')
    const session = sessionOf(response)
    const { user } = session
    const { account } = await prove(request, { user, password })
    // Anybody's who visits the demo.
    if (account.demo) throw new HttpProblem('not-allowed')
    writeLog(services, request, session, { action: 'second-factor.begin', detail: {} })
    const secret = services.secondFactors.begin(user, false)
    if (secret === null) throw new HttpProblem('second-factor-there')
    const answer: SecondFactorAnswer = { secret, uri: enrolmentUri(user, secret) }
    response.status(201).json(answer)
  }
}

export function confirmSecondFactor(services: Services): RequestHandler {
  return (request, response) => {
    const { code } = parseInput(ConfirmSecondFactorRequest, request.body, 'body')
    const session = sessionOf(response)
    writeLog(services, request, session, { action: 'second-factor.confirm', detail: {} })
    if (!services.secondFactors.confirm(session.user, code)) {
      throw new HttpProblem('code-mismatch', { field: 'code' })
    }
    response.status(204).end()
  }
}
