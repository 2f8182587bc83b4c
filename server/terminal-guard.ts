/**
 * Which terminal asks. Beyond the loopback interface only enrolled ones are served, checked at each request, before anything of it is
 * read: certificate of the appliance's own authority, not revoked, and from an address it was approved for.
 *
 * An unenrolled machine gets as far as this refusal and no further. The handshake itself lets it in so that a person in front of it reads
 * what is wrong and whom to ask, in place of a browser's error code.
 */
import type { TLSSocket } from 'node:tls'
import type { Request, RequestHandler } from 'express'
import type { Place } from '../model/codes/places.ts'
import { isInRanges, plainAddress } from './access/addresses.ts'
import type { Terminals } from './access/terminals.ts'
import { isLoopback } from './host-names.ts'
import { HttpProblem } from './http-problem.ts'

interface AskingTerminal {
  /** Name of the enrolled terminal; '' where none needs to be. */
  readonly name: string
  readonly place: Place
}

/** Without enrolment (loopback only) the machine itself is a terminal of the reference centre. */
const THIS_MACHINE: AskingTerminal = { name: '', place: 'reference-centre' }

/** @param required false = this machine only, no certificate is asked for */
export function guardTerminal(
  terminals: Terminals,
  required: boolean,
  refused: (request: Request, why: string) => void,
): RequestHandler {
  if (!required) return (_request, _response, next) => next()
  return (request, response, next) => {
    const socket = request.socket as TLSSocket
    const address = plainAddress(socket.remoteAddress ?? '')
    const refuse = (why: string) => {
      refused(request, why)
      return new HttpProblem('not-enrolled')
    }
    const { fingerprint256 } = socket.getPeerCertificate()
    if (fingerprint256 === undefined) {
      // The health check of this machine: nobody's name is in the answer.
      const isStatus = request.method === 'GET' && request.path === '/api/status'
      if (isStatus && isLoopback(address)) return next()
      throw refuse('no certificate')
    }
    if (!socket.authorized) throw refuse('certificate not of this appliance, or ended')
    const terminal = terminals.find(fingerprint256)
    if (terminal === null) throw refuse('revoked or unknown')
    if (!isInRanges(address, terminal.addresses)) throw refuse('address not approved')
    const { name, place } = terminal
    response.locals.terminal = { name, place } satisfies AskingTerminal
    next()
  }
}

/** Whether a line that stays open may go on: asked of a request that was let in. */
export function isStillWelcome(request: Request, terminals: Terminals): boolean {
  if (terminalOf(request).name === '') return true
  const { fingerprint256 } = (request.socket as TLSSocket).getPeerCertificate()
  return terminals.find(fingerprint256 ?? '') !== null
}

export function terminalOf(request: Request): AskingTerminal {
  const { terminal } = (request.res?.locals ?? {}) as { terminal?: AskingTerminal }
  return terminal ?? THIS_MACHINE
}

/** As the access log and the list of sessions name it: `er-1 10.0.5.7`, or the address alone. */
export function terminalLabel(request: Request): string {
  const address = plainAddress(request.socket.remoteAddress ?? '')
  const { name } = terminalOf(request)
  return name === '' ? address : `${name} ${address}`
}
