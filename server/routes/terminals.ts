/** GET /api/terminals and POST /api/terminals/revocation: which terminals there are, and shutting one out at once, by IT. */
import type { RequestHandler } from 'express'
import { RevokeTerminalRequest, type TerminalsAnswer } from '../../model/api/administration.ts'
import { HttpProblem, parseInput } from '../http-problem.ts'
import type { Services } from '../services.ts'
import { writeLog } from './access-log.ts'
import { sessionOf } from './gate.ts'

export function listTerminals(services: Services): RequestHandler {
  return (_request, response) => {
    const answer: TerminalsAnswer = {
      certificates: [...services.certificates()],
      terminals: services.terminals
        .list()
        .map(({ fingerprint: _, addresses, ...rest }) => ({ ...rest, addresses: [...addresses] })),
    }
    response.json(answer)
  }
}

export function revokeTerminal(services: Services): RequestHandler {
  return (request, response) => {
    const { name, reason } = parseInput(RevokeTerminalRequest, request.body, 'body')
    const session = sessionOf(response)
    writeLog(services, request, session, {
      action: 'terminal.revoke',
      detail: { terminal: name, reason },
    })
    if (!services.terminals.revoke(name, session.user, reason)) throw new HttpProblem('not-found')
    response.status(204).end()
  }
}
